"""One mentor's record of one award: opened, changed, and kept true after every fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.facts import Fact, Signed, Voided
from lti_tool.domain.schemes import Award, Scheme
from lti_tool.domain.seats import Role, Seat
from lti_tool.domain.signatures import AwardProgress, progress
from lti_tool.errors import NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import facts_of
from lti_tool.persistence.records import Certificate, Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact, keep_statement, tell_gradebook
from lti_tool.usecases.house import House
from lti_tool.usecases.telling import award_named, context_for, sheet_named
from lti_tool.usecases.visits import Visit

ISSUED = "issued"
CHANGED = "The record was changed after this was signed."


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """An enrolment with everything that its facts amount to at this moment."""

    enrolment: Enrolment
    award: Award
    scheme: Scheme
    facts: tuple[Fact, ...]
    state: AwardProgress
    certificate: Certificate | None
    """The newest certificate, revoked or not."""

    @property
    def issued(self) -> bool:
        """Whether a certificate stands."""
        return self.certificate is not None and self.certificate.revoked_at is None

    @property
    def waiting_for(self) -> tuple[Seat, ...]:
        """The seats that can move it on now; none when the certificate is issued."""
        if self.issued:
            return ()
        return _waiting_for(self.state)


def open_record(house: House, unit: UnitOfWork, enrolment: Enrolment) -> OpenRecord:
    """Read the facts and decide."""
    award = house.library.award(enrolment.award_id)
    facts = facts_of(unit, enrolment)
    return OpenRecord(
        enrolment,
        award,
        scheme_of(house, enrolment.award_id),
        facts,
        progress(award, facts, unit.today),
        newest_certificate(unit, enrolment.id),
    )


def scheme_of(house: House, award_id: str) -> Scheme:
    """The scheme that an award belongs to.

    Raises:
        NotFound: no pack offers that award.
    """
    for scheme in house.library.schemes:
        if any(award.id == award_id for award in scheme.awards):
            return scheme
    raise NotFound("This award is not offered here. The link in the course may be mistyped.")


def newest_certificate(unit: UnitOfWork, enrolment_id: str) -> Certificate | None:
    """The certificate of an enrolment: the one that stands, else the last one revoked."""
    query = (
        select(Certificate)
        .where(Certificate.enrolment_id == enrolment_id)
        .order_by(Certificate.revoked_at.is_not(None), Certificate.issued_at.desc())
        .limit(1)
    )
    return unit.session.scalar(query)


def own_enrolment(unit: UnitOfWork, visit: Visit, award_id: str) -> Enrolment:
    """The visitor's own enrolment in the award.

    Raises:
        NotFound: they have not entered it.
    """
    enrolment = find_enrolment(unit, visit.person_id, award_id)
    if enrolment is None:
        raise NotFound("You have not entered this award yet. Its page tells you how to begin.")
    return enrolment


def find_enrolment(unit: UnitOfWork, person_id: str, award_id: str) -> Enrolment | None:
    """The enrolment of a person in an award, if there is one."""
    query = select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.award_id == award_id
    )
    return unit.session.scalar(query)


def visible_enrolment(unit: UnitOfWork, visit: Visit, enrolment_id: str) -> Enrolment:
    """An enrolment that this visitor may see: one's own, one's course's, one's provider's.

    Raises:
        NotFound: there is none, or it is not theirs to see; which of the two is not told.
    """
    enrolment = unit.session.get(Enrolment, enrolment_id)
    if enrolment is not None and _may_see(visit, enrolment):
        return enrolment
    raise NotFound("There is no such record here. It may belong to another course or provider.")


def _may_see(visit: Visit, enrolment: Enrolment) -> bool:
    return (
        enrolment.person_id == visit.person_id
        or (visit.is_a(Role.TUTOR) and enrolment.course_id == visit.course_id)
        or (visit.is_a(Role.OFFICE) and enrolment.provider_id == visit.provider_id)
    )


def lock(unit: UnitOfWork, enrolment: Enrolment) -> None:
    """Let nobody else change this record until the transaction ends (SQLite locks anyway)."""
    unit.session.execute(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update())


def add_facts(
    house: House, unit: UnitOfWork, enrolment: Enrolment, facts: Iterable[Fact]
) -> tuple[str, ...]:
    """Append facts to a record and keep it true; the titles of signatures voided by them."""
    for fact in facts:
        keep_fact(unit, fact, person_id=enrolment.person_id, enrolment=enrolment.id)
    return settle(house, unit, enrolment)


def refresh(house: House, unit: UnitOfWork, *, person_id: str) -> None:
    """Keep every record of a person true after a fact that counts in all of them."""
    query = select(Enrolment).where(Enrolment.person_id == person_id)
    for enrolment in unit.session.scalars(query.order_by(Enrolment.id)).all():
        lock(unit, enrolment)
        settle(house, unit, enrolment)


def settle(house: House, unit: UnitOfWork, enrolment: Enrolment) -> tuple[str, ...]:
    """Void what no longer stands, note whose move it is, tell gradebook and record store."""
    record = open_record(house, unit, enrolment)
    voided = _void_fallen(house, unit, record)
    if voided:
        record = open_record(house, unit, enrolment)
    state = record.state.record
    enrolment.criteria_met = state.met_count
    enrolment.waiting_for = waiting_text(record)
    tell_gradebook(
        unit,
        person_id=enrolment.person_id,
        course_id=enrolment.course_id,
        provider_id=enrolment.provider_id,
        resource=f"award:{enrolment.award_id}",
        score=state.share,
        comment=f"{state.met_count} of {len(state.criteria)} criteria met.",
    )
    if record.state.complete:
        ctx = context_for(house, unit, person_id=enrolment.person_id, enrolment=enrolment)
        keep_statement(
            unit,
            enrolment.person_id,
            statements.award_completed(
                ctx,
                event_id=f"{enrolment.id}:{record.state.digest}",
                award=award_named(record.award),
            ),
        )
    return voided


def waiting_text(record: OpenRecord) -> str:
    """The seats that can move it on, as the column keeps them."""
    return ISSUED if record.issued else "," + "".join(f"{seat}," for seat in record.waiting_for)


def _waiting_for(state: AwardProgress) -> tuple[Seat, ...]:
    if state.complete:
        return (Seat.OFFICE,)
    if state.open_step is not None:
        return (state.open_step.seat,)
    wanted = {
        seat
        for status in state.record.criteria
        for missing in status.missing
        for seat in missing.seats
    }
    if Seat.MENTOR in wanted:
        return (Seat.MENTOR,)  # others may confirm meanwhile, but nobody waits for them yet
    return tuple(seat for seat in Seat if seat in wanted)


def _void_fallen(house: House, unit: UnitOfWork, record: OpenRecord) -> tuple[str, ...]:
    """A signature is only ever taken when it stands; one that does not has just fallen."""
    voided_before = {fact.signature for fact in record.facts if isinstance(fact, Voided)}
    fallen = [
        (status.step.title, signed)
        for status in record.state.signatures
        for signed in status.fallen
        if signed.id not in voided_before
    ]
    for _, signed in fallen:
        _void(house, unit, record, signed)
    return tuple(title for title, _ in fallen)


def _void(house: House, unit: UnitOfWork, record: OpenRecord, signed: Signed) -> None:
    enrolment = record.enrolment
    fact = Voided(
        id=new_id(),
        on=unit.today,
        at=unit.now,
        by=enrolment.person_id,
        signature=signed.id,
        reason=CHANGED,
    )
    keep_fact(unit, fact, person_id=enrolment.person_id, enrolment=enrolment.id)
    ctx = context_for(house, unit, person_id=enrolment.person_id, enrolment=enrolment)
    keep_statement(
        unit,
        enrolment.person_id,
        statements.signature_voided(
            ctx,
            event_id=fact.id,
            award=award_named(record.award),
            sheet=sheet_named(record.award, enrolment),
            signature=statements.statement_id(house.base_url, "signed", signed.id),
        ),
    )


def person(unit: UnitOfWork, person_id: str) -> Person:
    """A person who is known to exist."""
    return unit.session.get_one(Person, person_id)
