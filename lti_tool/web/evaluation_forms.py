"""An evaluation as a form: what every page that answers one shares."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request

from lti_tool.domain.evaluations import EvaluationForm
from lti_tool.usecases.evaluation_answering import Given
from lti_tool.usecases.evaluation_views import AnswerPage
from lti_tool.web import fields

ANSWER = "answer-"
"""A line's field is named this and the line's name."""

NOTICES = {
    "evaluation-sent": "Thank you. Your answers are sent; you can change them until the evaluation "
    "closes.",
    "evaluation-draft": "Your draft is kept. Nobody but you sees it until you send it.",
}


def given(form: EvaluationForm) -> Given:
    """What the browser sent for this form."""
    return Given(
        values={line.name: request.form.get(ANSWER + line.name, "") for _, line in form.lines()},
        revision=fields.number("revision"),
        finish=request.form.get("step") != "draft",
    )


def says(*, sent: bool) -> str:
    """The code of the notice after answers were kept."""
    return "evaluation-sent" if sent else "evaluation-draft"


def html(
    template: str,
    page: AnswerPage,
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
    **more: object,
) -> tuple[str, int]:
    """The page; after a post that was not kept with everything that was typed."""
    form = page.round.form
    typed = request.method == "POST"
    return (
        render_template(
            template,
            page=page,
            form=form,
            values=given(form).values if typed else page.values,
            errors={ANSWER + name: words for name, words in (errors or {}).items()},
            problem=problem,
            answer=ANSWER,
            **more,
        ),
        status,
    )
