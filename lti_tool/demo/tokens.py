"""The token endpoint: client credentials with a signed assertion.

1EdTech Security Framework 1.0, section 4.1; RFC 7523. Checked as strictly as Canvas does.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from flask import Blueprint, Response, request
from jwt.types import Options

from lti_tool.demo.access import ALL_SCOPES, TOKEN_LIFETIME_SECONDS
from lti_tool.demo.errors import ServiceRefusalError
from lti_tool.demo.lms import lms

blueprint = Blueprint("tokens", __name__)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MAX_LIFETIME_SECONDS = 3600
MAX_AGE_SECONDS = 300
LEEWAY_SECONDS = 30

Claims = Mapping[str, Any]

# The claims have checks of their own below, which say what is wrong.
SIGNATURE_ONLY: Options = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
    "verify_sub": False,
    "verify_jti": False,
}


@blueprint.post("/token")
def token() -> Response:
    """Exchange a client assertion for a bearer token."""
    _check_form()
    claims = _verified(request.form["client_assertion"])
    _check_claims(claims)
    scopes = [one for one in request.form.get("scope", "").split() if one in ALL_SCOPES]
    if not scopes:
        raise ServiceRefusalError(400, "None of the scopes asked for is known", "invalid_scope")
    lms().tokens.use_assertion(claims["jti"])
    answer = {
        "access_token": lms().tokens.grant(scopes),
        "token_type": "bearer",
        "expires_in": TOKEN_LIFETIME_SECONDS,
        "scope": " ".join(scopes),
    }
    # Moodle sends this JSON as text/html.
    return Response(json.dumps(answer), mimetype="text/html")


def _check_form() -> None:
    form = request.form
    if form.get("grant_type") != "client_credentials":
        raise ServiceRefusalError(
            400, "grant_type must be client_credentials", "unsupported_grant_type"
        )
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise ServiceRefusalError(400, f"client_assertion_type must be {ASSERTION_TYPE}")
    if not form.get("client_assertion"):
        raise ServiceRefusalError(400, "client_assertion is missing")


def _verified(assertion: str) -> Claims:
    """The assertion's claims, once its signature holds; no claim is checked here."""
    try:
        header = jwt.get_unverified_header(assertion)
        if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
            raise _refused("must be signed with RS256 and name its kid")
        key = lms().tool_keys.key(header["kid"])
        claims: Claims = jwt.decode(assertion, key, algorithms=["RS256"], options=SIGNATURE_ONLY)
    except jwt.PyJWTError as error:
        raise _refused(f"is not a JWT signed by the tool ({error})") from error
    return claims


def _check_claims(claims: Claims) -> None:
    for fault, holds in ASSERTION_CHECKS:
        if not holds(claims):
            raise _refused(fault)


def _refused(fault: str) -> ServiceRefusalError:
    return ServiceRefusalError(400, f"The client assertion {fault}", "invalid_client")


def _seconds(claims: Claims, name: str) -> float | None:
    value = claims.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _names_token_url(claims: Claims) -> bool:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    return lms().config.token_url in named


def _is_recent(claims: Claims) -> bool:
    issued = _seconds(claims, "iat")
    now = time.time()
    return issued is not None and now - MAX_AGE_SECONDS <= issued <= now + LEEWAY_SECONDS


def _lives_on(claims: Claims) -> bool:
    expires = _seconds(claims, "exp")
    return expires is not None and expires > time.time() - LEEWAY_SECONDS


def _is_bounded(claims: Claims) -> bool:
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    return expires is not None and issued is not None and expires - issued <= MAX_LIFETIME_SECONDS


def _has_jti(claims: Claims) -> bool:
    return isinstance(claims.get("jti"), str) and bool(claims["jti"])


ASSERTION_CHECKS: tuple[tuple[str, Callable[[Claims], bool]], ...] = (
    ("must have the client id as iss", lambda c: c.get("iss") == lms().config.client_id),
    ("must have the client id as sub", lambda c: c.get("sub") == lms().config.client_id),
    ("must name the token URL as aud", _names_token_url),
    ("must have an iat within the last five minutes", _is_recent),
    ("must have an exp that has not passed", _lives_on),
    ("must not live longer than an hour", _is_bounded),
    ("must have a jti", _has_jti),
)
