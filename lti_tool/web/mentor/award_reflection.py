"""Written reflections that an award asks for: a page for each question."""

from __future__ import annotations

from collections.abc import Mapping

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import reflections
from lti_tool.usecases.drafted_texts import StaleText
from lti_tool.usecases.portfolio_signed import FallingSignature, SignaturesWouldFall, knowing
from lti_tool.usecases.reflections import LONGEST_REFLECTION, ReflectionPage
from lti_tool.web import dates, fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint

NO_ERRORS: Mapping[str, str] = {}


@blueprint.get("/awards/<pack_id:award_id>/reflections/<reflection_id>")
def award_reflection(award_id: str, reflection_id: str) -> str:
    """One question, and what is written so far; on what is signed, which signatures would fall."""
    page = reflections.reflection_page(house(), visit(), award_id, reflection_id)
    falling = reflections.reflection_falls(house(), visit(), award_id, reflection_id)
    return _html(page, page.text, falling=falling)


def _html(
    page: ReflectionPage,
    text: str,
    *,
    errors: Mapping[str, str] = NO_ERRORS,
    problem: str = "",
    falling: tuple[FallingSignature, ...] = (),
) -> str:
    return render_template(
        "mentor/award_reflection.html",
        page=page,
        award=page.award,
        question=page.question,
        text=text,
        errors=errors,
        problem=problem,
        falling=falling,
        told=knowing(falling),
        longest=LONGEST_REFLECTION,
    )


@blueprint.post("/awards/<pack_id:award_id>/reflections/<reflection_id>")
def save_award_reflection(award_id: str, reflection_id: str) -> ResponseReturnValue:
    """Keep it as a draft (``then=later``), or make it part of the record."""
    page = reflections.reflection_page(house(), visit(), award_id, reflection_id)
    text = request.form.get("text", "")
    try:
        if request.form.get("then") == "later":
            _keep_draft(award_id, reflection_id, text)
            return notices.go("mentor.award", "reflection_drafted", award_id=award_id)
        saved = reflections.save_reflection(
            house(),
            visit(),
            award_id,
            reflection_id,
            text,
            revision=fields.number("revision"),
            told=fields.text("told", longest=fields.PARAGRAPHS),
        )
    except InvalidInput as error:
        return _html(page, text, errors=error.fields), error.status
    except SignaturesWouldFall as error:
        return _html(page, text, problem="signed", falling=error.falling), 409
    except StaleText:
        return _html(page, text, problem="stale"), 409
    except Conflict:
        return _html(page, text, problem="closed"), 409
    return _go_on(saved)


def _keep_draft(award_id: str, reflection_id: str, text: str) -> None:
    reflections.keep_draft(
        house(), visit(), award_id, reflection_id, text, revision=fields.number("revision")
    )


def _go_on(saved: ReflectionPage) -> Response:
    """To the next question on which too little is written; back to the award after the last."""
    award_id, following = saved.award.id, saved.open_after
    if following is None:
        return notices.go("mentor.award", "reflections_done", award_id=award_id)
    same = following.id == saved.question.id
    says = "reflection_short" if same else "reflection_saved"
    return notices.go(
        "mentor.award_reflection", says, award_id=award_id, reflection_id=following.id
    )


@blueprint.post("/awards/<pack_id:award_id>/reflections/<reflection_id>/draft")
def draft_award_reflection(award_id: str, reflection_id: str) -> ResponseReturnValue:
    """What is being typed, sent by the page's script every few seconds."""
    _keep_draft(award_id, reflection_id, request.form.get("text", ""))
    return jsonify(saved=f"Draft kept at {dates.clock_time(house().units.clock.now())}")
