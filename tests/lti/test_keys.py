"""The cache of the platforms' keys: fast, current, and never a nuisance to the platform."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti_tool.errors import LaunchRefused
from lti_tool.lti.jwk import public_jwk
from lti_tool.lti.keys import KeyCache

from .signing_lms import REGISTRATION


@dataclass
class Platform:
    """A platform's key set address, and our clock."""

    jwks: dict[str, Any] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    down: bool = False
    now: float = 1000.0
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def fetch(self, url: str) -> object:
        self.requests.append(url)
        if self.down:
            raise ConnectionError(url)
        return self.jwks

    def cache(self) -> KeyCache:
        return KeyCache(self.fetch, clock=lambda: self.now, start_refresh=self.waiting.append)

    def run_refreshes(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


def key_set(**keys: RSAPrivateKey) -> dict[str, Any]:
    return {"keys": [public_jwk(key.public_key(), kid) for kid, key in keys.items()]}


def code(cache: KeyCache, kid: str) -> str:
    with pytest.raises(LaunchRefused) as caught:
        cache(REGISTRATION, kid)
    return caught.value.code


def test_keys_are_fetched_once_and_then_remembered(platform_key: RSAPrivateKey) -> None:
    platform = Platform(key_set(a=platform_key))
    cache = platform.cache()
    for _ in range(3):
        key = cache(REGISTRATION, "a")
        assert key.public_numbers() == platform_key.public_key().public_numbers()
    assert platform.requests == [REGISTRATION.jwks_url]


def test_after_ten_minutes_a_launch_is_served_at_once_and_keys_are_renewed_behind_it(
    platform_key: RSAPrivateKey, another_key: RSAPrivateKey
) -> None:
    platform = Platform(key_set(a=platform_key))
    cache = platform.cache()
    cache(REGISTRATION, "a")
    platform.jwks = key_set(a=platform_key, b=another_key)
    platform.now += 601
    cache(REGISTRATION, "a")
    cache(REGISTRATION, "a")
    assert len(platform.requests) == 1, "no launch waited for the platform"
    assert len(platform.waiting) == 1, "and one refresh is enough"
    platform.run_refreshes()
    platform.down = True
    cache(REGISTRATION, "b")
    assert len(platform.requests) == 2


def test_a_withdrawn_key_is_gone_after_the_refresh(
    platform_key: RSAPrivateKey, another_key: RSAPrivateKey
) -> None:
    platform = Platform(key_set(a=platform_key))
    cache = platform.cache()
    cache(REGISTRATION, "a")
    platform.jwks = key_set(b=another_key)
    platform.now += 601
    cache(REGISTRATION, "a")
    platform.run_refreshes()
    assert code(cache, "a") == "unknown_key"


def test_an_unknown_kid_makes_one_request_in_thirty_seconds(platform_key: RSAPrivateKey) -> None:
    platform = Platform(key_set(a=platform_key))
    cache = platform.cache()
    cache(REGISTRATION, "a")
    platform.now += 31
    for kid in ("b", "c", "d"):
        assert code(cache, kid) == "unknown_key"
    assert len(platform.requests) == 2
    platform.now += 30
    assert code(cache, "b") == "unknown_key"
    assert len(platform.requests) == 3


def test_a_platform_that_is_down_is_asked_once_in_thirty_seconds(
    platform_key: RSAPrivateKey,
) -> None:
    platform = Platform(key_set(a=platform_key), down=True)
    cache = platform.cache()
    for _ in range(3):
        assert code(cache, "a") == "platform_keys_unavailable"
    assert len(platform.requests) == 1
    platform.down = False
    platform.now += 30
    cache(REGISTRATION, "a")


def test_known_keys_outlive_an_outage_for_a_day_and_no_longer(platform_key: RSAPrivateKey) -> None:
    platform = Platform(key_set(a=platform_key))
    cache = platform.cache()
    cache(REGISTRATION, "a")
    platform.down = True
    for hour in range(24):
        platform.now = 1000 + hour * 3600
        cache(REGISTRATION, "a")
        platform.run_refreshes()
    platform.now = 1000 + 86_401
    assert code(cache, "a") == "platform_keys_unavailable"


def test_a_failing_refresh_is_not_tried_at_every_launch(platform_key: RSAPrivateKey) -> None:
    platform = Platform(key_set(a=platform_key))
    cache = platform.cache()
    cache(REGISTRATION, "a")
    platform.down = True
    platform.now += 601
    for _ in range(5):
        cache(REGISTRATION, "a")
        platform.run_refreshes()
    assert len(platform.requests) == 2


def test_a_machine_out_of_threads_still_serves_launches(platform_key: RSAPrivateKey) -> None:
    platform = Platform(key_set(a=platform_key))

    def no_thread(work: Callable[[], None]) -> None:
        raise RuntimeError("can't start new thread")

    cache = KeyCache(platform.fetch, clock=lambda: platform.now, start_refresh=no_thread)
    cache(REGISTRATION, "a")
    platform.now += 601
    assert cache(REGISTRATION, "a")


@pytest.mark.parametrize("document", [None, [], "x", {}, {"keys": None}, {"keys": {"a": 1}}])
def test_an_answer_that_is_no_key_set_counts_as_none(document: Any) -> None:
    assert code(Platform(document).cache(), "a") == "platform_keys_unavailable"


def test_an_empty_key_set_is_an_answer() -> None:
    assert code(Platform({"keys": []}).cache(), "a") == "unknown_key"


def test_one_bad_key_does_not_hide_the_good_one(platform_key: RSAPrivateKey) -> None:
    good = public_jwk(platform_key.public_key(), "good")
    bad: list[object] = [
        None,
        "x",
        {},
        {**good, "kid": "no n", "n": None},
        {**good, "kid": "bad n", "n": "***"},
        {**good, "kid": "non-ascii n", "n": "é"},
        {**good, "kid": "bad e", "e": "AA"},
        {**good, "kid": "huge e", "e": "_" * 400},
        {**good, "kid": "even e", "e": "Ag"},
        {**good, "kid": "huge n", "n": "_" * 3000},
        {**good, "kid": ["list"]},
        {**good, "kid": "for encryption", "use": "enc"},
        {**good, "kid": "other alg", "alg": "RSA-OAEP"},
        {**good, "kid": "pss", "alg": "PS256"},
        {**good, "kid": "other ops", "key_ops": ["encrypt"]},
        {**good, "kid": "odd ops", "key_ops": 7},
        {"kty": "EC", "kid": "curve", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "oct", "kid": "secret", "k": "AAAA"},
    ]
    platform = Platform({"keys": [*bad, good]})
    cache = platform.cache()
    assert cache(REGISTRATION, "good")
    for jwk in bad:
        if isinstance(jwk, dict) and isinstance(jwk.get("kid"), str):
            assert code(cache, jwk["kid"]) == "unknown_key", jwk["kid"]


def test_a_key_shorter_than_2048_bits_is_not_used(short_key: RSAPrivateKey) -> None:
    assert code(Platform(key_set(a=short_key)).cache(), "a") == "unknown_key"


def test_a_key_without_use_and_alg_and_with_padding_is_used(platform_key: RSAPrivateKey) -> None:
    jwk = public_jwk(platform_key.public_key(), "a")
    plain = {"kty": "RSA", "kid": "a", "n": jwk["n"] + "==", "e": jwk["e"]}
    assert Platform({"keys": [plain]}).cache()(REGISTRATION, "a")


def test_registrations_do_not_share_keys(platform_key: RSAPrivateKey) -> None:
    platform = Platform(key_set(a=platform_key))
    cache = platform.cache()
    cache(REGISTRATION, "a")
    cache(replace(REGISTRATION, id="reg-2"), "a")
    corrected = replace(REGISTRATION, jwks_url="https://lms.example.ac.uk/new")
    cache(corrected, "a")
    assert len(platform.requests) == 3
    assert platform.requests[-1] == corrected.jwks_url


def test_launches_that_arrive_together_make_one_request(platform_key: RSAPrivateKey) -> None:
    everybody_here = threading.Barrier(8)
    requests: list[str] = []

    def slow_fetch(url: str) -> object:
        requests.append(url)
        return key_set(a=platform_key)

    cache = KeyCache(slow_fetch)
    found: list[object] = []

    def launch() -> None:
        everybody_here.wait(timeout=10)
        found.append(cache(REGISTRATION, "a"))

    threads = [threading.Thread(target=launch) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(found) == 8
    assert len(requests) == 1


def test_the_refresh_runs_in_a_thread_of_its_own(platform_key: RSAPrivateKey) -> None:
    platform = Platform(key_set(a=platform_key))
    refreshed = threading.Event()
    threads: list[str] = []

    def fetch(url: str) -> object:
        threads.append(threading.current_thread().name)
        if len(threads) == 2:
            refreshed.set()
        return platform.jwks

    cache = KeyCache(fetch, clock=lambda: platform.now)
    cache(REGISTRATION, "a")
    platform.now += 601
    cache(REGISTRATION, "a")
    assert refreshed.wait(timeout=10)
    assert threads == [threading.current_thread().name, "platform-keys"]
