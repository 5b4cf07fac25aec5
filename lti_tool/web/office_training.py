"""What training mentors need, all of them together, and the sessions that the office plans."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import mentor_gaps, training_sessions
from lti_tool.usecases.training_sessions import SessionGiven
from lti_tool.web import fields
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

NOTICES = {
    "office-gaps-made": "The table is made from the audits that are complete now.",
    "office-session-planned": "The session is planned. Mentors see it on their page.",
    "office-session-off": "The session is called off. Mentors see it no more.",
}
NO_ERRORS: Mapping[str, str] = {}


def add_to(blueprint: Blueprint) -> None:
    """Give the office's blueprint its training."""
    add = blueprint.add_url_rule
    add("/training", "training", training)
    add("/training/table/<pack_id:shared_audit_id>", "make_gaps", make_gaps, methods=["POST"])
    add("/training/new", "new_session", new_session)
    add("/training/new", "plan_session", plan_session, methods=["POST"])
    add("/training/<session_id>/call-off", "call_off_session", call_off_session, methods=["POST"])


def training() -> Page:
    """The tables, what they propose, and what is planned."""
    return _page()


def _page(problem: str = "", status: int = 200) -> tuple[str, int]:
    html = render_template(
        "office/training.html",
        views=mentor_gaps.gap_views(house(), visit()),
        sessions=training_sessions.session_list(house(), visit()),
        problem=problem,
    )
    return html, status


def make_gaps(shared_audit_id: str) -> Page:
    """Make the table, or make it anew."""
    try:
        mentor_gaps.make_table(house(), visit(), shared_audit_id)
    except Conflict as error:
        return _page(str(error), 409)
    return go(".training", "office-gaps-made")


def new_session() -> Page:
    """The form for a session; ``?about=`` is the statement that it is proposed for."""
    about = request.args.get("about", "")
    lines = [line for view in mentor_gaps.gap_views(house(), visit()) for line in view.lines]
    line = next((one for one in lines if one.code == about), None)
    if line is None:
        return _form({})
    title = f"{line.code}: {line.words}".rstrip(".")[: training_sessions.LONGEST_TITLE]
    return _form({"title": title, "about": line.code})


def _form(
    typed: Mapping[str, str], errors: Mapping[str, str] = NO_ERRORS, status: int = 200
) -> tuple[str, int]:
    today = house().units.clock.today()
    html = render_template("office/session_form.html", typed=typed, errors=errors, today=today)
    return html, status


def plan_session() -> Page:
    """Put it on the list."""
    try:
        typed = fields.texts(("title", "about", "day", "time_words"))
        given = SessionGiven(
            title=typed["title"],
            about=typed["about"],
            day=read_day(typed["day"]) if typed["day"] else None,
            time_words=typed["time_words"],
            place=fields.text("place", longest=training_sessions.LONGEST_LINE),
            note=fields.text("note", longest=training_sessions.LONGEST_NOTE),
        )
        training_sessions.plan_session(house(), visit(), given, write_id=fields.text("write_id"))
    except InvalidInput as error:
        return _form(request.form, error.fields, 422)
    return go(".training", "office-session-planned", _anchor="sessions")


def call_off_session(session_id: str) -> Page:
    """Call one off."""
    training_sessions.call_off_session(house(), visit(), session_id)
    return go(".training", "office-session-off", _anchor="sessions")
