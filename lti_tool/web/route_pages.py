"""What tutors and the provider's people do on a mentor's record, on a route with a briefing.

A briefing that was attended is recorded, and an observation is written down on its form.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import awards, briefing_attendance, observing
from lti_tool.web import fields
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.notices import go

Page = Response | tuple[str, int] | str
NO_ERRORS: Mapping[str, str] = {}
NOTICES = {
    "route-attended": "Kept: the mentor was at the briefing.",
    "route-attended-back": "Taken back: this attendance counts no more.",
    "route-unsigned": "Kept. Signatures that covered the record as it was no longer stand; they "
    "are asked for again.",
    "route-observed": "Your observation is kept. The mentor can read it, and is told by e-mail.",
}


def add_observing(blueprint: Blueprint) -> None:
    """Give a blueprint the forms of observations."""
    at = "/mentors/<enrolment_id>/observations/<observation_id>"
    blueprint.add_url_rule(at, "observation", observation)
    blueprint.add_url_rule(at, "write_down", write_down, methods=["POST"])


def add_briefing(blueprint: Blueprint) -> None:
    """Give a blueprint the record of a briefing that was attended."""
    at = "/mentors/<enrolment_id>/briefing"
    blueprint.add_url_rule(at, "mentor_briefing", mentor_briefing)
    blueprint.add_url_rule(at, "record_briefing", record_briefing, methods=["POST"])
    blueprint.add_url_rule(
        f"{at}/<fact_id>/take-back", "take_briefing_back", take_briefing_back, methods=["POST"]
    )


def observation(enrolment_id: str, observation_id: str) -> Page:
    """The form, empty or with what was written down before."""
    return _observation(enrolment_id, observation_id)


def _observation(
    enrolment_id: str,
    observation_id: str,
    errors: Mapping[str, str] = NO_ERRORS,
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    page = observing.observation_page(house(), visit(), enrolment_id, observation_id)
    html = render_template(
        "tutor/observation.html",
        page=page,
        errors=errors,
        problem=problem,
        typed=request.form if request.method == "POST" else None,
    )
    return html, status


def write_down(enrolment_id: str, observation_id: str) -> Page:
    """Keep what was observed."""
    page = observing.observation_page(house(), visit(), enrolment_id, observation_id)
    try:
        values = fields.texts((f.name for f in page.form.fields), longest=observing.LONGEST)
        voided = observing.write_down(
            house(),
            visit(),
            enrolment_id,
            observation_id,
            values,
            read_day(fields.text("on")),
            known=fields.text("known"),
        )
    except InvalidInput as error:
        return _observation(enrolment_id, observation_id, error.fields, status=422)
    except Conflict as error:
        return _observation(enrolment_id, observation_id, problem=str(error), status=409)
    says = "route-unsigned" if voided else "route-observed"
    return go(".mentor", says, enrolment_id=enrolment_id)


def mentor_briefing(enrolment_id: str) -> Page:
    """The form, with what has been recorded."""
    return _mentor_briefing(enrolment_id)


def _mentor_briefing(
    enrolment_id: str,
    errors: Mapping[str, str] = NO_ERRORS,
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    html = render_template(
        "tutor/briefing.html",
        page=awards.someones_award(house(), visit(), enrolment_id),
        errors=errors,
        problem=problem,
        typed=request.form,
        today=house().units.clock.today(),
    )
    return html, status


def record_briefing(enrolment_id: str) -> Page:
    """Record that the mentor was at a briefing."""
    try:
        mode, day = fields.text("mode"), read_day(fields.text("on"))
        briefing_attendance.record_one(house(), visit(), enrolment_id, mode=mode, on=day)
    except InvalidInput as error:
        return _mentor_briefing(enrolment_id, error.fields, status=422)
    except Conflict as error:
        return _mentor_briefing(enrolment_id, problem=str(error), status=409)
    return go(".mentor", "route-attended", enrolment_id=enrolment_id)


def take_briefing_back(enrolment_id: str, fact_id: str) -> Page:
    """Take back an attendance that was recorded by mistake."""
    try:
        voided = briefing_attendance.withdraw_one(house(), visit(), enrolment_id, fact_id)
    except Conflict as error:
        return _mentor_briefing(enrolment_id, problem=str(error), status=409)
    says = "route-unsigned" if voided else "route-attended-back"
    return go(".mentor_briefing", says, enrolment_id=enrolment_id)
