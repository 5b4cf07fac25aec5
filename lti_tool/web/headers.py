"""What every answer says to the browser: what may run, who may frame it, and not to keep it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask, g, request
from werkzeug.wrappers import Response

from lti_tool.web.lti import STRICT_TRANSPORT, OnwardResponse

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; media-src 'self'"
)
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?(?=/|\Z)")
_PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": _PERMISSIONS,
}


def install(app: Flask, *, https: bool) -> None:
    """Give every answer its headers; over https browsers are told to stay there."""
    fixed = _ALWAYS | ({"Strict-Transport-Security": STRICT_TRANSPORT} if https else {})
    app.after_request(_applier(fixed))


def _applier(fixed: dict[str, str]) -> Callable[[Response], Response]:
    def apply(response: Response) -> Response:
        if isinstance(response, OnwardResponse):
            return response
        headers = response.headers
        headers.update(fixed)
        headers.setdefault("Content-Security-Policy", _POLICY + _media() + _frame_ancestors())
        headers.setdefault("Cache-Control", "no-store")
        return response

    return apply


def allow_media_from(address: str) -> None:
    """Let the page of this request play what is kept at an https address, whose origin it adds."""
    found = _ORIGIN.match(address)
    if found:
        g.setdefault("media_origins", set()).add(found[0])


def _media() -> str:
    """Whence else recordings may come; what ends ``_POLICY`` goes on here."""
    return "".join(f" {origin}" for origin in sorted(g.get("media_origins", ())))


def _frame_ancestors() -> str:
    """Who may frame this page.

    Inside a launch: the platform that it came from. A page that has no visit there is a refusal:
    it has no controls, and must show in whatever frame it was opened in, or it would be blank.
    Everywhere else nobody: a framed signature page could be made to be clicked unseen.
    """
    visitor = g.get("visit")
    if visitor is not None:
        return f"; frame-ancestors 'self' {visitor.frame_origin}"
    if request.path.startswith(("/lti/", "/l/")):
        return ""
    return "; frame-ancestors 'none'"
