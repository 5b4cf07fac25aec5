"""Access tokens: asked for with a signed assertion, kept, never mixed up, renewed when refused."""

from __future__ import annotations

import threading

import pytest

from lti_tool.errors import DeliveryFinal, DeliveryRetry
from lti_tool.outbound.http import HttpDoor, ServiceRefused
from lti_tool.outbound.tokens import AccessTokens

from .conftest import Serve
from .counterpart import Counterpart, Reply, as_json
from .platform import SCORE, Platform, registration, sign


class Clock:
    """A clock that stands still until it is told."""

    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def there(serve: Serve, platform: Platform) -> Counterpart:
    there = serve(platform.answer)
    platform.base = there.url("")
    return there


@pytest.fixture
def tokens(door: HttpDoor, clock: Clock) -> AccessTokens:
    return AccessTokens(door, sign, clock=clock)


def test_a_token_is_asked_for_once_and_kept(
    there: Counterpart, tokens: AccessTokens, platform: Platform
) -> None:
    reg = registration(there.url("/token"))
    assert tokens.token(reg, ["b", "a"]) == tokens.token(reg, ["a", "b"]) == platform.tokens[0]
    assert there.received[0].form["scope"] == "a b"
    assert len(there.received) == 1


def test_scopes_have_tokens_of_their_own(there: Counterpart, tokens: AccessTokens) -> None:
    reg = registration(there.url("/token"))
    assert tokens.token(reg, ["a"]) != tokens.token(reg, ["a", "b"])


def test_two_customers_of_one_issuer_never_share_a_token(
    there: Counterpart, tokens: AccessTokens
) -> None:
    ours = registration(there.url("/token"), id="r1", client_id="ours")
    theirs = registration(there.url("/token"), id="r2", client_id="theirs")
    assert tokens.token(ours, ["a"]).startswith("ours-")
    assert tokens.token(theirs, ["a"]).startswith("theirs-")


def test_a_token_is_not_used_in_its_last_minute(
    there: Counterpart, tokens: AccessTokens, clock: Clock
) -> None:
    reg = registration(there.url("/token"))
    first = tokens.token(reg, ["a"])
    clock.now += 3539
    assert tokens.token(reg, ["a"]) == first
    clock.now += 1
    assert tokens.token(reg, ["a"]) != first


@pytest.mark.parametrize(("life", "kept_for"), [("3600", 3539), (None, 239), ("soon", 239)])
def test_odd_lifetimes_are_understood(
    there: Counterpart,
    tokens: AccessTokens,
    platform: Platform,
    clock: Clock,
    life: object,
    kept_for: int,
) -> None:
    platform.life = life
    reg = registration(there.url("/token"))
    first = tokens.token(reg, ["a"])
    clock.now += kept_for
    assert tokens.token(reg, ["a"]) == first
    clock.now += 1
    assert tokens.token(reg, ["a"]) != first


def test_a_token_shorter_than_a_minute_is_used_once(
    there: Counterpart, tokens: AccessTokens, platform: Platform
) -> None:
    platform.life = 30
    reg = registration(there.url("/token"))
    assert tokens.token(reg, ["a"]) != tokens.token(reg, ["a"])


def test_a_refused_token_is_renewed_and_the_call_made_again(
    there: Counterpart, tokens: AccessTokens, platform: Platform, door: HttpDoor
) -> None:
    reg = registration(there.url("/token"))
    platform.ended.add(tokens.token(reg, ["a"]))
    seen: list[str] = []

    def call(token: str) -> str:
        seen.append(token)
        bearer = {"Authorization": f"Bearer {token}"}
        door.request("POST", there.url("/1/scores"), headers={**bearer, "Content-Type": SCORE})
        return "done"

    assert tokens.with_token(reg, ["a"], call) == "done"
    assert seen == platform.tokens
    assert len(seen) == 2


def test_a_second_refusal_is_told_not_tried_for_ever(
    there: Counterpart, tokens: AccessTokens, door: HttpDoor
) -> None:
    reg = registration(there.url("/token"))
    calls: list[str] = []

    def call(token: str) -> None:
        calls.append(token)
        door.request("GET", there.url("/lineitems"))  # without the token: 401

    with pytest.raises(ServiceRefused):
        tokens.with_token(reg, ["a"], call)
    assert len(calls) == 2


def test_other_refusals_do_not_cost_the_token(
    there: Counterpart, tokens: AccessTokens, door: HttpDoor
) -> None:
    reg = registration(there.url("/token"))
    calls: list[str] = []

    def call(token: str) -> None:
        calls.append(token)
        door.request(
            "GET",
            there.url("/lineitems"),
            headers={"Authorization": f"Bearer {token}", "Accept": ""},
        )

    with pytest.raises(ServiceRefused):
        tokens.with_token(reg, ["a"], call)
    assert tokens.token(reg, ["a"]) == calls[0]
    assert len(calls) == 1


def test_many_threads_ask_once(there: Counterpart, tokens: AccessTokens) -> None:
    reg = registration(there.url("/token"))
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(tokens.token(reg, ["a"]))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == len(there.received) == 1


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (as_json({"error": "invalid_client", "error_description": "s3cret"}, 401), "key set"),
        (as_json({"error": "invalid_scope"}, 400), "services"),
        (as_json({"error": "<script>"}, 400), "looked at"),
        (Reply(403, b"<html>s3cret</html>"), "looked at"),
        (as_json(["s3cret"]), "without an access token"),
        (as_json({"access_token": 7}), "without an access token"),
        (as_json({"access_token": "s3cret", "token_type": "mac"}), "of a kind"),
    ],
)
def test_a_platform_that_gives_no_token_is_explained(
    serve: Serve, tokens: AccessTokens, reply: Reply, words: str
) -> None:
    there = serve(lambda _: reply)
    with pytest.raises(DeliveryFinal) as caught:
        tokens.token(registration(there.url("/token")), ["a"])
    assert words in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert "<" not in str(caught.value)


def test_a_busy_platform_is_tried_again(serve: Serve, tokens: AccessTokens) -> None:
    replies = iter([Reply(503), as_json({"access_token": "t"})])
    there = serve(lambda _: next(replies))
    reg = registration(there.url("/token"))
    with pytest.raises(DeliveryRetry):
        tokens.token(reg, ["a"])
    assert tokens.token(reg, ["a"]) == "t"
