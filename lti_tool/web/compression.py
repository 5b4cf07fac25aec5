"""Pages travel compressed (RFC 9110, section 8.4.1): half of a school's links are slow ones.

Only pages of a visit are. What makes compression dangerous elsewhere, that somebody guesses a
page's secret from the length of answers to addresses of their own making (BREACH), needs addresses
that they can have asked for; all of a visit's begin with its unguessable handle.
"""

from __future__ import annotations

import gzip

from flask import Flask, request
from werkzeug.wrappers import Response

WORTHWHILE = 1_000
"""Bytes: what is shorter fits into a packet as it is."""

LEVEL = 5
"""Of nine: a page of 60 kB takes a millisecond."""

_KINDS = {"text/html", "application/json"}


def install(app: Flask) -> None:
    """Compress what is worth it, for browsers that can read it."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if not request.path.startswith("/l/") or response.mimetype not in _KINDS:
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.direct_passthrough
        or "Content-Encoding" in response.headers
        or not request.accept_encodings["gzip"]
        or len(body := response.get_data()) < WORTHWHILE
    ):
        return response
    response.set_data(gzip.compress(body, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
