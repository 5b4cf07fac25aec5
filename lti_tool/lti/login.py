"""Third-party initiated login: the first two steps of a launch.

1EdTech Security Framework 1.0, 5.1.1.1 (the platform asks us to begin, by GET or POST alike) and
5.1.1.2 (we send the browser to the platform's authorisation endpoint). ``target_link_uri`` must be
there and is never followed; the address to come back to is always our own launch address.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from lti_tool.lti.refusals import refused_ask_administrator, shown
from lti_tool.lti.registrations import FindRegistration, Registration
from lti_tool.lti.sealing import Sealer
from lti_tool.lti.state import STATE_LIFETIME, LoginState, seal_state

LONGEST_PARAMETER = 4096
_CARRIED = (
    "iss",
    "client_id",
    "login_hint",
    "lti_message_hint",
    "target_link_uri",
    "lti_deployment_id",
)


@dataclass(frozen=True, slots=True)
class LoginRedirect:
    """Where to send the browser, and the cookie to set on the way; ``max_age`` is in seconds."""

    location: str
    cookie_name: str
    cookie_value: str
    max_age: int


def begin_login(
    params: Mapping[str, str],
    *,
    find_registration: FindRegistration,
    sealer: Sealer,
    launch_url: str,
    now: float,
) -> LoginRedirect:
    """Begin one login; ``now`` is in seconds since the epoch.

    Raises:
        LaunchRefused: ``login_parameter_too_long``, ``login_parameter_unreadable``,
            ``issuer_missing``, ``login_hint_missing``, ``target_link_uri_missing_at_login``,
            ``unknown_platform`` or ``login_names_unknown_deployment``.
    """
    # An empty optional parameter is as good as none: some platforms send every field of a form.
    given = {name: params[name] for name in _CARRIED if params.get(name)}
    _check_lengths(given)
    _check_characters(given)
    _check_required(given)
    registration = _registration(given, find_registration)
    _check_deployment(given, registration)
    state = LoginState(
        registration_id=registration.id,
        deployment_id=given.get("lti_deployment_id"),
        nonce=secrets.token_urlsafe(24),
        begun_at=now,
        handle=secrets.token_urlsafe(16),
        login_again=given,
    )
    sealed = seal_state(state, sealer)
    return LoginRedirect(
        location=_authorisation_request(given, registration, state.nonce, sealed, launch_url),
        cookie_name=state.cookie_name,
        cookie_value=sealer.mac(sealed),
        max_age=STATE_LIFETIME,
    )


def _check_lengths(given: Mapping[str, str]) -> None:
    if any(len(value) > LONGEST_PARAMETER for value in given.values()):
        raise refused_ask_administrator(
            "login_parameter_too_long",
            "Your course sent more than this tool can take in when it asked for the page.",
            status=400,
        )


def _check_characters(given: Mapping[str, str]) -> None:
    # PostgreSQL cannot even be asked for a text with a NUL in it.
    if any("\0" in value for value in given.values()):
        raise refused_ask_administrator(
            "login_parameter_unreadable",
            "Your course sent something that this tool cannot read when it asked for the page.",
            status=400,
        )


def _check_required(given: Mapping[str, str]) -> None:
    for name, code in (
        ("iss", "issuer_missing"),
        ("login_hint", "login_hint_missing"),
        ("target_link_uri", "target_link_uri_missing_at_login"),
    ):
        if name not in given:
            raise refused_ask_administrator(
                code,
                "This address is opened by a course, and what the course should have sent with it "
                f"is not complete ({name} is missing).",
                status=400,
            )


def _registration(given: Mapping[str, str], find_registration: FindRegistration) -> Registration:
    client_id = given.get("client_id")
    registration = find_registration(given["iss"], client_id)
    if registration is None:
        client = f"client id {shown(client_id)}" if client_id else "no client id"
        raise refused_ask_administrator(
            "unknown_platform",
            "This tool does not know the learning platform that sent you here "
            f"(issuer {shown(given['iss'])}, {client}).",
        )
    return registration


def _check_deployment(given: Mapping[str, str], registration: Registration) -> None:
    deployment_id = given.get("lti_deployment_id")
    if deployment_id is not None and deployment_id not in registration.deployments:
        raise refused_ask_administrator(
            "login_names_unknown_deployment",
            "Your learning platform is known here, but not this placement of the tool in it "
            f"(deployment {shown(deployment_id)}).",
        )


def _authorisation_request(
    given: Mapping[str, str], registration: Registration, nonce: str, state: str, launch_url: str
) -> str:
    parameters = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": launch_url,
        "state": state,
        "nonce": nonce,
        "login_hint": given["login_hint"],
    }
    if "lti_message_hint" in given:
        parameters["lti_message_hint"] = given["lti_message_hint"]
    # The endpoint's own query string stays: Moodle plug-ins and some proxies route by it.
    scheme, host, path, query, _ = urlsplit(registration.auth_url)
    return urlunsplit(
        (scheme, host, path, "&".join(filter(None, (query, urlencode(parameters)))), "")
    )
