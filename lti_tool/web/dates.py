"""Days and times as people read and type them; the zone is the schools'."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_YEAR = "January February March April May June July August September October November December"
MONTHS = tuple(_YEAR.split())

_TYPED = re.compile(r"\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\s*", re.ASCII)


def long_day(value: date | datetime | None) -> str:
    """``22 November 2026``; of a moment its day in London; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def clock_time(moment: datetime) -> str:
    """``14:02``."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def long_moment(moment: datetime | None) -> str:
    """``22 November 2026, 14:02``; nothing for nothing."""
    return f"{long_day(moment)}, {clock_time(moment)}" if moment else ""


def read_day(typed: str) -> date | None:
    """A day from a date field (``2026-11-22``) or as it is typed by hand (``22/11/2026``).

    None when it is not a day at all.
    """
    try:
        by_hand = _TYPED.fullmatch(typed)
        if by_hand:
            return date(int(by_hand[3]), int(by_hand[2]), int(by_hand[1]))
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
