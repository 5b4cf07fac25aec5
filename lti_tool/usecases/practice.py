"""Record what an award's windows ask for: each trainee mentored, each mentor supported, and so on.

An entry is never changed: what turns out otherwise is taken back and recorded anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from lti_tool.domain import statements
from lti_tool.domain.facts import Practised, Withdrawn
from lti_tool.domain.schemes import Activity, Award
from lti_tool.domain.signatures import SignatureState
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.records import FactRow
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.house import House
from lti_tool.usecases.practice_views import (
    ActivityView,
    Entry,
    activity_views,
    applied_on,
    standing_practice,
    windows,
)
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    lock,
    open_record,
    own_enrolment,
)
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

__all__ = [
    "ActivityView",
    "Entry",
    "Practice",
    "PracticePage",
    "add_practice",
    "practice_page",
    "take_back_practice",
]

EARLIEST = date(1960, 1, 1)
TAKEN_BACK = "Taken back by the mentor."
MOST = 100
"""Entries of one kind: far more than any award asks for."""


@dataclass(frozen=True, slots=True)
class Practice:
    """An entry as the form gives it; ``None`` for a day that was left empty."""

    first: date | None
    last: date | None
    goes_on: bool
    detail: str


@dataclass(frozen=True, slots=True)
class PracticePage:
    """The mentor's own page."""

    award: Award
    activities: tuple[ActivityView, ...]
    applied_on: date | None
    closed: bool
    signed: tuple[str, ...]
    """Titles of signatures that stand: a change of what counts voids them."""
    today: date

    def activity(self, activity_id: str) -> ActivityView:
        """One of its activities.

        Raises:
            NotFound: the award does not ask for it.
        """
        for view in self.activities:
            if view.activity.id == activity_id:
                return view
        raise NotFound("This award does not ask for this. Its page shows what it asks for.")


def practice_page(house: House, visit: Visit, award_id: str) -> PracticePage:
    """What the mentor has recorded, and what counts.

    Raises:
        NotFound: the award asks for no such thing, or the visitor has not entered it.
    """
    with house.units.reading() as unit:
        record = open_record(house, unit, own_enrolment(unit, visit, award_id))
        _refuse_other(record)
        return PracticePage(
            award=record.award,
            activities=activity_views(record, unit.today),
            applied_on=applied_on(record),
            closed=record.issued,
            signed=signed_titles(record),
            today=unit.today,
        )


def signed_titles(record: OpenRecord) -> tuple[str, ...]:
    """Titles of the signatures that stand on an open record."""
    if record.issued:
        return ()
    standing = (s for s in record.state.signatures if s.state is SignatureState.STANDS)
    return tuple(status.step.title for status in standing)


def _refuse_other(record: OpenRecord) -> None:
    if not windows(record.award):
        raise NotFound("This award does not ask for anything of this kind. Its page shows what is.")


def add_practice(
    house: House, visit: Visit, award_id: str, activity_id: str, given: Practice, *, write_id: str
) -> tuple[str, ...]:
    """Record one thing done; the same ``write_id`` sent twice is recorded once.

    Returns:
        Titles of signatures that this voided.

    Raises:
        Conflict: the certificate has been issued, or there are too many already.
        InvalidInput: days that cannot be, or none of the choices, field by field.
        NotFound: no such activity, or the visitor has not entered the award.
    """
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        activity = _activity(record.award, activity_id)
        _refuse_closed(record)
        days = _checked(activity, given, unit.today)
        fact_id = _id_of(enrolment.id, write_id)
        if unit.session.get(FactRow, fact_id) is not None:
            return ()
        mine = [f for f in standing_practice(record) if f.activity == activity_id]
        if len(mine) >= MOST:
            raise Conflict(f"There are {MOST} entries already. Please take back what is not true.")
        fact = Practised(
            id=fact_id,
            on=unit.today,
            at=unit.now,
            by=visit.person_id,
            activity=activity_id,
            first=days[0],
            last=days[1],
            detail=given.detail,
        )
        voided = add_facts(house, unit, enrolment, [fact])
        _tell_done(house, unit, record, activity, fact)
        return voided


