"""Confirm what has happened, take it back, and let earlier experience stand in for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.answers import checked_text
from lti_tool.domain.facts import Confirmed, Waived, Withdrawn
from lti_tool.domain.schemes import Confirmation
from lti_tool.domain.seats import Role, Seat
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.records import Enrolment, FactRow, SigningRequest, WaiverRequest
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.addresses import is_own_address, refuse_own_address, signer_by_email
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.house import House
from lti_tool.usecases.names import typed_name
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    lock,
    open_record,
    own_enrolment,
    visible_enrolment,
)
from lti_tool.usecases.requests import make_request, usable_request
from lti_tool.usecases.signing_views import Asked
from lti_tool.usecases.telling import actor_of, award_named, context_for
from lti_tool.usecases.visits import Visit

EARLIEST = date(2000, 1, 1)
LONGEST_TEXT = 4000


def ask_pcm(house: House, visit: Visit, award_id: str) -> Asked:
    """Mail the PCM a link to confirm, or to sign, what is theirs now (replacing an open one).

    Raises:
        Conflict: there is nothing for the PCM to do now, or the certificate has been issued.
        NotAllowed: the PCM's address is the mentor's own.
        NotFound: the visitor has not entered the award.
    """
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        _refuse_closed(record)
        details = record.state.record.details
        name, email = details["pcm_name"], details["pcm_email"]
        purpose = _wanted_of_pcm(unit, record)
        request = make_request(
            house, unit, record, seat=Seat.PCM, purpose=purpose, name=name, email=email
        )
        return Asked(request.name, request.email, request.sent_at is not None)


def _wanted_of_pcm(unit: UnitOfWork, record: OpenRecord) -> str:
    """What to ask for; a signature once more when an earlier link was declined.

    Raises:
        Conflict: there is nothing for the PCM to do now.
    """
    if _open_for(record, Seat.PCM) or _open_waiver(unit, record.enrolment):
        return "confirm"
    if record.state.open_step is not None and record.state.open_step.seat is Seat.PCM:
        return "sign"
    raise Conflict("There is nothing for your PCM to do now. Nothing needs to be asked.")


def confirm(
    house: House, visit: Visit, enrolment_id: str, seat: Seat, dates: Mapping[str, date]
) -> None:
    """A tutor or the office confirms requirements, each with the day it happened.

    Raises:
        InvalidInput: nothing chosen, or a day that cannot be, by requirement.
        NotAllowed: not this seat's to confirm, or the reader is the mentor.
        NotFound: not this reader's to see.
    """
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        if seat not in seats_of(visit, enrolment) or seat is Seat.MENTOR:
            raise NotAllowed("This is not yours to confirm: nobody confirms for themself.")
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        own = record.state.record.details.get("email", "")
        if visit.email and is_own_address(unit, enrolment.person_id, visit.email, own):
            raise NotAllowed("The mentor has your e-mail address: nobody confirms for themself.")
        confirm_in_seat(house, unit, record, seat=seat, by=visit.person_id, dates=dates)


def confirm_in_seat(
    house: House,
    unit: UnitOfWork,
    record: OpenRecord,
    *,
    seat: Seat,
    by: str,
    dates: Mapping[str, date],
) -> None:
    """Record confirmations of somebody who may sit in the seat.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: nothing chosen, something not asked for, or a day that cannot be.
    """
    _refuse_closed(record)
    _check_days(unit, record, seat, dates)
    facts = [
        Confirmed(id=new_id(), on=day, at=unit.now, by=by, requirement=requirement, seat=seat)
        for requirement, day in sorted(dates.items())
    ]
    add_facts(house, unit, record.enrolment, facts)
    ctx = context_for(house, unit, person_id=by, enrolment=record.enrolment)
    for fact in facts:
        requirement = record.award.confirmation(fact.requirement)
        statement = statements.confirmed(
            ctx,
            event_id=fact.id,
            award=award_named(record.award),
            requirement=Named(requirement.id, requirement.words),
            seat=seat,
        )
        keep_statement(unit, by, statement)


def _refuse_closed(record: OpenRecord) -> None:
    if record.issued:
        raise Conflict("The certificate has been issued, so the record is closed.")


def _check_days(
    unit: UnitOfWork, record: OpenRecord, seat: Seat, dates: Mapping[str, date]
) -> None:
    asked = {c.id: c for c in record.award.confirmations_by(seat)}
    wrong: dict[str, str] = {}
    for requirement, day in dates.items():
        if requirement not in asked:
            wrong["confirm"] = "Something was sent that is not yours to confirm. Please try again."
        elif day > unit.today:
            wrong[requirement] = "This day is in the future. Please give the day it happened."
        elif day < EARLIEST:
            wrong[requirement] = "This day is too long ago. Please check the year."
    if not dates:
        wrong["confirm"] = "Please choose at least one line, and give the day it happened."
    if wrong:
        raise InvalidInput(wrong)


def _open_for(record: OpenRecord, seat: Seat) -> list[Confirmation]:
    """What the seat can still confirm."""
    return [
        status.requirement
        for row in record.state.record.criteria
        for status in row.requirements
        if not status.met
        and isinstance(status.requirement, Confirmation)
        and seat in status.requirement.seats
    ]


def withdraw_confirmation(
    house: House, visit: Visit, enrolment_id: str, fact_id: str, reason: str
) -> tuple[str, ...]:
    """Take back one's own confirmation (the office: anyone's); titles of voided signatures.

    Raises:
        Conflict: it has been taken back already, or the certificate has been issued.
        InvalidInput: no reason given.
        NotFound: no such confirmation, or not this reader's to take back.
    """
    reason = _text({}, "reason", reason, "Please say why; the mentor will read it.")
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        _refuse_closed(record)
        row = unit.session.get(FactRow, fact_id)
        if row is None or row.enrolment_id != enrolment.id or row.kind != Confirmed.__name__:
            raise NotFound("There is no such confirmation on this record.")
        if row.by != visit.person_id and not visit.is_a(Role.OFFICE):
            raise NotFound("Only the person who confirmed it, or the office, can take it back.")
        if any(isinstance(fact, Withdrawn) and fact.fact == fact_id for fact in record.facts):
            raise Conflict("This confirmation has been taken back already.")
        voided = _withdraw(house, unit, record, row, visit.person_id, reason)
        tell_mentor(
            house,
            unit,
            record,
            cause=f"withdrawn:{fact_id}",
            subject="A confirmation on your record was taken back",
            paragraphs=[
                f"{visit.name or 'Your provider'} took back a confirmation on your record for the "
                f"{record.award.title}. The reason given: {reason}",
                "Your record in the course shows what is needed now.",
            ],
        )
        return voided


def _withdraw(
    house: House, unit: UnitOfWork, record: OpenRecord, row: FactRow, by: str, reason: str
) -> tuple[str, ...]:
    fact = Withdrawn(id=new_id(), on=unit.today, at=unit.now, by=by, fact=row.id, reason=reason)
    voided = add_facts(house, unit, record.enrolment, [fact])
    requirement = record.award.confirmation(row.body["requirement"])
    ctx = context_for(house, unit, person_id=by, enrolment=record.enrolment)
    statement = statements.confirmation_withdrawn(
        ctx,
        event_id=fact.id,
        award=award_named(record.award),
        requirement=Named(requirement.id, requirement.words),
        withdrawn=statements.statement_id(house.base_url, "confirmed", row.id),
    )
    keep_statement(unit, by, statement)
    return voided


def _text(wrong: dict[str, str], field: str, value: str, missing: str) -> str:
    """A text that must be there and not be endless.

    Raises:
        InvalidInput: it is not, or something in ``wrong`` is.
    """
    value = checked_text(field, value)
    if not value:
        wrong[field] = missing
    elif len(value) > LONGEST_TEXT:
        wrong[field] = f"This is too long; {LONGEST_TEXT} characters are the most."
    if wrong:
        raise InvalidInput(wrong)
    return value


def confirm_by_link(
    house: House,
    token: str,
    *,
    name_typed: str,
    dates: Mapping[str, date],
    waiver: str,
    waiver_reason: str,
    comment: str,
) -> None:
    """The PCM's answer: what is confirmed, and ``waiver`` ("approve", "decline" or "").

    Raises:
        InvalidInput: no name typed, nothing decided, or a day that cannot be.
        Conflict: the link has been used or has expired, or the certificate has been issued.
        NotAllowed: the address has turned out to be the mentor's own.
        NotFound: no such link.
    """
    wrong: dict[str, str] = {}
    name, comment = typed_name(wrong, name_typed), _comment(wrong, comment)
    if wrong:
        raise InvalidInput(wrong)
    with house.units.writing() as unit:
        request = usable_request(house, unit, token)
        if request.purpose != "confirm":
            raise NotFound("This link asks for a signature, not for confirmations.")
        enrolment = unit.session.get_one(Enrolment, request.enrolment_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        _refuse_closed(record)
        own = record.state.record.details.get("email", "")
        refuse_own_address(unit, enrolment.person_id, request.email, own)
        signer = signer_by_email(unit, request.email, name)
        decided = _decide_waiver(house, unit, record, signer, waiver, waiver_reason)
        if dates or not decided:
            confirm_in_seat(house, unit, record, seat=Seat(request.seat), by=signer.id, dates=dates)
        request.outcome, request.answered_at = "confirmed", unit.now
        request.reason = comment or None
        _tell_answer(house, unit, record, request, signer)


def _comment(wrong: dict[str, str], comment: str) -> str:
    comment = checked_text("comment", comment)
    if len(comment) > LONGEST_TEXT:
        wrong["comment"] = f"{LONGEST_TEXT} characters are the most."
    return comment


def _tell_answer(
    house: House, unit: UnitOfWork, record: OpenRecord, request: SigningRequest, signer: Person
) -> None:
    said = [f"They wrote: {request.reason}"] if request.reason else []
    tell_mentor(
        house,
        unit,
        record,
        cause=f"answered:{request.id}",
        subject=f"{signer.name} has answered your request",
        paragraphs=[
            f"{signer.name} has answered what you asked for your {record.award.title}.",
            *said,
            "Your record in the course shows what they confirmed and what comes next.",
        ],
    )


def claim_experience(
    house: House, visit: Visit, award_id: str, criteria: tuple[str, ...], evidence: str
) -> None:
    """The mentor asks that earlier experience stand in for some criteria's activities.

    Raises:
        Conflict: an earlier claim is still open, or the certificate has been issued.
        InvalidInput: no criterion chosen, one that cannot be waived, or no evidence named.
    """
    rule = house.library.award(award_id).waiver
    wrong: dict[str, str] = {}
    if not criteria or rule is None or not set(criteria) <= rule.criteria:
        wrong["criteria"] = "Please choose the lines that your earlier experience covers."
    evidence = _text(
        wrong, "evidence", evidence, "Please say where and when you did this, and who can tell."
    )
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        _refuse_closed(open_record(house, unit, enrolment))
        if _open_waiver(unit, enrolment) is not None:
            raise Conflict("Your earlier claim has not been decided yet. Your PCM decides it.")
        unit.session.add(
            WaiverRequest(
                enrolment_id=enrolment.id,
                criteria=list(dict.fromkeys(criteria)),
                evidence=evidence,
                created_at=unit.now,
            )
        )


def _open_waiver(unit: UnitOfWork, enrolment: Enrolment) -> WaiverRequest | None:
    query = select(WaiverRequest).where(
        WaiverRequest.enrolment_id == enrolment.id, WaiverRequest.outcome.is_(None)
    )
    return unit.session.scalar(query)


def _decide_waiver(
    house: House,
    unit: UnitOfWork,
    record: OpenRecord,
    signer: Person,
    decision: str,
    reason: str,
) -> bool:
    """Approve or decline an open claim; whether there was something to decide."""
    claim = _open_waiver(unit, record.enrolment)
    if claim is None or decision not in {"approve", "decline"}:
        return False
    reason = _text({}, "waiver_reason", reason, "Please give a reason; it is kept on the record.")
    claim.decided_at, claim.reason = unit.now, reason
    claim.outcome = "approved" if decision == "approve" else "declined"
    if decision == "approve":
        _waive(house, unit, record, claim, signer)
    return True


def _waive(
    house: House, unit: UnitOfWork, record: OpenRecord, claim: WaiverRequest, signer: Person
) -> None:
    facts = [
        Waived(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=signer.id,
            criterion=criterion,
            seat=Seat.PCM,
            reason=claim.reason or "",
        )
        for criterion in claim.criteria
    ]
    add_facts(house, unit, record.enrolment, facts)
    enrolment = record.enrolment
    ctx = context_for(house, unit, person_id=enrolment.person_id, enrolment=enrolment)
    titles = {row.criterion.id: row.criterion.title for row in record.state.record.criteria}
    for fact in facts:
        statement = statements.waived(
            ctx,
            event_id=fact.id,
            award=award_named(record.award),
            criterion=Named(fact.criterion, titles[fact.criterion]),
            approved_by=actor_of(house, signer),
        )
        keep_statement(unit, enrolment.person_id, statement)
