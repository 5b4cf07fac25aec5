"""Mentors on an older version of their scheme: seen first, then moved by the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, request

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import versions
from lti_tool.usecases.versions import MovePreview
from lti_tool.web import fields
from lti_tool.web.access import house, visit
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

LONGEST_REASON = versions.LONGEST_REASON
SEEN = "seen-"
"""What a form says was shown of a mentor stands under this and the enrolment's id."""

NOTICES = {
    "office-moved": "The record now follows the current version. The mentor is told by e-mail.",
    "office-moved-all": "These records now follow the current version. Their mentors are told by "
    "e-mail.",
    "office-moved-back": "The record follows the version that it came from again. The mentor is "
    "told by e-mail.",
}


def add_to(blueprint: Blueprint) -> None:
    """Give the office's blueprint its pages about versions."""
    blueprint.add_url_rule("/versions", "versions", behind)
    blueprint.add_url_rule("/versions", "move_many", move_many, methods=["POST"])
    at = "/mentors/<enrolment_id>/version"
    blueprint.add_url_rule(at, "version", version)
    blueprint.add_url_rule(at, "move", move, methods=["POST"])
    blueprint.add_url_rule(f"{at}/undo", "undo_move", undo_move, methods=["POST"])


def behind() -> Page:
    """Everybody on an older version; ``?chosen=all`` ticks the whole page."""
    return _list()


def move_many() -> Page:
    """First show what would change for those who were chosen; only the second step moves them."""
    chosen = request.form.getlist("enrolment")
    try:
        if request.form.get("step") != "move":
            return _preview(versions.move_previews(house(), visit(), chosen))
        reason = fields.text("reason", longest=LONGEST_REASON)
        versions.move(house(), visit(), _seen(chosen), reason)
    except InvalidInput as error:
        if "enrolment" in error.fields:
            return _list(errors=error.fields, status=422)
        previews = versions.move_previews(house(), visit(), chosen)
        return _preview(previews, errors=error.fields, status=422)
    except Conflict as error:
        previews = versions.move_previews(house(), visit(), chosen)
        return _preview(previews, problem=str(error), status=409)
    return go(".versions", "office-moved-all")


def version(enrolment_id: str) -> Page:
    """One record and its versions."""
    return _one(enrolment_id)


def move(enrolment_id: str) -> Page:
    """Move one record to the current version."""
    try:
        reason = fields.text("reason", longest=LONGEST_REASON)
        versions.move(house(), visit(), _seen([enrolment_id]), reason)
    except InvalidInput as error:
        return _one(enrolment_id, errors=error.fields, status=422)
    except Conflict as error:
        return _one(enrolment_id, problem=str(error), status=409)
    return go(".mentor", "office-moved", enrolment_id=enrolment_id)


def undo_move(enrolment_id: str) -> Page:
    """Take the newest move back."""
    try:
        reason = fields.text("reason", longest=LONGEST_REASON)
        versions.undo_move(house(), visit(), enrolment_id, reason)
    except InvalidInput as error:
        return _one(enrolment_id, errors=error.fields, status=422)
    except Conflict as error:
        return _one(enrolment_id, problem=str(error), status=409)
    return go(".mentor", "office-moved-back", enrolment_id=enrolment_id)


def _seen(enrolment_ids: Sequence[str]) -> dict[str, str]:
    return {one: request.form.get(SEEN + one, "") for one in enrolment_ids}


def _list(*, errors: Mapping[str, str] | None = None, status: int = 200) -> tuple[str, int]:
    html = render_template(
        "office/versions.html",
        found=versions.behind_page(house(), visit(), page=fields.page_number()),
        all_chosen=request.args.get("chosen") == "all",
        errors=errors or {},
    )
    return html, status


def _preview(
    previews: Sequence[MovePreview],
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    html = render_template(
        "office/move.html",
        previews=previews,
        errors=errors or {},
        typed=request.form,
        problem=problem,
        seen_field=SEEN,
    )
    return html, status


def _one(
    enrolment_id: str,
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    html = render_template(
        "office/version.html",
        page=versions.version_page(house(), visit(), enrolment_id),
        errors=errors or {},
        typed=request.form,
        problem=problem,
        seen_field=SEEN,
    )
    return html, status
