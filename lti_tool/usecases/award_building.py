"""An open record as a page for one reader: what is there, what is missing, what they can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lti_tool.domain.applying import too_early
from lti_tool.domain.facts import AwardHeld, Confirmed, Signed, Voided
from lti_tool.domain.mentoring import standing_mentoring
from lti_tool.domain.progress import CriterionStatus, RequirementStatus
from lti_tool.domain.requirements import (
    DEEDS,
    Confirmation,
    EarlierAward,
    Engagement,
    Requirement,
)
from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import SignatureState, SignatureStatus, chair_allows, may_sign
from lti_tool.persistence.people import Person
from lti_tool.persistence.records import SigningRequest
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.addresses import is_vouched
from lti_tool.usecases.award_views import (
    AwardPage,
    CriterionRow,
    OptionalRow,
    RequirementRow,
    SignatureRow,
)
from lti_tool.usecases.beside_records import certificate_view, day_of, request_row, waiver_of
from lti_tool.usecases.mentoring_views import MentoringView, mentoring_view
from lti_tool.usecases.moving_on import Helping, helping
from lti_tool.usecases.next_steps import next_step, own_action, seat_words
from lti_tool.usecases.overview_views import overview_part
from lti_tool.usecases.records import OpenRecord
from lti_tool.usecases.requests import requests_of
from lti_tool.usecases.route_building import route_part


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
    claimed: frozenset[str]
    """Criteria for which earlier experience is claimed and not decided yet."""
    helping: Helping
    early: frozenset[str]
    """What cannot be given yet, because something before it is missing."""


def build_page(unit: UnitOfWork, record: OpenRecord, reader: Reader) -> AwardPage:
    """The page of this record for this reader, in a constant number of queries."""
    requests = requests_of(unit, record.enrolment.id)
    waiver = waiver_of(unit, record.enrolment.id) if record.award.waiver else None
    claimed = frozenset(waiver.criteria if waiver and waiver.outcome == "open" else ())
    around = _around(unit, record, reader, requests, claimed)
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
        consent_withdrawn_on=day_of(record.enrolment.consent_withdrawn_at),
        met=record.state.record.met_count,
        total=len(record.award.criteria),
        rows=rows,
        signatures=tuple(_signature_row(record, s, around) for s in record.state.signatures),
        requests=tuple(request_row(unit, request) for request in requests),
        waiver=waiver,
        certificate=certificate_view(unit, record),
        next_step=next_step(record, _moving(record, reader, sign_as), around.asked_on, claimed),
        digest=record.state.digest,
        sign_as=sign_as,
        sign_words=_sign_words(record, sign_as),
        confirmable=confirmable(rows, record, reader),
        pcm_vouched=reader.is_mentor and _pcm_vouched(unit, record),
        pcm_name=details.get("pcm_name", ""),
        pcm_email=details.get("pcm_email", ""),
        may_issue=_may_issue(record, reader),
        optional=_optional(record),
        mentoring=_mentoring(unit, record),
        route=route_part(unit, record, reader.seats),
        overview=overview_part(record),
        decider=_decider(record, reader),
        may_decide=bool(claimed) and _decides(record, reader),
    )


def _around(
    unit: UnitOfWork,
    record: OpenRecord,
    reader: Reader,
    requests: Sequence[SigningRequest],
    claimed: frozenset[str],
) -> _Around:
    return _Around(
        reader=reader,
        names=_names(unit, record),
        asked_on=_asked(unit, requests),
        claimed=claimed,
        helping=helping(unit, record, reader.seats, requests),
        early=too_early(record.state.record),
    )


def _may_issue(record: OpenRecord, reader: Reader) -> bool:
    ready = record.state.complete and not record.issued and not record.at_its_end
    return Seat.OFFICE in reader.seats and ready


def _optional(record: OpenRecord) -> tuple[OptionalRow, ...]:
    done = record.state.record.optional
    return tuple(
        OptionalRow(activity, done[activity.id].on if activity.id in done else None)
        for activity in record.award.optional
    )


def _mentoring(unit: UnitOfWork, record: OpenRecord) -> MentoringView | None:
    """As the record counts it: a closed record stays as it was when it was closed."""
    asked = [r.days for _, r in record.award.requirements() if isinstance(r, Engagement)]
    if not asked:
        return None
    today = record.certificate.issued_on if record.issued and record.certificate else unit.today
    return mentoring_view(standing_mentoring(record.facts), today, max(asked))


def _decider(record: OpenRecord, reader: Reader) -> str:
    waiver = record.award.waiver
    called = record.award.called
    return seat_words(called, (waiver.approver,), reader.seats) if waiver else ""


def _decides(record: OpenRecord, reader: Reader) -> bool:
    """By link a PCM decides on the page of the link; this is for those who launched."""
    waiver = record.award.waiver
    launched = reader.person_id is not None and not reader.is_mentor
    return waiver is not None and launched and waiver.approver in reader.seats and not record.issued


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
    mine -= too_early(record.state.record)
    return tuple(
        requirement
        for row in rows
        for requirement in row.requirements
        if requirement.requirement_id in mine and not requirement.met
    )


def _criterion_row(record: OpenRecord, status: CriterionStatus, around: _Around) -> CriterionRow:
    may_be_waived = _may_be_waived(record, status)
    return CriterionRow(
        criterion=status.criterion,
        met=status.met,
        waived=status.waived,
        since=status.since,
        requirements=tuple(
            _requirement_row(record, requirement, around, status.criterion.id)
            for requirement in status.requirements
        ),
        may_be_waived=may_be_waived,
    )


def _may_be_waived(record: OpenRecord, status: CriterionStatus) -> bool:
    waiver = record.award.waiver
    open_deeds = (r for r in status.requirements if not r.met and isinstance(r.requirement, DEEDS))
    return waiver is not None and status.criterion.id in waiver.criteria and any(open_deeds)


def _requirement_row(
    record: OpenRecord, status: RequirementStatus, around: _Around, criterion: str
) -> RequirementRow:
    fact, requirement = status.because, status.requirement
    missing = status.missing
    claimed = criterion in around.claimed and isinstance(requirement, EarlierAward)
    return RequirementRow(
        requirement_id=requirement.id,
        words=requirement.words,
        met=status.met,
        waived=status.waived,
        on=status.on,
        by_name=_by_name(record, status, around),
        fact_id=fact.id if fact else None,
        from_whom=_from_whom(record, missing.seats, around, claimed=claimed) if missing else "",
        action=_action(record, status, around, criterion),
        asked_on=_pcm_asked(requirement, around) if missing else None,
        may_withdraw=_may_withdraw(record, status, around.reader),
        so_far="Earlier experience is claimed for it." if claimed and missing else status.so_far,
        certificate=fact.certificate if isinstance(fact, AwardHeld) else "",
        comment=fact.comment if isinstance(fact, Confirmed) else "",
        earlier=_earlier(record, requirement),
        contact=around.helping.contact(_moved_by(record, missing.seats, claimed=claimed))
        if missing
        else None,
    )


def _from_whom(
    record: OpenRecord, seats: tuple[Seat, ...], around: _Around, *, claimed: bool = False
) -> str:
    """Whose move it is, in the reader's words."""
    moved_by = _moved_by(record, seats, claimed=claimed)
    return seat_words(record.award.called, moved_by, around.reader.seats)


