"""Checks 9 to 15: the token is one that this platform signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lti_tool.lti.claim_values import LONGEST_ID
from lti_tool.lti.jws import CompactJws, is_signed_by, is_supported, parse_compact
from lti_tool.lti.refusals import refused_ask_administrator
from lti_tool.lti.registrations import Registration
from lti_tool.lti.strict_json import decode_object

LONGEST_TOKEN = 100_000
"""Characters."""

KeyFor = Callable[[Registration, str], RSAPublicKey]


def token_is_short_enough(token: str) -> None:
    """9. The token has at most 100,000 characters."""
    if len(token) > LONGEST_TOKEN:
        raise refused_ask_administrator(
            "token_too_long", "Your course sent more than this tool can take in.", status=413
        )


def token_is_a_compact_jws(token: str) -> CompactJws:
    """10. The token has three parts of base64url, and its header is a JSON object."""
    try:
        return parse_compact(token)
    except ValueError as error:
        raise refused_ask_administrator(
            "token_malformed", "What your course sent cannot be read.", status=400
        ) from error


def algorithm_is_of_the_rs256_family(jws: CompactJws) -> None:
    """11. It is signed with RS256, RS384 or RS512, and asks for no extension (``crit``)."""
    if not is_supported(jws.header.get("alg")) or "crit" in jws.header:
        raise refused_ask_administrator(
            "algorithm_not_accepted",
            "What your course sent is not signed in a way that this tool accepts (RS256).",
        )


def key_is_named(jws: CompactJws) -> str:
    """12. The header names its key (``kid``)."""
    kid = jws.header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= LONGEST_ID:
        raise refused_ask_administrator(
            "key_not_named", "What your course sent does not say which key it is signed with."
        )
    return kid


def key_is_published(registration: Registration, kid: str, key_for: KeyFor) -> RSAPublicKey:
    """13. The platform publishes that key, or else cannot be asked."""
    return key_for(registration, kid)


def signature_is_genuine(jws: CompactJws, key: RSAPublicKey) -> None:
    """14. The signature fits."""
    if not is_signed_by(jws, key):
        raise refused_ask_administrator(
            "signature_wrong", "What your course sent is not signed by your learning platform."
        )


def claims_are_readable(jws: CompactJws) -> dict[str, Any]:
    """15. What was signed is a JSON object that can be kept."""
    try:
        return decode_object(jws.payload)
    except ValueError as error:
        raise refused_ask_administrator(
            "claims_unreadable",
            "What your learning platform signed is not in a form that can be read.",
        ) from error
