"""Desks of the partnership manager and the panel: the records that wait for their seat.

Each has a blueprint of its own, with a rule of its own; their pages are the same.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request

from lti_tool.domain.seats import Role
from lti_tool.usecases import desks
from lti_tool.web import fields, panel_pages, record_pages, route_pages
from lti_tool.web.access import house, visit

LONGEST_QUERY = 100
ROLES = {"manager": Role.PARTNERSHIP_MANAGER, "panel": Role.PANEL}
NOTICES = record_pages.NOTICES | route_pages.NOTICES | panel_pages.NOTICES


def desk() -> str:
    """Records that ask something of this seat, those that wait for it first; ``?q=`` searches."""
    found = desks.seat_desk(
        house(),
        visit(),
        ROLES[request.blueprint or ""],
        page=fields.page_number(),
        query=request.args.get("q", "").strip()[:LONGEST_QUERY],
        only_mine=request.args.get("mine") == "1",
    )
    return render_template("staff/desk.html", desk=found)


def _blueprint(name: str) -> Blueprint:
    made = Blueprint(name, __name__, url_prefix=f"/l/<handle>/{name}")
    made.add_url_rule("/", "desk", desk)
    record_pages.add_to(made)
    route_pages.add_observing(made)
    return made


manager = _blueprint("manager")
panel = _blueprint("panel")
panel_pages.add_panel(panel)
