"""The worker: leases, lanes, tries and faults of its own."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from lti_tool.domain.seats import Role
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.persistence import leasing
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases import desks
from lti_tool.usecases.deliver import MOST_ATTEMPTS
from lti_tool.usecases.house import House

from ..delivering import (
    Mailbox,
    Worker,
    check_free,
    hired,
    outbox,
    outcomes,
    unused_address,
)
from ..place import Place, StillClock

LEASE = leasing.LEASE.total_seconds()


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
