"""Several workers share the outbox: everything leaves once, in order, whoever of them dies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path

import pytest

from lti_tool.domain import statements as s
from lti_tool.errors import DeliveryRetry
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.persistence import leasing
from lti_tool.persistence.outbox import LineItem, OutboxMessage, StatementRow
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases import deliver_scores
from lti_tool.usecases.deliver import BATCH
from lti_tool.usecases.house import House

from ..usecases.delivering import (
    MODULE,
    Books,
    Mailbox,
    RecordStore,
    Worker,
    counterpart,
    hired,
    outcomes,
    published_keys,
    running_lms,
    running_mail_server,
)
from ..usecases.place import BASE_URL, ISSUER, Place, StillClock, rows
from ..usecases.racing import at_once

WORKERS = 4
LANES, LENGTH = 60, 5


@pytest.fixture(scope="module")
def key() -> ToolKey:
    return ToolKey.generate()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def workers(house: House, key: ToolKey, mailbox: Mailbox) -> Iterator[list[Worker]]:
    with ExitStack() as running:
        smtp = running.enter_context(running_mail_server(mailbox))
        yield [running.enter_context(hired(house, key, smtp=smtp)) for _ in range(WORKERS)]


def three_hundred_letters(house: House, place: Place) -> None:
    """Sixty lanes of five; the subject says which of which."""
    with house.units.writing() as unit:
        for number in range(LENGTH):
            for lane in range(LANES):
                body = {
                    "message_id": f"<{lane}-{number}@mentors.example.ac.uk>",
                    "to": "pcm@school.example",
                    "cc": [],
                    "subject": f"{lane} {number}",
                    "text": "Dear colleague",
                }
                enqueue(unit, "mail", body, lane=f"lane-{lane}", provider_id=place.provider_id)


def test_three_hundred_messages_leave_once_each_in_the_order_of_their_lanes(
    house: House, place: Place, workers: list[Worker], mailbox: Mailbox, clock: StillClock
) -> None:
    three_hundred_letters(house, place)
    held = leasing.lease_messages(house.units, BATCH)  # by a worker that is killed now
    assert len(held) == BATCH
    at_once(*[worker.finishes for worker in workers])
    assert len(mailbox.kept) < LANES * LENGTH
    clock.moves(seconds=leasing.LEASE.total_seconds() + 1)
    at_once(*[worker.finishes for worker in workers])
    workers[0].finishes()
    sent = [tuple(map(int, str(message["Subject"]).split())) for message in mailbox.kept]
    assert len(sent) == LANES * LENGTH
    assert set(Counter(sent).values()) == {1}
    for lane in range(LANES):
        assert [number for found, number in sent if found == lane] == list(range(LENGTH))
    assert set(outcomes(house)) == {"delivered"}
    assert {message.attempts for message in rows(house, OutboxMessage)} == {1}


def test_no_two_workers_hold_the_same_message(house: House, place: Place) -> None:
    three_hundred_letters(house, place)
    held = at_once(*[lambda: leasing.lease_messages(house.units, BATCH)] * WORKERS)
    ids = [message.id for part in held for message in part]
    assert len(ids) == len(set(ids))
    assert ids
    lanes = [message.lane for part in held for message in part]
    assert len(lanes) == len(set(lanes)), "one of each lane at a time"


def test_no_two_workers_hold_the_same_statement(house: House, place: Place) -> None:
    person_id = place.mentor().person_id
    with house.units.writing() as unit:
        context = s.StatementContext(BASE_URL, s.Actor(ISSUER, "7"), unit.now)
        award = s.Named("west-london/entry", "Entry", "1")
        unit.session.add_all(
            StatementRow(id=one["id"], person_id=person_id, body=dict(one), stored_at=unit.now)
            for one in (
                s.enrolled(context, event_id=str(number), award=award) for number in range(400)
            )
        )
    held = at_once(*[lambda: leasing.lease_statements(house.units, 100)] * WORKERS)
    ids = [one["id"] for batch in held if batch for one in batch.statements]
    assert len(ids) == len(set(ids))
    assert ids


def test_statements_reach_the_store_once_however_many_bring_them(
    house: House, place: Place, key: ToolKey
) -> None:
    store = RecordStore()
    person_id = place.mentor().person_id
    with house.units.writing() as unit:
        context = s.StatementContext(BASE_URL, s.Actor(ISSUER, "7"), unit.now)
        award = s.Named("west-london/entry", "Entry", "1")
        told = [s.enrolled(context, event_id=str(n), award=award) for n in range(1200)]
        unit.session.add_all(
            StatementRow(id=one["id"], person_id=person_id, body=dict(one), stored_at=unit.now)
            for one in told
        )
    with counterpart(store) as lrs, ExitStack() as running:
        team = [running.enter_context(hired(house, key, lrs=lrs)) for _ in range(3)]
        at_once(*[worker.finishes for worker in team])
        team[0].finishes()
    assert sum(store.batches) == len(store.kept) == 1200
    assert {row.outcome for row in rows(house, StatementRow)} == {"delivered"}


def test_two_workers_that_need_the_same_column_at_once_make_one(
    house: House, place: Place, key: ToolKey, tmp_path: Path, clock: StillClock
) -> None:
    with (
        published_keys(**{key.kid: key.private_key}) as jwks,
        running_lms(tmp_path / "lms", jwks) as lms,
        hired(house, key) as worker,
    ):
        books = Books(house, place, lms)
        books.scores(40)
        books.scores(60, person_id=books.student("mentor-tom"))
        held = [leasing.lease_messages(house.units, 1)[0] for _ in range(2)]

        def deliver(number: int) -> str:
            couriers = worker.couriers
            try:
                deliver_scores.deliver_score(house, couriers.door, couriers.tokens, held[number])
            except DeliveryRetry:
                return "later"
            return "sent"

        assert "sent" in at_once(lambda: deliver(0), lambda: deliver(1))
        assert len(lms.columns()) == 1
        clock.moves(minutes=2)
        worker.finishes()
        assert len(lms.columns()) == len(rows(house, LineItem)) == 1
        assert {who for _, who, _ in lms.scores()} == {"mentor-amara", "mentor-tom"}


def test_a_column_that_another_worker_is_just_claiming_is_waited_for(
    house: House, place: Place, key: ToolKey, tmp_path: Path
) -> None:
    """The claim is written but not committed: on PostgreSQL nobody else can see it yet."""
    with (
        published_keys(**{key.kid: key.private_key}) as jwks,
        running_lms(tmp_path / "lms", jwks) as lms,
        hired(house, key) as worker,
    ):
        books = Books(house, place, lms)
        books.scores(40)
        with house.units.writing() as unit, ThreadPoolExecutor(1) as thread:
            claim = LineItem(course_id=place.course_id, resource=MODULE, claimed_at=unit.now)
            unit.session.add(claim)
            unit.session.flush()
            trying = thread.submit(worker.works)
            wait([trying], timeout=0.5)
            unit.session.commit()
            trying.result(10)
        (message,) = rows(house, OutboxMessage)
        assert message.outcome is None
        assert message.error == deliver_scores.BEING_MADE
        assert lms.columns() == []
