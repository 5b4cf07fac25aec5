"""Sign, by launch or by an e-mailed link; what comes before and after it stands beside this file.

The mentor signs first, then the PCM by a link that is mailed as soon as the mentor has signed, then
the link tutor by launch. Each signature covers the record as its page showed it.
"""

from __future__ import annotations

from lti_tool.domain import statements
from lti_tool.domain.facts import Signed
from lti_tool.domain.panels import chair_of
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import SignatureState, check_signature, what_is_shown
from lti_tool.domain.versions import missing_fields
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.records import Enrolment, SignatureShown
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.addresses import mailbox, signer_by_email
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.claims import claim_experience, decide_claim
from lti_tool.usecases.confirming import (
    ask_pcm,
    confirm,
    confirm_by_link,
    withdraw_confirmation,
)
from lti_tool.usecases.house import House
from lti_tool.usecases.names import typed_name
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    lock,
    open_record,
    visible_enrolment,
)
from lti_tool.usecases.request_pages import decline, hand_on, open_request, remind
from lti_tool.usecases.requests import make_request, usable_request
from lti_tool.usecases.signing_views import Asked, RequestPage
from lti_tool.usecases.telling import award_named, context_for, sheet_named
from lti_tool.usecases.visits import Visit

__all__ = [
    "Asked",
    "RequestPage",
    "ask_pcm",
    "claim_experience",
    "confirm",
    "confirm_by_link",
    "decide_claim",
    "decline",
    "hand_on",
    "open_request",
    "remind",
    "sign",
    "sign_by_link",
    "withdraw_confirmation",
]


def sign(
    house: House,
    visit: Visit,
    enrolment_id: str,
    seat: Seat,
    *,
    name_typed: str,
    digest: str,
    agreed: bool,
) -> None:
    """Sign as mentor or link tutor; the next in order is asked (the PCM by mail).

    Raises:
        InvalidInput: no name typed, or not ticked.
        Conflict: not this seat's turn, or the record has changed since it was shown.
        NotAllowed: the person may not sit in this seat.
        NotFound: not this reader's to see.
    """
    name = _checked(name_typed, agreed)
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        if seat not in seats_of(visit, enrolment):
            raise NotAllowed("You are not in the place of this signature on this record.")
        _sign(house, unit, enrolment, seat, by=visit.person_id, name=name, digest=digest)


def sign_by_link(house: House, token: str, *, name_typed: str, digest: str, agreed: bool) -> None:
    """Sign through a link, once.

    Raises:
        InvalidInput: no name typed, or not ticked.
        Conflict: used, expired, out of turn, or the record has changed since it was shown.
        NotAllowed: the person may not sit in this seat.
        NotFound: no such link.
    """
    name = _checked(name_typed, agreed)
    with house.units.writing() as unit:
        request = usable_request(house, unit, token)
        if request.purpose != "sign":
            raise NotFound("This link asks for confirmations, not for a signature.")
        enrolment = unit.session.get_one(Enrolment, request.enrolment_id)
        signer = signer_by_email(unit, request.email, name)
        _sign(house, unit, enrolment, Seat(request.seat), by=signer.id, name=name, digest=digest)
        request.outcome, request.answered_at = "signed", unit.now


def _checked(name_typed: str, agreed: bool) -> str:
    wrong: dict[str, str] = {}
    name = typed_name(wrong, name_typed)
    if not agreed:
        wrong["agreed"] = "Please tick that you agree with what you sign."
    if wrong:
        raise InvalidInput(wrong)
    return name


def _sign(
    house: House,
    unit: UnitOfWork,
    enrolment: Enrolment,
    seat: Seat,
    *,
    by: str,
    name: str,
    digest: str,
) -> None:
    lock(unit, enrolment)
    record = open_record(house, unit, enrolment)
    if record.issued:
        raise Conflict("The certificate has been issued, so the record is closed.")
    check_signature(record.state, seat=seat, by=by, digest_shown=digest)
    _refuse_unfinished(record)
    _refuse_same_address(unit, record, seat, by)
    fact = Signed(
        id=new_id(),
        on=unit.today,
        at=unit.now,
        by=by,
        seat=seat,
        name_typed=name,
        digest=record.state.digest,
    )
    add_facts(house, unit, enrolment, [fact])
    _keep_what_was_shown(unit, record, fact)
    _state_signature(house, unit, record, fact)
    _ask_next(house, unit, enrolment)


