"""The worker: leases, lanes, tries, and statements on their way to a record store."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from lti_tool.domain import statements as s
from lti_tool.domain.seats import Role
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.persistence import leasing
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases import desks
from lti_tool.usecases.deliver import MOST_ATTEMPTS
from lti_tool.usecases.house import House

from ..outbound.counterpart import Reply
from .delivering import (
    Mailbox,
    RecordStore,
    Worker,
    check_free,
    counterpart,
    hired,
    outbox,
    outcomes,
    running_mail_server,
    unused_address,
)
from .place import BASE_URL, ISSUER, Place, StillClock, rows

LEASE = leasing.LEASE.total_seconds()


@pytest.fixture(scope="module")
def key() -> ToolKey:
    return ToolKey.generate()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def store() -> RecordStore:
    return RecordStore()


@pytest.fixture
def worker(house: House, key: ToolKey, mailbox: Mailbox) -> Iterator[Worker]:
    with running_mail_server(mailbox) as smtp, hired(house, key, smtp=smtp) as worker:
        yield worker


@pytest.fixture
def narrator(house: House, key: ToolKey, store: RecordStore) -> Iterator[Worker]:
    """A worker that brings statements to the store."""
    with counterpart(store) as lrs, hired(house, key, lrs=lrs) as worker:
        yield worker


class Post:
    """Mails into the outbox, each named by its number."""

    def __init__(self, house: House, place: Place) -> None:
        self._house, self._place = house, place

    def puts(self, *numbers: int, lane: str = "", **changes: Any) -> None:
        with self._house.units.writing() as unit:
            for number in numbers:
                body = {
                    "message_id": f"<{number}@mentors.example.ac.uk>",
                    "to": f"pcm-{number}@school.example",
                    "cc": [],
                    "subject": f"Letter {number}",
                    "text": f"Number {number}",
                    **changes,
                }
                enqueue(
                    unit,
                    "mail",
                    {name: value for name, value in body.items() if value is not None},
                    lane=lane or f"mail:{number}",
                    provider_id=self._place.provider_id,
                )

    def failures(self) -> list[tuple[str, bool]]:
        """What the office is shown: why, and whether anybody still tries."""
        desk = desks.office_desk(self._house, self._place.visit(Role.OFFICE))
        return [(failure.error, failure.gives_up) for failure in desk.failures]


@pytest.fixture
def post(house: House, place: Place) -> Post:
    return Post(house, place)


def subjects(mailbox: Mailbox) -> list[str]:
    return [str(message["Subject"]) for message in mailbox.kept]


# --- leases -------------------------------------------------------------------------------------


def test_what_a_worker_holds_no_other_takes(post: Post, worker: Worker, mailbox: Mailbox) -> None:
    post.puts(1)
    (held,) = leasing.lease_messages(worker.house.units, 20)
    assert held.body["subject"] == "Letter 1"
    assert worker.works() == 0
    assert mailbox.kept == []


def test_what_a_dead_worker_held_another_delivers_when_its_lease_has_run_out(
    post: Post, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    post.puts(1, 2)
    leasing.lease_messages(worker.house.units, 20)
    clock.moves(seconds=LEASE)
    assert worker.works() == 0
    clock.moves(seconds=1)
    worker.finishes()
    assert subjects(mailbox) == ["Letter 1", "Letter 2"]
    assert outcomes(worker.house) == ["delivered", "delivered"]


@pytest.mark.parametrize("outcome", [leasing.FAILED, leasing.DELIVERED])
def test_the_late_word_of_the_first_worker_changes_nothing(
    post: Post, worker: Worker, clock: StillClock, outcome: str
) -> None:
    post.puts(1)
    (held,) = leasing.lease_messages(worker.house.units, 20)
    clock.moves(seconds=LEASE + 1)
    worker.works()
    before = outbox(worker.house)
    clock.moves(minutes=1)
    with worker.house.units.writing() as unit:
        assert not leasing.conclude(unit, held, outcome, "Too late")
        assert not leasing.postpone(unit, held, unit.now, "Too late")
    (now,) = outbox(worker.house)
    assert [(one.outcome, one.error, one.done_at, one.attempts) for one in before] == [
        (now.outcome, now.error, now.done_at, now.attempts)
    ]


def test_nothing_leaves_before_its_time(
    post: Post, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    with worker.house.units.writing() as unit:
        later = unit.now + timedelta(hours=1)
    post.puts(1)
    with worker.house.units.writing() as unit:
        unit.session.execute(update(OutboxMessage).values(not_before=later))
    clock.moves(minutes=59)
    assert worker.works() == 0
    clock.moves(minutes=1)
    assert worker.works() == 1
    assert len(mailbox.kept) == 1


# --- lanes --------------------------------------------------------------------------------------


def test_messages_of_a_lane_leave_in_order_one_at_a_time(
    post: Post, worker: Worker, mailbox: Mailbox
) -> None:
    post.puts(1, 2, 3, lane="one")
    assert worker.works() == 1
    assert subjects(mailbox) == ["Letter 1"]
    worker.finishes()
    assert subjects(mailbox) == ["Letter 1", "Letter 2", "Letter 3"]


def test_a_lane_waits_for_its_first_message_and_other_lanes_do_not(
    post: Post, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    mailbox.refuse["pcm-1@school.example"] = "451 Later, please"
    post.puts(1, 2, lane="one")
    post.puts(3)
    worker.finishes()
    assert subjects(mailbox) == ["Letter 3"]
    mailbox.refuse.clear()
    clock.moves(seconds=2)
    worker.finishes()
    assert subjects(mailbox) == ["Letter 3", "Letter 1", "Letter 2"]


def test_a_message_that_can_never_go_lets_the_next_one_of_its_lane_pass(
    post: Post, worker: Worker, mailbox: Mailbox
) -> None:
    mailbox.refuse["pcm-1@school.example"] = "550 No such person"
    post.puts(1, 2, lane="one")
    worker.finishes()
    assert subjects(mailbox) == ["Letter 2"]
    assert outcomes(worker.house) == ["failed", "delivered"]


# --- faults -------------------------------------------------------------------------------------


def test_a_fault_of_our_own_stops_neither_the_worker_nor_the_others(
    post: Post, worker: Worker, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    post.puts(1, message_id=None)
    post.puts(2)
    with caplog.at_level(logging.ERROR, "lti_tool"):
        worker.finishes()
    assert subjects(mailbox) == ["Letter 2"]
    assert outcomes(worker.house) == [None, "delivered"]
    assert post.failures() == [("An unexpected fault; see the worker's log.", False)]
    assert "KeyError" in caplog.text


def test_a_kind_that_nobody_knows_is_for_the_office_to_see(
    post: Post, worker: Worker, mailbox: Mailbox
) -> None:
    post.puts(1, 2)
    with worker.house.units.writing() as unit:
        unit.session.execute(
            update(OutboxMessage).where(OutboxMessage.id == 1).values(kind="pigeon")
        )
    worker.finishes()
    assert post.failures() == [("Nobody knows how to deliver a 'pigeon'.", True)]
    assert subjects(mailbox) == ["Letter 2"]


def test_after_very_many_tries_nobody_tries_any_more(
    house: House, key: ToolKey, post: Post, clock: StillClock
) -> None:
    post.puts(1)
    with hired(house, key, smtp=unused_address("smtp")) as worker:
        worker.works()
        with house.units.writing() as unit:
            unit.session.execute(update(OutboxMessage).values(attempts=MOST_ATTEMPTS - 1))
        clock.moves(hours=1)
        worker.works()
    ((why, gives_up),) = post.failures()
    assert gives_up
    assert why.startswith("Given up after many tries: 127.0.0.1 could not be reached")


# --- no network call inside a transaction -------------------------------------------------------


def test_the_database_is_free_while_a_mail_server_takes_its_time(
    post: Post, worker: Worker, mailbox: Mailbox
) -> None:
    mailbox.before = lambda: check_free(worker.house)
    post.puts(1)
    worker.finishes()
    assert outcomes(worker.house) == ["delivered"]


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


# --- statements ---------------------------------------------------------------------------------


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
