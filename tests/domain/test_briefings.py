"""Briefings in time: the clocks change, reminders go out once, whoever waited longest moves up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.briefings import LONDON, due_reminder, moment_of, moving_up, reminder_at

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The days on which Europe/London's clocks go forward at 01:00 and back at 02:00."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    found = moment_of(day, time(hour, minute))
    assert found is not None
    return found


class TestTheMoment:
    def test_in_summer_the_clock_is_an_hour_ahead(self) -> None:
        assert at(date(2027, 6, 1), 14) == datetime(2027, 6, 1, 13, tzinfo=UTC)
        assert at(date(2027, 12, 1), 14) == datetime(2027, 12, 1, 14, tzinfo=UTC)

    def test_the_hour_that_is_left_out_is_no_moment(self) -> None:
        assert moment_of(SPRING, time(1, 30)) is None
        assert at(SPRING, 2) == datetime(2027, 3, 28, 1, tzinfo=UTC)

    def test_of_the_hour_that_comes_twice_it_is_the_first(self) -> None:
        assert at(AUTUMN, 1, 30) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

    @given(DAYS, TIMES)
    def test_whoever_looks_at_the_clock_then_reads_what_was_said(self, day: date, t: time) -> None:
        moment = moment_of(day, t)
        if moment is not None:
            shown = moment.astimezone(LONDON)
            assert (shown.date(), shown.time()) == (day, t)


class TestReminders:
    @pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
    def test_a_day_before_is_the_same_time_of_day_across_the_change(
        self, day: date, hours: int
    ) -> None:
        starts = at(day, 14)
        assert starts - reminder_at(starts, 1) == timedelta(hours=hours)

    def test_where_that_time_is_left_out_it_comes_an_hour_later(self) -> None:
        starts = at(SPRING + timedelta(days=1), 1, 30)
        assert reminder_at(starts, 1).astimezone(LONDON).time() == time(2, 30)

    @given(DAYS, TIMES, st.sampled_from((7, 1)))
    def test_it_comes_so_many_days_before_by_the_clock_on_the_wall(
        self, day: date, t: time, days: int
    ) -> None:
        starts = moment_of(day, t)
        if starts is None:
            return
        shown = reminder_at(starts, days).astimezone(LONDON)
        left_out = moment_of(day - timedelta(days=days), t) is None
        assert shown.date() == day - timedelta(days=days)
        assert left_out or shown.time() == t

    @given(
        DAYS,
        TIMES,
        st.timedeltas(timedelta(0), timedelta(days=20)),
        st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=4)), min_size=1, max_size=40),
    )
    def test_each_goes_out_at_most_once_the_week_s_first_and_none_too_late(
        self, day: date, t: time, ahead: timedelta, looks: list[timedelta]
    ) -> None:
        """Whenever the worker looks, and however long it was away."""
        starts = moment_of(day, t)
        if starts is None:
            return
        now = booked = starts - ahead
        reminded: int | None = None
        sent: list[tuple[int, datetime]] = []
        for pause in looks:
            now += pause
            due = due_reminder(starts, booked, reminded, now)
            if due is not None:
                sent.append((due, now))
                reminded = due
        assert [days for days, _ in sent] in ([], [7], [1], [7, 1])
        for days, moment in sent:
            assert max(booked, reminder_at(starts, days)) <= moment < starts

    @given(DAYS, st.timedeltas(timedelta(days=8), timedelta(days=30)))
    def test_a_worker_that_looks_every_hour_sends_both(self, day: date, ahead: timedelta) -> None:
        starts = at(day, 14)
        now, reminded, sent = starts - ahead, None, []
        while now < starts:
            due = due_reminder(starts, starts - ahead, reminded, now)
            if due is not None:
                sent.append(due)
                reminded = due
            now += timedelta(hours=1)
        assert sent == [7, 1]

    def test_who_booked_three_days_before_is_reminded_the_day_before_only(self) -> None:
        starts = at(date(2027, 5, 20), 14)
        booked = starts - timedelta(days=3)
        assert due_reminder(starts, booked, None, booked + timedelta(hours=1)) is None
        assert due_reminder(starts, booked, None, starts - timedelta(hours=2)) == 1


class TestTheWaitingList:
    @given(st.lists(st.integers()), st.integers(0, 20), st.integers(0, 20))
    def test_the_longest_waiting_take_the_free_places_and_no_more(
        self, waiting: list[int], booked: int, capacity: int
    ) -> None:
        up = list(moving_up(waiting, booked, capacity))
        assert up == waiting[: len(up)]
        assert booked + len(up) <= max(booked, capacity)
        assert len(up) == len(waiting) or booked + len(up) >= capacity
