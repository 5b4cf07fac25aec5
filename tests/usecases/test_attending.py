"""Who was at a briefing, and how: from the office's list, on the record, and by the module."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lti_tool.domain.facts import Briefed, ModuleDone, Withdrawn
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.briefings import BriefingPlace
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.records import FactRow
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases import briefing_attendance
from lti_tool.usecases.house import House
from lti_tool.usecases.records import refresh
from lti_tool.usecases.visits import Visit

from .award_fixtures import of_other_provider
from .cumbrian import Route
from .place import Place, StillClock, rows
from .test_briefings import at, book, plan


@pytest.fixture
def route(house: House, place: Place, clock: StillClock) -> Route:
    made = Route(house, place, clock)
    made.is_enrolled()
    return made


class TestAttendance:
    def over(self, route: Route) -> str:
        event = plan(route)
        book(route, event)
        at(datetime(2027, 3, 29, 18, 0, tzinfo=UTC), route.clock)
        return event

    def place(self, route: Route, event: str) -> str:
        (found,) = rows(route.house, BriefingPlace, event_id=event)
        return str(found.id)

    def test_who_was_there_is_briefed_on_that_day(self, route: Route) -> None:
        event = self.over(route)
        said = {self.place(route, event): "in person"}
        for _ in range(2):
            briefing_attendance.record_list(route.house, route.office, event, said)
        (fact,) = rows(route.house, FactRow, kind=Briefed.__name__)
        assert (fact.on, fact.body["mode"]) == (date(2027, 3, 29), "in person")
        assert route.requirement("briefing").met
        assert "29 March 2028" in route.requirement("portfolio").so_far
        attended = [
            row.body
            for row in rows(route.house, StatementRow)
            if row.body["verb"]["id"].endswith("/attended")
        ]
        assert len(attended) == 1
        assert attended[0]["actor"]["account"]["name"] == route.mentor.sub

    def test_a_mistake_is_corrected_by_facts(self, route: Route) -> None:
        event = self.over(route)
        place = self.place(route, event)
        briefing_attendance.record_list(route.house, route.office, event, {place: "in person"})
        briefing_attendance.record_list(route.house, route.office, event, {place: "absent"})
        assert not route.requirement("briefing").met
        assert len(rows(route.house, FactRow, kind=Withdrawn.__name__)) == 1
        page = briefing_attendance.event_page(route.house, route.office, event)
        assert [person.attended for person in page.attendees] == ["absent"]

    def test_nothing_before_it_begins_and_nothing_forged(self, route: Route) -> None:
        event = plan(route)
        book(route, event)
        place = self.place(route, event)
        with pytest.raises(Conflict):
            briefing_attendance.record_list(route.house, route.office, event, {place: "online"})
        at(datetime(2027, 3, 29, 18, 0, tzinfo=UTC), route.clock)
        for said in ({place: "by post"}, {"x": "online"}):
            with pytest.raises(InvalidInput):
                briefing_attendance.record_list(route.house, route.office, event, said)
        with pytest.raises(NotAllowed):
            briefing_attendance.record_list(route.house, route.tutor, event, {place: "online"})

    def test_a_tutor_records_a_briefing_in_school_on_the_record(self, route: Route) -> None:
        on = route.clock.today()
        for _ in range(2):
            briefing_attendance.record_one(
                route.house, route.tutor, route.enrolment_id, mode="in school", on=on
            )
        (fact,) = rows(route.house, FactRow, kind=Briefed.__name__)
        assert route.requirement("briefing").on == on
        for _ in range(2):
            briefing_attendance.withdraw_one(route.house, route.tutor, route.enrolment_id, fact.id)
        assert not route.requirement("briefing").met

    @pytest.mark.parametrize(
        ("mode", "on", "field"),
        [
            ("by post", date(2026, 11, 1), "mode"),
            ("online", None, "on"),
            ("online", date(2027, 9, 1), "on"),
        ],
    )
    def test_modes_and_days_that_cannot_be(
        self, route: Route, mode: str, on: date | None, field: str
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            briefing_attendance.record_one(
                route.house, route.tutor, route.enrolment_id, mode=mode, on=on
            )
        assert list(refused.value.fields) == [field]

    def test_not_for_oneself_not_for_strangers_not_before_enrolment(
        self, house: House, place: Place, clock: StillClock
    ) -> None:
        early = Route(house, place, clock)
        early.may_apply()

        def record(visit: Visit) -> None:
            briefing_attendance.record_one(
                house, visit, early.enrolment_id, mode="online", on=clock.today()
            )

        with pytest.raises(NotAllowed):
            record(early.mentor)
        with pytest.raises(NotFound):
            record(of_other_provider(house, early.tutor))
        with pytest.raises(Conflict):
            record(early.tutor)

    def test_the_online_module_counts_as_attending_online(self, route: Route) -> None:
        done = ModuleDone(
            id=new_id(),
            on=route.clock.today(),
            at=route.clock.now(),
            by=route.mentor.person_id,
            module="cumbria/briefing",
            version="2026.1",
        )
        with route.house.units.writing() as unit:
            keep_fact(unit, done, person_id=route.mentor.person_id, enrolment=None)
            refresh(route.house, unit, person_id=route.mentor.person_id)
        assert route.requirement("briefing").met
