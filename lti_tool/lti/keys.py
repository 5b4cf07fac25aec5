"""The platforms' public keys, cached so that a launch makes no outbound call.

1EdTech Security Framework 1.0, 6.3 (key set URLs) and RFC 7517. A platform may rotate its keys at
any time: a key that has been withdrawn is gone after ten minutes of launches, or a day at the very
most, and an unknown one is asked for at once, but not more often than every 30 seconds, or anybody
with a made-up ``kid`` could have us pester a university's LMS.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lti_tool.lti.jwk import public_keys
from lti_tool.lti.refusals import refused_ask_administrator, refused_open_again
from lti_tool.lti.registrations import Registration

SOFT_EXPIRY = 600.0
"""Seconds after which keys are still used, while they are fetched anew in the background."""

HARD_EXPIRY = 86_400.0
"""Seconds after which keys are no longer used, even when the platform cannot be reached."""

REFETCH_INTERVAL = 30.0
"""Seconds between two requests for one registration's keys, whatever came of the first."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _KeySet:
    keys: Mapping[str, RSAPublicKey] = field(default_factory=dict)
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")
    failed: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


def start_thread(work: Callable[[], None]) -> None:
    """Run ``work`` in a daemon thread."""
    threading.Thread(target=work, name="platform-keys", daemon=True).start()


class KeyCache:
    """Finds the key that a token names; safe to share between threads.

    ``fetch_json`` takes a key set's URL and gives the decoded JSON, with a short time-out of its
    own; whatever it raises counts as "not to be had". ``clock`` counts seconds and never goes back.
    """

    def __init__(
        self,
        fetch_json: Callable[[str], object],
        *,
        clock: Callable[[], float] = time.monotonic,
        start_refresh: Callable[[Callable[[], None]], None] = start_thread,
    ) -> None:
        self._fetch_json = fetch_json
        self._clock = clock
        self._start_refresh = start_refresh
        self._sets: dict[tuple[str, str], _KeySet] = {}

    def __call__(self, registration: Registration, kid: str) -> RSAPublicKey:
        """The public key called ``kid`` of this registration's platform.

        Raises:
            LaunchRefused: ``unknown_key``, or ``platform_keys_unavailable`` where the platform did
                not answer with a key set.
        """
        # The URL belongs to the name: a registration that is corrected must not keep old keys.
        # dict.setdefault is atomic, so that two threads get the same set and the same lock.
        key_set = self._sets.setdefault((registration.id, registration.jwks_url), _KeySet())
        now = self._clock()
        key = self._usable(key_set, kid, now)
        if key is None:
            return self._key_after_refetch(registration, key_set, kid)
        if now - key_set.fetched_at > SOFT_EXPIRY:
            self._refresh_in_background(registration, key_set)
        return key

    def _usable(self, key_set: _KeySet, kid: str, now: float) -> RSAPublicKey | None:
        return key_set.keys.get(kid) if now - key_set.fetched_at <= HARD_EXPIRY else None

    def _may_try(self, key_set: _KeySet, now: float) -> bool:
        return now - key_set.tried_at >= REFETCH_INTERVAL

    def _key_after_refetch(
        self, registration: Registration, key_set: _KeySet, kid: str
    ) -> RSAPublicKey:
        with key_set.lock:  # whoever waits here finds what the first one fetched
            if self._usable(key_set, kid, self._clock()) is None:
                self._fetch_unless_too_soon(registration, key_set)
        key = self._usable(key_set, kid, self._clock())
        if key is not None:
            return key
        if key_set.failed:
            raise refused_open_again(
                "platform_keys_unavailable",
                "Your learning platform did not answer when this tool asked for the keys that "
                "prove who you are. Please wait half a minute first.",
            )
        raise refused_ask_administrator(
            "unknown_key",
            "What your course sent is signed with a key that your learning platform does not "
            "publish.",
        )

    def _refresh_in_background(self, registration: Registration, key_set: _KeySet) -> None:
        if not key_set.lock.acquire(blocking=False):
            return  # somebody is at it
        try:
            if not self._may_try(key_set, self._clock()):
                return  # somebody was quicker
            key_set.tried_at = self._clock()
        finally:
            key_set.lock.release()

        def refresh() -> None:
            with key_set.lock:
                self._fetch(registration, key_set)

        try:
            self._start_refresh(refresh)
        except RuntimeError as error:  # no more threads to be had: the keys are good, serve on
            _log.warning("keys of %s not refreshed: %s", registration.issuer, error)

    def _fetch_unless_too_soon(self, registration: Registration, key_set: _KeySet) -> None:
        if self._may_try(key_set, self._clock()):
            self._fetch(registration, key_set)

    def _fetch(self, registration: Registration, key_set: _KeySet) -> None:
        key_set.tried_at = self._clock()
        try:
            keys = public_keys(self._fetch_json(registration.jwks_url))
        except Exception as error:
            # Any failure of the platform's is an answer to the launch, never a crash of ours.
            key_set.failed = True
            _log.warning("keys of %s not to be had: %s", registration.issuer, type(error).__name__)
            return
        key_set.keys, key_set.fetched_at, key_set.failed = keys, self._clock(), False
