"""The door from an LMS: login, launch, and our public keys.

1EdTech Security Framework 1.0, 5.1.1; LTI Core 1.3. These are the busiest addresses, so they do
nothing but hand over to :mod:`lti_tool.lti` and answer. Both cookies are partitioned (CHIPS) and
``SameSite=None``: the tool lives in another site's frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, current_app, jsonify, render_template, request
from werkzeug.wrappers import Response

from lti_tool.lti.claims import Launch
from lti_tool.lti.keys import KeyCache
from lti_tool.lti.launch import verify_launch
from lti_tool.lti.login import begin_login
from lti_tool.lti.registrations import FindRegistration, FindRegistrationById
from lti_tool.lti.sealing import Sealer
from lti_tool.usecases.visits import Entered
from lti_tool.web import cookie_check
from lti_tool.web.access import cookie_name

LOGIN_PATH = "/lti/login"
LAUNCH_PATH = "/lti/launch"
VISIT_LIFETIME = 12 * 60 * 60
"""Seconds that the visit's cookie lives at most; the visit itself may end sooner."""

KEPT_FOR = 180 * 24 * 60 * 60
"""Seconds for which a browser need not show again that it keeps our cookies."""
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"

blueprint = Blueprint("lti", __name__)


@dataclass(frozen=True, slots=True)
class Edge:
    """What the door needs, made once by ``create_app``; ``now`` is in seconds since the epoch."""

    sealer: Sealer
    keys: KeyCache
    find_registration: FindRegistration
    find_registration_by_id: FindRegistrationById
    tool_jwks: Callable[[], Mapping[str, Any]]
    enter: Callable[[Launch], Entered]
    launch_url: str
    now: Callable[[], float]
    https: bool


@dataclass(frozen=True, slots=True)
class Onward:
    """A redirect that sets cookies: the only good answer to a login or a launch."""

    status: str
    location: str
    cookies: tuple[str, ...]

    def headers(self, https: bool) -> list[tuple[str, str]]:
        """The answer's headers; an empty redirect has nothing that a policy could guard."""
        found = [
            ("Location", self.location),
            ("Content-Length", "0"),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
        ]
        if https:
            found.append(("Strict-Transport-Security", STRICT_TRANSPORT))
        return found + [("Set-Cookie", cookie) for cookie in self.cookies]


class OnwardResponse(Response):
    """An ``Onward`` as Flask sends it; it has its headers already."""


def begin(edge: Edge, values: Mapping[str, str]) -> Onward:
    """Third-party initiated login: off to the platform, with a cookie that ties the way back.

    Raises:
        LaunchRefused: a parameter is missing, or names what is not registered here.
    """
    going = begin_login(
        values,
        find_registration=edge.find_registration,
        sealer=edge.sealer,
        launch_url=edge.launch_url,
        now=edge.now(),
    )
    cookie = _cookie(going.cookie_name, going.cookie_value, LAUNCH_PATH, going.max_age)
    return Onward("302 Found", going.location, (cookie,))


def enter(edge: Edge, form: Mapping[str, str], cookies: Mapping[str, str]) -> Onward:
    """A launch: verified, entered, and on to the page that the link is for.

    Raises:
        LaunchRefused: one of the launch's checks fails.
    """
    launched = verify_launch(
        form,
        cookies,
        find_registration=edge.find_registration_by_id,
        key_for=edge.keys,
        sealer=edge.sealer,
        now=edge.now(),
    )
    entered = edge.enter(launched)
    path = f"/l/{entered.handle}"
    cookies_set = (
        _cookie(cookie_name(entered.handle), entered.cookie, path, VISIT_LIFETIME),
        _cookie(launched.state_cookie_name, "", LAUNCH_PATH, 0),
    )
    return Onward("303 See Other", f"{path}/", cookies_set)


def _edge() -> Edge:
    return cast(Edge, current_app.extensions["edge"])


def _answer(going: Onward) -> OnwardResponse:
    return OnwardResponse(status=going.status, headers=going.headers(_edge().https))


@blueprint.route(LOGIN_PATH, methods=["GET", "POST"])
def login() -> Response:
    """See ``begin``; in a frame, first see whether the browser keeps our cookies."""
    values = request.form if request.method == "POST" else request.args
    if cookie_check.is_wanted(request.headers.get("Sec-Fetch-Dest"), request.headers.get("Cookie")):
        again = cookie_check.once_more(LOGIN_PATH, values)
        if again is not None:
            kept = _cookie(cookie_check.COOKIE, "1", "/lti", KEPT_FOR)
            return _answer(Onward("303 See Other", again, (kept,)))
    return _answer(begin(_edge(), values))


@blueprint.post(LAUNCH_PATH)
def launch() -> Response:
    """See ``enter``."""
    return _answer(enter(_edge(), request.form, request.cookies))


@blueprint.get(LAUNCH_PATH)
def how_to_open() -> str:
    """Somebody typed or bookmarked the launch address: say how it is meant to be opened."""
    return render_template("lti/how_to_open.html")


@blueprint.get("/lti/jwks")
def key_set() -> Response:
    """Our public keys (RFC 7517), which platforms may keep for an hour."""
    response = jsonify(_edge().tool_jwks())
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _cookie(name: str, value: str, path: str, max_age: int) -> str:
    """A ``Set-Cookie`` value; name, value and path are of our own making and need no quoting."""
    return (
        f"{name}={value}; Max-Age={max_age}; Path={path}; "
        "Secure; HttpOnly; SameSite=None; Partitioned"
    )
