"""Assignment and Grade Services 2.0: scores (section 3.4) and results (section 3.3).

As strict as Moodle 4.5, which answers 400 to most mistakes and says why in the status line.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request

from lti_tool.demo.access import RESULT_READONLY, SCORE
from lti_tool.demo.errors import ServiceRefusalError
from lti_tool.demo.gradebook import LineItem, Score
from lti_tool.demo.lms import (
    course_of_service,
    json_object,
    lms,
    require_media_type,
    require_scope,
)

blueprint = Blueprint(
    "scores", __name__, url_prefix="/services/<context_id>/lineitems/<int:line_item_id>/lineitem"
)

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULT_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"

ACTIVITY_PROGRESS = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
GRADING_PROGRESS = {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


@blueprint.post("/scores")
def post_score(context_id: str, line_item_id: int) -> Response:
    """Take a score for one student: 200 with an empty body, as Moodle answers."""
    require_scope(SCORE)
    require_media_type("Content-Type", SCORE_TYPE)
    course = course_of_service(context_id)
    line_item = lms().gradebook.line_item(context_id, line_item_id)
    score = _score(json_object())
    if not course.is_student(score.user_id):
        raise ServiceRefusalError(400, "userId is not a student of this course")
    lms().gradebook.record(line_item, score)
    return Response(status=200, mimetype="application/json")


@blueprint.get("/results")
def list_results(context_id: str, line_item_id: int) -> Response:
    """The grades of a line item, or of one ``user_id``."""
    require_scope(RESULT_READONLY)
    require_media_type("Accept", RESULT_TYPE)
    if "limit" in request.args:
        # Moodle answers its 404 page to this.
        raise ServiceRefusalError(404, "Results cannot be paged here")
    line_item = lms().gradebook.line_item(context_id, line_item_id)
    wanted = request.args.get("user_id")
    results = [
        _result(line_item, dict(row))
        for row in lms().gradebook.results(line_item)
        if row["score"] is not None and wanted in {None, row["user_id"]}
    ]
    answer = jsonify(results)
    answer.mimetype = RESULT_TYPE
    return answer


def _score(body: dict[str, Any]) -> Score:
    timestamp = _text(body, "timestamp")
    given, maximum = _number(body, "scoreGiven"), _number(body, "scoreMaximum")
    if given is not None and (maximum is None or maximum <= 0):
        raise ServiceRefusalError(400, "scoreGiven needs a scoreMaximum above 0")
    comment = body.get("comment", "")
    if not isinstance(comment, str):
        raise ServiceRefusalError(400, "comment must be text")
    return Score(
        user_id=_text(body, "userId"),
        timestamp=timestamp,
        second=_second(timestamp),
        activity_progress=_one_of(body, "activityProgress", ACTIVITY_PROGRESS),
        grading_progress=_one_of(body, "gradingProgress", GRADING_PROGRESS),
        score_given=given,
        score_maximum=maximum,
        comment=comment,
        body=body,
    )


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ServiceRefusalError(400, f"{name} is missing")
    return value


def _one_of(body: dict[str, Any], name: str, known: set[str]) -> str:
    value = _text(body, name)
    if value not in known:
        raise ServiceRefusalError(400, f"{name} is not one of {', '.join(sorted(known))}")
    return value


def _number(body: dict[str, Any], name: str) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ServiceRefusalError(400, f"{name} must be a number")
    return float(value)


def _second(timestamp: str) -> int:
    """Whole seconds since 1970; a time zone is required (AGS 2.0, section 3.4.7)."""
    try:
        if TIMESTAMP.fullmatch(timestamp):
            return math.floor(datetime.fromisoformat(timestamp).timestamp())
    except (ValueError, OverflowError):
        pass
    raise ServiceRefusalError(400, "timestamp must be ISO 8601 with a time zone")


def _result(line_item: LineItem, row: dict[str, Any]) -> dict[str, Any]:
    url = lms().line_item_url(line_item, "/results")
    return {
        "id": f"{url}&user_id={quote(row['user_id'])}",
        "userId": row["user_id"],
        "resultScore": row["score"],
        "resultMaximum": line_item.score_maximum,
        "scoreOf": lms().line_item_url(line_item),
        "timestamp": row["timestamp"],
        "comment": row["comment"],
    }
