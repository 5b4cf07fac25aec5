"""The quiz: all its questions on one page, marked once, tried again as often as one likes."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lti_tool.errors import InvalidInput
from lti_tool.usecases import study
from lti_tool.usecases.study import QuizView
from lti_tool.web import notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.study import keep_key


@blueprint.get("/modules/<pack_id:module_id>/quiz")
def quiz(module_id: str) -> str:
    """The open attempt, or how the last one went."""
    return _quiz_html(module_id)


@blueprint.get("/modules/<pack_id:module_id>/quiz/result")
def quiz_result(module_id: str) -> str:
    """How the last finished attempt went, also while another one is open."""
    return _quiz_html(module_id, result=True)


def _quiz_html(
    module_id: str,
    errors: dict[str, str] | None = None,
    typed: MultiDict[str, str] | None = None,
    *,
    result: bool = False,
) -> str:
    view = study.module_page(house(), visit(), module_id)
    page = study.quiz_page(house(), visit(), module_id)
    template = "mentor/quiz.html" if page.open and not result else "mentor/quiz_result.html"
    return render_template(
        template,
        view=view,
        module=view.module,
        page=page,
        attempt=page.open,
        outcome=page.latest,
        chosen=_chosen(page.open, typed),
        errors=errors or {},
        keep=keep_key(view.module),
    )


def _chosen(attempt: QuizView | None, typed: MultiDict[str, str] | None) -> dict[str, list[str]]:
    """What is ticked, by question: as just sent, else as it was kept."""
    if attempt is None:
        return {}
    if typed is not None:
        return {name: typed.getlist(name) for name in typed}
    return {name: [str(n) for n in numbers] for name, numbers in attempt.answers.items()}


@blueprint.post("/modules/<pack_id:module_id>/quiz")
def start_quiz(module_id: str) -> Response:
    """Begin an attempt, or go on with the open one."""
    study.start_quiz(house(), visit(), module_id)
    return notices.go("mentor.quiz", module_id=module_id)


@blueprint.post("/modules/<pack_id:module_id>/quiz/<attempt_id>")
def submit_quiz(module_id: str, attempt_id: str) -> ResponseReturnValue:
    """Mark the attempt; sent twice, it is marked once."""
    try:
        study.submit_quiz(house(), visit(), module_id, attempt_id, _answers())
    except InvalidInput as error:
        wrong = {f"q-{question_id}": words for question_id, words in error.fields.items()}
        return _quiz_html(module_id, wrong, request.form), 422
    return notices.go("mentor.quiz", module_id=module_id)


def _answers() -> dict[str, list[int]]:
    """The chosen options' numbers, by question: fields that are lists of small numbers."""
    return {
        name.removeprefix("q-"): [int(v) for v in values if v.isascii() and v.isdigit()][:20]
        for name, values in request.form.lists()
        if name.startswith("q-")
    }