def _moved_by(record: OpenRecord, seats: tuple[Seat, ...], *, claimed: bool) -> tuple[Seat, ...]:
    """Of what is claimed, it is the move of whoever decides about the claim."""
    waiver = record.award.waiver
    return (waiver.approver,) if claimed and waiver is not None else seats


def _earlier(record: OpenRecord, requirement: Requirement) -> tuple[tuple[str, str], ...]:
    """The awards that are asked for, as far as they are of this scheme."""
    asked = requirement.awards if isinstance(requirement, EarlierAward) else ()
    return tuple((award.id, award.title) for award in record.scheme.awards if award.id in asked)


def _by_name(record: OpenRecord, status: RequirementStatus, around: _Around) -> str:
    """Who said so; nobody for what the mentor did themself."""
    fact = status.because
    if fact is None or fact.by == record.state.record.mentor:
        return ""
    return around.names.get(fact.by, "")


def _action(record: OpenRecord, status: RequirementStatus, around: _Around, criterion: str) -> str:
    """What the reader can do about it; nothing once it is there, or the record is closed."""
    reader, requirement = around.reader, status.requirement
    if record.issued or status.missing is None:
        return ""
    if reader.is_mentor:
        waivable = record.award.waiver is not None and criterion in record.award.waiver.criteria
        return own_action(requirement, may_claim=waivable and not around.claimed)
    if criterion in around.claimed and _decides(record, reader):
        return "claim"
    return around.helping.action(requirement, status.missing.seats, around.early)


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
        waiting_for=_from_whom(record, (status.step.seat,), around) if waiting else "",
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
    fits = fits and chair_allows(record.state.record, step.seat, reader.person_id)
    return step.seat if fits else None


def _moving(record: OpenRecord, reader: Reader, sign_as: Seat | None) -> frozenset[Seat]:
    """The reader's seats, but the one whose signature is awaited from somebody else in it."""
    step = record.state.open_step
    return reader.seats - {step.seat} if step is not None and sign_as is None else reader.seats


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


def _pcm_vouched(unit: UnitOfWork, record: OpenRecord) -> bool:
    details = record.state.record.details
    email = details.get("pcm_email", "")
    return bool(email) and is_vouched(unit, record.enrolment.provider_id, email, details)
