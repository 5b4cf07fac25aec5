"""What a page says after something was done, without a cookie: a signed code in the address.

``go`` answers a post with a redirect whose address ends in ``?said=<code>.<mac>``; the next page
turns the code into its fixed sentence. Nobody can make our pages say anything of their own.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

PARAMETER = "said"
_MAC_LENGTH = 12


def add(app: Flask, sentences: Mapping[str, str]) -> None:
    """Teach the app what its codes mean."""
    app.extensions.setdefault("notices", {}).update(sentences)


def go(endpoint: str, says: str | None = None, **values: Any) -> Response:
    """After a post: on to ``endpoint`` (303), where the sentence of code ``says`` is shown."""
    if says is not None:
        values[PARAMETER] = f"{says}.{_mac(says)}"
    return redirect(url_for(endpoint, **values), code=303)


def current() -> str | None:
    """The sentence that this page was asked to show."""
    code, _, mac = request.args.get(PARAMETER, "").rpartition(".")
    known: dict[str, str] = current_app.extensions.get("notices", {})
    if code not in known or not hmac.compare_digest(
        mac.encode(errors="replace"), _mac(code).encode()
    ):
        return None
    return known[code]


def _mac(code: str) -> str:
    secret = current_app.extensions["house"].secret_key.encode()
    return hmac.new(secret, f"notice:{code}".encode(), "sha256").hexdigest()[:_MAC_LENGTH]
