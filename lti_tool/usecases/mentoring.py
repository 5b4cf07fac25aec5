"""Record mentoring: from when until when, where, and with a trainee in which phase.

A period counts in every award of the person. It is never changed: what turns out otherwise is
withdrawn and recorded anew, and what was taken back by mistake is put back the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.facts import Fact, Mentored, Withdrawn
from lti_tool.domain.mentoring import period_of, standing_mentoring
from lti_tool.domain.requirements import Engagement
from lti_tool.domain.schemes import Award
from lti_tool.domain.statements import Actor, Course, StatementContext
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import facts_of_person
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact, keep_statement
from lti_tool.usecases.house import House
from lti_tool.usecases.mentoring_views import (
    MentoringPage,
    MentoringView,
    PeriodPage,
    PeriodRow,
    mentoring_view,
    period_row,
)
from lti_tool.usecases.portfolio_signed import (
    FallingSignature,
    SignaturesWouldFall,
    check_told,
    knowing,
    would_fall_in,
)
from lti_tool.usecases.records import OpenRecord, award_of, open_record, refresh
from lti_tool.usecases.visits import Visit

__all__ = [
    "MentoringPage",
    "MentoringView",
    "Period",
    "PeriodPage",
    "PeriodRow",
    "SignaturesWouldFall",
    "add_period",
    "change_period",
    "knowing",
    "mentoring_page",
    "needed_days",
    "own_period",
    "put_back",
    "take_back",
]

EARLIEST = date(2000, 1, 1)
LONGEST_TEXT = 200
CHANGED = "Changed by the mentor."
TAKEN_BACK = "Taken back by the mentor."
OFFERED_BACK = 5
"""How many periods that were taken back the page offers to put back."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period as the form gives it; ``None`` for a day that was left empty."""

    first: date | None
    last: date | None
    goes_on: bool
    school: str
    trainee: str


def mentoring_page(house: House, visit: Visit) -> MentoringPage:
    """What the mentor has recorded, how long it is, and what was taken back lately."""
    with house.units.reading() as unit:
        records = _asking(house, unit, visit.person_id)
        facts = facts_of_person(unit, visit.person_id, Mentored, Withdrawn)
        today = unit.today
    standing = standing_mentoring(facts)
    return MentoringPage(
        view=mentoring_view(standing, today, _needed(house, records)),
        taken_back=tuple(
            period_row(fact, today) for fact in _taken_back(facts, standing)[:OFFERED_BACK]
        ),
        asked_by=tuple((record.award.id, record.award.title) for record in records),
        today=today,
    )


def own_period(house: House, visit: Visit, fact_id: str) -> PeriodPage:
    """One recorded period, to be changed, with the signatures that this would undo.

    Raises:
        NotFound: there is no such period, or it has been changed or taken back.
    """
    with house.units.reading() as unit:
        found = next((fact for fact in _standing(unit, visit) if fact.id == fact_id), None)
        if found is None:
            raise NotFound(
                "This period is not on your list any more: it was changed or taken back. Your "
                "list shows what is recorded now."
            )
        gone = _withdrawal(unit, visit, fact_id, CHANGED)
        falling = _falling(house, unit, visit, [gone])
        return PeriodPage(period_row(found, unit.today), tuple(falling), unit.today)


def _asking(house: House, unit: UnitOfWork, person_id: str) -> list[OpenRecord]:
    """The person's records of awards that ask for mentoring of a length."""
    mine = select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.created_at)
    offered = {award.id for award in _awards(house)}
    return [
        open_record(house, unit, enrolment)
        for enrolment in unit.session.scalars(mine).all()
        if enrolment.award_id in offered and needed_days(award_of(house, enrolment)) is not None
    ]


def _awards(house: House) -> Iterable[Award]:
    return (award for scheme in house.library.schemes for award in scheme.awards)


def needed_days(award: Award) -> int | None:
    """The length of mentoring that an award asks for."""
    days = [r.days for _, r in award.requirements() if isinstance(r, Engagement)]
    return max(days, default=None)


def _needed(house: House, records: Iterable[OpenRecord]) -> int | None:
    """The longest that the mentor's awards ask for; before any is entered, the longest there is."""
    mine = [record.award for record in records]
    asked = (needed_days(award) for award in mine or _awards(house))
    return max((days for days in asked if days is not None), default=None)


