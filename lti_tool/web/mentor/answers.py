"""Answers to the activities of a page, sent by a form or by the page's script.

Both send the same fields to the same address; a script asks for JSON and gets the activity's new
HTML, so that there is one way of showing an answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from lti_tool.domain.modules import (
    Activity,
    Checklist,
    Question,
    Reflection,
    Scenario,
    Sort,
)
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.usecases import study
from lti_tool.usecases.study import ModuleView, SavedAnswer, StaleAnswer
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.dates import clock_time
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.rendering import player_html
from lti_tool.web.mentor.study import section_html

LONGEST_WRITE_ID = 64
MOST_EARLIER = 50
"""Writes that one window may have sent without hearing of them; more would be no window's."""


@blueprint.post("/modules/<pack_id:module_id>/answers/<block_id>")
def answer(module_id: str, block_id: str) -> ResponseReturnValue:
    """Keep an answer and show what it amounts to."""
    view = study.module_page(house(), visit(), module_id)
    block = view.module.block(block_id)
    section_id = view.module.section_of(block_id).id
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        saved = study.answer(
            house(),
            visit(),
            module_id,
            block_id,
            response_of(block),
            revision=fields.number("revision"),
            write_id=write_id(),
            earlier=earlier(),
        )
    except StaleAnswer as stale:
        return _stale(view, block, stale.current, wants_json=wants_json)
    except InvalidInput as error:
        if wants_json:
            raise
        page = section_html(
            module_id, section_id, block_id=block_id, errors=error.fields, typed=request.form
        )
        return page, 422
    if wants_json:
        return _acknowledged(view, block, saved)
    says = "answer_saved" if isinstance(block, Reflection | Checklist) else None
    return notices.go(
        "mentor.section",
        says,
        module_id=module_id,
        section_id=section_id,
        _anchor=f"b-{block_id}",
    )


def response_of(block: Activity) -> Mapping[str, object]:
    """The posted fields in the shape that the activity is judged in.

    Raises:
        NotFound: there is nothing to answer in such a block.
    """
    form = request.form
    match block:
        case Question(several=True):
            return {"options": form.getlist("options")}
        case Question():
            return {"option": form.get("option", "")}
        case Scenario():
            return {"path": form.getlist("path")}
        case Reflection():
            return {"text": form.get("text", "")}
        case Checklist():
            return {"ticked": form.getlist("ticked")}
        case Sort():
            sent = {str(n): form.get(f"item-{n}", "") for n in range(len(block.items))}
            return {"placed": {n: name for n, name in sent.items() if name}}
        case _:
            raise NotFound("There is nothing to answer in this part of the page.")


def write_id() -> str:
    """The sender's own name for what it sends now."""
    return request.form.get("write_id", "")[:LONGEST_WRITE_ID] or secrets.token_urlsafe(12)


def earlier() -> list[str]:
    """Its names for what it sent before without hearing whether it arrived."""
    return request.form.getlist("earlier")[:MOST_EARLIER]


def _acknowledged(view: ModuleView, block: Activity, saved: SavedAnswer) -> ResponseReturnValue:
    return jsonify(
        revision=saved.revision,
        done=saved.done,
        saved=f"Saved {clock_time(saved.saved_at)}",
        html=block_html(view, block, saved),
        progress=_progress_html(view.module.id, block.id),
    )


def _progress_html(module_id: str, block_id: str) -> str:
    """How far the page and the module are now: the parts of the page that say so."""
    view = study.module_page(house(), visit(), module_id)
    section = view.module.section_of(block_id)
    here = next(one for one in view.progress.sections if one.section.id == section.id)
    return player_html(
        "mentor/progress.html", module=view.module, progress=view.progress, here=here
    )


def block_html(view: ModuleView, block: Activity, saved: SavedAnswer | None) -> str:
    """The activity as the page shows it."""
    return player_html(
        f"mentor/blocks/{block.kind}.html",
        block=block,
        saved=saved,
        module=view.module,
        problem={"block": "", "errors": {}, "typed": {}},
    )


def _stale(
    view: ModuleView, block: Activity, current: SavedAnswer, *, wants_json: bool
) -> ResponseReturnValue:
    """Both versions, side by side: the mentor says which one to keep."""
    values = {
        "module": view.module,
        "block": block,
        "section": view.module.section_of(block.id),
        "current": current,
        "mine": response_of(block),
        "sent": [(n, v) for n, v in request.form.items(multi=True) if n in _answer_fields(block)],
    }
    if wants_json:
        html = player_html("mentor/blocks/stale.html", **values)
        return jsonify(stale=True, revision=current.revision, html=html), 409
    return player_html("mentor/stale.html", **values), 409


def _answer_fields(block: Activity) -> frozenset[str]:
    items = len(block.items) if isinstance(block, Sort) else 0
    return frozenset({"option", "options", "path", "text", "ticked"}) | {
        f"item-{n}" for n in range(items)
    }
