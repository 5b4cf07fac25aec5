"""Names and Role Provisioning Services 2.0 (section 2.4), with Moodle's short role names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from lti_tool.demo.access import MEMBERSHIP_READONLY
from lti_tool.demo.errors import ServiceRefusalError
from lti_tool.demo.lms import (
    course_of_service,
    lms,
    positive_parameter,
    require_media_type,
    require_scope,
)
from lti_tool.demo.personas import Course, Persona

blueprint = Blueprint("nrps", __name__, url_prefix="/services/CourseSection")

CONTAINER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
KEPT = ("role", "rlid")


@blueprint.get("/<context_id>/bindings/1/memberships")
def memberships(context_id: str) -> Response:
    """The enrolled members; an administrator who is not enrolled is missing, as in Moodle."""
    require_scope(MEMBERSHIP_READONLY)
    require_media_type("Accept", CONTAINER_TYPE)
    course = course_of_service(context_id)
    members = _wanted(course)
    start, limit = positive_parameter("from", 0), positive_parameter("limit", 0)
    page = members[start : start + limit] if limit else members[start:]
    answer = jsonify(
        {
            "id": lms().memberships_url(course.id),
            "context": {"id": course.id, "label": course.label, "title": course.title},
            "members": [_member(course, person) for person in page],
        }
    )
    answer.mimetype = CONTAINER_TYPE
    if limit and start + limit < len(members):
        answer.headers["Link"] = f'<{_next_page(course, limit, start + limit)}>; rel="next"'
    return answer


def _wanted(course: Course) -> list[Persona]:
    link_id, role = request.args.get("rlid"), request.args.get("role")
    if link_id is not None and course.link(link_id) is None:
        raise ServiceRefusalError(400, "rlid is not a link of this course")
    # Roles may be asked for by their full names, too.
    short = role.rpartition("#")[2] if role else None
    return [one for one in course.members if short in {None, _role(course, one)}]


def _role(course: Course, person: Persona) -> str:
    return "Learner" if course.is_student(person.id) else "Instructor"


def _member(course: Course, person: Persona) -> dict[str, Any]:
    return {
        "user_id": person.id,
        "status": "Active",
        "roles": [_role(course, person)],
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "lis_person_sourcedid": person.sourcedid,
    }


def _next_page(course: Course, limit: int, start: int) -> str:
    kept = {name: request.args[name] for name in KEPT if name in request.args}
    query = urlencode(kept | {"limit": str(limit), "from": str(start)})
    return f"{lms().memberships_url(course.id)}?{query}"
