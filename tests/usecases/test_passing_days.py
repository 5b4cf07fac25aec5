"""Days pass without anybody doing anything, and lists and the gradebook hear of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.records import Enrolment
from lti_tool.usecases import passing_days
from lti_tool.usecases.house import House
from lti_tool.usecases.passing_days import catch_up

from .mastering import ROWS, Mastering
from .place import Place, StillClock, rows


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Mastering:
    clock.moves(hours=10)
    return Mastering(house, place, clock).begins()


def kept(way: Mastering) -> tuple[int, str]:
    (found,) = rows(way.house, Enrolment)
    return found.criteria_met, found.waiting_for


def scores(way: Mastering) -> list[int]:
    found = sorted(rows(way.house, OutboxMessage, kind="score"), key=lambda row: row.id)
    return [row.body["score"] for row in found]


def test_a_year_that_is_full_today_is_noted_on_the_day(way: Mastering) -> None:
    way.meets_all_but("MASTERY.2")
    way.records(way.clock.today() - timedelta(days=363), None)
    way.pcm_confirms("MASTERY.2/sustained")
    assert kept(way) == (12, ",mentor,")
    assert catch_up(way.house) is None
    assert kept(way) == (12, ",mentor,")
    way.clock.moves(days=1)
    assert kept(way) == (12, ",mentor,")
    assert catch_up(way.house) is None
    assert kept(way) == (len(ROWS), ",mentor,")
    assert scores(way)[-1] == 100
    assert way.page.next_step.action == "sign"


def test_it_goes_on_batch_by_batch(
    way: Mastering, place: Place, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_days, "AT_ONCE", 1)
    others = [Mastering(way.house, place, clock) for _ in range(2)]
    for other in (way, *others):
        if other is not way:
            other.enters()
        other.records(clock.today() - timedelta(days=364), None)
    seen, after = [], ""
    while (found := catch_up(way.house, after)) is not None:
        seen.append(found)
        after = found
    assert seen == sorted(row.id for row in rows(way.house, Enrolment))


def test_what_has_been_issued_is_left_alone(way: Mastering) -> None:
    way.gets_it()
    before = kept(way)
    way.clock.moves(days=400)
    catch_up(way.house)
    assert kept(way) == before == (13, "issued")
