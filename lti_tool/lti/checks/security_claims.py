"""Checks 16 to 27: the token was made for us, for this login, and for now."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from lti_tool.lti.claims import CLOCK_LEEWAY
from lti_tool.lti.refusals import refused_ask_administrator, refused_open_again
from lti_tool.lti.registrations import Registration
from lti_tool.lti.state import LoginState

LONGEST_LIFE = 3600
"""Seconds between ``iat`` and ``exp``; Canvas uses the whole hour, Moodle a minute."""

_LATEST_TIME = 10**11
_CLOCKS = "The clocks of your learning platform and of this tool may differ."


def issuer_is_the_platform(claims: Mapping[str, Any], registration: Registration) -> None:
    """16. ``iss`` is the platform that the login began with, letter for letter."""
    if claims.get("iss") != registration.issuer:
        raise refused_ask_administrator(
            "issuer_of_another_platform",
            "What your course sent comes from another learning platform than you do.",
        )


def audience_is_readable(claims: Mapping[str, Any]) -> list[str]:
    """17. ``aud`` is a client id or a list of them."""
    audience: Any = claims.get("aud")
    audiences: list[str] = audience if isinstance(audience, list) else [audience]
    if not audiences or not all(isinstance(client, str) for client in audiences):
        raise refused_ask_administrator(
            "audience_malformed", "What your course sent does not say which tool it is meant for."
        )
    return audiences


def audience_is_the_client_of_the_login(audiences: list[str], registration: Registration) -> None:
    """18. ``aud`` holds the client id that the login began with, wherever it stands in the list."""
    if registration.client_id not in audiences:
        raise refused_ask_administrator(
            "audience_of_another_client", "What your course sent is meant for another tool."
        )


def authorised_party_is_named(claims: Mapping[str, Any], audiences: list[str]) -> None:
    """19. Where there are several audiences, ``azp`` says which of them asked."""
    if len(audiences) > 1 and claims.get("azp") is None:
        raise refused_ask_administrator(
            "authorised_party_missing",
            "What your course sent is meant for several tools and does not say which one asked.",
        )


def authorised_party_is_us(claims: Mapping[str, Any], registration: Registration) -> None:
    """20. ``azp``, where there is one, is our client id."""
    authorised_party = claims.get("azp")
    if authorised_party is not None and authorised_party != registration.client_id:
        raise refused_ask_administrator(
            "authorised_party_of_another_client",
            "What your course sent was asked for by another tool.",
        )


def expiry_is_given(claims: Mapping[str, Any]) -> float:
    """21. ``exp`` is a time."""
    expiry = _numeric_date(claims.get("exp"))
    if expiry is None:
        raise refused_ask_administrator(
            "expiry_missing", "What your course sent does not say how long it is good for."
        )
    return expiry


def time_of_issue_is_given(claims: Mapping[str, Any]) -> float:
    """22. ``iat`` is a time."""
    issued_at = _numeric_date(claims.get("iat"))
    if issued_at is None:
        raise refused_ask_administrator(
            "time_of_issue_missing", "What your course sent does not say when it was made."
        )
    return issued_at


def token_is_not_from_the_future(issued_at: float, now: float) -> None:
    """23. It was not issued more than 60 seconds from now."""
    if issued_at - now > CLOCK_LEEWAY:
        raise refused_ask_administrator(
            "issued_in_the_future",
            f"What your course sent bears a time that is yet to come. {_CLOCKS}",
        )


def token_has_not_expired(expiry: float, now: float) -> None:
    """24. It did not expire more than 60 seconds ago."""
    if now - expiry >= CLOCK_LEEWAY:
        raise refused_open_again(
            "token_expired", f"What your course sent is no longer good; it came too late. {_CLOCKS}"
        )


def token_life_is_bounded(issued_at: float, expiry: float) -> None:
    """25. It lives for an hour at most, give or take the same 60 seconds."""
    if expiry - issued_at > LONGEST_LIFE + CLOCK_LEEWAY:
        raise refused_ask_administrator(
            "token_lives_too_long",
            "What your course sent would be good for longer than the hour that this tool accepts.",
        )


def nonce_is_given(claims: Mapping[str, Any]) -> str:
    """26. There is a ``nonce``."""
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not nonce:
        raise refused_ask_administrator(
            "nonce_missing",
            "What your course sent does not say which opening of the page it answers.",
        )
    return nonce


def nonce_is_of_this_login(nonce: str, state: LoginState) -> None:
    """27. It is the nonce of this very login."""
    if not hmac.compare_digest(nonce.encode(), state.nonce.encode()):
        raise refused_open_again(
            "nonce_of_another_login", "What your course sent answers another opening of the page."
        )


def _numeric_date(value: object) -> float | None:
    """A NumericDate (RFC 7519, 2). A truth value is no number, and infinity no time."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _LATEST_TIME else None
