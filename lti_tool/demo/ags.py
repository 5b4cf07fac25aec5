"""Assignment and Grade Services 2.0: line items (section 3.2), as strict as Moodle 4.5."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from lti_tool.demo.access import LINE_ITEM, LINE_ITEM_READONLY
from lti_tool.demo.errors import ServiceRefusalError
from lti_tool.demo.gradebook import LineItem
from lti_tool.demo.lms import (
    course_of_service,
    json_object,
    lms,
    positive_parameter,
    require_media_type,
    require_scope,
)
from lti_tool.demo.personas import Course

blueprint = Blueprint("ags", __name__, url_prefix="/services/<context_id>/lineitems")

LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
CONTAINER_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
FILTERS = ("resource_id", "tag", "resource_link_id")


@blueprint.get("")
def list_line_items(context_id: str) -> Response:
    """A course's line items, filtered and paged."""
    require_scope(LINE_ITEM, LINE_ITEM_READONLY)
    require_media_type("Accept", CONTAINER_TYPE)
    course = course_of_service(context_id)
    filters = {name: request.args[name] for name in FILTERS if name in request.args}
    items = lms().gradebook.line_items(course.id, filters)
    start, limit = positive_parameter("from", 0), positive_parameter("limit", 0)
    page = items[start : start + limit] if limit else items[start:]
    answer = jsonify([_as_json(item) for item in page])
    answer.mimetype = CONTAINER_TYPE
    if limit and start + limit < len(items):
        # Some LMSs write rel without quotes; RFC 8288 allows it.
        answer.headers["Link"] = f"<{_next_page(course, limit, start + limit)}>; rel=next"
    return answer


@blueprint.post("")
def create_line_item(context_id: str) -> Response:
    """Add a line item: 201."""
    require_scope(LINE_ITEM)
    require_media_type("Content-Type", LINE_ITEM_TYPE)
    course = course_of_service(context_id)
    body = json_object()
    link_id = body.get("resourceLinkId")
    if link_id is not None and (not isinstance(link_id, str) or course.link(link_id) is None):
        raise ServiceRefusalError(400, "resourceLinkId is not a link of this course")
    blank = LineItem(0, course.id, link_id, "", 0)
    item = lms().gradebook.create(_with_fields(blank, body))
    answer = _line_item_answer(item)
    answer.status_code = 201
    return answer


@blueprint.get("/<int:line_item_id>/lineitem")
def show_line_item(context_id: str, line_item_id: int) -> Response:
    """One line item."""
    require_scope(LINE_ITEM, LINE_ITEM_READONLY)
    require_media_type("Accept", LINE_ITEM_TYPE)
    return _line_item_answer(lms().gradebook.line_item(context_id, line_item_id))


@blueprint.put("/<int:line_item_id>/lineitem")
def update_line_item(context_id: str, line_item_id: int) -> Response:
    """Change a line item; the link it belongs to cannot change."""
    require_scope(LINE_ITEM)
    require_media_type("Content-Type", LINE_ITEM_TYPE)
    stored = lms().gradebook.line_item(context_id, line_item_id)
    body = json_object()
    if body.get("resourceLinkId", stored.resource_link_id) != stored.resource_link_id:
        raise ServiceRefusalError(400, "resourceLinkId of a line item cannot change")
    changed = _with_fields(stored, body)
    lms().gradebook.update(changed)
    return _line_item_answer(changed)


@blueprint.delete("/<int:line_item_id>/lineitem")
def delete_line_item(context_id: str, line_item_id: int) -> tuple[str, int]:
    """Remove a line item with its results: 204, even for a link's own."""
    require_scope(LINE_ITEM)
    lms().gradebook.delete(lms().gradebook.line_item(context_id, line_item_id))
    return "", 204


def _with_fields(item: LineItem, body: dict[str, Any]) -> LineItem:
    label, maximum = body.get("label"), body.get("scoreMaximum")
    if not isinstance(label, str) or not label.strip():
        raise ServiceRefusalError(400, "label is required")
    if not isinstance(maximum, int | float) or isinstance(maximum, bool) or maximum <= 0:
        raise ServiceRefusalError(400, "scoreMaximum must be a number above 0")
    optional = {"resource_id": body.get("resourceId", ""), "tag": body.get("tag", "")}
    if not all(isinstance(value, str) for value in optional.values()):
        raise ServiceRefusalError(400, "resourceId and tag must be text")
    return replace(item, label=label.strip(), score_maximum=float(maximum), **optional)


def _as_json(item: LineItem) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": lms().line_item_url(item),
        "label": item.label,
        "scoreMaximum": item.score_maximum,
        "resourceId": item.resource_id,
        "tag": item.tag,
    }
    if item.resource_link_id is not None:
        body["resourceLinkId"] = item.resource_link_id
    return body


def _line_item_answer(item: LineItem) -> Response:
    answer = jsonify(_as_json(item))
    answer.mimetype = LINE_ITEM_TYPE
    return answer


def _next_page(course: Course, limit: int, start: int) -> str:
    kept = {name: request.args[name] for name in FILTERS if name in request.args}
    query = urlencode(kept | {"limit": str(limit), "from": str(start)})
    return f"{lms().line_items_url(course.id)}&{query}"
