"""From registering interest to being enrolled: what was done, the application, who acts when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lti_tool.domain.facts import Applied, Practised
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.records import Enrolment, FactRow
from lti_tool.usecases import applying, practice
from lti_tool.usecases.house import House
from lti_tool.usecases.practice import Practice

from .award_fixtures import launch, of_other_provider
from .cumbrian import QMS, Route
from .place import Place, StillClock, rows

LONG_AGO = timedelta(days=3 * 366)


@pytest.fixture
def route(house: House, place: Place, clock: StillClock) -> Route:
    return Route(house, place, clock)


def verbs(house: House) -> list[str]:
    kept = sorted(rows(house, StatementRow), key=lambda row: row.seq)
    return [row.body["verb"]["id"].rsplit("/", 1)[-1] for row in kept]


class TestWhatWasDone:
    def test_each_entry_is_counted_and_kept_with_its_choice(self, route: Route) -> None:
        route.enters()
        route.practises(detail="Secondary: SEP")
        (trainees,) = practice.practice_page(route.house, route.mentor, QMS).activities
        assert (trainees.counted, trainees.at_least, trainees.enough) == (1, 2, False)
        assert trainees.entries[0].detail == "Secondary: SEP"
        assert "1 of 2" in route.requirement("trainees").so_far
        assert verbs(route.house)[-1] == "performed-offline"

    def test_what_lies_before_the_window_is_shown_and_not_counted(self, route: Route) -> None:
        route.enters()
        route.practises(ago=LONG_AGO)
        route.practises()
        (trainees,) = practice.practice_page(route.house, route.mentor, QMS).activities
        assert [entry.counts for entry in trainees.entries] == [True, False]
        assert not route.requirement("trainees").met

    def test_a_form_sent_twice_is_one_entry_and_two_alike_are_two(self, route: Route) -> None:
        route.enters()
        route.practises(write_id="first")
        route.practises(write_id="first")
        assert len(rows(route.house, FactRow, kind=Practised.__name__)) == 1
        route.practises(write_id="second")
        assert route.requirement("trainees").met

    def test_an_entry_taken_back_counts_no_more(self, route: Route) -> None:
        route.enters()
        route.practises(write_id="a")
        route.practises(write_id="b")
        (trainees,) = practice.practice_page(route.house, route.mentor, QMS).activities
        gone = trainees.entries[0].fact_id
        for _ in range(2):
            practice.take_back_practice(route.house, route.mentor, QMS, gone)
        (trainees,) = practice.practice_page(route.house, route.mentor, QMS).activities
        assert (len(trainees.entries), trainees.enough) == (1, False)
        assert verbs(route.house).count("retract") == 1

    @pytest.mark.parametrize(
        ("field", "first", "last", "goes_on", "detail"),
        [
            ("first", None, None, True, "Secondary: IEP"),
            ("first", date(2026, 12, 1), None, True, "Secondary: IEP"),
            ("last", date(2026, 1, 5), None, False, "Secondary: IEP"),
            ("last", date(2026, 1, 5), date(2026, 1, 4), False, "Secondary: IEP"),
            ("last", date(2026, 1, 5), date(2026, 12, 4), False, "Secondary: IEP"),
            ("last", date(2026, 1, 5), date(2026, 2, 4), True, "Secondary: IEP"),
            ("detail", date(2026, 1, 5), date(2026, 2, 4), False, ""),
            ("detail", date(2026, 1, 5), date(2026, 2, 4), False, "Nursery"),
        ],
    )
    def test_days_and_choices_that_cannot_be(
        self,
        route: Route,
        field: str,
        first: date | None,
        last: date | None,
        goes_on: bool,
        detail: str,
    ) -> None:
        route.enters()
        given = Practice(first, last, goes_on, detail)
        with pytest.raises(InvalidInput) as refused:
            practice.add_practice(route.house, route.mentor, QMS, "trainees", given, write_id="x")
        assert list(refused.value.fields) == [field]

    def test_what_goes_on_is_recorded_as_far_as_today(self, route: Route) -> None:
        route.enters()
        given = Practice(date(2026, 9, 1), None, True, "Secondary: IEP")
        practice.add_practice(route.house, route.mentor, QMS, "trainees", given, write_id="x")
        (trainees,) = practice.practice_page(route.house, route.mentor, QMS).activities
        assert trainees.entries[0].last == route.clock.today()

    def test_nobody_else_s_and_nothing_that_is_not_asked_for(self, route: Route) -> None:
        route.enters()
        route.practises(write_id="a")
        fact_id = rows(route.house, FactRow, kind=Practised.__name__)[0].id
        other = launch(route.house, route.place, Role.MENTOR, name="B.", email="b@x.example")
        with pytest.raises(NotFound):
            practice.take_back_practice(route.house, other, QMS, fact_id)
        given = Practice(date(2026, 1, 5), date(2026, 1, 5), False, "")
        with pytest.raises(NotFound):
            practice.add_practice(route.house, route.mentor, QMS, "juggling", given, write_id="x")
        with pytest.raises(NotFound):
            practice.practice_page(route.house, route.mentor, "west-london/entry")


class TestTheApplication:
    def test_it_is_sent_once_everything_before_it_holds(self, route: Route) -> None:
        route.may_apply()
        found = applying.application_page(route.house, route.mentor, QMS)
        assert found.may_apply
        assert all(row.met for row in found.before)
        assert route.page.next_step.action == "application"
        for _ in range(2):
            route.applies()
        assert len(rows(route.house, FactRow, kind=Applied.__name__)) == 1
        assert route.requirement("application").met
        assert verbs(route.house).count("request") == 1

    def test_what_is_missing_before_it_is_named(self, route: Route) -> None:
        route.enters()
        route.school_confirms()
        route.practises()
        with pytest.raises(Conflict, match="Two trainees in three years"):
            route.applies()
        assert not applying.application_page(route.house, route.mentor, QMS).may_apply

    def test_it_is_only_sent_by_somebody_who_says_that_it_is_true(self, route: Route) -> None:
        route.may_apply()
        with pytest.raises(InvalidInput) as refused:
            applying.apply(route.house, route.mentor, QMS, agreed=False)
        assert list(refused.value.fields) == ["agreed"]

    def test_the_window_is_judged_on_the_day_it_is_sent(self, route: Route) -> None:
        """Two years on, the trainees of a year before the application still count."""
        route.is_enrolled()
        route.clock.moves(days=3 * 365)
        assert route.requirement("trainees").met

    def test_before_it_is_sent_the_window_moves_on(self, route: Route) -> None:
        route.may_apply()
        route.clock.moves(days=3 * 365)
        with pytest.raises(Conflict):
            route.applies()

    def test_other_awards_ask_for_none(self, route: Route) -> None:
        with pytest.raises(NotFound):
            applying.application_page(route.house, route.mentor, "west-london/entry")


class TestTheOrder:
    def waiting(self, route: Route) -> str:
        (enrolment,) = rows(route.house, Enrolment)
        return str(enrolment.waiting_for).strip(",")

    def test_mentor_school_mentor_tutor_office_mentor(self, route: Route) -> None:
        route.enters()
        assert "Record what you have done" in route.step
        route.practises(write_id="a")
        route.practises(write_id="b")
        assert route.page.next_step.action == "ask_pcm"
        route.school_confirms()
        assert self.waiting(route) == "mentor"
        route.applies()
        assert self.waiting(route) == "link_tutor"
        assert "your partnership tutor" in route.step
        route.tutor_signs_application()
        assert self.waiting(route) == "office"
        route.office_enrols()
        assert self.waiting(route) == "mentor"
        assert route.page.next_step.action == "briefings"
        assert {f"QMS.{n}" for n in range(1, 6)} <= route.met()

    def test_nobody_signs_an_application_before_it_is_sent(self, route: Route) -> None:
        route.may_apply()
        asked = {one.requirement_id for one in route.seen_by(route.tutor).confirmable}
        assert route.named("signed") not in asked
        with pytest.raises(InvalidInput):
            route.tutor_signs_application()

    def test_the_office_enrols_nobody_whose_application_is_not_signed(self, route: Route) -> None:
        route.may_apply()
        route.applies()
        assert route.seen_by(route.office).confirmable == ()
        with pytest.raises(InvalidInput):
            route.office_enrols()
        route.tutor_signs_application()
        (asked,) = route.seen_by(route.office).confirmable
        assert asked.requirement_id == route.named("enrolled")

    def test_the_tutor_reads_what_was_done_before_signing(self, route: Route) -> None:
        route.may_apply()
        route.applies()
        seen = route.seen_by(route.tutor).route
        assert seen.applied_on == route.clock.today()
        assert [view.counted for view in seen.activities] == [2]

    def test_no_other_provider_s_tutor_sees_it(self, route: Route) -> None:
        route.may_apply()
        stranger = replace(of_other_provider(route.house, route.tutor))
        with pytest.raises(NotFound):
            route.seen_by(stranger)

    def test_the_mentor_signs_nothing_for_the_tutor(self, route: Route) -> None:
        route.may_apply()
        route.applies()
        with pytest.raises(Exception, match="nobody confirms for themself"):
            route.confirms(route.mentor, Seat.LINK_TUTOR, route.named("signed"))
