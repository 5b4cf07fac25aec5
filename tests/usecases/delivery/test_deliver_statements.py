"""Statements on their way to a record store: all of them, once, in order, in batches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from lti_tool.domain import statements as s
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.persistence import leasing
from lti_tool.persistence.outbox import StatementRow
from lti_tool.usecases.house import House

from ...outbound.counterpart import Reply
from ..delivering import (
    RecordStore,
    Worker,
    check_free,
    counterpart,
    hired,
)
from ..place import BASE_URL, ISSUER, Place, StillClock, rows

LEASE = leasing.LEASE.total_seconds()


@pytest.fixture
def store() -> RecordStore:
    return RecordStore()


@pytest.fixture
def narrator(house: House, key: ToolKey, store: RecordStore) -> Iterator[Worker]:
    """A worker that brings statements to the store."""
    with counterpart(store) as lrs, hired(house, key, lrs=lrs) as worker:
        yield worker


def tell(house: House, place: Place, numbers: range) -> list[str]:
    """Statements of these numbers wait for the store; their ids in order."""
    person_id = place.mentor().person_id
    with house.units.writing() as unit:
        context = s.StatementContext(BASE_URL, s.Actor(ISSUER, person_id), unit.now)
        award = s.Named("west-london/entry", "Entry", "1")
        told = [s.enrolled(context, event_id=str(number), award=award) for number in numbers]
        unit.session.add_all(
            StatementRow(id=one["id"], person_id=person_id, body=dict(one), stored_at=unit.now)
            for one in told
        )
    return [str(one["id"]) for one in told]


def waiting(house: House) -> int:
    return len(rows(house, StatementRow, outcome=None))


def test_without_a_record_store_statements_stay_in_the_house(
    house: House, place: Place, worker: Worker
) -> None:
    tell(house, place, range(3))
    assert worker.works() == 0
    assert waiting(house) == 3


def test_statements_arrive_in_order_at_most_five_hundred_at_a_time(
    house: House, place: Place, narrator: Worker, store: RecordStore
) -> None:
    ids = tell(house, place, range(1201))
    narrator.finishes()
    assert store.batches == [500, 500, 201]
    assert list(store.kept) == ids
    assert waiting(house) == 0


def test_while_the_store_is_down_statements_wait_and_then_all_arrive_once_in_order(
    house: House, place: Place, narrator: Worker, store: RecordStore, clock: StillClock
) -> None:
    ids = tell(house, place, range(600))
    store.down = Reply(503)
    for _ in range(3):
        assert narrator.works() == 0
        clock.moves(seconds=10)
    kept = sorted(rows(house, StatementRow), key=lambda row: row.seq)
    assert "cannot take it just now (status 503)" in kept[0].error
    store.down = None
    ids += tell(house, place, range(600, 650))
    narrator.finishes()
    assert store.kept == {}, "the youngest does not go before the oldest"
    clock.moves(minutes=1)
    narrator.finishes()
    assert list(store.kept) == ids
    assert store.batches == [500, 150]
    assert {row.error for row in rows(house, StatementRow)} == {None}


def test_a_store_that_is_down_is_left_in_peace_for_a_while(
    house: House, place: Place, key: ToolKey, store: RecordStore, clock: StillClock
) -> None:
    tell(house, place, range(1100))
    asked: list[bool] = []
    store.before = lambda: asked.append(True)
    store.down = Reply(503, headers={"Retry-After": "300"})
    with counterpart(store) as lrs, hired(house, key, lrs=lrs) as one:
        for _ in range(29):
            one.works()
            clock.moves(seconds=10)
    assert len(asked) == 1


def test_a_refused_statement_keeps_its_reason_and_holds_nobody_up(
    house: House, place: Place, narrator: Worker, store: RecordStore
) -> None:
    ids = tell(house, place, range(8))
    store.refuses = frozenset({ids[3]})
    narrator.finishes()
    assert list(store.kept) == [*ids[:3], *ids[4:]]
    (refused,) = rows(house, StatementRow, outcome="refused")
    assert refused.id == ids[3]
    assert refused.error == "127.0.0.1 does not accept this statement (status 400)."
    assert len(rows(house, StatementRow, outcome="delivered")) == 7
    assert narrator.works() == 0


@pytest.mark.parametrize("status", [401, 403, 404])
def test_settings_that_are_wrong_cost_no_statement(
    house: House,
    place: Place,
    narrator: Worker,
    store: RecordStore,
    clock: StillClock,
    status: int,
) -> None:
    ids = tell(house, place, range(3))
    store.down = Reply(status)
    narrator.works()
    assert waiting(house) == 3
    store.down = None
    clock.moves(minutes=1)
    narrator.works()
    assert list(store.kept) == ids


def test_a_worker_that_comes_late_to_the_store_changes_nothing(
    house: House, place: Place, key: ToolKey, store: RecordStore, clock: StillClock
) -> None:
    """Its lease ran out under way, and another worker sent the same statements."""
    ids = tell(house, place, range(3))
    with (
        counterpart(store) as lrs,
        hired(house, key, lrs=lrs) as slow,
        hired(house, key, lrs=lrs) as other,
    ):

        def overtake() -> None:
            store.before = lambda: None
            clock.moves(seconds=LEASE + 1)
            assert other.works() == 3

        store.before = overtake
        slow.works()
    assert list(store.kept) == ids
    assert [row.outcome for row in rows(house, StatementRow)] == ["delivered"] * 3
    assert len({row.lease for row in rows(house, StatementRow)}) == 1


def test_statements_whose_acknowledgement_was_lost_are_kept_once(
    house: House, place: Place, narrator: Worker, store: RecordStore, clock: StillClock
) -> None:
    ids = tell(house, place, range(3))
    narrator.finishes()
    with house.units.writing() as unit:
        unit.session.execute(update(StatementRow).values(outcome=None))
    clock.moves(seconds=LEASE + 1)
    narrator.finishes()
    assert list(store.kept) == ids
    assert [row.outcome for row in rows(house, StatementRow)] == ["delivered"] * 3


def test_a_fault_of_our_own_with_statements_does_not_stop_the_worker(
    house: House, place: Place, narrator: Worker, store: RecordStore, clock: StillClock
) -> None:
    (told,) = tell(house, place, range(1))
    with house.units.writing() as unit:
        body = dict(rows(house, StatementRow)[0].body)
        unit.session.execute(update(StatementRow).values(body={**body, "half": "\ud800"}))
    for _ in range(3):
        assert narrator.works() == 0
        clock.moves(minutes=1)
    (row,) = rows(house, StatementRow, id=told)
    assert (row.outcome, row.error) == (None, "An unexpected fault; see the worker's log.")


def test_the_database_is_free_while_the_record_store_takes_its_time(
    house: House, place: Place, narrator: Worker, store: RecordStore
) -> None:
    looked: list[bool] = []

    def look() -> None:
        check_free(house)
        looked.append(True)

    store.before = look
    tell(house, place, range(3))
    narrator.finishes()
    assert looked == [True]
    assert len(store.kept) == 3
