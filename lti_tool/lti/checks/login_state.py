"""Checks 1 to 8: the request belongs to a login that this browser began here a moment ago."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from lti_tool.lti.refusals import CookieMissing, refused_ask_administrator, refused_open_again
from lti_tool.lti.registrations import FindRegistrationById, Registration
from lti_tool.lti.sealing import Sealer
from lti_tool.lti.state import STATE_LIFETIME, LoginState, open_state

_SIGNED_OUT = frozenset({"login_required", "interaction_required", "account_selection_required"})


def platform_reported_no_error(form: Mapping[str, str]) -> None:
    """1. The platform answered the login with a token, not with an error."""
    error = form.get("error")
    if not error:
        return
    # Neither error nor error_description is repeated: anybody can post anything here.
    what_happened = "Your learning platform did not let this page be opened."
    if error in _SIGNED_OUT:
        what_happened = "Your learning platform says that you are no longer signed in there."
    raise refused_open_again("platform_reported_error", what_happened)


def id_token_is_present(form: Mapping[str, str]) -> str:
    """2. There is an ``id_token``."""
    token = form.get("id_token")
    if not token:
        raise refused_open_again(
            "id_token_missing",
            "This page is opened from inside a course, and no course sent you here.",
            status=400,
        )
    return token


def state_is_present(form: Mapping[str, str]) -> str:
    """3. There is a ``state``."""
    state = form.get("state")
    if not state:
        raise refused_open_again(
            "state_missing", "Part of what your course should have sent did not arrive.", status=400
        )
    return state


def state_is_genuine(sealed: str, sealer: Sealer) -> LoginState:
    """4. The state is one that we made."""
    try:
        return open_state(sealed, sealer)
    except ValueError as error:
        raise refused_open_again(
            "state_not_genuine", "This opening of the page was not begun by this tool."
        ) from error


def state_is_fresh(state: LoginState, now: float) -> None:
    """5. The login began at most ten minutes ago."""
    if now - state.begun_at > STATE_LIFETIME:
        raise refused_open_again(
            "state_expired",
            "It took too long to come here from your course, so the way has closed.",
        )


def state_cookie_is_present(state: LoginState, cookies: Mapping[str, str]) -> str:
    """6. The browser sends the cookie of this login."""
    cookie = cookies.get(state.cookie_name)
    if not cookie:
        raise CookieMissing(state.login_again)
    return cookie


def state_began_in_this_browser(sealed: str, cookie: str, sealer: Sealer) -> None:
    """7. The cookie proves that this browser began this login."""
    if not hmac.compare_digest(sealer.mac(sealed).encode(), cookie.encode(errors="replace")):
        raise refused_open_again(
            "state_of_another_browser",
            "This page was begun in another browser, or by somebody else.",
        )


def registration_is_known(state: LoginState, find: FindRegistrationById) -> Registration:
    """8. The platform that the login began with is still registered."""
    registration = find(state.registration_id)
    if registration is None:
        raise refused_ask_administrator(
            "registration_withdrawn",
            "Your learning platform is no longer registered with this tool.",
        )
    return registration