def _refuse_unfinished(record: OpenRecord) -> None:
    """A version that the record has been moved to may ask for more about the mentor."""
    missing = missing_fields(record.state)
    if missing:
        labels = ", ".join(f"“{field.label}”" for field in missing)
        raise Conflict(
            f"The record sheet asks for more about the mentor: {labels}. Once the mentor has "
            "filled that in, under “Change my details”, the record can be signed."
        )


def _refuse_same_address(unit: UnitOfWork, record: OpenRecord, seat: Seat, by: str) -> None:
    """One human may be known by a launch and by an address: the address tells them apart."""
    if seat is Seat.MENTOR:
        return
    earlier = {s.signature.by for s in record.state.signatures if s.signature}
    earlier.add(record.enrolment.person_id)
    chair = chair_of(record.state.record)
    if chair is not None and seat is not Seat.PANEL:
        earlier.add(chair)  # who signs last, and for whom nobody else can
    theirs = [unit.session.get_one(Person, person_id).email for person_id in earlier]
    theirs.append(record.state.record.details.get("email"))
    mine = unit.session.get_one(Person, by).email
    if mine and mailbox(mine) in {mailbox(email) for email in theirs if email}:
        raise NotAllowed(
            "Somebody with your e-mail address has signed this record in another place. Someone "
            "else has to sign here; the partnership office can name them."
        )


def _keep_what_was_shown(unit: UnitOfWork, record: OpenRecord, fact: Signed) -> None:
    unit.session.add(
        SignatureShown(
            fact_id=fact.id,
            seat=fact.seat,
            digest=fact.digest,
            shown=what_is_shown(record.state.record),
        )
    )
    unit.session.flush()


def _state_signature(house: House, unit: UnitOfWork, record: OpenRecord, fact: Signed) -> None:
    ctx = context_for(house, unit, person_id=fact.by, enrolment=record.enrolment)
    statement = statements.signed(
        ctx,
        event_id=fact.id,
        award=award_named(record.award),
        sheet=sheet_named(record.award, record.enrolment),
        seat=fact.seat,
        digest=fact.digest,
    )
    keep_statement(unit, fact.by, statement)


_TO_BE_ISSUED = (
    "Every criterion is met and every signature is there. The partnership office issues your "
    "certificate next. You need not do anything; it comes by e-mail."
)
_AT_ITS_END = (
    "Every row is met and every signature is there: your record is complete. You can print its "
    "record sheet from its page in the course, to keep and to show."
)


def _ask_next(house: House, unit: UnitOfWork, enrolment: Enrolment) -> None:
    """Mail whoever signs next without an account; tell the mentor when all have signed."""
    record = open_record(house, unit, enrolment)
    step = record.state.open_step
    details = record.state.record.details
    if step is not None and step.seat is Seat.PCM:
        make_request(
            house,
            unit,
            record,
            seat=Seat.PCM,
            purpose="sign",
            name=details["pcm_name"],
            email=details["pcm_email"],
        )
    elif record.state.complete:
        names = [s.signature for s in record.state.signatures]
        tell_mentor(
            house,
            unit,
            record,
            cause=f"complete:{enrolment.id}:{names[-1].id if names[-1] else ''}",
            subject=f"Everyone has signed your record for the {record.award.title}",
            paragraphs=[_AT_ITS_END if record.at_its_end else _TO_BE_ISSUED],
        )


def standing_signatures(record: OpenRecord) -> list[Signed]:
    """The signatures that stand, in order."""
    return [
        status.signature
        for status in record.state.signatures
        if status.state is SignatureState.STANDS and status.signature is not None
    ]
