"""Confirm what has happened, and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from lti_tool.domain import statements
from lti_tool.domain.answers import checked_text
from lti_tool.domain.applying import too_early, whose_turn
from lti_tool.domain.facts import Confirmed, Withdrawn
from lti_tool.domain.schemes import Confirmation
from lti_tool.domain.seats import Role, Seat
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.records import Enrolment, FactRow, SigningRequest
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.addresses import is_own_address, refuse_own_address, signer_by_email
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.claims import (
    CLOSED,
    LONGEST_TEXT,
    decides_claims,
    needed_text,
    open_claim,
    settle_claim,
)
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
from lti_tool.usecases.route_news import tell_turn
from lti_tool.usecases.signing_views import Asked
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

EARLIEST = date(2000, 1, 1)
COMMENT_FIELD = "says-"
"""What is wrong with a comment is told under this and the requirement's id."""
NO_WORDS: Mapping[str, str] = MappingProxyType({})


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
        name, email = details.get("pcm_name"), details.get("pcm_email")
        if not name or not email:  # asked for by the version that the record has been moved to
            who = record.award.called.your(Seat.PCM)
            raise Conflict(f"Please give the name and address of {who} in your details first.")
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
    if _open_for(record, Seat.PCM) or _claim_for_pcm(unit, record):
        return "confirm"
    if record.state.open_step is not None and record.state.open_step.seat is Seat.PCM:
        return "sign"
    who = record.award.called.your(Seat.PCM)
    raise Conflict(f"There is nothing for {who} to do now. Nothing needs to be asked.")


def _claim_for_pcm(unit: UnitOfWork, record: OpenRecord) -> bool:
    return decides_claims(record, {Seat.PCM}) and open_claim(unit, record.enrolment) is not None


def confirm(
    house: House,
    visit: Visit,
    enrolment_id: str,
    seat: Seat,
    dates: Mapping[str, date],
    comments: Mapping[str, str] = NO_WORDS,
) -> None:
    """Somebody who came by a launch confirms requirements, each with the day it happened.

    ``comments`` are what they write with those that ask for it, by requirement.

    Raises:
        InvalidInput: nothing chosen, a day that cannot be, or no comment where one is asked for.
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
        said = Said(dates, comments)
        confirm_in_seat(house, unit, record, seat=seat, by=visit.person_id, said=said)
        turn = whose_turn(record.state.record)
        if turn is not None and turn.requirement.id in dates:
            tell_turn(house, unit, enrolment)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody confirms: a day for each requirement, and what they write with it."""

    dates: Mapping[str, date]
    comments: Mapping[str, str] = field(default_factory=dict)


