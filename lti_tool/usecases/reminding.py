"""Remind mentors: of briefings a week and a day before, of portfolios a month and a week before.

The worker looks now and then. Whatever it missed while it was away is made up for, the nearest
reminder first; none is sent twice, and none for a place that was booked after its time.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from lti_tool.domain import panels
from lti_tool.domain.briefings import LONDON, REMINDED_BEFORE, due_reminder
from lti_tool.persistence.briefings import BriefingEvent, BriefingPlace
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.briefing_events import BOOKED
from lti_tool.usecases.briefing_mail import GIVE_BACK, tell_place
from lti_tool.usecases.house import House
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import open_record

AT_ONCE = 200
"""Portfolios that are reminded of in one transaction; the next look takes the next."""
AHEAD = timedelta(days=max(REMINDED_BEFORE), hours=2)
"""How far ahead a reminder can be due, whatever the clocks do."""


def remind(house: House) -> int:
    """Queue the reminders that are due; how many there were."""
    sent = 0
    with house.units.writing() as unit:
        sent += _remind_of_portfolios(house, unit)
        for event, place in _candidates(unit):
            due = due_reminder(event.starts_at, place.told_at, place.reminded, unit.now)
            if due is not None:
                _remind(house, unit, event, place, due)
                sent += 1
    return sent


def _candidates(unit: UnitOfWork) -> list[tuple[BriefingEvent, BriefingPlace]]:
    """Places whose next reminder may be due; not those that got the last one."""
    last = min(REMINDED_BEFORE)
    query = (
        select(BriefingEvent, BriefingPlace)
        .join(BriefingPlace, BriefingPlace.event_id == BriefingEvent.id)
        .where(
            BriefingEvent.starts_at > unit.now,
            BriefingEvent.starts_at <= unit.now + AHEAD,
            BriefingEvent.cancelled_at.is_(None),
            BriefingPlace.state == BOOKED,
            (BriefingPlace.reminded.is_(None)) | (BriefingPlace.reminded > last),
        )
        .order_by(BriefingEvent.starts_at, BriefingPlace.id)
        .with_for_update(of=BriefingPlace, skip_locked=True)
    )
    return [(event, place) for event, place in unit.session.execute(query)]


def _remind(
    house: House, unit: UnitOfWork, event: BriefingEvent, place: BriefingPlace, days: int
) -> None:
    place.reminded = days
    told_at = place.told_at
    tell_place(
        house,
        unit,
        event,
        place,
        cause=f"reminder:{event.sequence}:{days}",
        subject=f"{_how_soon(event.starts_at, unit)}: {{title}}",
        paragraphs=["You have a place: {title} for the {award}.", "{when}.", GIVE_BACK],
    )
    place.told_at = told_at  # the next reminder is not left out because of this one


def _how_soon(starts_at: datetime, unit: UnitOfWork) -> str:
    """By today's day: a reminder that was missed may go out late."""
    days = (starts_at.astimezone(LONDON).date() - unit.today).days
    return {0: "Today", 1: "Tomorrow"}.get(days, "Soon")


def _remind_of_portfolios(house: House, unit: UnitOfWork) -> int:
    last = min(panels.REMINDED_BEFORE)
    query = (
        select(Enrolment)
        .where(
            Enrolment.due_on >= unit.today,
            Enrolment.due_on <= unit.today + timedelta(days=max(panels.REMINDED_BEFORE)),
            (Enrolment.due_reminded.is_(None)) | (Enrolment.due_reminded > last),
        )
        .order_by(Enrolment.due_on, Enrolment.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    sent = 0
    for enrolment in unit.session.scalars(query).all():
        until = enrolment.due_on
        if until is None:
            continue
        due = panels.due_portfolio_reminder(unit.today, until, enrolment.due_reminded)
        if due is not None:
            enrolment.due_reminded = due
            _remind_of_portfolio(house, unit, enrolment, until, due)
            sent += 1
    return sent


def _remind_of_portfolio(
    house: House, unit: UnitOfWork, enrolment: Enrolment, until: date, days: int
) -> None:
    record = open_record(house, unit, enrolment)
    tell_mentor(
        house,
        unit,
        record,
        cause=f"portfolio-due:{enrolment.id}:{until.isoformat()}:{days}",
        subject=f"Your portfolio: until {until.day} {until:%B}",
        paragraphs=[
            f"You can hand in your portfolio for the {record.award.title} until {until.day} "
            f"{until:%B %Y}, that day included.",
            "The page of your award in the course lets you hand it in. If you need more time, "
            "write to the office before then, and say why.",
        ],
        until=datetime.combine(until + timedelta(days=1), time(0), LONDON),
    )
