"""The page behind a mailed link about an entry of a mentor's log, for whoever the entry is with.

Opening it consumes nothing; a link that can do nothing any more says what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.usecases import acknowledging
from lti_tool.web import fields
from lti_tool.web.access import house, link_token
from lti_tool.web.notices import go

Page = Response | tuple[str, int] | str

blueprint = Blueprint("acknowledging", __name__, url_prefix="/s/<token>/log")

NOTICES = {"log-answered": "Thank you. Your answer has been kept."}


@blueprint.get("")
def page() -> Page:
    """What was written down, and the two answers to it."""
    try:
        return _html()
    except NotFound:
        return _no_such_link()


@blueprint.post("")
def answer() -> Page:
    """Keep the answer, once."""
    try:
        acknowledging.answer(
            house(),
            link_token(),
            outcome=fields.text("outcome", longest=fields.PARAGRAPHS),
            comment=fields.text("comment", longest=fields.PARAGRAPHS),
        )
    except NotFound:
        return _no_such_link()
    except InvalidInput as error:
        return _html(error.fields), error.status
    except Conflict as error:
        return _html(problem=str(error)), error.status
    return go(".page", "log-answered")


def _html(errors: Mapping[str, str] | None = None, problem: str = "") -> str:
    asked = acknowledging.open_acknowledgement(house(), link_token())
    return render_template(
        "coordinator/log.html",
        asked=asked,
        errors=errors or {},
        problem=problem,
        typed=request.form,
    )


def _no_such_link() -> Page:
    return render_template("coordinator/unknown.html"), 404
