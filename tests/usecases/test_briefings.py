"""The calendar of briefings: planning, booking, waiting, reminders, and who was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from lti_tool.domain.seats import Role
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.usecases import briefing_calendar, briefing_places, reminding
from lti_tool.usecases.briefing_calendar import EventGiven
from lti_tool.usecases.briefing_views import OwnPlace
from lti_tool.usecases.house import House

from .award_fixtures import launch, of_other_provider
from .cumbrian import QMS, Route
from .place import Place, StillClock, rows

GIVEN = EventGiven(
    award_ids=(QMS,),
    mode="in person",
    day=date(2027, 3, 29),
    starts=time(14, 0),
    ends=time(17, 30),
    place="Room 4, Example Street",
    link="",
    note="Bring your list of trainees.",
    capacity=1,
)
"""The Monday after the clocks go forward: 13:00 in UTC."""


@pytest.fixture
def route(house: House, place: Place, clock: StillClock) -> Route:
    made = Route(house, place, clock)
    made.is_enrolled()
    return made


def another(route: Route) -> Route:
    """A second mentor, enrolled as well, on the same route."""
    made = Route.__new__(Route)
    made.__dict__.update(route.__dict__)
    made.mentor = launch(route.house, route.place, Role.MENTOR, name="B.", email="b@uni.example")
    made.is_enrolled()
    return made


def plan(route: Route, **changes: Any) -> str:
    given = replace(GIVEN, **changes)
    made = briefing_calendar.plan(route.house, route.office, given, write_id=new_id())
    route.clock.moves(minutes=1)
    return made


def book(route: Route, event_id: str) -> str:
    state = briefing_places.book(route.house, route.mentor, QMS, event_id)
    route.clock.moves(minutes=1)
    return state


def own(route: Route) -> list[OwnPlace]:
    return list(briefing_places.briefings_page(route.house, route.mentor, QMS).mine)


def mails(house: House, about: str = "") -> list[dict[str, Any]]:
    kept = sorted(rows(house, OutboxMessage, kind="mail"), key=lambda row: row.id)
    return [row.body for row in kept if about in row.body["subject"]]


def at(moment: datetime, clock: StillClock) -> None:
    clock.at = moment


class TestPlanning:
    def test_it_stands_in_the_calendar_at_the_time_that_london_s_clocks_show(
        self, route: Route
    ) -> None:
        plan(route)
        (event,) = briefing_calendar.calendar(route.house, route.office).coming
        assert event.starts_at == datetime(2027, 3, 29, 13, 0, tzinfo=UTC)
        assert (event.capacity, event.booked, event.free) == (1, 0, 1)

    def test_a_form_sent_twice_plans_one(self, route: Route) -> None:
        for _ in range(2):
            briefing_calendar.plan(route.house, route.office, GIVEN, write_id="once")
        assert len(briefing_calendar.calendar(route.house, route.office).coming) == 1

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"award_ids": ()}, "award_ids"),
            ({"award_ids": ("west-london/entry",)}, "award_ids"),
            ({"mode": "by post"}, "mode"),
            ({"day": None}, "day"),
            ({"day": date(2026, 11, 1)}, "day"),
            ({"starts": None}, "starts"),
            ({"ends": time(13, 59)}, "ends"),
            ({"day": date(2027, 3, 28), "starts": time(1, 30)}, "starts"),
            ({"capacity": 0}, "capacity"),
            ({"place": "", "link": ""}, "place"),
            ({"link": "javascript:alert(1)"}, "link"),
            ({"link": "https://x.example/a b"}, "link"),
        ],
    )
    def test_what_cannot_be_is_said_by_field(
        self, route: Route, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            plan(route, **changes)
        assert list(refused.value.fields) == [field]

    def test_only_the_office_keeps_the_calendar_and_only_its_own(self, route: Route) -> None:
        event = plan(route)
        for visit in (route.mentor, route.tutor):
            with pytest.raises(NotAllowed):
                briefing_calendar.calendar(route.house, visit)
            with pytest.raises(NotAllowed):
                briefing_calendar.plan(route.house, visit, GIVEN, write_id="x")
        other = of_other_provider(route.house, route.office)
        assert briefing_calendar.calendar(route.house, other).coming == ()
        with pytest.raises(NotFound):
            briefing_calendar.call_off(route.house, other, event, "because")

    def test_a_change_is_told_with_a_calendar_file_that_replaces_the_first(
        self, route: Route
    ) -> None:
        event = plan(route)
        book(route, event)
        briefing_calendar.change(
            route.house, route.office, event, replace(GIVEN, starts=time(13, 0)), sequence=0
        )
        first, second = (mail["calendar"] for mail in mails(route.house) if mail["calendar"])
        uids = {line for file in (first, second) for line in file.split("\r\n") if "UID" in line}
        assert len(uids) == 1
        assert "SEQUENCE:0" in first
        assert "SEQUENCE:1" in second
        assert "DTSTART:20270329T120000Z" in second
        assert "METHOD:PUBLISH" in second

    def test_two_who_change_it_at_once_do_not_overwrite_each_other(self, route: Route) -> None:
        event = plan(route)
        moved = replace(GIVEN, place="Hall")
        briefing_calendar.change(route.house, route.office, event, moved, sequence=0)
        with pytest.raises(Conflict):
            briefing_calendar.change(route.house, route.office, event, GIVEN, sequence=0)

    def test_called_off_everybody_is_told_why_and_may_book_another(self, route: Route) -> None:
        event, later = plan(route), plan(route, day=date(2027, 4, 6))
        book(route, event)
        for _ in range(2):
            briefing_calendar.call_off(route.house, route.office, event, "Snow {when} at last")
        (mail,) = mails(route.house, "Called off")
        assert "Snow" in mail["text"]
        assert "STATUS:CANCELLED" in mail["calendar"]
        assert own(route) == []
        assert book(route, later) == "booked"


class TestBooking:
    def test_a_place_is_mailed_with_its_calendar_file(self, route: Route) -> None:
        event = plan(route)
        assert [book(route, event), book(route, event)] == ["booked", "booked"]
        (mail,) = mails(route.house, "Your place")
        assert "Monday 29 March 2027, 14:00 to 17:30, in person: Room 4" in mail["text"]
        assert mail["to"] == "ada@home.example"
        file = briefing_places.own_calendar_file(route.house, route.mentor, QMS, event)
        assert file == mail["calendar"]

    def test_nobody_books_before_they_are_enrolled(
        self, house: House, place: Place, clock: StillClock
    ) -> None:
        early = Route(house, place, clock)
        early.may_apply()
        event = plan(early)
        assert not briefing_places.briefings_page(house, early.mentor, QMS).may_book
        with pytest.raises(Conflict, match="once your application is signed"):
            book(early, event)

    def test_who_comes_late_waits_and_moves_up_by_itself(self, route: Route) -> None:
        second, third = another(route), another(route)
        event = plan(route)
        assert [book(one, event) for one in (route, second, third)] == [
            "booked",
            "waiting",
            "waiting",
        ]
        assert [own(third)[0].ahead, own(second)[0].ahead] == [1, 0]
        briefing_places.give_back(route.house, route.mentor, QMS, event)
        assert [own(one)[0].state for one in (second, third)] == ["booked", "waiting"]
        (mail,) = mails(route.house, "You have a place now")
        assert "BEGIN:VCALENDAR" in mail["calendar"]
        assert own(route) == []

    def test_who_gives_a_place_back_and_comes_again_stands_at_the_end(self, route: Route) -> None:
        second = another(route)
        event = plan(route)
        book(route, event)
        book(second, event)
        briefing_places.give_back(route.house, route.mentor, QMS, event)
        assert book(route, event) == "waiting"

    def test_more_places_let_those_who_wait_move_up(self, route: Route) -> None:
        second = another(route)
        event = plan(route)
        book(route, event)
        book(second, event)
        more = replace(GIVEN, capacity=2)
        briefing_calendar.change(route.house, route.office, event, more, sequence=0)
        assert own(second)[0].state == "booked"
        assert mails(route.house, "Changed") == []
        with pytest.raises(InvalidInput):
            briefing_calendar.change(route.house, route.office, event, GIVEN, sequence=0)

    def test_one_place_at_a_time(self, route: Route) -> None:
        event, other = plan(route), plan(route, day=date(2027, 4, 6))
        book(route, event)
        with pytest.raises(Conflict, match="Give that one back first"):
            book(route, other)
        briefing_places.give_back(route.house, route.mentor, QMS, event)
        assert book(route, other) == "booked"

    def test_once_it_has_begun_nobody_books_leaves_or_moves_up(self, route: Route) -> None:
        second = another(route)
        event = plan(route)
        book(route, event)
        at(datetime(2027, 3, 29, 13, 0, tzinfo=UTC), route.clock)
        with pytest.raises(Conflict):
            book(second, event)
        with pytest.raises(Conflict):
            briefing_places.give_back(route.house, route.mentor, QMS, event)

    def test_other_awards_and_other_providers_briefings_are_not_there(self, route: Route) -> None:
        event = plan(route, award_ids=("cumbria/qlms",))
        with pytest.raises(NotFound):
            book(route, event)
        stranger = of_other_provider(route.house, route.mentor)
        with pytest.raises(NotFound):
            briefing_places.book(route.house, stranger, QMS, event)

    def test_nobody_gets_the_file_of_a_place_they_do_not_have(self, route: Route) -> None:
        event = plan(route)
        with pytest.raises(NotFound):
            briefing_places.own_calendar_file(route.house, route.mentor, QMS, event)


class TestReminders:
    def starts(self) -> datetime:
        return datetime(2027, 3, 29, 13, 0, tzinfo=UTC)

    def test_a_week_and_a_day_before_across_the_change_of_clocks(self, route: Route) -> None:
        """14:00 a week before is 14:00 in UTC: the clocks have not gone forward yet."""
        book(route, plan(route))
        sent = []
        for moment in (
            datetime(2027, 3, 22, 13, 59, tzinfo=UTC),
            datetime(2027, 3, 22, 14, 0, tzinfo=UTC),
            datetime(2027, 3, 22, 14, 5, tzinfo=UTC),
            datetime(2027, 3, 28, 12, 59, tzinfo=UTC),
            datetime(2027, 3, 28, 13, 0, tzinfo=UTC),
            datetime(2027, 3, 28, 18, 0, tzinfo=UTC),
        ):
            at(moment, route.clock)
            sent.append(reminding.remind(route.house))
        assert sent == [0, 1, 0, 0, 1, 0]
        assert len(mails(route.house, "Soon:")) == len(mails(route.house, "Tomorrow:")) == 1

    def test_none_for_who_gave_the_place_back_or_waits(self, route: Route) -> None:
        second = another(route)
        event = plan(route)
        book(route, event)
        book(second, event)
        briefing_places.give_back(route.house, route.mentor, QMS, event)
        briefing_places.give_back(route.house, second.mentor, QMS, event)
        at(self.starts() - timedelta(hours=20), route.clock)
        assert reminding.remind(route.house) == 0

    def test_after_a_change_they_are_counted_anew(self, route: Route) -> None:
        event = plan(route)
        book(route, event)
        at(self.starts() - timedelta(days=6), route.clock)
        assert reminding.remind(route.house) == 1
        later = replace(GIVEN, day=date(2027, 4, 20))
        briefing_calendar.change(route.house, route.office, event, later, sequence=0)
        assert reminding.remind(route.house) == 0
        at(datetime(2027, 4, 14, 9, 0, tzinfo=UTC), route.clock)
        assert reminding.remind(route.house) == 1

    def test_called_off_nobody_is_reminded(self, route: Route) -> None:
        event = plan(route)
        book(route, event)
        briefing_calendar.call_off(route.house, route.office, event, "Snow")
        at(self.starts() - timedelta(hours=20), route.clock)
        assert reminding.remind(route.house) == 0
