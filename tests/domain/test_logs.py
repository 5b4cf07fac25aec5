"""Logs: how many entries count, since when, which weeks they fill, and what names a version."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.facts import Logged, Withdrawn
from lti_tool.domain.logs import Week, entry_digest, weeks_of

from .deeds import MEETINGS, day, fact, status
from .strategies import patiently

MONDAY = date(2026, 11, 2)


def entry(name: str, on: date, *, log: str = "meeting", number: int = 1) -> Logged:
    made: Logged = fact(Logged, on, log=log, entry=name, held_on=on, number=number, digest="d")
    return made


# --- The requirement ----------------------------------------------------------------------------


def test_it_holds_from_the_day_on_which_enough_are_signed_off() -> None:
    entries = [entry("a", day(3)), entry("b", day(9)), entry("c", day(20)), entry("d", day(30))]
    found = status(entries, MEETINGS, today=day(40))
    assert (found.on, [f.id for f in found.facts]) == (day(20), [one.id for one in entries[:3]])


def test_what_is_there_is_counted_out() -> None:
    found = status([entry("a", day(3))], MEETINGS, today=day(40))
    assert (found.met, found.so_far) == (False, "1 of 3 signed off so far.")


def test_entries_of_another_log_do_not_count() -> None:
    others = [entry(name, day(3), log="observation") for name in "abc"]
    assert status(others, MEETINGS, today=day(40)).so_far == "0 of 3 signed off so far."


def test_a_correction_takes_the_place_of_the_version_before() -> None:
    before = [entry("a", day(3)), entry("b", day(9)), entry("c", day(20))]
    gone = fact(Withdrawn, day(25), fact=before[0].id, reason="corrected")
    assert not status([*before, gone], MEETINGS, today=day(40)).met
    again = entry("a", day(25), number=2)
    found = status([*before, gone, again], MEETINGS, today=day(40))
    assert (found.on, found.because) == (day(25), again)


def test_two_versions_of_one_entry_are_one_meeting() -> None:
    """Even if nobody had withdrawn the first."""
    entries = [entry("a", day(3)), entry("a", day(4), number=2), entry("b", day(9))]
    assert status(entries, MEETINGS, today=day(40)).so_far == "2 of 3 signed off so far."


# --- The weeks ----------------------------------------------------------------------------------


def test_weeks_without_an_entry_stand_together() -> None:
    held = [(MONDAY, "a"), (MONDAY + timedelta(days=6), "b"), (MONDAY + timedelta(days=28), "c")]
    assert weeks_of(held, MONDAY + timedelta(days=36)) == (
        Week(MONDAY + timedelta(days=35), 1, ()),
        Week(MONDAY + timedelta(days=28), 1, ("c",)),
        Week(MONDAY + timedelta(days=7), 3, ()),
        Week(MONDAY, 1, ("b", "a")),
    )


def test_a_gap_ends_on_the_sunday_before_the_next_entry() -> None:
    (_, gap, _) = weeks_of([(MONDAY, "a"), (MONDAY + timedelta(days=21), "b")], MONDAY)
    assert (gap.first, gap.last) == (MONDAY + timedelta(days=7), MONDAY + timedelta(days=20))


def test_nothing_has_no_weeks() -> None:
    assert weeks_of([], MONDAY) == ()


_HELD = st.lists(
    st.tuples(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.uuids().map(str)),
    max_size=30,
    unique_by=lambda one: one[1],
)


@patiently
@given(_HELD, st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_every_entry_stands_once_in_its_own_week_and_no_week_is_left_out(
    held: list[tuple[date, str]], until: date
) -> None:
    weeks = weeks_of(held, until)
    assert sorted(name for week in weeks for name in week.entries) == sorted(n for _, n in held)
    days = dict((name, day) for day, name in held)
    for week in weeks:
        assert all(week.first <= days[name] <= week.last for name in week.entries)
        assert week.first.weekday() == 0
    for later, earlier in pairwise(weeks):
        assert earlier.last + timedelta(days=1) == later.first
        assert later.entries or earlier.entries


# --- What names a version -----------------------------------------------------------------------

_VALUES = st.dictionaries(st.sampled_from(["on", "person", "next"]), st.text(max_size=5))


@patiently
@given(_VALUES, _VALUES, st.integers(1, 2), st.integers(1, 2))
def test_a_digest_names_one_version_of_one_entry(
    one: dict[str, str], other: dict[str, str], first: int, second: int
) -> None:
    same = (one, first) == (other, second)
    shuffled = dict(reversed(list(other.items())))
    digests = entry_digest("m", "e", first, one), entry_digest("m", "e", second, shuffled)
    assert (digests[0] == digests[1]) is same
    assert entry_digest("m", "e", first, one) != entry_digest("m", "f", first, one)
