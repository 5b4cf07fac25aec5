"""Date an award's optional activities: helpful, printed on the record sheet, and never needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lti_tool.domain import statements
from lti_tool.domain.facts import OptionalDone, Withdrawn
from lti_tool.domain.schemes import Activity
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.persistence.database import new_id
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_signed import check_told, would_fall_in
from lti_tool.usecases.records import OpenRecord, add_facts, lock, open_record, own_enrolment
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

EARLIEST = date(2000, 1, 1)
CHANGED = "Changed by the mentor."


def date_activities(
    house: House,
    visit: Visit,
    award_id: str,
    days: Mapping[str, date | None],
    *,
    told: str = "",
) -> None:
    """Keep the day of each activity, or that it was not done (``None``); others stay as they are.

    ``told`` are the signatures that the mentor was told would fall.

    Raises:
        Conflict: the certificate has been issued.
        SignaturesWouldFall: this undoes signatures that the mentor was not told of.
        InvalidInput: a day that cannot be, by activity.
        NotFound: the visitor has not entered the award.
    """
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        if record.issued:
            raise Conflict(CLOSED)
        _check(record, days, unit.today)
        changes = _changes(unit, record, days)
        facts = [fact for change in changes for fact in change.facts]
        check_told(would_fall_in(unit, record, facts), told)
        if facts:
            add_facts(house, unit, enrolment, facts)
        for change in changes:
            _tell(house, unit, record, change)


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of one activity."""

    activity: Activity
    gone: Withdrawn | None
    done: OptionalDone | None

    @property
    def facts(self) -> list[OptionalDone | Withdrawn]:
        return [fact for fact in (self.gone, self.done) if fact is not None]


def _changes(
    unit: UnitOfWork, record: OpenRecord, days: Mapping[str, date | None]
) -> list[_Change]:
    """The activities whose day is another one now."""
    found: list[_Change] = []
    for activity in record.award.optional:
        was = record.state.record.optional.get(activity.id)
        before = was.on if was else None
        day = days.get(activity.id, before)
        if day != before:
            found.append(_change(unit, record, activity, was, day))
    return found


def _change(
    unit: UnitOfWork,
    record: OpenRecord,
    activity: Activity,
    was: OptionalDone | None,
    day: date | None,
) -> _Change:
    by, now = record.enrolment.person_id, unit.now
    gone = done = None
    if was is not None:
        gone = Withdrawn(id=new_id(), on=unit.today, at=now, by=by, fact=was.id, reason=CHANGED)
    if day is not None:
        done = OptionalDone(id=new_id(), on=day, at=now, by=by, activity=activity.id)
    return _Change(activity, gone, done)


def _check(record: OpenRecord, days: Mapping[str, date | None], today: date) -> None:
    known = {activity.id for activity in record.award.optional}
    wrong: dict[str, str] = {}
    for activity_id, day in days.items():
        if activity_id not in known:
            wrong[activity_id] = "This activity is not part of the award. Please try again."
        elif day is not None and day > today:
            wrong[activity_id] = "This day is in the future. Please give the day it happened."
        elif day is not None and day < EARLIEST:
            wrong[activity_id] = "This day is too long ago. Please check the year."
    if wrong:
        raise InvalidInput(wrong)


def _tell(house: House, unit: UnitOfWork, record: OpenRecord, change: _Change) -> None:
    """Tell the record store, in the transaction of the facts."""
    by = record.enrolment.person_id
    ctx = context_for(house, unit, person_id=by, enrolment=record.enrolment)
    award = award_named(record.award)
    named = Named(change.activity.id, change.activity.title)
    if change.gone is not None:
        told = statements.activity_withdrawn(
            ctx, event_id=change.gone.id, award=award, done=named, recorded=change.gone.fact
        )
        keep_statement(unit, by, told)
    if change.done is not None:
        told = statements.activity_done(ctx, event_id=change.done.id, award=award, done=named)
        keep_statement(unit, by, told)
