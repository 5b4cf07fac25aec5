"""Briefings for a mentor: what is on, a place or the waiting list, the calendar file."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict
from lti_tool.usecases import briefing_places
from lti_tool.web import notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/awards/<pack_id:award_id>/briefings")
def briefings(award_id: str) -> str:
    """What is on, and one's own place."""
    return _html(award_id)


def _html(award_id: str, problem: str = "") -> str:
    page = briefing_places.briefings_page(house(), visit(), award_id)
    return render_template("mentor/briefings.html", page=page, award=page.award, problem=problem)


@blueprint.post("/awards/<pack_id:award_id>/briefings/<event_id>/book")
def book_briefing(award_id: str, event_id: str) -> ResponseReturnValue:
    """Take a place, or one on the waiting list."""
    try:
        state = briefing_places.book(house(), visit(), award_id, event_id)
    except Conflict as error:
        return _html(award_id, str(error)), 409
    return notices.go("mentor.briefings", f"briefing_{state}", award_id=award_id)


@blueprint.post("/awards/<pack_id:award_id>/briefings/<event_id>/give-back")
def give_briefing_back(award_id: str, event_id: str) -> ResponseReturnValue:
    """Give one's place back, or leave the waiting list."""
    try:
        briefing_places.give_back(house(), visit(), award_id, event_id)
    except Conflict as error:
        return _html(award_id, str(error)), 409
    return notices.go("mentor.briefings", "briefing_given_back", award_id=award_id)


@blueprint.get("/awards/<pack_id:award_id>/briefings/<event_id>/briefing.ics")
def briefing_file(award_id: str, event_id: str) -> Response:
    """The calendar file of a briefing on which one has a place."""
    file = briefing_places.own_calendar_file(house(), visit(), award_id, event_id)
    return Response(
        file.encode(),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'attachment; filename="briefing.ics"'},
    )
