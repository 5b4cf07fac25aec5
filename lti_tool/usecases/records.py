"""One mentor's record of one award: opened, changed, and kept true after every fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select

from lti_tool.domain import statements
from lti_tool.domain.applying import whose_turn
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
COMPLETE = "complete"
"""What keeps a record apart that is at its end without a certificate."""
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
    def version_lost(self) -> bool:
        """Whether it shows the current version because the packs no longer have its own."""
        return self.award.scheme_version != self.enrolment.scheme_version

    @property
    def waiting_for(self) -> tuple[Seat, ...]:
        """The seats that can move it on now; none when the certificate is issued."""
        if self.issued or self.at_its_end:
            return ()
        return _waiting_for(self.state)

    @property
    def at_its_end(self) -> bool:
        """Whether it is signed and complete, and its award gives no certificate."""
        return self.state.complete and self.award.certificate is None


def open_record(house: House, unit: UnitOfWork, enrolment: Enrolment) -> OpenRecord:
    """Read the facts and decide.

    A record is closed by issuing: while the certificate stands, it is what it was then, whatever
    the mentor has added to their portfolio or taken back since.
    """
    award = award_of(house, enrolment)
    facts, today = facts_of(unit, enrolment), unit.today
    certificate = newest_certificate(unit, enrolment.id)
    if certificate is not None and certificate.revoked_at is None:
        facts = tuple(fact for fact in facts if fact.at <= certificate.issued_at)
        today = certificate.issued_on
    return OpenRecord(
        enrolment,
        award,
        house.library.scheme_of(award.id, award.scheme_version),
        facts,
        progress(award, facts, today),
        certificate,
    )


def award_of(house: House, enrolment: Enrolment) -> Award:
    """The award as the enrolment has it: of the version of the scheme that it is on.

    Where the packs no longer have that version the current one stands in, and the office is told
    (:mod:`lti_tool.usecases.versions`).

    Raises:
        NotFound: no pack offers that award.
    """
    version = enrolment.scheme_version
    known = house.library.has_version(enrolment.award_id, version)
    return house.library.award(enrolment.award_id, version if known else None)


def enrolled_on(house: House, award: Award) -> ColumnElement[bool]:
    """The enrolments for which :func:`award_of` gives that version of the award."""
    of_award = Enrolment.award_id == award.id
    current, *earlier = house.library.versions(award.id)
    if award.scheme_version == current.scheme_version:
        others = [one.scheme_version for one in earlier]
        return and_(of_award, Enrolment.scheme_version.not_in(others))
    return and_(of_award, Enrolment.scheme_version == award.scheme_version)


def scheme_of(house: House, award_id: str) -> Scheme:
    """The scheme that an award belongs to, as it is now.

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


def own_award(house: House, visit: Visit, award_id: str) -> Award:
    """The award as the visitor has it; before they have entered it, as it is now.

    Raises:
        NotFound: no pack offers that award.
    """
    if len(house.library.versions(award_id)) <= 1:
        return house.library.award(award_id)
    with house.units.reading() as unit:
        enrolment = find_enrolment(unit, visit.person_id, award_id)
    return award_of(house, enrolment) if enrolment else house.library.award(award_id)


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
        or bool(sitting_in(visit, enrolment))
    )


def sitting_in(visit: Visit, enrolment: Enrolment) -> frozenset[Role]:
    """As what the visitor sits in a seat of this record's award beside the office's.

    A partnership manager and a panel see the records of their provider, and of those only the ones
    whose award asks something of them.
    """
    if enrolment.provider_id != visit.provider_id:
        return frozenset()
    return frozenset(
        role for role, awards in visit.sits_for.items() if enrolment.award_id in awards
    )


def lock(unit: UnitOfWork, enrolment: Enrolment) -> None:
    """Let nobody else change this record until the transaction ends (SQLite locks anyway)."""
    unit.session.execute(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update())


def lock_all(unit: UnitOfWork, person_id: str) -> None:
    """The same for every record of a person, in one order, so that nobody deadlocks."""
    query = select(Enrolment.id).where(Enrolment.person_id == person_id).order_by(Enrolment.id)
    unit.session.execute(query.with_for_update())


def add_facts(
    house: House, unit: UnitOfWork, enrolment: Enrolment, facts: Iterable[Fact]
) -> tuple[str, ...]:
    """Append facts to a record and keep it true; the titles of signatures voided by them."""
    for fact in facts:
        keep_fact(unit, fact, person_id=enrolment.person_id, enrolment=enrolment.id)
    return settle(house, unit, enrolment)


def refresh(house: House, unit: UnitOfWork, *, person_id: str) -> tuple[str, ...]:
    """Keep every record of a person true after a fact that counts in all of them.

    Returns:
        The titles of signatures that this voided.
    """
    lock_all(unit, person_id)
    query = select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.id)
    enrolments = unit.session.scalars(query).all()
    return tuple(title for one in enrolments for title in settle(house, unit, one))


def settle(house: House, unit: UnitOfWork, enrolment: Enrolment) -> tuple[str, ...]:
    """Void what no longer stands, note whose move it is, tell gradebook and record store.

    While the packs lack the record's version nothing is voided: once it is back, what was signed
    stands again. What has been issued stays as it was.
    """
    record = open_record(house, unit, enrolment)
    voided = () if record.issued or record.version_lost else _void_fallen(house, unit, record)
    if voided:
        record = open_record(house, unit, enrolment)
    state = record.state.record
    enrolment.criteria_met = state.met_count
    enrolment.waiting_for = waiting_text(record)
    _note_due(enrolment, None if record.issued else state.due_on)
    tell_gradebook(
        unit,
        person_id=enrolment.person_id,
        course_id=enrolment.course_id,
        provider_id=enrolment.provider_id,
        resource=f"award:{enrolment.award_id}",
        score=state.share,
        comment=f"{state.met_count} of {len(state.award.criteria)} criteria met.",
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


def _note_due(enrolment: Enrolment, due_on: date | None) -> None:
    """With a new last day its reminders begin anew."""
    if enrolment.due_on != due_on:
        enrolment.due_on, enrolment.due_reminded = due_on, None


def waiting_text(record: OpenRecord) -> str:
    """The seats that can move it on, as the column keeps them."""
    if record.issued:
        return ISSUED
    if record.at_its_end:
        return COMPLETE
    return "," + "".join(f"{seat}," for seat in record.waiting_for)


def _waiting_for(state: AwardProgress) -> tuple[Seat, ...]:
    if state.complete:
        return (Seat.OFFICE,)
    if state.open_step is not None:
        return (state.open_step.seat,)
    turn = whose_turn(state.record)
    if turn is not None:
        return turn.seats
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
