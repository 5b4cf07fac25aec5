"""A portfolio that has come: the office is told, and finds it on its desk until it has readers."""

from __future__ import annotations

import pytest

from lti_tool.domain.seats import Seat
from lti_tool.persistence.platforms import Provider
from lti_tool.usecases import desks, handing_in
from lti_tool.usecases.house import House

from .award_fixtures import of_other_provider
from .cumbrian import Route
from .place import Place, StillClock
from .test_cumbria import subjects


class TestTheOffice:
    @pytest.fixture
    def route(self, house: House, place: Place, clock: StillClock) -> Route:
        made = Route(house, place, clock)
        made.is_enrolled()
        made.attends()
        made.adds_evidence()
        made.is_observed()
        made.hands_in()
        return made

    def test_the_office_finds_it_on_its_desk_until_it_has_readers(self, route: Route) -> None:
        def on_the_desk() -> list[str]:
            desk = desks.office_desk(route.house, route.office)
            return [line.enrolment_id for line in desk.to_panel]

        assert on_the_desk() == [route.enrolment_id]
        elsewhere = of_other_provider(route.house, route.office)
        assert desks.office_desk(route.house, elsewhere).to_panel == ()
        route.panel_decides("refer", "Please write more about ST3.")
        assert on_the_desk() == []
        route.hands_in()
        assert on_the_desk() == [route.enrolment_id]
        route.panel_decides()
        assert on_the_desk() == []
        route.signs(route.tutor, Seat.LINK_TUTOR)
        assert on_the_desk() == []

    def test_the_office_is_told_that_it_has_come(self, route: Route) -> None:
        with route.house.units.writing() as unit:
            unit.session.get_one(Provider, route.place.provider_id).office_email = "o@x.example"
        handing_in.take_back(route.house, route.mentor, route.enrolment_id)
        route.hands_in()
        assert subjects(route.house)[-1] == "A portfolio has come: Ada Example"
