"""The login's state: everything a launch must be compared with, sealed into the address itself.

Nothing is stored when a login begins, so nobody can fill a table by beginning logins. The browser
that began it holds a cookie with a MAC of the state (1EdTech Security Framework 1.0, 5.1.1.2: the
state ties the response to the browser), and what is needed to begin the same login again in a new
window travels along when there is room.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from lti_tool.lti.sealing import Sealer

STATE_LIFETIME = 600
"""Seconds from the beginning of a login in which its launch must arrive."""

LONGEST_STATE = 1500
"""Characters; some platforms carry the state through an address of their own."""

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class LoginState:
    """One login that has begun.

    ``deployment_id`` is the one that the login named, if it did; ``begun_at`` is in seconds since
    the epoch; ``handle`` is random; ``login_again`` are the login's own parameters, if there was
    room.
    """

    registration_id: str
    deployment_id: str | None
    nonce: str
    begun_at: float
    handle: str
    login_again: Mapping[str, str] | None

    @property
    def cookie_name(self) -> str:
        """A cookie for each login, so that two tabs never overwrite each other's."""
        return f"mm_state_{self.handle[:12]}"


def seal_state(state: LoginState, sealer: Sealer) -> str:
    """``state`` as text; without ``login_again`` where it would pass :data:`LONGEST_STATE`."""
    sealed = _seal(state, sealer, state.login_again)
    return sealed if len(sealed) <= LONGEST_STATE else _seal(state, sealer, None)


def open_state(text: str, sealer: Sealer) -> LoginState:
    """The state in a text made by :func:`seal_state`.

    Raises:
        ValueError: we did not make it, or another version of this tool did.
    """
    fields = json.loads(sealer.unseal(text))
    if fields[0] != _FORMAT:
        raise ValueError("a state of another version")
    return LoginState(*fields[1:])


def _seal(state: LoginState, sealer: Sealer, login_again: Mapping[str, str] | None) -> str:
    fields = [
        _FORMAT,
        state.registration_id,
        state.deployment_id,
        state.nonce,
        int(state.begun_at),
        state.handle,
        None if login_again is None else dict(login_again),
    ]
    return sealer.seal(json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode())