def _id_of(enrolment_id: str, write_id: str) -> str:
    """One id for one sending of one form."""
    return hashlib.sha256(f"practice/{enrolment_id}/{write_id}".encode()).hexdigest()[:32]


def _activity(award: Award, activity_id: str) -> Activity:
    for activity in award.activities:
        if activity.id == activity_id:
            return activity
    raise NotFound("This award does not ask for this. Its page shows what it asks for.")


def _refuse_closed(record: OpenRecord) -> None:
    if record.issued:
        raise Conflict(CLOSED)


def take_back_practice(house: House, visit: Visit, award_id: str, fact_id: str) -> tuple[str, ...]:
    """Take an entry back; done twice, it is done once.

    Returns:
        Titles of signatures that this voided.

    Raises:
        Conflict: the certificate has been issued.
        NotFound: there is no such entry of theirs.
    """
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        _refuse_closed(record)
        entry = next(
            (f for f in record.facts if isinstance(f, Practised) and f.id == fact_id), None
        )
        if entry is None:
            raise NotFound("There is no such entry on your list.")
        if entry not in standing_practice(record):
            return ()
        gone = Withdrawn(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=visit.person_id,
            fact=fact_id,
            reason=TAKEN_BACK,
        )
        voided = add_facts(house, unit, enrolment, [gone])
        _tell_withdrawn(house, unit, record, entry, gone)
        return voided


def _tell_done(
    house: House, unit: UnitOfWork, record: OpenRecord, activity: Activity, fact: Practised
) -> None:
    by = record.enrolment.person_id
    told = statements.activity_done(
        context_for(house, unit, person_id=by, enrolment=record.enrolment),
        event_id=fact.id,
        award=award_named(record.award),
        done=Named(activity.id, activity.title),
    )
    keep_statement(unit, by, told)


def _tell_withdrawn(
    house: House, unit: UnitOfWork, record: OpenRecord, entry: Practised, gone: Withdrawn
) -> None:
    by = record.enrolment.person_id
    activity = _activity(record.award, entry.activity)
    told = statements.activity_withdrawn(
        context_for(house, unit, person_id=by, enrolment=record.enrolment),
        event_id=gone.id,
        award=award_named(record.award),
        done=Named(activity.id, activity.title),
        recorded=entry.id,
    )
    keep_statement(unit, by, told)


def _checked(activity: Activity, given: Practice, today: date) -> tuple[date, date]:
    """First and last day.

    Raises:
        InvalidInput: days that cannot be, or none of the choices, field by field.
    """
    last = _last(activity, given, today)
    wrong = _wrong_first(given.first, today) | _wrong_last(given, last, today)
    if activity.choices and given.detail not in activity.choices:
        wrong["detail"] = "Please choose one of the answers offered."
    if not activity.choices and given.detail:
        wrong["detail"] = "Something was sent that this form does not ask for. Please try again."
    if wrong or given.first is None or last is None:
        raise InvalidInput(wrong)
    return given.first, last


def _last(activity: Activity, given: Practice, today: date) -> date | None:
    """What goes on is recorded as far as today."""
    if activity.one_day:
        return given.first
    return today if given.goes_on else given.last


def _wrong_first(first: date | None, today: date) -> dict[str, str]:
    if first is None:
        return {"first": "Please give the day."}
    if first > today:
        return {"first": "This day is in the future. Record it once it has happened."}
    if first < EARLIEST:
        return {"first": "This day is too long ago. Please check the year."}
    return {}


def _wrong_last(given: Practice, last: date | None, today: date) -> dict[str, str]:
    if last is None:
        return {"last": "Please give the last day, or tick that it still goes on."}
    if given.goes_on and given.last is not None:
        return {"last": "Either it still goes on, or it has a last day: please leave one out."}
    if last > today:
        return {"last": "This day is in the future. While it goes on, tick that instead."}
    if given.first is not None and last < given.first <= today:
        return {"last": "The last day is before the first one. Please check both."}
    return {}
