"""The pages of the demo LMS: courses, launches, gradebook, roster.

The person is in the address (``/as/<persona>/…``) and not in a cookie, so that several people
can be open side by side and no cookie of this LMS ever meets one of the tool's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.demo.gradebook import LineItem
from lti_tool.demo.launches import Launch
from lti_tool.demo.lms import lms
from lti_tool.demo.personas import Course, Link, Persona

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """Who do you want to be, and what to do next."""
    return render_template("home.html")


@blueprint.get("/as/<persona_id>/")
def start(persona_id: str) -> str | Response:
    """A person's first page: the courses, the mailbox, or the certificate check."""
    person = lms().world.personas.get(persona_id) or abort(404)
    if person.has_account:
        courses = lms().world.courses_of(person)
        return render_template("courses.html", person=person, courses=courses)
    if person.email:
        return redirect(url_for("mail.mailbox", address=person.email))
    return render_template("stranger.html", person=person)


@blueprint.get("/verify")
def verify() -> Response:
    """Send the stranger's certificate number to the tool's public verification page."""
    number = request.args.get("number", "").strip()
    if not number:
        return redirect(url_for("pages.start", persona_id="stranger"))
    return redirect(f"{lms().config.tool_origin}/verify/{quote(number, safe='')}")


@blueprint.get("/as/<persona_id>/courses/<context_id>")
def course(persona_id: str, context_id: str) -> str:
    """A course and its links."""
    person, found = _place(persona_id, context_id)
    return render_template("course.html", person=person, course=found)


@blueprint.get("/as/<persona_id>/courses/<context_id>/links/<link_id>")
def launch_page(persona_id: str, context_id: str, link_id: str) -> str:
    """A link of the course, with the tool in a frame."""
    person, found, link = _place_of_link(persona_id, context_id, link_id)
    return render_template("launch.html", person=person, course=found, link=link)


@blueprint.get("/as/<persona_id>/courses/<context_id>/links/<link_id>/frame")
def frame(persona_id: str, context_id: str, link_id: str) -> str:
    """Begin a launch: POST the login initiation to the tool, with what Moodle sends."""
    person, found, link = _place_of_link(persona_id, context_id, link_id)
    target = "window" if request.args.get("target") == "window" else "iframe"
    launch = lms().launches.begin(person.id, found.id, link.id, target)
    return render_template(
        "post.html", action=lms().config.tool_login_url, fields=_login_initiation(launch)
    )


@blueprint.get("/as/<persona_id>/courses/<context_id>/return")
def returned(persona_id: str, context_id: str) -> str:
    """Where the tool sends people back to, with its message (LTI 1.3 core, section 5.4.4)."""
    person, found = _place(persona_id, context_id)
    message, error = request.args.get("lti_msg", ""), request.args.get("lti_errormsg", "")
    return render_template(
        "returned.html", person=person, course=found, message=message, error=error, in_frame=True
    )


@blueprint.get("/as/<persona_id>/courses/<context_id>/gradebook")
def gradebook(persona_id: str, context_id: str) -> str:
    """People by line items: all of them for staff, their own row for a learner."""
    person, found = _place(persona_id, context_id)
    people = found.learners if person.is_staff else (person,)
    items = lms().gradebook.line_items(found.id)
    return render_template(
        "gradebook.html",
        person=person,
        course=found,
        items=items,
        rows=_grade_rows(items, people),
    )


@blueprint.get("/as/<persona_id>/courses/<context_id>/roster")
def roster(persona_id: str, context_id: str) -> str:
    """Who is enrolled; for staff."""
    person, found = _place(persona_id, context_id)
    if not person.is_staff:
        abort(403, "Only the course's tutors and the office see who is enrolled.")
    return render_template("roster.html", person=person, course=found)


@blueprint.get("/refusals")
def refusals() -> str:
    """What this LMS refused, newest first."""
    return render_template("refusals.html", refusals=lms().refusals.all()[::-1])


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One person's row of the gradebook; None where there is no result yet."""

    person: Persona
    results: tuple[dict[str, Any] | None, ...]


def _grade_rows(items: list[LineItem], people: tuple[Persona, ...]) -> list[GradeRow]:
    columns = [
        {row["user_id"]: dict(row) for row in lms().gradebook.results(item)} for item in items
    ]
    return [
        GradeRow(person, tuple(column.get(person.id) for column in columns)) for person in people
    ]


def _login_initiation(launch: Launch) -> dict[str, str]:
    """The form of a third-party login initiation: exactly Moodle's six fields."""
    config = lms().config
    hint = f'{{"cmid":{launch.resource_link_id},"launchid":"{launch.id}"}}'
    return {
        "iss": config.issuer,
        "target_link_uri": config.tool_launch_url,
        "login_hint": launch.login_hint,
        "lti_message_hint": hint,
        "client_id": config.client_id,
        "lti_deployment_id": config.deployment_id,
    }


def _place(persona_id: str, context_id: str) -> tuple[Persona, Course]:
    person = lms().world.personas.get(persona_id)
    found = lms().world.courses.get(context_id)
    if person is None or found is None or not found.admits(person):
        abort(404, "There is no such course for this person.")
    return person, found


def _place_of_link(persona_id: str, context_id: str, link_id: str) -> tuple[Persona, Course, Link]:
    person, found = _place(persona_id, context_id)
    link = found.link(link_id) or abort(404, "There is no such link in this course.")
    return person, found, link
