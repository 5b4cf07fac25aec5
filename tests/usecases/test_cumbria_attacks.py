"""People who reach for what is not theirs on the way to QMS, and two who act at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lti_tool.domain.facts import HandedIn, PanelDecided
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, MentorModulesError, NotAllowed, NotFound
from lti_tool.persistence.briefings import BriefingPlace
from lti_tool.persistence.records import FactRow
from lti_tool.usecases import (
    applying,
    awards,
    briefing_calendar,
    briefing_places,
    handing_in,
    observing,
    panel,
    practice,
    reminding,
)
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import grant_staff
from lti_tool.usecases.visits import Visit

from .award_fixtures import launch
from .cumbrian import QMS, Route
from .place import Place, StillClock, rows
from .racing import at_once
from .test_briefings import GIVEN, another, book, mails, own, plan


@pytest.fixture
def route(house: House, place: Place, clock: StillClock) -> Route:
    made = Route(house, place, clock)
    made.is_enrolled()
    return made


def tried(call: Callable[[], object]) -> Callable[[], object]:
    """What it gives, or how it is refused."""

    def go() -> object:
        try:
            return call()
        except MentorModulesError as error:
            return type(error)

    return go


class TestOtherPeoplesRecords:
    def test_another_mentor_s_application_is_not_there(self, route: Route) -> None:
        other = launch(route.house, route.place, Role.MENTOR, name="Eve", email="eve@x.example")
        with pytest.raises(NotFound):
            awards.someones_award(route.house, other, route.enrolment_id)
        with pytest.raises(NotFound):
            applying.application_page(route.house, other, QMS)
        with pytest.raises(NotFound):
            handing_in.someones_portfolio(route.house, other, route.enrolment_id)
        with pytest.raises(NotFound):
            panel.panel_page(route.house, other, route.enrolment_id)

    def test_nobody_takes_back_what_another_has_recorded(self, route: Route) -> None:
        other = another(route)
        theirs = practice.practice_page(route.house, route.mentor, QMS).activity("trainees")
        with pytest.raises(NotFound):
            practice.take_back_practice(route.house, other.mentor, QMS, theirs.entries[0].fact_id)

    def test_a_tutor_of_another_course_observes_nobody_here(self, route: Route) -> None:
        elsewhere = replace(route.tutor, course_id=route.place.course("Another"))
        with pytest.raises(NotFound):
            observing.write_down(route.house, elsewhere, route.enrolment_id, "feedback", {}, None)
        with pytest.raises(NotFound):
            handing_in.receive(route.house, elsewhere, route.enrolment_id, None)

    def test_a_calendar_file_is_for_those_who_have_a_place(self, route: Route) -> None:
        waiting = another(route)
        event = plan(route)
        book(route, event)
        book(waiting, event)
        with pytest.raises(NotFound):
            briefing_places.own_calendar_file(route.house, waiting.mentor, QMS, event)
        briefing_places.give_back(route.house, route.mentor, QMS, event)
        with pytest.raises(NotFound):
            briefing_places.own_calendar_file(route.house, route.mentor, QMS, event)


class TestPlacesAtTheSameMoment:
    def taken(self, route: Route) -> list[str]:
        return sorted(place.state for place in rows(route.house, BriefingPlace))

    def test_a_double_click_takes_one_place(self, route: Route) -> None:
        event = plan(route, capacity=2)
        booking = lambda: briefing_places.book(route.house, route.mentor, QMS, event)  # noqa: E731 - shorter
        assert at_once(booking, booking) == ["booked", "booked"]
        assert self.taken(route) == ["booked"]
        assert len(mails(route.house, "Your place")) == 1

    def test_two_briefings_at_once_are_one_place(self, route: Route) -> None:
        first, second = plan(route), plan(route, mode="in school")
        calls = [
            tried(lambda event=event: briefing_places.book(route.house, route.mentor, QMS, event))  # type: ignore[misc]  # a lambda's default
            for event in (first, second)
        ]
        assert sorted(map(str, at_once(*calls))) == sorted(map(str, ("booked", Conflict)))
        assert self.taken(route) == ["booked"]

    def test_the_last_place_goes_to_one_of_two(self, route: Route) -> None:
        second = another(route)
        event = plan(route)
        calls = [
            tried(lambda one=one: briefing_places.book(route.house, one.mentor, QMS, event))  # type: ignore[misc]  # a lambda's default
            for one in (route, second)
        ]
        assert sorted(map(str, at_once(*calls))) == ["booked", "waiting"]
        assert self.taken(route) == ["booked", "waiting"]

    def test_a_place_given_back_goes_to_who_waits_and_not_to_who_comes_just_then(
        self, route: Route
    ) -> None:
        waiting, late = another(route), another(route)
        event = plan(route)
        book(route, event)
        book(waiting, event)
        at_once(
            lambda: briefing_places.give_back(route.house, route.mentor, QMS, event),
            lambda: briefing_places.book(route.house, late.mentor, QMS, event),
        )
        assert own(waiting)[0].state == "booked"
        assert own(late)[0].state == "waiting"

    def test_places_added_and_given_back_at_once_are_given_in_order_and_never_too_many(
        self, route: Route
    ) -> None:
        others = [another(route) for _ in range(4)]
        event = plan(route)
        for one in (route, *others):
            book(one, event)
        at_once(
            lambda: briefing_places.give_back(route.house, route.mentor, QMS, event),
            lambda: briefing_calendar.change(
                route.house, route.office, event, replace(GIVEN, capacity=2), sequence=0
            ),
        )
        states = [own(one)[0].state for one in others]
        assert states == ["booked", "booked", "waiting", "waiting"]


class TestThePanel:
    @pytest.fixture
    def route(self, house: House, place: Place, clock: StillClock) -> Route:
        made = Route(house, place, clock)
        made.is_enrolled()
        made.attends()
        made.adds_evidence()
        made.is_observed()
        made.hands_in()
        return made

    def granted(self, route: Route, visit: Visit) -> Visit:
        grant_staff(
            route.house.units,
            provider="example",
            issuer=visit.issuer,
            client_id="tool",
            sub=visit.sub,
            role=Role.PANEL,
        )
        return replace(visit, sits_for={Role.PANEL: frozenset({QMS})})

    def test_the_mentor_reads_nothing_about_themself_not_even_by_a_second_account(
        self, route: Route
    ) -> None:
        second = self.granted(
            route,
            launch(route.house, route.place, Role.PANEL, name="Ada", email="Ada+p@home.example"),
        )
        own_self = self.granted(route, route.mentor)
        members = dict(panel.panel_page(route.house, route.office, route.enrolment_id).members)
        assert second.person_id not in members
        assert own_self.person_id not in members
        reader = route.member("Reader")
        chosen = [reader.person_id, second.person_id]
        with pytest.raises(InvalidInput):
            panel.ask_readers(
                route.house, route.office, route.enrolment_id, chosen, reader.person_id
            )

    def read_by_two(self, route: Route) -> tuple[Visit, Visit]:
        readers = route.panel_is_asked()
        for reader in readers:
            panel.write_reading(route.house, reader, route.enrolment_id, "Good.", "passed")
        return readers

    def test_the_chair_decides_once(self, route: Route) -> None:
        chair, _ = self.read_by_two(route)
        decisions = [
            tried(
                lambda said=said: panel.decide(  # type: ignore[misc]  # a lambda's default
                    route.house, chair, route.enrolment_id, said, "Because."
                )
            )
            for said in ("passed", "not passed")
        ]
        assert sorted(map(str, at_once(*decisions))) == sorted(map(str, (None, Conflict)))
        assert decisions[0]() is Conflict
        assert len(rows(route.house, FactRow, kind=PanelDecided.__name__)) == 1

    def test_what_was_taken_back_is_not_decided(self, route: Route) -> None:
        chair, second = route.panel_is_asked()
        handing_in.take_back(route.house, route.mentor, route.enrolment_id)
        assert route.requirement("portfolio").met is False
        with pytest.raises(Conflict, match="has not been handed in"):
            panel.write_reading(route.house, second, route.enrolment_id, "x", "passed")
        with pytest.raises(Conflict, match="has not been handed in"):
            panel.decide(route.house, chair, route.enrolment_id, "passed", "x")
        route.hands_in()
        assert panel.panel_page(route.house, chair, route.enrolment_id).readings == ()

    def test_it_is_not_taken_back_once_somebody_has_read_it_nor_by_strangers(
        self, route: Route
    ) -> None:
        with pytest.raises(NotAllowed):
            handing_in.take_back(route.house, route.member("Eve"), route.enrolment_id)
        chair, _ = route.panel_is_asked()
        panel.write_reading(route.house, chair, route.enrolment_id, "Good.", "passed")
        for visit in (route.mentor, route.office):
            with pytest.raises(Conflict, match="has begun to read"):
                handing_in.take_back(route.house, visit, route.enrolment_id)

    def test_taken_back_twice_it_is_taken_back_once(self, route: Route) -> None:
        for _ in range(2):
            handing_in.take_back(route.house, route.mentor, route.enrolment_id)
        assert len(rows(route.house, FactRow, kind="Withdrawn")) == 1
        assert len(rows(route.house, FactRow, kind=HandedIn.__name__)) == 1

    def test_a_tutor_takes_back_what_came_on_paper_and_not_what_was_handed_in_here(
        self, route: Route
    ) -> None:
        with pytest.raises(NotAllowed):
            handing_in.take_back(route.house, route.tutor, route.enrolment_id)
        handing_in.take_back(route.house, route.mentor, route.enrolment_id)
        handing_in.receive(route.house, route.tutor, route.enrolment_id, route.clock.today())
        with pytest.raises(NotAllowed):
            handing_in.take_back(route.house, route.mentor, route.enrolment_id)
        handing_in.take_back(route.house, route.tutor, route.enrolment_id)
        assert route.requirement("portfolio").met is False

    def test_who_chaired_signs_for_the_panel_and_for_nobody_else(self, route: Route) -> None:
        """Else the chair's own signature could never be given: nobody signs in two seats."""
        chair, second = self.read_by_two(route)
        panel.decide(route.house, chair, route.enrolment_id, "passed", "Good.")
        also_tutor = replace(chair, roles=chair.roles | {Role.TUTOR}, name="Chair")
        page = route.seen_by(also_tutor)
        assert page.sign_as is None
        with pytest.raises(NotAllowed, match="chaired the panel"):
            route.signs(also_tutor, Seat.LINK_TUTOR)
        route.signs(route.tutor, Seat.LINK_TUTOR)
        with pytest.raises(NotAllowed):
            route.signs(second, Seat.PANEL)
        route.signs(chair, Seat.PANEL)


