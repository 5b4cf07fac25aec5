"""The quiz: all its questions on one page, marked once, tried again as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.errors import InvalidInput
from lti_tool.usecases import study
from lti_tool.usecases.study import Choices, QuizPage, QuizView, StaleChoices
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.dates import clock_time
from lti_tool.web.mentor.answers import earlier, write_id
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.mentions import terms_in
from lti_tool.web.mentor.rendering import player_html
from lti_tool.web.mentor.study import keep_key

Chosen = Mapping[str, list[int]]
"""Question ids with the numbers of the options chosen."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent that could not be taken as it is, and why not."""

    chosen: Chosen
    errors: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Choices | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that is answered one way here and another way elsewhere, in words."""

    number: int
    here: str
    there: str


@blueprint.get("/modules/<pack_id:module_id>/quiz")
def quiz(module_id: str) -> str:
    """The open attempt, or how the last one went."""
    return _quiz_html(module_id)


@blueprint.get("/modules/<pack_id:module_id>/quiz/result")
def quiz_result(module_id: str) -> str:
    """How the last finished attempt went, also while another one is open."""
    return _quiz_html(module_id, result=True)


def _quiz_html(module_id: str, sent: Sent | None = None, *, result: bool = False) -> str:
    view = study.module_page(house(), visit(), module_id)
    page = study.quiz_page(house(), visit(), module_id)
    values = {"view": view, "module": view.module, "page": page, "keep": keep_key(view.module)}
    if page.open is None or result:
        asked = [item.question.id for item in page.latest.questions] if page.latest else []
        shown = tuple(view.module.quiz.question(name) for name in asked)
        return player_html(
            "mentor/quiz_result.html",
            outcome=page.latest,
            terms=terms_in(view.module, shown),
            **values,
        )
    return player_html(
        "mentor/quiz.html",
        attempt=page.open,
        terms=terms_in(view.module, page.open.questions),
        **_ticked(page.open, sent),
        **values,
    )


def _ticked(attempt: QuizView, sent: Sent | None) -> dict[str, object]:
    """What is ticked: as just sent, else as it was kept."""
    if sent is None:
        return {"chosen": attempt.answers, "errors": {}, "differences": (), "elsewhere": None}
    return {
        "chosen": sent.chosen,
        "errors": {f"q-{name}": words for name, words in sent.errors.items()},
        "differences": _differences(attempt, sent.chosen),
        "elsewhere": sent.elsewhere,
    }


def _differences(attempt: QuizView, chosen: Chosen) -> list[Difference]:
    return [
        Difference(number, _words(item, here), _words(item, there))
        for number, item in enumerate(attempt.questions, start=1)
        if (here := sorted(chosen.get(item.question.id, ())))
        != (there := sorted(attempt.answers.get(item.question.id, ())))
    ]


def _words(item: study.QuizQuestion, chosen: list[int]) -> str:
    texts = [option.text.plain for number, option in item.options if number in chosen]
    return "; ".join(texts) or "nothing yet"


@blueprint.post("/modules/<pack_id:module_id>/quiz")
def start_quiz(module_id: str) -> Response:
    """Begin an attempt, or go on with the open one."""
    study.start_quiz(house(), visit(), module_id)
    return notices.go("mentor.quiz", module_id=module_id)


@blueprint.post("/modules/<pack_id:module_id>/quiz/<attempt_id>/choices")
def keep_choices(module_id: str, attempt_id: str) -> ResponseReturnValue:
    """Keep what is ticked so far."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        kept = study.keep_choices(
            house(),
            visit(),
            module_id,
            attempt_id,
            _answers(),
            revision=fields.number("revision"),
            write_id=write_id(),
            earlier=earlier(),
        )
    except StaleChoices as stale:
        return _stale(module_id, stale.current, wants_json=wants_json)
    if wants_json:
        saved = f"Saved {clock_time(kept.saved_at)}" if kept.saved_at else ""
        return jsonify(revision=kept.revision, saved=saved)
    return notices.go("mentor.quiz", "choices_kept", module_id=module_id)


def _stale(module_id: str, current: Choices, *, wants_json: bool) -> ResponseReturnValue:
    """Something else was chosen elsewhere: the mentor looks at both before going on."""
    sent = Sent(_answers(), elsewhere=current)
    if not wants_json:
        return _quiz_html(module_id, sent), 409
    page: QuizPage = study.quiz_page(house(), visit(), module_id)
    differences = _differences(page.open, sent.chosen) if page.open else []
    html = player_html(
        "mentor/quiz_elsewhere.html",
        differences=differences,
        elsewhere=current,
        module=house().library.module(module_id),
    )
    return jsonify(stale=True, revision=current.revision, html=html), 409


@blueprint.post("/modules/<pack_id:module_id>/quiz/<attempt_id>")
def submit_quiz(module_id: str, attempt_id: str) -> ResponseReturnValue:
    """Mark the attempt; sent twice, it is marked once."""
    try:
        study.submit_quiz(
            house(),
            visit(),
            module_id,
            attempt_id,
            _answers(),
            revision=fields.number("revision") if "revision" in request.form else None,
            earlier=earlier(),
        )
    except StaleChoices as stale:
        return _stale(module_id, stale.current, wants_json=False)
    except InvalidInput as error:
        return _quiz_html(module_id, Sent(_answers(), error.fields)), 422
    return notices.go("mentor.quiz", module_id=module_id)


def _answers() -> dict[str, list[int]]:
    """The chosen options' numbers, by question: fields that are lists of small numbers."""
    return {
        name.removeprefix("q-"): [int(v) for v in values if v.isascii() and v.isdigit()][:20]
        for name, values in request.form.lists()
        if name.startswith("q-")
    }
