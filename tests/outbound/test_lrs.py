"""Statements to a store that keeps to xAPI: all or nothing, and one id, one statement."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from lti_tool.domain import statements as s
from lti_tool.errors import DeliveryRetry
from lti_tool.outbound.http import HttpDoor
from lti_tool.outbound.lrs import LrsClient, LrsOutcome
from lti_tool.outbound.stored_statements import same_statement

from .conftest import Serve
from .counterpart import Counterpart, Received, Reply, as_json

CTX = s.StatementContext(
    "https://mentors.example.ac.uk",
    s.Actor("https://lms.example.ac.uk", "7"),
    datetime(2026, 11, 20, 16, 5, 30, tzinfo=UTC),
    platform="Example Moodle",
)
Json = dict[str, Any]


def statement(number: int, **changes: object) -> Json:
    award = s.Named("west-london/entry", "Entry", "1")
    return {**s.enrolled(CTX, event_id=str(number), award=award), **changes}


def ids(*found: Json) -> tuple[str, ...]:
    return tuple(one["id"] for one in found)


@dataclass
class Store:
    """An LRS in memory; a statement with ``"bad"`` in it is not accepted."""

    kept: dict[str, Json] = field(default_factory=dict)
    voided: dict[str, Json] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    refusal: int = 400
    as_kept: Callable[[Json], Json] = field(default=lambda one: one)

    def answer(self, request: Received) -> Reply:
        if request.headers.get("x-experience-api-version") != "1.0.3":
            return Reply(400)
        if request.headers.get("authorization") != BASIC or request.path != "/xapi/statements":
            return Reply(401)
        return self._get(request) if request.method == "GET" else self._post(request)

    def _get(self, request: Received) -> Reply:
        if "voidedStatementId" in request.query:
            found = self.voided.get(request.query["voidedStatementId"])
        else:
            found = self.kept.get(request.query["statementId"])
        return as_json(self.as_kept(found)) if found else Reply(404)

    def _post(self, request: Received) -> Reply:
        batch = request.json()
        assert isinstance(batch, list)
        self.batches.append(len(batch))
        if any("bad" in one for one in batch) or len({one["id"] for one in batch}) < len(batch):
            return Reply(self.refusal)
        known = {**self.kept, **self.voided}
        if any(known.get(one["id"], one) != one for one in batch):
            return Reply(409)
        self.kept |= {one["id"]: one for one in batch if one["id"] not in known}
        return as_json([one["id"] for one in batch])


BASIC = "Basic " + base64.b64encode("key:sécret".encode()).decode()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def there(serve: Serve, store: Store) -> Counterpart:
    return serve(store.answer)


@pytest.fixture
def lrs(there: Counterpart, door: HttpDoor) -> LrsClient:
    return LrsClient(there.url("/xapi"), "key", "sécret", door)


@pytest.mark.parametrize("end", ["", "/", "/statements", "/statements/", "//"])
def test_the_address_may_end_as_it_likes(
    there: Counterpart, store: Store, door: HttpDoor, end: str
) -> None:
    lrs = LrsClient(there.url("/xapi" + end), "key", "sécret", door)
    assert lrs.deliver([statement(1)]).accepted == ids(statement(1))
    assert len(store.kept) == 1


def test_a_batch_is_one_request(lrs: LrsClient, store: Store) -> None:
    sent = [statement(number) for number in range(50)]
    assert lrs.deliver(sent) == LrsOutcome(ids(*sent), ())
    assert store.batches == [50]
    assert list(store.kept.values()) == sent


def test_nothing_to_send_is_no_request(lrs: LrsClient, there: Counterpart) -> None:
    assert lrs.deliver([]) == LrsOutcome((), ())
    assert there.received == []


def test_sending_again_changes_nothing(lrs: LrsClient, store: Store) -> None:
    sent = [statement(1), statement(2)]
    assert lrs.deliver(sent) == lrs.deliver(sent)
    assert len(store.kept) == 2


@pytest.mark.parametrize("status", [400, 413, 422])
@pytest.mark.parametrize("bad", [{0}, {31}, {5, 6}, {0, 13, 31}, set(range(32))])
def test_bad_statements_are_found_and_the_others_stored(
    lrs: LrsClient, store: Store, bad: set[int], status: int
) -> None:
    store.refusal = status
    sent = [statement(n, **({"bad": True} if n in bad else {})) for n in range(32)]
    outcome = lrs.deliver(sent)
    assert outcome.accepted == ids(*(one for one in sent if "bad" not in one))
    assert tuple(id_ for id_, _ in outcome.refused) == ids(*(one for one in sent if "bad" in one))
    assert all(str(status) in why for _, why in outcome.refused)
    assert set(store.kept) == set(outcome.accepted)


def test_one_bad_statement_in_many_costs_few_requests(lrs: LrsClient, store: Store) -> None:
    sent = [statement(n, **({"bad": True} if n == 77 else {})) for n in range(256)]
    assert len(lrs.deliver(sent).accepted) == 255
    assert len(store.batches) == 1 + 2 * 8


def test_what_the_store_wrote_in_its_own_way_is_still_ours(lrs: LrsClient, store: Store) -> None:
    sent = [statement(1), statement(2)]
    written = statement(2)
    written["timestamp"] = "2026-11-20T17:05:30+01:00"
    store.kept[written["id"]] = written
    assert lrs.deliver(sent) == LrsOutcome(ids(*sent), ())


def test_another_statement_under_our_id_is_told(lrs: LrsClient, store: Store) -> None:
    sent = [statement(1), statement(2), statement(3)]
    other = statement(2, actor=statement(1)["actor"] | {"account": {"homePage": "x", "name": "8"}})
    store.kept[other["id"]] = other
    outcome = lrs.deliver(sent)
    assert outcome.accepted == ids(sent[0], sent[2])
    [(refused, why)] = outcome.refused
    assert refused == other["id"]
    assert "another statement" in why
    assert store.kept[other["id"]] == other


def test_a_statement_that_was_voided_there_counts_as_delivered(
    lrs: LrsClient, store: Store
) -> None:
    store.voided[statement(1)["id"]] = {**statement(1), "version": "1.0.0"}
    assert lrs.deliver([statement(1)]).accepted == ids(statement(1))


def test_a_double_in_a_batch_is_sent_once(lrs: LrsClient, store: Store) -> None:
    outcome = lrs.deliver([statement(1), statement(2), statement(1)])
    assert sorted(outcome.accepted) == sorted(ids(statement(1), statement(2)))
    assert store.batches == [2]


@pytest.mark.parametrize("status", [401, 403, 404, 405, 429, 500, 503])
def test_nothing_is_given_up_for_what_is_not_the_statements_fault(
    serve: Serve, door: HttpDoor, status: int
) -> None:
    there = serve(lambda _: Reply(status))
    with pytest.raises(DeliveryRetry, match=r"127\.0\.0\.1"):
        LrsClient(there.url("/xapi"), "key", "sécret", door).deliver([statement(1), statement(2)])
    assert len(there.received) == 1


def test_a_wrong_password_is_not_told(serve: Serve, there: Counterpart, door: HttpDoor) -> None:
    with pytest.raises(DeliveryRetry, match="settings") as caught:
        LrsClient(there.url("/xapi"), "key", "wr0ng", door).deliver([statement(1)])
    assert "wr0ng" not in str(caught.value)


def test_a_store_that_asks_for_no_password_gets_none(serve: Serve, door: HttpDoor) -> None:
    there = serve(lambda _: Reply(204))
    assert LrsClient(there.url("/xapi"), None, None, door).deliver([statement(1)]).accepted
    assert "authorization" not in there.received[0].headers


def as_stored(one: Json) -> Json:
    """Everything a store may do to a statement at once."""
    context = {**one["context"], "contextActivities": dict(one["context"]["contextActivities"])}
    [category] = context["contextActivities"]["category"]
    context["contextActivities"]["category"] = {"id": category["id"]}
    return {
        **one,
        "id": one["id"].upper(),
        "actor": {"account": one["actor"]["account"]},
        "verb": {"id": one["verb"]["id"], "display": {"fr": "inscrit"}},
        "object": {"id": one["object"]["id"]},
        "context": context,
        "timestamp": "2026-11-20T16:05:30Z",
        "stored": "2026-11-20T16:06:00Z",
        "authority": {"mbox": "mailto:lrs@example.ac.uk"},
        "version": "1.0.0",
    }


def test_a_store_may_write_a_statement_otherwise() -> None:
    assert same_statement(statement(1), as_stored(statement(1)))


@pytest.mark.parametrize(
    "changes",
    [
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}},
        {"timestamp": "2026-11-20T16:05:31Z"},
        {"result": {"success": True}},
        {"object": {"id": "https://mentors.example.ac.uk/xapi/activities/award/other"}},
        {"context": {"platform": "Another"}},
        {"id": str(UUID(int=7))},
    ],
)
def test_what_says_something_else_is_not_ours(changes: Json) -> None:
    assert not same_statement(statement(1), {**as_stored(statement(1)), **changes})


@pytest.mark.parametrize("stored", [None, [], "x", {}, {"statements": []}])
def test_what_is_no_statement_is_not_ours(stored: object) -> None:
    assert not same_statement(statement(1), stored)


def test_our_own_text_is_kept_as_it_is(lrs: LrsClient, store: Store) -> None:
    named = s.StatementContext(
        CTX.base_url, s.Actor("https://lms.example.ac.uk", "7", "Nguyễn Thị Hồng"), CTX.at
    )
    sent = s.enrolled(named, event_id="1", award=s.Named("a/b", "Récompense"))
    lrs.deliver([sent])
    assert store.kept[str(sent["id"])] == sent