class TestAWorkerThatWasAway:
    def starts(self) -> datetime:
        return datetime(2027, 3, 29, 13, 0, tzinfo=UTC)

    def comes_back(self, route: Route, moment: datetime) -> list[str]:
        """What the worker sends when it looks again and again from then on."""
        route.clock.at = moment
        before = len(mails(route.house))
        for _ in range(3):
            reminding.remind(route.house)
        return [mail["subject"] for mail in mails(route.house)[before:]]

    def test_after_a_week_one_reminder_goes_out_and_says_how_soon_it_is(self, route: Route) -> None:
        book(route, plan(route))
        assert self.comes_back(route, datetime(2027, 3, 28, 15, 0, tzinfo=UTC)) == [
            "Tomorrow: Half-day briefing"
        ]

    def test_on_the_day_itself_it_does_not_speak_of_tomorrow(self, route: Route) -> None:
        book(route, plan(route))
        assert self.comes_back(route, datetime(2027, 3, 29, 8, 0, tzinfo=UTC)) == [
            "Today: Half-day briefing"
        ]

    def test_of_what_is_over_nothing_is_said(self, route: Route) -> None:
        book(route, plan(route))
        route.attends()
        assert self.comes_back(route, datetime(2028, 3, 29, 14, 0, tzinfo=UTC)) == []

    def test_of_a_portfolio_the_nearest_reminder_goes_out_once(self, route: Route) -> None:
        route.attends()
        subject = "Your portfolio: until 20 November"
        assert self.comes_back(route, datetime(2027, 11, 18, 9, 0, tzinfo=UTC)) == [subject]
        assert self.comes_back(route, datetime(2027, 11, 20, 9, 0, tzinfo=UTC)) == []
