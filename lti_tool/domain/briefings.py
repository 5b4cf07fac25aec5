"""Briefings in time: when one begins, when its mentors are reminded, who moves up.

Schools live by the clock on the wall in Europe/London. A reminder comes at the hour of the briefing
itself, some days before by that clock, whatever the clocks do in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
REMINDED_BEFORE = (7, 1)
"""Days before a briefing on which those who have a place are reminded."""

P = TypeVar("P")


def moment_of(day: date, at: time) -> datetime | None:
    """The moment (UTC) at which London's clocks show this; the first where they show it twice.

    None where they never show it: the hour that is left out in spring.
    """
    shown = datetime.combine(day, at)
    moment = shown.replace(tzinfo=LONDON).astimezone(UTC)
    return moment if moment.astimezone(LONDON).replace(tzinfo=None, fold=0) == shown else None


def reminder_at(starts_at: datetime, days: int) -> datetime:
    """So many days before, at the same time by London's clocks (an hour later where there is none).

    ``starts_at`` is aware; the answer is in UTC.
    """
    local = starts_at.astimezone(LONDON).replace(tzinfo=None, fold=0) - timedelta(days=days)
    return local.replace(tzinfo=LONDON).astimezone(UTC)


def due_reminder(
    starts_at: datetime, known_since: datetime, reminded: int | None, now: datetime
) -> int | None:
    """Which reminder is to go out now: its number of days before; None when none is.

    Args:
        starts_at: when the briefing begins.
        known_since: when the mentor last got a mail about this briefing: what lies before that
            needs no reminder.
        reminded: the nearest reminder that has gone out already.
        now: this moment.
    """
    if now >= starts_at:
        return None
    due = [d for d in REMINDED_BEFORE if known_since < reminder_at(starts_at, d) <= now]
    nearest = min(due, default=None)
    if nearest is None or (reminded is not None and reminded <= nearest):
        return None
    return nearest


def moving_up(waiting: Sequence[P], booked: int, capacity: int) -> Sequence[P]:
    """Who of those waiting, longest first, gets a place that is free."""
    return waiting[: max(0, capacity - booked)]
