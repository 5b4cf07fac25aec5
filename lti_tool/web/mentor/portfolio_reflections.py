"""Reflections written in modules, and taking them in as evidence."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.errors import Conflict
from lti_tool.usecases import portfolio_reflections
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/portfolio/reflections")
def my_reflections() -> str:
    """What was written in modules."""
    found = portfolio_reflections.module_reflections(house(), visit())
    return render_template("mentor/portfolio_reflections.html", reflections=found)


@blueprint.post("/portfolio/reflections")
def take_in_reflection() -> ResponseReturnValue:
    """Make evidence of one of them."""
    try:
        item_id = portfolio_reflections.take_in(house(), visit(), fields.text("key"))
    except Conflict:
        return notices.go("mentor.my_reflections")
    return notices.go("mentor.portfolio_list", "reflection_taken_in", _anchor=f"item-{item_id}")
