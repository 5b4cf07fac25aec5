"""Days, windows and periods, in calendar days of Europe/London.

Moments become days before they come here, so the hour the clocks change plays no part. A period of
months or years ends on the same date of the calendar, that day included; where the month has no
such day, on its last (29 February becomes 28 February): domain page, "What the documents leave
open", point 10.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_IN_A_YEAR = 12
A_DAY = timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; with a negative number, earlier.

    Raises:
        OverflowError: the calendar ends before that.
    """
    whole = day.year * MONTHS_IN_A_YEAR + day.month - 1 + months
    year, month = divmod(whole, MONTHS_IN_A_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("the calendar has no such day")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From one day to another, both of them in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has, the first and the last counted."""
        return (self.last - self.first).days + 1

    def touches(self, other: Period) -> bool:
        """Whether they have a day in common."""
        return self.first <= other.last and other.first <= self.last


def window_before(day: date, months: int) -> Period:
    """The months up to a day: from the same date so many months earlier, both days in it."""
    return Period(months_after(day, -months), day)


def span(periods: Sequence[Period]) -> Period | None:
    """From the first day of any to the last day of any."""
    if not periods:
        return None
    return Period(min(p.first for p in periods), max(p.last for p in periods))


def gaps(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The stretches between them that none of them covers, oldest first."""
    found: list[Period] = []
    reached: date | None = None
    for period in sorted(periods):
        if reached is not None and period.first > reached + A_DAY:
            found.append(Period(reached + A_DAY, period.first - A_DAY))
        reached = period.last if reached is None else max(reached, period.last)
    return tuple(found)
