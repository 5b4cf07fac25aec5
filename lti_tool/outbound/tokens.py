"""Access tokens for a platform's services.

1EdTech Security Framework 1.0, 4.1: OAuth 2.0 client credentials (RFC 6749, 4.4) with a signed
assertion (RFC 7523). Tokens are kept per registration, never per issuer alone: one issuer may serve
many customers (every customer of Canvas's cloud shares one), and one must not get another's token.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode

from lti_tool.errors import DeliveryFinal
from lti_tool.lti.registrations import Registration
from lti_tool.outbound.http import Answer, HttpDoor, ServiceRefused

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EARLY = 60.0
"""Seconds before its end in which a token is no longer used."""
SHORTEST_LIFE = 300.0
"""Taken where the platform does not say how long its token lives."""

SignAssertion = Callable[[Registration, str, float], str]
"""From registration, audience and time (seconds since the epoch) to a signed client assertion."""

Result = TypeVar("Result")

_EXPLANATIONS = {
    "invalid_client": (
        "It does not accept our signature: the tool's key set address or client id may be "
        "registered wrongly there."
    ),
    "invalid_scope": "The tool has not been given the services that it needs there.",
    "unauthorized_client": "The tool has not been allowed to use services there.",
}


@dataclass(slots=True)
class _Kept:
    token: str = ""
    usable_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


class AccessTokens:
    """Gets access tokens and keeps them until shortly before they end; safe between threads.

    Args:
        door: the way out.
        sign_assertion: makes the client assertion, with the key that is in use at that time.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        door: HttpDoor,
        sign_assertion: SignAssertion,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._door = door
        self._sign_assertion = sign_assertion
        self._clock = clock
        self._kept: dict[tuple[str, frozenset[str]], _Kept] = {}

    def token(self, registration: Registration, scopes: Iterable[str]) -> str:
        """A token that is good for these scopes.

        Raises:
            DeliveryRetry: the platform cannot be reached or is busy.
            DeliveryFinal: the platform does not give us one; the sentence says why, if it did.
        """
        wanted = frozenset(scopes)
        kept = self._kept_for(registration, wanted)
        with kept.lock:
            if self._clock() >= kept.usable_until:
                kept.token, life = self._asked_for(registration, wanted)
                kept.usable_until = self._clock() + life - EARLY
            return kept.token

    def with_token(
        self,
        registration: Registration,
        scopes: Iterable[str],
        call: Callable[[str], Result],
    ) -> Result:
        """Call with a token, and once more with a new one if the service answers 401.

        A platform may end a token early, after a change of keys or a restart (RFC 6750, 3.1).
        """
        wanted = frozenset(scopes)
        token = self.token(registration, wanted)
        try:
            return call(token)
        except ServiceRefused as refusal:
            if refusal.answer.status != HTTPStatus.UNAUTHORIZED:
                raise
        self._drop(registration, wanted, token)
        return call(self.token(registration, wanted))

    def _kept_for(self, registration: Registration, scopes: frozenset[str]) -> _Kept:
        # dict.setdefault is atomic: two threads get the same entry and so the same lock.
        return self._kept.setdefault((registration.id, scopes), _Kept())

    def _drop(self, registration: Registration, scopes: frozenset[str], token: str) -> None:
        kept = self._kept_for(registration, scopes)
        with kept.lock:
            if kept.token == token:  # else another thread has a new one already
                kept.usable_until = 0.0

    def _asked_for(self, registration: Registration, scopes: frozenset[str]) -> tuple[str, float]:
        url = registration.token_url
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._sign_assertion(registration, url, self._clock()),
            "scope": " ".join(sorted(scopes)),
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        try:
            answer = self._door.request(
                "POST", url, headers=headers, content=urlencode(form).encode()
            )
        except ServiceRefused as refusal:
            raise _explained(refusal.answer) from refusal
        return _token_in(answer)


def _token_in(answer: Answer) -> tuple[str, float]:
    # Moodle sends this JSON as text/html, so the content type is not looked at.
    found = answer.json()
    if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
        raise DeliveryFinal(f"{answer.host} answered without an access token.")
    if str(found.get("token_type", "bearer")).lower() != "bearer":
        raise DeliveryFinal(f"{answer.host} gave an access token of a kind that cannot be used.")
    return found["access_token"], _life(found.get("expires_in"))


def _life(expires_in: object) -> float:
    try:
        return float(expires_in)  # type: ignore[arg-type]  # what is no number raises TypeError
    except (TypeError, ValueError):
        return SHORTEST_LIFE


def _explained(answer: Answer) -> DeliveryFinal:
    code = _error_code(answer)
    named = f" ({code})" if code else ""
    return DeliveryFinal(
        f"{answer.host} gave no access to its services, status {answer.status}{named}. "
        + _EXPLANATIONS.get(code, "The registration of the tool there has to be looked at.")
    )


def _error_code(answer: Answer) -> str:
    """The error's code (RFC 6749, 5.2), if it is one: nothing else of the body is repeated."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    code = found.get("error") if isinstance(found, dict) else None
    return code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else ""
