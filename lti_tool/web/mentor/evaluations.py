"""Evaluations that a mentor answers, and what tutors wrote about their mentoring."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import evaluation_answering as answering
from lti_tool.usecases import evaluation_lists
from lti_tool.web import evaluation_forms, fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint

TEMPLATE = "mentor/evaluation.html"


@blueprint.get("/evaluations")
def evaluations() -> str:
    """What there is to answer, and what there is to read."""
    award_ids = evaluation_lists.entered(house(), visit())
    found = evaluation_lists.for_mentor(house(), visit(), award_ids)
    return render_template("mentor/evaluations.html", found=found)


@blueprint.get("/evaluations/<round_id>")
def evaluation(round_id: str) -> ResponseReturnValue:
    """The questions of one round."""
    return evaluation_forms.html(TEMPLATE, answering.mentors_page(house(), visit(), round_id))


@blueprint.post("/evaluations/<round_id>")
def answer_evaluation(round_id: str) -> ResponseReturnValue:
    """Keep a draft, or send the answers."""
    page = answering.mentors_page(house(), visit(), round_id)
    try:
        given = evaluation_forms.given(page.round.form)
        sent = answering.answer_as_mentor(house(), visit(), round_id, given)
    except InvalidInput as error:
        return evaluation_forms.html(TEMPLATE, page, errors=error.fields, status=error.status)
    except Conflict as error:
        now = answering.mentors_page(house(), visit(), round_id)
        return evaluation_forms.html(TEMPLATE, now, problem=str(error), status=error.status)
    return notices.go("mentor.evaluation", evaluation_forms.says(sent=sent), round_id=round_id)


@blueprint.get("/ratings/<answer_id>")
def rating(answer_id: str) -> ResponseReturnValue:
    """What a tutor wrote, with a place to reply."""
    return _rating(answer_id, {})


def _rating(answer_id: str, errors: Mapping[str, str]) -> tuple[str, int]:
    found = evaluation_lists.rating_of(house(), visit(), answer_id)
    html = render_template(
        "mentor/rating.html",
        rating=found,
        form=found.round.form,
        values=found.values,
        errors=errors,
        typed=request.form,
    )
    return html, 422 if errors else 200


@blueprint.post("/ratings/<answer_id>")
def reply_to_rating(answer_id: str) -> ResponseReturnValue:
    """Reply to it."""
    try:
        text = fields.text("reply", longest=fields.PARAGRAPHS)
        evaluation_lists.reply(house(), visit(), answer_id, text)
    except InvalidInput as error:
        return _rating(answer_id, error.fields)
    return notices.go("mentor.rating", "rating-replied", answer_id=answer_id)