def confirm_in_seat(
    house: House, unit: UnitOfWork, record: OpenRecord, *, seat: Seat, by: str, said: Said
) -> None:
    """Record confirmations of somebody who may sit in the seat.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: nothing chosen, something not asked for, a day that cannot be, or no comment
            where one is asked for.
    """
    _refuse_closed(record)
    comments = _checked_comments(said.comments)
    _check_said(unit, record, seat, Said(said.dates, comments))
    facts = [
        Confirmed(
            id=new_id(),
            on=day,
            at=unit.now,
            by=by,
            requirement=requirement,
            seat=seat,
            comment=comments.get(requirement, ""),
        )
        for requirement, day in sorted(said.dates.items())
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
        raise Conflict(CLOSED)


def _checked_comments(comments: Mapping[str, str]) -> dict[str, str]:
    """What is written, without what is empty.

    Raises:
        InvalidInput: a comment is too long.
    """
    checked: dict[str, str] = {}
    for requirement, typed in comments.items():
        words = checked_text(COMMENT_FIELD + requirement, typed)
        if len(words) > LONGEST_TEXT:
            raise InvalidInput(
                {COMMENT_FIELD + requirement: f"{LONGEST_TEXT} characters are the most."}
            )
        checked |= {requirement: words} if words else {}
    return checked


def _check_said(unit: UnitOfWork, record: OpenRecord, seat: Seat, said: Said) -> None:
    asked = {c.id: c for c in record.award.confirmations_by(seat)}
    wrong = _wrong_days(unit, record, asked, said.dates) | _wrong_comments(asked, said)
    if not said.dates and not wrong:
        wrong["confirm"] = "Please choose at least one line, and give the day it happened."
    if wrong:
        raise InvalidInput(wrong)


def _wrong_comments(asked: Mapping[str, Confirmation], said: Said) -> dict[str, str]:
    wrong = {
        requirement: "You wrote something about this, but gave no day. Please give the day too."
        for requirement in said.comments
        if requirement in asked and requirement not in said.dates
    }
    for requirement in said.dates:
        wants = requirement in asked and asked[requirement].comment
        if wants and requirement not in said.comments:
            wrong[COMMENT_FIELD + requirement] = (
                "Please write a few words: they stand on the record and are printed with it."
            )
    return wrong


def _wrong_days(
    unit: UnitOfWork,
    record: OpenRecord,
    asked: Mapping[str, Confirmation],
    dates: Mapping[str, date],
) -> dict[str, str]:
    early = too_early(record.state.record)
    wrong: dict[str, str] = {}
    for requirement, day in dates.items():
        if requirement not in asked:
            wrong["confirm"] = "Something was sent that is not yours to confirm. Please try again."
        elif requirement in early:
            wrong[requirement] = "This waits for what stands before it in its row."
        elif day > unit.today:
            wrong[requirement] = "This day is in the future. Please give the day it happened."
        elif day < EARLIEST:
            wrong[requirement] = "This day is too long ago. Please check the year."
    return wrong


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
    reason = needed_text({}, "reason", reason, "Please say why; the mentor will read it.")
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


def confirm_by_link(
    house: House,
    token: str,
    *,
    name_typed: str,
    dates: Mapping[str, date],
    waiver: str,
    waiver_reason: str,
    comment: str,
    comments: Mapping[str, str] = NO_WORDS,
) -> None:
    """The PCM's answer: what is confirmed, and ``waiver`` ("approve", "decline" or "").

    ``comment`` is a word to the mentor; ``comments`` stand on the record, by requirement.

    Raises:
        InvalidInput: no name typed, nothing decided, a day that cannot be, or no comment where one
            is asked for.
        Conflict: the link has been used or has expired, or the certificate has been issued.
        NotAllowed: the address has turned out to be the mentor's own.
        NotFound: no such link.
    """
    wrong: dict[str, str] = {}
    name, comment = typed_name(wrong, name_typed), _comment(wrong, comment)
    if wrong:
        raise InvalidInput(wrong)
    with house.units.writing() as unit:
        request, record = _asked_by_link(house, unit, token)
        signer = signer_by_email(unit, request.email, name)
        decided = decides_claims(record, {Seat(request.seat)}) and settle_claim(
            house, unit, record, signer, waiver, waiver_reason
        )
        if dates or not decided:
            said = Said(dates, comments)
            seat = Seat(request.seat)
            confirm_in_seat(house, unit, record, seat=seat, by=signer.id, said=said)
        request.outcome, request.answered_at = "confirmed", unit.now
        request.reason = comment or None
        _tell_answer(house, unit, record, request, signer)


def _asked_by_link(house: House, unit: UnitOfWork, token: str) -> tuple[SigningRequest, OpenRecord]:
    """The request for confirmations behind a link, and its record, locked."""
    request = usable_request(house, unit, token)
    if request.purpose != "confirm":
        raise NotFound("This link asks for a signature, not for confirmations.")
    enrolment = unit.session.get_one(Enrolment, request.enrolment_id)
    lock(unit, enrolment)
    record = open_record(house, unit, enrolment)
    _refuse_closed(record)
    own = record.state.record.details.get("email", "")
    refuse_own_address(unit, enrolment.person_id, request.email, own)
    return request, record


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
