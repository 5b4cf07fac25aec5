"""Tidying: what has served its time goes, and nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from lti_tool.lti.checks.security_claims import LONGEST_LIFE
from lti_tool.lti.claims import CLOCK_LEEWAY
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.people import LaunchSession, ResourceLink
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases import housekeeping
from lti_tool.usecases.house import House
from lti_tool.usecases.housekeeping import DELIVERIES_KEPT, SESSIONS_KEPT, tidy
from lti_tool.usecases.visits import LONGEST

from .place import Place, StillClock, rows


def launch(house: House, place: Place, count: int = 1) -> None:
    """Launch sessions as the door leaves them, begun now."""
    person_id = place.mentor().person_id
    with house.units.writing() as unit:
        link = ResourceLink(id=new_id(), course_id=place.course_id, resource_link_id=new_id())
        unit.session.add(link)
        unit.session.flush()
        unit.session.add_all(_session(unit, place, person_id, link.id) for _ in range(count))


def _session(unit: UnitOfWork, place: Place, person_id: str, link_id: str) -> LaunchSession:
    return LaunchSession(
        handle_hash=new_id(),
        registration_id=place.registration_id,
        nonce=new_id(),
        person_id=person_id,
        course_id=place.course_id,
        resource_link_ref=link_id,
        role="mentor",
        started_at=unit.now,
        last_used_at=unit.now,
    )


def delivery(house: House, outcome: str | None, *, once: str | None = None) -> None:
    """Something that left the house, or tried to, now."""
    with house.units.writing() as unit:
        enqueue(unit, "score", {}, lane=new_id(), once=once)
        if outcome:
            unit.session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.outcome.is_(None))
                .values(outcome=outcome, done_at=unit.now)
            )


def left(house: House) -> Sequence[str | None]:
    return [row.outcome for row in rows(house, OutboxMessage)]


def test_a_launch_is_forgotten_after_its_time_and_not_before(
    house: House, place: Place, clock: StillClock
) -> None:
    launch(house, place)
    clock.moves(seconds=SESSIONS_KEPT.total_seconds())
    launch(house, place)
    assert tidy(house) == 0
    clock.moves(seconds=1)
    assert tidy(house) == 1
    (kept,) = rows(house, LaunchSession)
    assert clock.now() - kept.started_at == timedelta(seconds=1)


def test_nothing_is_forgotten_that_could_still_be_used() -> None:
    """Neither an open visit, nor the nonce of a token that would still be accepted."""
    assert SESSIONS_KEPT > LONGEST
    assert SESSIONS_KEPT.total_seconds() > LONGEST_LIFE + 2 * CLOCK_LEEWAY


@pytest.mark.parametrize("outcome", ["delivered", "superseded"])
def test_a_delivery_is_forgotten_after_three_months(
    house: House, clock: StillClock, outcome: str
) -> None:
    delivery(house, outcome)
    clock.moves(seconds=DELIVERIES_KEPT.total_seconds())
    assert tidy(house) == 0
    clock.moves(seconds=1)
    assert tidy(house) == 1
    assert left(house) == []


def test_what_waits_or_failed_is_kept_for_the_office(house: House, clock: StillClock) -> None:
    delivery(house, "failed")
    delivery(house, None)
    clock.moves(days=1000)
    assert tidy(house) == 0
    assert left(house) == ["failed", None]


def test_what_may_be_sent_only_once_stays_known(house: House, clock: StillClock) -> None:
    delivery(house, "delivered", once="certificate:1")
    clock.moves(days=1000)
    tidy(house)
    delivery(house, None, once="certificate:1")
    assert left(house) == ["delivered"]


def test_much_to_tidy_is_tidied_in_small_steps(
    house: House, place: Place, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 4)
    launch(house, place, 10)
    clock.moves(days=3)
    assert [tidy(house) for _ in range(4)] == [4, 4, 2, 0]
    assert rows(house, LaunchSession) == []
