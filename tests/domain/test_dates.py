"""Periods end on the same date of the calendar, that day included; both ends are counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.dates import Period, gaps, months_after, span, window_before

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
PERIODS = st.builds(
    lambda first, length: Period(first, first + timedelta(days=length)),
    DAYS,
    st.integers(0, 400),
)


@pytest.mark.parametrize(
    ("day", "months", "ends"),
    [
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 3, 29), 12, date(2027, 3, 29)),  # the clocks went forward on that day
        (date(2026, 10, 25), -36, date(2023, 10, 25)),  # and back on this one
        (date(2028, 2, 29), -36, date(2025, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_months_end_on_the_same_date(day: date, months: int, ends: date) -> None:
    assert months_after(day, months) == ends


@given(DAYS, st.integers(-480, 480))
def test_the_day_of_the_month_stays_or_is_the_months_last(day: date, months: int) -> None:
    there = months_after(day, months)
    whole = (there.year - day.year) * 12 + there.month - day.month
    assert whole == months
    assert there.day == day.day or (there + timedelta(days=1)).month != there.month


@given(DAYS, DAYS, st.integers(1, 480))
def test_a_later_start_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert months_after(first, months) <= months_after(second, months)


def test_the_calendar_ends_somewhere() -> None:
    with pytest.raises(OverflowError):
        months_after(date(9999, 6, 1), 12)


def test_both_ends_of_a_period_are_in_it() -> None:
    year = Period(date(2025, 9, 1), date(2026, 8, 31))
    assert year.days == 365
    assert Period(date(2026, 1, 1), date(2026, 1, 1)).days == 1


def test_a_window_holds_its_first_and_its_last_day() -> None:
    window = window_before(date(2026, 9, 1), 36)
    assert window == Period(date(2023, 9, 1), date(2026, 9, 1))
    assert window.touches(Period(date(2022, 9, 1), date(2023, 9, 1)))
    assert not window.touches(Period(date(2022, 9, 1), date(2023, 8, 31)))


@given(st.lists(PERIODS, max_size=6))
def test_gaps_are_exactly_the_days_that_nothing_covers(periods: list[Period]) -> None:
    whole = span(periods)
    if whole is None:
        assert gaps(periods) == ()
        return
    uncovered = {
        day
        for day in (whole.first + timedelta(days=n) for n in range(whole.days))
        if not any(p.first <= day <= p.last for p in periods)
    }
    told = {gap.first + timedelta(days=n) for gap in gaps(periods) for n in range(gap.days)}
    assert told == uncovered
    assert list(gaps(periods)) == sorted(gaps(periods))
