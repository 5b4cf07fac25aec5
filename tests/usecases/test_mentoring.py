"""Recorded mentoring: added, changed, ended, taken back and put back, in every award at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from lti_tool.domain.dates import Period as Days
from lti_tool.domain.facts import Mentored, Withdrawn
from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.usecases import certify, mentoring
from lti_tool.usecases.house import House
from lti_tool.usecases.mentoring import MentoringPage, Period, SignaturesWouldFall, knowing
from lti_tool.usecases.visits import Visit

from .mastering import LONG_AGO, Mastering
from .place import Place, StillClock
from .racing import at_once

FIRST, LAST = date(2025, 9, 1), date(2026, 7, 17)


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Mastering:
    clock.moves(hours=10)
    return Mastering(house, place, clock)


def page(way: Mastering) -> MentoringPage:
    return mentoring.mentoring_page(way.house, way.mentor)


def period(first: date | None = FIRST, last: date | None = LAST, **more: str) -> Period:
    words = {"school": "", "trainee": "", **more}
    return Period(first, last, goes_on=last is None, **words)


def days_of(way: Mastering) -> list[tuple[date, date | None]]:
    return [(one.first, one.last) for one in page(way).view.periods]


# --- Adding ---------------------------------------------------------------------------------------


def test_before_anything_is_recorded(way: Mastering) -> None:
    shown = page(way)
    assert (shown.view.timeline, shown.taken_back, shown.asked_by) == ((), (), ())
    assert (shown.view.engaged.days, shown.view.engaged.full_on) == (0, None)


def test_a_period_is_shown_with_its_length_and_counts_for_the_person(way: Mastering) -> None:
    mentoring.add_period(
        way.house, way.mentor, period(school="  Example   School ", trainee="PGCE History")
    )
    (shown,) = page(way).view.periods
    assert (shown.school, shown.trainee, shown.days) == ("Example School", "PGCE History", 320)
    (fact,) = way.facts(Mentored)
    assert (fact.enrolment_id, fact.by) == (None, way.mentor.person_id)
    (told,) = way.told("mentoring")
    assert told["result"] == {"duration": "PT7680H"}
    assert "Example School" not in str(told)


def test_gaps_stand_between_the_periods_in_the_order_of_time(way: Mastering) -> None:
    way.records(date(2026, 9, 1), None)
    way.records(FIRST, LAST)
    shown = page(way).view
    assert [(row.period is None) for row in shown.timeline] == [False, True, False]
    assert shown.engaged.gaps == (Days(date(2026, 7, 18), date(2026, 8, 31)),)
    assert shown.timeline[1].gap == shown.engaged.gaps[0]
    assert shown.engaged.days == (way.clock.today() - FIRST).days + 1


def test_it_says_when_the_year_will_be_full(way: Mastering) -> None:
    way.begins()
    way.records(way.clock.today() - timedelta(days=99), None)
    shown = page(way)
    assert shown.asked_by == (("west-london/mastery", "Mastery level"),)
    assert (shown.view.engaged.days, shown.view.engaged.full) == (100, False)
    assert shown.view.engaged.full_on == way.clock.today() + timedelta(days=265)


WRONG: Mapping[str, tuple[Period, set[str]]] = {
    "no first day": (period(None), {"first"}),
    "no last day": (Period(FIRST, None, goes_on=False, school="", trainee=""), {"last"}),
    "both an end and none": (Period(FIRST, LAST, goes_on=True, school="", trainee=""), {"last"}),
    "begins tomorrow": (period(date(2026, 11, 22), None), {"first"}),
    "ends tomorrow": (period(FIRST, date(2026, 11, 22)), {"last"}),
    "ends before it begins": (period(LAST, FIRST), {"last"}),
    "long ago": (period(date(1999, 12, 31)), {"first"}),
    "a school as long as a book": (period(school="x" * 201), {"school"}),
    "characters that cannot be printed": (period(trainee="\x00\x1b"), {"trainee"}),
    "everything": (period(None, date(2026, 11, 22), school="x" * 201), {"first", "last", "school"}),
}


@pytest.mark.parametrize(("given", "fields"), WRONG.values(), ids=WRONG.keys())
def test_days_that_cannot_be_are_refused(way: Mastering, given: Period, fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        mentoring.add_period(way.house, way.mentor, given)
    assert set(refused.value.fields) == fields
    assert way.facts(Mentored) == []


def test_today_is_not_the_future(way: Mastering) -> None:
    today = way.clock.today()
    mentoring.add_period(way.house, way.mentor, period(today, today))
    assert page(way).view.engaged.days == 1


def test_a_double_click_records_it_once(way: Mastering) -> None:
    at_once(*[lambda: mentoring.add_period(way.house, way.mentor, period())] * 4)
    assert days_of(way) == [(FIRST, LAST)]
    assert len(way.told("mentoring")) == 1


# --- Changing -------------------------------------------------------------------------------------


def test_what_goes_on_can_end(way: Mastering) -> None:
    fact = way.records(FIRST, None)
    mentoring.change_period(way.house, way.mentor, fact, period())
    assert days_of(way) == [(FIRST, LAST)]
    assert [row.body["fact"] for row in way.facts(Withdrawn)] == [fact]
    verbs = [one["verb"]["display"]["en"] for one in way.told("mentoring")]
    assert verbs == ["performed", "retracted", "performed"]
    assert page(way).taken_back == ()


def test_saving_it_unchanged_changes_nothing(way: Mastering) -> None:
    fact = way.records(FIRST, LAST)
    before = mentoring.own_period(way.house, way.mentor, fact).period
    same = period(school=before.school, trainee=before.trainee)
    mentoring.change_period(way.house, way.mentor, fact, same)
    assert way.facts(Withdrawn) == []


def test_changed_in_two_windows_the_second_is_told(way: Mastering) -> None:
    fact = way.records(FIRST, None)
    mentoring.change_period(way.house, way.mentor, fact, period())
    mentoring.change_period(way.house, way.mentor, fact, period())  # sent twice
    with pytest.raises(Conflict):
        mentoring.change_period(way.house, way.mentor, fact, period(FIRST, date(2026, 6, 1)))
    assert days_of(way) == [(FIRST, LAST)]


def test_a_change_with_a_mistake_changes_nothing(way: Mastering) -> None:
    fact = way.records(FIRST, None)
    with pytest.raises(InvalidInput):
        mentoring.change_period(way.house, way.mentor, fact, period(LAST, FIRST))
    assert days_of(way) == [(FIRST, None)]


# --- Taking back ----------------------------------------------------------------------------------


def test_what_is_taken_back_can_be_put_back(way: Mastering) -> None:
    fact = way.records(FIRST, LAST)
    for _ in range(2):
        mentoring.take_back(way.house, way.mentor, fact)
    assert (days_of(way), len(way.facts(Withdrawn))) == ([], 1)
    assert [one.fact_id for one in page(way).taken_back] == [fact]
    for _ in range(2):
        mentoring.put_back(way.house, way.mentor, fact)
    assert (days_of(way), page(way).taken_back) == ([(FIRST, LAST)], ())
    assert len(way.facts(Mentored)) == 2


def test_other_peoples_periods_do_not_exist(way: Mastering, place: Place) -> None:
    fact = way.records(FIRST, LAST)
    stranger: Visit = place.mentor(name="Somebody Else")
    for act in (mentoring.own_period, mentoring.take_back, mentoring.put_back):
        for known in (fact, "nonsense"):
            with pytest.raises(NotFound):
                act(way.house, stranger, known)
    with pytest.raises(Conflict):
        mentoring.change_period(way.house, stranger, fact, period(FIRST, date(2026, 6, 1)))
    assert days_of(way) == [(FIRST, LAST)]


# --- Signed records -------------------------------------------------------------------------------


@pytest.fixture
def signed(way: Mastering) -> Mastering:
    way.begins().meets()
    way.signs(way.mentor, Seat.MENTOR)
    return way


def counted(way: Mastering) -> str:
    return page(way).view.periods[0].fact_id


def test_a_counted_period_of_a_signed_record_changes_only_with_a_warning(
    signed: Mastering,
) -> None:
    fact = counted(signed)
    ended = period(LONG_AGO, signed.clock.today())
    shown = mentoring.own_period(signed.house, signed.mentor, fact)
    assert [one.title for one in shown.falling] == ["Teacher's signature"]
    with pytest.raises(SignaturesWouldFall):
        mentoring.change_period(signed.house, signed.mentor, fact, ended)
    with pytest.raises(SignaturesWouldFall):
        mentoring.take_back(signed.house, signed.mentor, fact, told="something-else")
    assert signed.states[0] == "stands"
    mentoring.change_period(signed.house, signed.mentor, fact, ended, told=knowing(shown.falling))
    assert signed.states[0] == "open"
    assert "MASTERY.2" in signed.met


def test_adding_a_period_undoes_nothing(signed: Mastering) -> None:
    signed.records(date(2024, 9, 1), date(2025, 7, 1))
    assert signed.states[0] == "stands"


def test_after_the_certificate_mentoring_goes_on_being_recorded(signed: Mastering) -> None:
    signed.pcm_signs()
    signed.signs(signed.tutor, Seat.LINK_TUTOR)
    certify.issue(signed.house, signed.office, signed.page.enrolment_id)
    signed.clock.moves(minutes=1)
    fact = counted(signed)
    assert mentoring.own_period(signed.house, signed.mentor, fact).falling == ()
    mentoring.take_back(signed.house, signed.mentor, fact)
    assert (page(signed).view.periods, signed.page.met) == ((), 13)
