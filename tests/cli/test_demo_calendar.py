"""The demo's calendar: who is enrolled finds briefings to book, however often it starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from lti_tool.cli.demo_calendar import plan_briefings
from lti_tool.content.library import load_packs
from lti_tool.errors import NotFound
from lti_tool.persistence.briefings import BriefingEvent
from lti_tool.persistence.database import Base, prepare_engine
from lti_tool.persistence.unit_of_work import Units
from lti_tool.usecases import platforms
from lti_tool.usecases.house import House

from ..usecases.place import BASE_URL, ISSUER, MODULES, SECRET, StillClock


def house_with(packs: Path, folder: Path, clock: StillClock) -> House:
    engine = create_engine(f"sqlite:///{folder / 'demo.db'}")
    prepare_engine(engine)
    Base.metadata.create_all(engine)
    house = House(Units(engine, clock), load_packs([packs]), BASE_URL, SECRET)
    platforms.add_provider(
        house.units, slug="demo", name="Demo", office_name="Office", office_email="o@x.example"
    )
    return house


def planned(house: House) -> list[BriefingEvent]:
    with house.units.reading() as unit:
        query = select(BriefingEvent).order_by(BriefingEvent.starts_at)
        return list(unit.session.scalars(query))


def start(house: House, provider: str = "demo") -> None:
    plan_briefings(house, provider=provider, issuer=ISSUER, sub="office")


def test_two_briefings_lie_ahead_for_every_award_that_begins_with_one(tmp_path: Path) -> None:
    clock = StillClock()
    house = house_with(MODULES, tmp_path, clock)
    start(house)
    found = planned(house)
    assert [event.mode for event in found] == ["in person", "in school"]
    assert all(set(event.awards) >= {"cumbria/qms", "cumbria/qlms"} for event in found)
    assert all(event.starts_at > clock.now() for event in found)
    assert all(event.starts_at.strftime("%A") == "Tuesday" for event in found)


def test_started_again_within_the_month_it_adds_nothing_and_later_it_does(tmp_path: Path) -> None:
    clock = StillClock()
    house = house_with(MODULES, tmp_path, clock)
    start(house)
    clock.moves(days=5)
    start(house)
    assert len(planned(house)) == 2
    clock.moves(days=40)
    start(house)
    assert any(event.starts_at > clock.now() for event in planned(house))


def test_packs_without_briefings_get_none(tmp_path: Path, small_pack: Path) -> None:
    house = house_with(small_pack, tmp_path, StillClock())
    start(house)
    assert planned(house) == []


def test_nothing_is_planned_for_a_provider_that_is_not_there(tmp_path: Path) -> None:
    house = house_with(MODULES, tmp_path, StillClock())
    with pytest.raises(NotFound):
        start(house, "nobody")
