"""The launch: every check of :mod:`lti_tool.lti.checks` in order, then a plain value.

1EdTech Security Framework 1.0, 5.1.1.3 and 5.1.3; LTI Core 1.3, 5. No check stores anything or
calls anybody, but for a key that is not in the cache. Call this before a transaction begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti_tool.lti.checks import login_state, message_claims, security_claims, signature
from lti_tool.lti.checks.signature import KeyFor
from lti_tool.lti.claims import Launch, read_launch
from lti_tool.lti.registrations import FindRegistrationById, Registration
from lti_tool.lti.roles import LaunchRole
from lti_tool.lti.sealing import Sealer
from lti_tool.lti.state import LoginState


def verify_launch(
    form: Mapping[str, str],
    cookies: Mapping[str, str],
    *,
    find_registration: FindRegistrationById,
    key_for: KeyFor,
    sealer: Sealer,
    now: float,
) -> Launch:
    """Verify one posted launch; ``now`` is in seconds since the epoch.

    The caller must then spend ``launch.nonce``, in the transaction that records the launch, and
    answer with :func:`lti_tool.lti.refusals.nonce_spent` when it was spent already.

    Raises:
        LaunchRefused: a check failed; its ``code`` names it (:mod:`lti_tool.lti.checks`).
        CookieMissing: the browser kept no cookie; offer a new window.
    """
    token, state = _login(form, cookies, sealer, now)
    registration = login_state.registration_is_known(state, find_registration)
    claims = _signed_claims(token, registration, key_for)
    _check_parties(claims, registration)
    _check_times(claims, now)
    nonce = security_claims.nonce_is_given(claims)
    security_claims.nonce_is_of_this_login(nonce, state)
    roles = _check_message(claims, registration, state)
    return read_launch(claims, registration, state, roles)


def _login(
    form: Mapping[str, str], cookies: Mapping[str, str], sealer: Sealer, now: float
) -> tuple[str, LoginState]:
    login_state.platform_reported_no_error(form)
    token = login_state.id_token_is_present(form)
    sealed = login_state.state_is_present(form)
    state = login_state.state_is_genuine(sealed, sealer)
    login_state.state_is_fresh(state, now)
    cookie = login_state.state_cookie_is_present(state, cookies)
    login_state.state_began_in_this_browser(sealed, cookie, sealer)
    return token, state


def _signed_claims(token: str, registration: Registration, key_for: KeyFor) -> dict[str, Any]:
    signature.token_is_short_enough(token)
    jws = signature.token_is_a_compact_jws(token)
    signature.algorithm_is_of_the_rs256_family(jws)
    kid = signature.key_is_named(jws)
    key = signature.key_is_published(registration, kid, key_for)
    signature.signature_is_genuine(jws, key)
    return signature.claims_are_readable(jws)


def _check_parties(claims: Mapping[str, Any], registration: Registration) -> None:
    security_claims.issuer_is_the_platform(claims, registration)
    audiences = security_claims.audience_is_readable(claims)
    security_claims.audience_is_the_client_of_the_login(audiences, registration)
    security_claims.authorised_party_is_named(claims, audiences)
    security_claims.authorised_party_is_us(claims, registration)


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expiry = security_claims.expiry_is_given(claims)
    issued_at = security_claims.time_of_issue_is_given(claims)
    security_claims.token_is_not_from_the_future(issued_at, now)
    security_claims.token_has_not_expired(expiry, now)
    security_claims.token_life_is_bounded(issued_at, expiry)


def _check_message(
    claims: Mapping[str, Any], registration: Registration, state: LoginState
) -> frozenset[LaunchRole]:
    message_claims.version_is_1_3(claims)
    message_claims.message_is_not_deep_linking(claims)
    message_type = message_claims.message_type_is_supported(claims)
    deployment_id = message_claims.deployment_is_named(claims)
    message_claims.deployment_is_known(deployment_id, registration)
    message_claims.deployment_is_of_this_login(deployment_id, state)
    message_claims.target_link_uri_is_given(claims)
    message_claims.person_is_named(claims)
    message_claims.person_is_identified(claims)
    message_claims.resource_link_is_given(claims, message_type)
    message_claims.resource_link_is_identified(claims)
    message_claims.context_is_identified(claims)
    roles = message_claims.roles_are_a_list(claims)
    message_claims.review_is_asked_for_by_an_instructor(message_type, roles)
    message_claims.library_finds_no_fault(claims, message_type)
    return roles
