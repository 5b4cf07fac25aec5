"""Where one's evidence sits in somebody else's framework: the whole, and a page for each place."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.usecases import self_mappings
from lti_tool.usecases.self_mappings import PlacePage, StaleMark
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/frameworks/<pack_id:mapping_id>")
def framework(mapping_id: str) -> str:
    """The whole framework, with what is marked."""
    page = self_mappings.mapping_page(house(), visit(), mapping_id)
    return render_template("mentor/framework.html", page=page, mapping=page.mapping)


@blueprint.get("/frameworks/<pack_id:mapping_id>/places/<descriptor_id>")
def framework_place(mapping_id: str, descriptor_id: str) -> str:
    """One place, to be marked with evidence."""
    page = self_mappings.place_page(house(), visit(), mapping_id, descriptor_id)
    return _html(page, page.marked, stale=False)


def _html(page: PlacePage, ticked: frozenset[str], *, stale: bool) -> str:
    return render_template(
        "mentor/framework_place.html",
        page=page,
        mapping=page.mapping,
        descriptor=page.descriptor,
        ticked=ticked,
        stale=stale,
    )


@blueprint.post("/frameworks/<pack_id:mapping_id>/places/<descriptor_id>")
def mark_place(mapping_id: str, descriptor_id: str) -> ResponseReturnValue:
    """Mark it."""
    ticked = request.form.getlist("items")
    revision = fields.number("revision")
    try:
        self_mappings.mark(house(), visit(), mapping_id, descriptor_id, ticked, revision=revision)
    except StaleMark:
        page = self_mappings.place_page(house(), visit(), mapping_id, descriptor_id)
        return _html(page, frozenset(ticked), stale=True), 409
    return notices.go(
        "mentor.framework", "place_marked", mapping_id=mapping_id, _anchor=descriptor_id
    )