def _withdrawal(unit: UnitOfWork, visit: Visit, fact_id: str, reason: str) -> Withdrawn:
    return Withdrawn(
        id=new_id(), on=unit.today, at=unit.now, by=visit.person_id, fact=fact_id, reason=reason
    )


def _falling(
    house: House, unit: UnitOfWork, visit: Visit, changes: Sequence[Fact]
) -> list[FallingSignature]:
    """The signatures that these facts would undo; a record with a certificate is closed."""
    records = _asking(house, unit, visit.person_id)
    return [
        one
        for record in records
        if not record.issued
        for one in would_fall_in(unit, record, changes)
    ]


def _taken_back(facts: Iterable[Fact], standing: Iterable[Mentored]) -> list[Mentored]:
    """What was taken back and is not there again, newest first."""
    known = list(facts)
    there = {_said(fact) for fact in standing}
    gone = [f for f in known if isinstance(f, Withdrawn) and f.reason == TAKEN_BACK]
    by_id = {fact.id: fact for fact in known if isinstance(fact, Mentored)}
    newest = sorted(gone, key=lambda fact: (fact.at, fact.id), reverse=True)
    found = {_said(by_id[f.fact]): by_id[f.fact] for f in newest if f.fact in by_id}
    return [fact for said, fact in found.items() if said not in there]


def _said(fact: Mentored) -> tuple[date, date | None, str, str]:
    return fact.first, fact.last, fact.school, fact.trainee


def add_period(house: House, visit: Visit, period: Period) -> None:
    """Record a period; sent twice, it is recorded once.

    Raises:
        InvalidInput: days that cannot be, field by field.
    """
    with house.units.writing() as unit:
        fact = _checked(unit, visit, period)
        _one_at_a_time(unit, visit)
        _record(house, unit, visit, fact)


def change_period(
    house: House, visit: Visit, fact_id: str, period: Period, *, told: str = ""
) -> None:
    """Record a period otherwise, or that it has ended; the earlier words are withdrawn.

    Args:
        house: the house.
        visit: the mentor's.
        fact_id: which period.
        period: how it is to be recorded.
        told: the signatures that the mentor was told would fall (:func:`knowing`).

    Raises:
        Conflict: it was changed or taken back since the page was opened.
        SignaturesWouldFall: this undoes signatures that the mentor was not told of.
        InvalidInput: days that cannot be, field by field.
    """
    with house.units.writing() as unit:
        fact = _checked(unit, visit, period)
        _one_at_a_time(unit, visit)
        standing = {known.id: known for known in _standing(unit, visit)}
        if fact_id not in standing:
            if _said(fact) in {_said(known) for known in standing.values()}:
                return  # sent twice
            raise Conflict(
                "This period was changed or taken back since you opened the page. Your list shows "
                "what is recorded now; please look at it and try again."
            )
        if _said(fact) != _said(standing[fact_id]):
            gone = _withdrawal(unit, visit, fact_id, CHANGED)
            _withdraw(house, unit, visit, gone, told, then=[fact])
            _record(house, unit, visit, fact)


def take_back(house: House, visit: Visit, fact_id: str, *, told: str = "") -> None:
    """Take a period back; done twice, it is done once.

    Raises:
        SignaturesWouldFall: this undoes signatures that the mentor was not told of.
        NotFound: there is no such period of theirs.
    """
    with house.units.writing() as unit:
        _one_at_a_time(unit, visit)
        facts = facts_of_person(unit, visit.person_id, Mentored, Withdrawn)
        _own(facts, fact_id)
        if fact_id in {fact.id for fact in standing_mentoring(facts)}:
            gone = _withdrawal(unit, visit, fact_id, TAKEN_BACK)
            _withdraw(house, unit, visit, gone, told)
            refresh(house, unit, person_id=visit.person_id)


def put_back(house: House, visit: Visit, fact_id: str) -> None:
    """Record again what was taken back; done twice, it is done once.

    Raises:
        NotFound: there is no such period of theirs.
    """
    with house.units.writing() as unit:
        _one_at_a_time(unit, visit)
        facts = facts_of_person(unit, visit.person_id, Mentored, Withdrawn)
        fact = replace(_own(facts, fact_id), id=new_id(), on=unit.today, at=unit.now)
        _record(house, unit, visit, fact)


