"""A shortcut for the two busiest requests: the login and the launch, as form posts.

A course of two hundred opens its first page at nine o'clock sharp, and every one of them is a login
and a launch. Answering these two before Flask sets up its contexts saves a third of their time. It
is a shortcut and nothing else: whatever is not an ordinary form post, or is refused, goes on to the
Flask view, which does the same from the beginning and has the pages for it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.http import parse_cookie

from lti_tool.web import cookie_check
from lti_tool.web.lti import LAUNCH_PATH, LOGIN_PATH, Edge, Onward, begin, enter

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 256 * 1024
"""Bytes: a token is at most 100 kB. Larger ones are Flask's to refuse."""
MOST_FIELDS = 100


class Door:
    """WSGI middleware in front of Flask."""

    def __init__(self, app: Flask, edge: Edge) -> None:
        self._inner: WsgiApp = app.wsgi_app
        self._edge = edge
        self._steps = {LOGIN_PATH: self._login, LAUNCH_PATH: self._launch}

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a login or launch that succeeds; hand on everything else."""
        step = self._steps.get(environ["PATH_INFO"])
        if step is not None and environ["REQUEST_METHOD"] == "POST":
            going = self._tried(step, environ)
            if going is not None:
                start_response(going.status, going.headers(self._edge.https))
                return [b""]
        return self._inner(environ, start_response)

    def _tried(
        self,
        step: Callable[[Mapping[str, str], Mapping[str, Any]], Onward],
        environ: dict[str, Any],
    ) -> Onward | None:
        framed = environ.get("HTTP_SEC_FETCH_DEST")
        if step == self._login and cookie_check.is_wanted(framed, environ.get("HTTP_COOKIE")):
            return None
        body = _form_body(environ)
        if body is None:
            return None
        try:
            return step(_fields(body), environ)
        except Exception:
            environ["wsgi.input"] = io.BytesIO(body)
            return None

    def _login(self, form: Mapping[str, str], environ: Mapping[str, Any]) -> Onward:
        del environ
        return begin(self._edge, form)

    def _launch(self, form: Mapping[str, str], environ: Mapping[str, Any]) -> Onward:
        return enter(self._edge, form, parse_cookie(environ.get("HTTP_COOKIE")))


def _form_body(environ: dict[str, Any]) -> bytes | None:
    """The body of an ordinary form post of a sensible size; None, unread, for anything else."""
    length = environ.get("CONTENT_LENGTH", "")
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != FORM:
        return None
    if not length.isascii() or not length.isdecimal() or int(length) > LARGEST_FORM:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    return body


def _fields(body: bytes) -> dict[str, str]:
    """The form's fields; of one that comes twice the first counts, as in Flask.

    Raises:
        ValueError: too many fields, or not UTF-8.
    """
    fields: dict[str, str] = {}
    text = body.decode("utf-8")
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS):
        fields.setdefault(name, value)
    return fields
