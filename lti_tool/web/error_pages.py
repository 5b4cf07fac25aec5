"""Every error as a page that says what happened and how to go on, or as JSON for a script."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from lti_tool.errors import (
    Conflict,
    InvalidInput,
    LaunchRefused,
    MentorModulesError,
    NotAllowed,
    NotFound,
    SessionEnded,
)
from lti_tool.lti.refusals import CookieMissing
from lti_tool.usecases.portfolio_files import StorageFull
from lti_tool.web.csrf import PageTooOld
from lti_tool.web.uploads import UploadTooLarge

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """The heading of an error page, what happened, and what to do next."""

    title: str
    what: str
    next: str


_BY_STATUS = {
    400: Words(
        "This could not be read",
        "What your browser sent could not be understood.",
        "Go back, open the page again and try once more.",
    ),
    404: Words(
        "This page is not here",
        "There is no page at this address, or it is not yours to see.",
        "Check the address, or go on from your own pages.",
    ),
    405: Words(
        "This address works differently",
        "This address cannot be opened in this way.",
        "Go back to the page you came from and use its buttons.",
    ),
    413: Words(
        "That was too much at once",
        "What you sent is larger than this tool can take.",
        "Go back and send less: a shorter text is enough.",
    ),
    415: Words(
        "This kind of file does not fit",
        "What was sent is of a kind that this page cannot read.",
        "Go back and use the form on the page.",
    ),
    500: Words(
        "Something went wrong on our side",
        "This is our fault, not yours. Answers that were marked as saved are safe.",
        "Go back and try again in a minute. If it happens again, tell the partnership office the "
        "reference below.",
    ),
    503: Words(
        "Please wait a moment",
        "The tool is busy or is being updated.",
        "Try again in a minute. Answers that were marked as saved are safe.",
    ),
}

_OPEN_AGAIN = "Go back to your course and open the link again: you will be where you left off."
_BY_KIND: tuple[tuple[type[MentorModulesError], str, str], ...] = (
    (UploadTooLarge, "This file is too large", "Go back, and choose a smaller one."),
    (StorageFull, "There is no room for files just now", "Go back; nothing else is lost."),
    (PageTooOld, "This page was open for too long", "Open the page again and send it once more."),
    (SessionEnded, "This visit has ended", _OPEN_AGAIN),
    (NotFound, "This page is not here", "Go on from your own pages."),
    (NotAllowed, "This is for somebody else to do", "Go on from your own pages."),
    (Conflict, "This has changed in the meantime", "Open the page again to see how it stands now."),
    (InvalidInput, "Something is not right yet", "Go back, mend it and send it again."),
)


def install(app: Flask) -> None:
    """Answer every error with its page."""
    app.register_error_handler(LaunchRefused, _launch_refused)
    app.register_error_handler(MentorModulesError, _deliberate)
    app.register_error_handler(HTTPException, _http)


def new_reference() -> str:
    """An opaque reference for the log and the page: nothing can be told from it."""
    g.reference = secrets.token_hex(4)
    return str(g.reference)


def _launch_refused(error: LaunchRefused) -> ResponseReturnValue:
    _log.info("launch refused: %s", error.code)
    if _wants_json():
        return jsonify(error=str(error), code=error.code), error.status
    again = error.login_again if isinstance(error, CookieMissing) else None
    page = render_template("errors/launch_refused.html", error=error, login_again=again)
    return page, error.status


def _deliberate(error: MentorModulesError) -> ResponseReturnValue:
    if isinstance(error, StorageFull):
        _log.error("no room for files at %s", request.endpoint)
    elif error.status >= 500:
        return _unexpected(error)
    title, next_words = next(
        ((title, words) for kind, title, words in _BY_KIND if isinstance(error, kind)),
        (_BY_STATUS[400].title, _BY_STATUS[400].next),
    )
    if _wants_json():
        fields = error.fields if isinstance(error, InvalidInput) else {}
        return jsonify(error=str(error), fields=fields), error.status
    return _page(Words(title, str(error), next_words), error.status), error.status


def _unexpected(error: MentorModulesError) -> ResponseReturnValue:
    reference = new_reference()
    _log.error("error %s at %s", reference, request.endpoint, exc_info=error)
    return _answer(500, reference)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    response = _answer(status, str(g.get("reference", "")) if status >= 500 else "")
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return response


def _answer(status: int, reference: str) -> Response:
    words = _BY_STATUS.get(status) or _BY_STATUS[500 if status >= 500 else 400]
    if _wants_json():
        body = jsonify(error=f"{words.what} {words.next}", reference=reference)
        return make_response(body, status)
    return make_response(_page(words, status, reference), status)


def _page(words: Words, status: int, reference: str = "") -> str:
    return render_template("errors/page.html", words=words, status=status, reference=reference)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