def _own(facts: Iterable[Fact], fact_id: str) -> Mentored:
    for fact in facts:
        if isinstance(fact, Mentored) and fact.id == fact_id:
            return fact
    raise NotFound("There is no such period on your list.")


def _one_at_a_time(unit: UnitOfWork, visit: Visit) -> None:
    """Let a double click's second half wait for its first (SQLite lets nobody in anyway)."""
    mine = select(Person.id).where(Person.id == visit.person_id)
    unit.session.execute(mine.with_for_update(key_share=True))


def _standing(unit: UnitOfWork, visit: Visit) -> tuple[Mentored, ...]:
    return standing_mentoring(facts_of_person(unit, visit.person_id, Mentored, Withdrawn))


def _record(house: House, unit: UnitOfWork, visit: Visit, fact: Mentored) -> None:
    if _said(fact) not in {_said(known) for known in _standing(unit, visit)}:
        keep_fact(unit, fact, person_id=visit.person_id, enrolment=None)
        length = timedelta(days=period_of(fact, fact.last).days) if fact.last else None
        statement = statements.mentoring_recorded(
            _context(house, unit, visit), event_id=fact.id, duration=length
        )
        keep_statement(unit, visit.person_id, statement)
    refresh(house, unit, person_id=visit.person_id)


def _withdraw(
    house: House,
    unit: UnitOfWork,
    visit: Visit,
    gone: Withdrawn,
    told: str,
    then: Sequence[Fact] = (),
) -> None:
    """Withdraw a period; ``then`` is what takes its place."""
    check_told(_falling(house, unit, visit, [gone, *then]), told)
    keep_fact(unit, gone, person_id=visit.person_id, enrolment=None)
    statement = statements.mentoring_withdrawn(
        _context(house, unit, visit), event_id=gone.id, recorded=gone.fact
    )
    keep_statement(unit, visit.person_id, statement)


def _context(house: House, unit: UnitOfWork, visit: Visit) -> StatementContext:
    """Mentoring counts in every award, so its statements have a registration of their own."""
    name = visit.name or None if house.statements_with_names else None
    return StatementContext(
        base_url=house.base_url,
        actor=Actor(visit.issuer, visit.sub, name),
        at=unit.now,
        course=Course(visit.course_id, visit.course_title),
        platform=urlsplit(visit.issuer).hostname,
        registration=statements.registration_id(house.base_url, f"mentoring/{visit.person_id}"),
    )


def _checked(unit: UnitOfWork, visit: Visit, period: Period) -> Mentored:
    """The fact that the form asks for.

    Raises:
        InvalidInput: days that cannot be, or a text that is too long, field by field.
    """
    texts = {"school": period.school, "trainee": period.trainee}
    texts = {name: " ".join(text.split()) for name, text in texts.items()}
    wrong = _wrong_texts(texts) | _wrong_last(period, unit.today)
    wrong |= _wrong_first(period.first, unit.today)
    if wrong or period.first is None:
        raise InvalidInput(wrong)
    return Mentored(
        id=new_id(),
        on=unit.today,
        at=unit.now,
        by=visit.person_id,
        first=period.first,
        last=None if period.goes_on else period.last,
        **texts,
    )


def _wrong_texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"Please keep this under {LONGEST_TEXT} ordinary characters."
        for name, text in texts.items()
        if len(text) > LONGEST_TEXT or not text.isprintable()
    }


def _wrong_first(first: date | None, today: date) -> dict[str, str]:
    if first is None:
        return {"first": "Please give the first day of this mentoring."}
    if first > today:
        return {"first": "This day is in the future. Record it once it has begun."}
    if first < EARLIEST:
        return {"first": "This day is too long ago. Please check the year."}
    return {}


def _wrong_last(period: Period, today: date) -> dict[str, str]:
    if period.goes_on:
        both = "Either it still goes on, or it has a last day: please leave one of the two."
        return {"last": both} if period.last else {}
    if period.last is None:
        return {"last": "Please give the last day, or tick that it still goes on."}
    if period.last > today:
        return {"last": "This day is in the future. While it goes on, tick that instead."}
    if period.first is not None and period.last < period.first:
        return {"last": "The last day is before the first one. Please check both."}
    return {}
