"""A rationale: why the evidence shows a standard, with that evidence beside it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.domain.portfolio import FORMS
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import portfolio_rationales
from lti_tool.usecases.drafted_texts import StaleText
from lti_tool.usecases.portfolio_signed import FallingSignature, SignaturesWouldFall, knowing
from lti_tool.usecases.portfolio_views import RationaleView
from lti_tool.web import dates, fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint

NO_ERRORS: Mapping[str, str] = {}


@blueprint.get("/awards/<pack_id:award_id>/evidence/<about>")
def rationale(award_id: str, about: str) -> str:
    """The rationale as far as it has come, and the pieces that count."""
    page = portfolio_rationales.rationale_page(house(), visit(), award_id, about)
    return _html(page, page.text)


def _html(
    page: RationaleView,
    text: str,
    *,
    errors: Mapping[str, str] = NO_ERRORS,
    problem: str = "",
    falling: tuple[FallingSignature, ...] = (),
) -> str:
    return render_template(
        "mentor/portfolio_rationale.html",
        page=page,
        award=page.row.award,
        text=text,
        errors=errors,
        problem=problem,
        falling=falling,
        told=knowing(falling),
        forms_offered=FORMS,
    )


@blueprint.post("/awards/<pack_id:award_id>/evidence/<about>")
def save_rationale(award_id: str, about: str) -> ResponseReturnValue:
    """Keep it as a draft, or make it part of the record."""
    page = portfolio_rationales.rationale_page(house(), visit(), award_id, about)
    text, revision = request.form.get("rationale", ""), fields.number("revision")
    told = fields.text("told", longest=fields.PARAGRAPHS)
    later = request.form.get("then") == "later"
    try:
        if later:
            portfolio_rationales.keep_draft(
                house(), visit(), award_id, about, text, revision=revision
            )
        else:
            portfolio_rationales.save_rationale(
                house(), visit(), award_id, about, text, revision=revision, told=told
            )
    except InvalidInput as error:
        return _html(page, text, errors=error.fields), error.status
    except SignaturesWouldFall as error:
        return _html(page, text, problem="signed", falling=error.falling), 409
    except StaleText:
        return _html(page, text, problem="stale"), 409
    except Conflict:
        return _html(page, text, problem="closed"), 409
    said = "rationale_drafted" if later else "rationale_saved"
    return notices.go("mentor.rationale", said, award_id=award_id, about=about)


@blueprint.post("/awards/<pack_id:award_id>/evidence/<about>/draft")
def draft_rationale(award_id: str, about: str) -> ResponseReturnValue:
    """What is being typed, sent by the page's script every few seconds."""
    text = request.form.get("rationale", "")
    revision = fields.number("revision")
    portfolio_rationales.keep_draft(house(), visit(), award_id, about, text, revision=revision)
    return jsonify(saved=f"Draft kept at {dates.clock_time(house().units.clock.now())}")
