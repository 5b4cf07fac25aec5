"""An open record as a page for one reader: what is there, what is missing, what they can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lti_tool.domain.facts import Confirmed, Signed, Voided
from lti_tool.domain.progress import CriterionStatus, RequirementStatus
from lti_tool.domain.schemes import (
    AuditCompletion,
    Award,
    Confirmation,
    ModuleCompletion,
    Requirement,
)
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import SignatureState, SignatureStatus, may_sign
from lti_tool.persistence.people import Person
from lti_tool.persistence.records import Document, SigningRequest, WaiverRequest
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.addresses import is_vouched
from lti_tool.usecases.award_views import (
    AwardPage,
    CertificateView,
    CriterionRow,
    RequestRow,
    RequirementRow,
    SignatureRow,
    WaiverView,
)
from lti_tool.usecases.next_steps import next_step, seat_words
from lti_tool.usecases.records import OpenRecord
from lti_tool.usecases.requests import requests_of

BOTH_DOCUMENTS = 2


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page: their person, where they have one, and the seats they may sit in."""

    person_id: str | None
    seats: frozenset[Seat]

    @property
    def is_mentor(self) -> bool:
        """Whether the record is the reader's own."""
        return Seat.MENTOR in self.seats


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows need besides the record."""

    reader: Reader
    names: Mapping[str, str]
    asked_on: Mapping[str, date]
    """Purpose ("confirm", "sign") to the day an open request was mailed."""


def build_page(unit: UnitOfWork, record: OpenRecord, reader: Reader) -> AwardPage:
    """The page of this record for this reader, in a constant number of queries."""
    requests = requests_of(unit, record.enrolment.id)
    around = _Around(reader, _names(unit, record), _asked(unit, requests))
    rows = tuple(_criterion_row(record, status, around) for status in record.state.record.criteria)
    details = record.state.record.details
    sign_as = _sign_as(record, reader)
    return AwardPage(
        enrolment_id=record.enrolment.id,
        award=record.award,
        scheme=record.scheme,
        mentor_name=mentor_name(record),
        details=_labelled(record.award, details),
        registered_on=record.enrolment.registered_on,
        consent_withdrawn_on=_day(record.enrolment.consent_withdrawn_at),
        met=record.state.record.met_count,
        total=len(record.award.criteria),
        rows=rows,
        signatures=tuple(_signature_row(record, s, around) for s in record.state.signatures),
        requests=tuple(_request_row(unit, request) for request in requests),
        waiver=waiver_of(unit, record.enrolment.id),
        certificate=certificate_view(unit, record),
        next_step=next_step(record, reader.seats, around.asked_on),
        digest=record.state.digest,
        sign_as=sign_as,
        sign_words=_sign_words(record, sign_as),
        confirmable=confirmable(rows, record, reader),
        pcm_vouched=_pcm_vouched(unit, record),
        pcm_name=details.get("pcm_name", ""),
        pcm_email=details.get("pcm_email", ""),
        may_issue=Seat.OFFICE in reader.seats and record.state.complete and not record.issued,
    )


def mentor_name(record: OpenRecord) -> str:
    """The name as the mentor confirmed it."""
    return record.state.record.details.get("mentor_name", "")


def confirmable(
    rows: Iterable[CriterionRow], record: OpenRecord, reader: Reader
) -> tuple[RequirementRow, ...]:
    """What the reader may confirm now: theirs by seat, not there yet, and not about themself."""
    if reader.is_mentor or record.issued:
        return ()
    mine = {c.id for seat in reader.seats for c in record.award.confirmations_by(seat)}
    return tuple(
        requirement
        for row in rows
        for requirement in row.requirements
        if requirement.requirement_id in mine and not requirement.met
    )


def _criterion_row(record: OpenRecord, status: CriterionStatus, around: _Around) -> CriterionRow:
    waiver = record.award.waiver
    return CriterionRow(
        criterion=status.criterion,
        met=status.met,
        waived=status.waived,
        since=status.since,
        requirements=tuple(
            _requirement_row(record, requirement, around) for requirement in status.requirements
        ),
        may_be_waived=waiver is not None
        and status.criterion.id in waiver.criteria
        and any(_is_open_deed(requirement) for requirement in status.requirements),
    )


def _is_open_deed(status: RequirementStatus) -> bool:
    return not status.met and isinstance(status.requirement, Confirmation)


def _requirement_row(
    record: OpenRecord, status: RequirementStatus, around: _Around
) -> RequirementRow:
    fact, requirement = status.because, status.requirement
    missing = status.missing
    return RequirementRow(
        requirement_id=requirement.id,
        words=requirement.words,
        met=status.met,
        waived=status.waived,
        on=fact.on if fact else None,
        by_name=_by_name(record, status, around),
        fact_id=fact.id if fact else None,
        from_whom=seat_words(missing.seats, around.reader.seats) if missing else "",
        action=_action(requirement, around.reader) if missing and not record.issued else "",
        asked_on=_pcm_asked(requirement, around) if missing else None,
        may_withdraw=_may_withdraw(record, status, around.reader),
    )


def _by_name(record: OpenRecord, status: RequirementStatus, around: _Around) -> str:
    """Who said so; nobody for what the mentor did themself."""
    fact = status.because
    if fact is None or fact.by == record.state.record.mentor:
        return ""
    return around.names.get(fact.by, "")


def _action(requirement: Requirement, reader: Reader) -> str:
    match requirement:
        case ModuleCompletion() if reader.is_mentor:
            return f"module:{requirement.module}"
        case AuditCompletion() if reader.is_mentor:
            return f"audit:{requirement.audit}"
        case Confirmation() if reader.is_mentor and Seat.PCM in requirement.seats:
            return "ask_pcm"
        case Confirmation() if not reader.is_mentor and reader.seats & set(requirement.seats):
            return "confirm"
    return ""


def _pcm_asked(requirement: Requirement, around: _Around) -> date | None:
    if isinstance(requirement, Confirmation) and Seat.PCM in requirement.seats:
        return around.asked_on.get("confirm")
    return None


def _may_withdraw(record: OpenRecord, status: RequirementStatus, reader: Reader) -> bool:
    fact = status.because
    if not isinstance(fact, Confirmed) or record.issued or reader.is_mentor:
        return False
    return fact.by == reader.person_id or Seat.OFFICE in reader.seats


def _signature_row(record: OpenRecord, status: SignatureStatus, around: _Around) -> SignatureRow:
    signed = status.signature
    waiting = status.state is not SignatureState.STANDS
    return SignatureRow(
        seat=status.step.seat,
        title=status.step.title,
        state=str(status.state),
        name_typed=signed.name_typed if signed else "",
        signed_at=signed.at if signed else None,
        fallen=tuple((s.name_typed, s.at, _why(record, s)) for s in status.fallen),
        asked_on=around.asked_on.get("sign") if status.step.seat is Seat.PCM and waiting else None,
        waiting_for=seat_words((status.step.seat,), around.reader.seats) if waiting else "",
    )


def _why(record: OpenRecord, signed: Signed) -> str:
    reasons = (f.reason for f in record.facts if isinstance(f, Voided) and f.signature == signed.id)
    return next(reasons, "")


def _sign_as(record: OpenRecord, reader: Reader) -> Seat | None:
    """The reader's seat, when it is its turn and the reader may sit in it."""
    step = record.state.open_step
    if step is None or step.seat not in reader.seats or record.issued:
        return None
    if reader.person_id is None:
        return step.seat
    signers = [s.signature.by for s in record.state.signatures if s.signature]
    fits = may_sign(step.seat, reader.person_id, record.state.record.mentor, signers)
    return step.seat if fits else None


