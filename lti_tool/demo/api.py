"""JSON views of what the demo LMS remembers, for tests and curious people."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, send_file

from lti_tool.demo.lms import lms
from lti_tool.demo.mailbox import Attachment
from lti_tool.demo.personas import Course

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/gradebook")
def gradebook() -> Response:
    """Every course: its line items, each with the results stored in it."""
    return jsonify([_course(course) for course in lms().world.courses.values()])


@blueprint.get("/scores")
def scores() -> Response:
    """Every accepted score in order of arrival."""
    return jsonify(lms().gradebook.accepted_scores())


@blueprint.get("/refusals")
def refusals() -> Response:
    """Every refused request, with the reason."""
    return jsonify(lms().refusals.all())


@blueprint.get("/mail")
def mail() -> Response:
    """Every message, oldest first; ``?address=`` keeps one mailbox."""
    messages = lms().mailbox.messages(request.args.get("address", ""))
    return jsonify([message.as_json() for message in messages])


@blueprint.get("/mail/<int:number>")
def message(number: int) -> Response:
    """One message."""
    found = lms().mailbox.message(number)
    if found is None:
        abort(404)
    return jsonify(found.as_json())


@blueprint.get("/mail/<int:number>/attachments/<int:index>")
def attachment(number: int, index: int) -> Response:
    """One attachment, counted from 0, as a download."""
    found = lms().mailbox.message(number)
    if found is None or index >= len(found.attachments):
        abort(404)
    return _download(found.attachments[index])


def _download(file: Attachment) -> Response:
    return send_file(
        BytesIO(file.content),
        mimetype=file.content_type,
        as_attachment=True,
        download_name=file.name,
    )


def _course(course: Course) -> dict[str, Any]:
    return {
        "context_id": course.id,
        "title": course.title,
        "line_items": [
            {
                "id": lms().line_item_url(item),
                "label": item.label,
                "resource_link_id": item.resource_link_id,
                "resource_id": item.resource_id,
                "tag": item.tag,
                "score_maximum": item.score_maximum,
                "results": [dict(row) for row in lms().gradebook.results(item)],
            }
            for item in lms().gradebook.line_items(course.id)
        ],
    }
