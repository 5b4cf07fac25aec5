"""The page behind a mailed link to an evaluation, for those who have no account.

Opening it consumes nothing. The link can be used until the evaluation closes; then it shows that.
"""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.usecases import evaluation_answering as answering
from lti_tool.usecases.evaluation_views import AnswerPage
from lti_tool.web import evaluation_forms
from lti_tool.web.access import house, link_token
from lti_tool.web.notices import go

Page = Response | tuple[str, int] | str

blueprint = Blueprint("evaluating", __name__, url_prefix="/s/<token>/evaluation")

NOTICES = evaluation_forms.NOTICES
TEMPLATE = "coordinator/evaluation.html"


@blueprint.get("")
def page() -> Page:
    """The questions, with what was answered so far."""
    found = _found()
    return _no_such_link() if found is None else evaluation_forms.html(TEMPLATE, found)


@blueprint.post("")
def answer() -> Page:
    """Keep a draft, or send the answers."""
    found = _found()
    if found is None:
        return _no_such_link()
    try:
        given = evaluation_forms.given(found.round.form)
        sent = answering.answer_by_link(house(), link_token(), given)
    except InvalidInput as error:
        return evaluation_forms.html(TEMPLATE, found, errors=error.fields, status=error.status)
    except Conflict as error:
        now = answering.page_by_link(house(), link_token())
        return evaluation_forms.html(TEMPLATE, now, problem=str(error), status=error.status)
    return go(".page", evaluation_forms.says(sent=sent))


def _found() -> AnswerPage | None:
    try:
        return answering.page_by_link(house(), link_token())
    except NotFound:
        return None


def _no_such_link() -> Page:
    return render_template("coordinator/unknown.html", evaluation=True), 404
