"""A link tutor's evaluations: each mentor of the course, rated against the standards."""

from __future__ import annotations

from flask import Blueprint, render_template

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import evaluation_answering as answering
from lti_tool.usecases import evaluation_lists
from lti_tool.web import evaluation_forms
from lti_tool.web.access import house, visit
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

TEMPLATE = "tutor/evaluation.html"
NOTICES = evaluation_forms.NOTICES


def add_to(blueprint: Blueprint) -> None:
    """Give the tutor's blueprint its evaluations."""
    at = "/mentors/<enrolment_id>/evaluations/<round_id>"
    blueprint.add_url_rule("/evaluations", "evaluations", evaluations)
    blueprint.add_url_rule(at, "evaluation", evaluation)
    blueprint.add_url_rule(at, "answer_evaluation", answer_evaluation, methods=["POST"])


def evaluations() -> str:
    """Every mentor about whom the tutor is asked."""
    lines = evaluation_lists.for_tutor(house(), visit())
    return render_template("tutor/evaluations.html", lines=lines)


def evaluation(enrolment_id: str, round_id: str) -> Page:
    """The questions about one mentor."""
    page = answering.tutors_page(house(), visit(), enrolment_id, round_id)
    return evaluation_forms.html(TEMPLATE, page, enrolment_id=enrolment_id)


def answer_evaluation(enrolment_id: str, round_id: str) -> Page:
    """Keep a draft, or send it: then the mentor reads it."""
    page = answering.tutors_page(house(), visit(), enrolment_id, round_id)
    try:
        given = evaluation_forms.given(page.round.form)
        sent = answering.answer_as_tutor(house(), visit(), enrolment_id, round_id, given)
    except InvalidInput as error:
        return evaluation_forms.html(
            TEMPLATE, page, errors=error.fields, status=422, enrolment_id=enrolment_id
        )
    except Conflict as error:
        now = answering.tutors_page(house(), visit(), enrolment_id, round_id)
        return evaluation_forms.html(
            TEMPLATE, now, problem=str(error), status=409, enrolment_id=enrolment_id
        )
    return go(
        ".evaluation",
        evaluation_forms.says(sent=sent),
        enrolment_id=enrolment_id,
        round_id=round_id,
    )
