"""The page behind an e-mailed link, and the two other answers to it: no, and not me."""

from __future__ import annotations

from lti_tool.domain.answers import checked_text
from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment, SigningRequest
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.addresses import is_whole_address, normalised_email
from lti_tool.usecases.award_building import Reader, build_page
from lti_tool.usecases.award_views import AwardPage
from lti_tool.usecases.claims import decides_claims
from lti_tool.usecases.house import House
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.printing import seat_name
from lti_tool.usecases.records import OpenRecord, open_record, visible_enrolment
from lti_tool.usecases.requests import find_request, make_request, usable_request
from lti_tool.usecases.signing_views import Asked, RequestPage
from lti_tool.usecases.visits import Visit

LONGEST_REASON = 2000


def open_request(house: House, token: str) -> RequestPage:
    """The page behind an e-mailed link. Opening it consumes nothing: mail scanners open links.

    Raises:
        NotFound: no such link.
    """
    with house.units.reading() as unit:
        request = find_request(house, unit, token)
        enrolment = unit.session.get_one(Enrolment, request.enrolment_id)
        record = open_record(house, unit, enrolment)
        page = build_page(unit, record, Reader(None, frozenset({Seat(request.seat)})))
        provider = unit.session.get_one(Provider, enrolment.provider_id)
        return _request_page(unit, request, record, page, provider)


def _request_page(
    unit: UnitOfWork,
    request: SigningRequest,
    record: OpenRecord,
    page: AwardPage,
    provider: Provider,
) -> RequestPage:
    seat = Seat(request.seat)
    claim = page.waiver if page.waiver and page.waiver.outcome == "open" else None
    return RequestPage(
        state=_state(unit, request),
        outcome=request.outcome or "",
        answered_at=request.answered_at,
        purpose=request.purpose,
        seat=seat,
        seat_name=seat_name(record, seat),
        signer_name=request.name,
        mentor_name=page.mentor_name,
        school=record.state.record.details.get("school", ""),
        provider_name=provider.name,
        office_name=provider.office_name,
        office_email=provider.office_email or "",
        expires_at=request.expires_at,
        award=page,
        confirmable=page.confirmable,
        waiver=claim if decides_claims(record, {seat}) else None,
        digest=page.digest,
        sign_words=page.sign_words,
        may_sign_now=page.sign_as is seat,
    )


def _state(unit: UnitOfWork, request: SigningRequest) -> str:
    if request.outcome is not None:
        return "answered"
    return "expired" if request.expires_at < unit.now else "open"


def decline(house: House, token: str, reason: str) -> None:
    """Decline with a reason; the mentor is told by mail.

    Raises:
        InvalidInput: no reason given.
        Conflict: the link has been used or has expired.
        NotFound: no such link.
    """
    reason = checked_text("reason", reason)
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput({"reason": "Please say in a few words why; the mentor will read it."})
    with house.units.writing() as unit:
        request = usable_request(house, unit, token)
        request.outcome, request.answered_at, request.reason = "declined", unit.now, reason
        enrolment = unit.session.get_one(Enrolment, request.enrolment_id)
        record = open_record(house, unit, enrolment)
        tell_mentor(
            house,
            unit,
            record,
            cause=f"declined:{request.id}",
            subject=f"{request.name} could not agree yet",
            paragraphs=[
                f"{request.name} has answered your request about the {record.award.title}, and "
                f"could not agree yet. They wrote: {reason}",
                "Please talk to them. When you have, ask again from your record in the course.",
            ],
        )


def hand_on(house: House, token: str, *, name: str, email: str) -> Asked:
    """Hand the request on to the right person, whose address must be vouched for as well.

    Raises:
        InvalidInput: name or address missing or malformed, or the same as before.
        NotAllowed: the address is the mentor's.
        Conflict: the link has been used or has expired.
        NotFound: no such link.
    """
    name, email = " ".join(name.split()), email.strip()
    wrong = _wrong_person(name, email)
    with house.units.writing() as unit:
        request = usable_request(house, unit, token)
        if not wrong and normalised_email(email) == request.email:
            wrong["email"] = "This is the address that the link was sent to already."
        if wrong:
            raise InvalidInput(wrong)
        enrolment = unit.session.get_one(Enrolment, request.enrolment_id)
        record = open_record(house, unit, enrolment)
        request.outcome, request.answered_at = "handed_on", unit.now
        request.reason = f"Handed on to {name}"
        unit.session.flush()
        new = make_request(
            house,
            unit,
            record,
            seat=Seat(request.seat),
            purpose=request.purpose,
            name=name,
            email=email,
        )
        return Asked(new.name, new.email, new.sent_at is not None)


def _wrong_person(name: str, email: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not name or len(name) > 200 or not name.isprintable():
        wrong["name"] = "Please type the person's name."
    if not is_whole_address(email) or not email.isprintable():
        wrong["email"] = "Please type the person's whole e-mail address."
    return wrong


def remind(house: House, visit: Visit, enrolment_id: str, request_id: str) -> None:
    """Send an open request's mail again with a new link; the earlier link stops working.

    Raises:
        Conflict: the request is not open any more.
        NotFound: not this reader's to see.
    """
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        request = unit.session.get(SigningRequest, request_id)
        if request is None or request.enrolment_id != enrolment.id:
            raise NotFound("There is no such request on this record.")
        if request.outcome is not None:
            raise Conflict("This request has been answered already; there is nothing to remind of.")
        make_request(
            house,
            unit,
            open_record(house, unit, enrolment),
            seat=Seat(request.seat),
            purpose=request.purpose,
            name=request.name,
            email=request.email,
        )