def _sign_words(record: OpenRecord, seat: Seat | None) -> str:
    return next((s.step.words for s in record.state.signatures if s.step.seat is seat), "")


def _labelled(award: Award, details: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    fields = (field for field in award.sheet if field.filled_by == "mentor")
    return tuple((field.label, details.get(field.name, "")) for field in fields)


def _names(unit: UnitOfWork, record: OpenRecord) -> dict[str, str]:
    wanted = {fact.by for fact in record.facts}
    rows = unit.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {person_id: name or "" for person_id, name in rows}


def _asked(unit: UnitOfWork, requests: Iterable[SigningRequest]) -> dict[str, date]:
    return {
        request.purpose: request.sent_at.astimezone(LONDON).date()
        for request in requests
        if request.sent_at and request.outcome is None and request.expires_at > unit.now
    }


def _request_row(unit: UnitOfWork, request: SigningRequest) -> RequestRow:
    outcome = request.outcome or ("expired" if request.expires_at < unit.now else "open")
    if outcome == "open" and request.sent_at is None:
        outcome = "to_vouch"
    return RequestRow(
        request_id=request.id,
        seat=Seat(request.seat),
        purpose=request.purpose,
        name=request.name,
        email=request.email,
        asked_at=request.sent_at or request.created_at,
        expires_at=request.expires_at,
        outcome=outcome,
        reason=request.reason or "",
    )


def waiver_of(unit: UnitOfWork, enrolment_id: str) -> WaiverView | None:
    """The newest claim of earlier experience, decided or not."""
    query = (
        select(WaiverRequest)
        .where(WaiverRequest.enrolment_id == enrolment_id)
        .order_by(WaiverRequest.created_at.desc())
        .limit(1)
    )
    found = unit.session.scalar(query)
    if found is None:
        return None
    return WaiverView(
        request_id=found.id,
        criteria=tuple(found.criteria),
        evidence=found.evidence,
        asked_at=found.created_at,
        outcome=found.outcome or "open",
        reason=found.reason or "",
    )


def certificate_view(unit: UnitOfWork, record: OpenRecord) -> CertificateView | None:
    """The certificate, and whether its PDFs are there."""
    found = record.certificate
    if found is None:
        return None
    kinds = select(Document.kind).where(Document.certificate_number == found.number)
    return CertificateView(
        number=found.number,
        issued_on=found.issued_on,
        ready=len(unit.session.scalars(kinds).all()) >= BOTH_DOCUMENTS,
        revoked_on=_day(found.revoked_at),
        revoked_reason=found.revoked_reason or "",
    )


def _day(moment: datetime | None) -> date | None:
    """The day in Europe/London."""
    return moment.astimezone(LONDON).date() if moment else None


def _pcm_vouched(unit: UnitOfWork, record: OpenRecord) -> bool:
    details = record.state.record.details
    email = details.get("pcm_email", "")
    return bool(email) and is_vouched(unit, record.enrolment.provider_id, email, details)
