"""Tutor pages: the mentors of a course, whose move it is, and one mentor's record."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from lti_tool.usecases import desks
from lti_tool.web import (
    audit_pages,
    fields,
    panel_pages,
    record_pages,
    route_pages,
    tutor_evaluations,
)
from lti_tool.web.access import house, visit

blueprint = Blueprint("tutor", __name__, url_prefix="/l/<handle>/tutor")
record_pages.add_to(blueprint)
audit_pages.add_for_tutor(blueprint)
route_pages.add_briefing(blueprint)
route_pages.add_observing(blueprint)
panel_pages.add_receiving(blueprint)
tutor_evaluations.add_to(blueprint)

NOTICES = (
    record_pages.NOTICES | route_pages.NOTICES | panel_pages.NOTICES | tutor_evaluations.NOTICES
)
LONGEST_QUERY = 100


@blueprint.get("/")
def desk() -> str:
    """Every mentor of the course; ``?q=`` searches, ``?mine=1`` leaves those who wait for you."""
    found = desks.tutor_desk(
        house(),
        visit(),
        page=fields.page_number(),
        query=request.args.get("q", "").strip()[:LONGEST_QUERY],
        only_mine=request.args.get("mine") == "1",
    )
    asked = house().library.evaluations
    return render_template("tutor/desk.html", desk=found, evaluations=bool(asked))
