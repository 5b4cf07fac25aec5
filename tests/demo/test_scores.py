"""Scores: what the gradebook takes, what it refuses, and what it quietly does."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .tool import AGS, Tool

SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
# The first line item ever made is that of link 11.
SCORES = "/services/course-101/lineitems/1/lineitem/scores?type_id=1"


def score(**changes: Any) -> dict[str, Any]:
    body = {
        "userId": "mentor-amara",
        "timestamp": "2026-11-20T10:00:00.250Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 80,
        "scoreMaximum": 100,
        "comment": "Well done",
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def post(tool: Tool, body: Any, content_type: str = SCORE, path: str = SCORES) -> httpx.Response:
    headers = tool.bearer(f"{AGS}score") | {"Content-Type": content_type}
    return tool.http.post(tool.url(path), json=body, headers=headers)


def results(tool: Tool, query: str = "") -> Any:
    headers = tool.bearer(f"{AGS}result.readonly") | {"Accept": RESULTS}
    path = SCORES.replace("/scores", "/results") + query
    return tool.http.get(tool.url(path), headers=headers).raise_for_status().json()


def test_a_score_shows_in_results_gradebook_and_log(tool: Tool) -> None:
    assert post(tool, score()).status_code == 200
    (result,) = results(tool)
    assert (result["userId"], result["resultScore"], result["resultMaximum"]) == (
        "mentor-amara",
        80,
        100,
    )
    assert result["comment"] == "Well done"
    (logged,) = tool.get_json("/api/scores")
    assert logged["body"] == score()
    column = tool.get_json("/api/gradebook")[0]["line_items"][0]
    assert column["results"][0]["score"] == 80


def test_results_of_one_person(tool: Tool) -> None:
    post(tool, score())
    post(tool, score(userId="mentor-tom"))
    assert [one["userId"] for one in results(tool, "&user_id=mentor-tom")] == ["mentor-tom"]


@pytest.mark.parametrize(
    ("content_type", "path"),
    [(f"{SCORE}; charset=utf-8", SCORES), (SCORE, SCORES.partition("?")[0])],
)
def test_a_charset_and_a_missing_query_do_not_matter(
    tool: Tool, content_type: str, path: str
) -> None:
    assert post(tool, score(), content_type, path).status_code == 200


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_another_content_type_is_400(tool: Tool, content_type: str) -> None:
    answer = post(tool, score(), content_type)
    assert answer.status_code == 400
    assert SCORE in answer.reason_phrase


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"timestamp": None}, "timestamp"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"timestamp": "2026-11-20T10:00:00"}, "time zone"),
        ({"timestamp": "2026-13-41T10:00:00Z"}, "timestamp"),
        ({"userId": None}, "userId"),
        ({"userId": "tutor-daniel"}, "not a student"),
        ({"userId": "mentor-leila"}, "not a student"),
        ({"activityProgress": None}, "activityProgress"),
        ({"activityProgress": "Done"}, "activityProgress"),
        ({"gradingProgress": None}, "gradingProgress"),
        ({"gradingProgress": "Graded"}, "gradingProgress"),
        ({"scoreMaximum": None}, "scoreMaximum"),
        ({"scoreMaximum": 0}, "scoreMaximum"),
        ({"scoreGiven": "80"}, "scoreGiven"),
        ({"comment": 5}, "comment"),
    ],
)
def test_a_malformed_score_is_400_and_logged(
    tool: Tool, changes: dict[str, Any], fault: str
) -> None:
    answer = post(tool, score(**changes))
    assert answer.status_code == 400
    assert fault in answer.reason_phrase
    assert tool.refusals()[-1]["status"] == 400
    assert tool.get_json("/api/scores") == []


@pytest.mark.parametrize("body", [[], "text", 5])
def test_a_body_that_is_no_object_is_400(tool: Tool, body: Any) -> None:
    assert post(tool, body).status_code == 400


def test_an_unknown_line_item_is_404(tool: Tool) -> None:
    path = SCORES.replace("/1/", "/99/")
    assert post(tool, score(), path=path).status_code == 404


def test_the_line_item_scope_does_not_post_scores(tool: Tool) -> None:
    headers = tool.bearer(f"{AGS}lineitem") | {"Content-Type": SCORE}
    answer = tool.http.post(tool.url(SCORES), json=score(), headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "timestamp",
    ["2026-11-20T10:00:00.250Z", "2026-11-20T10:00:00.999Z", "2026-11-20T10:00:00+01:00"],
)
def test_the_same_second_or_earlier_is_409(tool: Tool, timestamp: str) -> None:
    post(tool, score())
    assert post(tool, score(timestamp=timestamp, scoreGiven=90)).status_code == 409
    assert results(tool)[0]["resultScore"] == 80


def test_the_next_second_is_taken_and_so_is_another_person(tool: Tool) -> None:
    post(tool, score())
    assert post(tool, score(timestamp="2026-11-20T10:00:01Z")).status_code == 200
    assert post(tool, score(userId="mentor-tom")).status_code == 200


def test_a_future_timestamp_is_taken_and_then_blocks(tool: Tool) -> None:
    assert post(tool, score(timestamp="2099-01-01T00:00:00Z")).status_code == 200
    assert post(tool, score(timestamp="2026-11-21T00:00:00Z")).status_code == 409


@pytest.mark.parametrize(
    "changes",
    [{"gradingProgress": "Pending"}, {"scoreGiven": None, "scoreMaximum": None}],
)
def test_a_score_that_grades_nothing_erases_the_grade(tool: Tool, changes: dict[str, Any]) -> None:
    post(tool, score())
    later = score(timestamp="2026-11-20T11:00:00Z", **changes)
    assert post(tool, later).status_code == 200
    assert results(tool) == []
    assert len(tool.get_json("/api/scores")) == 2


@pytest.mark.parametrize(("given", "stored"), [(250, 100), (-5, 0), (0, 0)])
def test_scores_are_clamped(tool: Tool, given: float, stored: float) -> None:
    assert post(tool, score(scoreGiven=given)).status_code == 200
    assert results(tool)[0]["resultScore"] == stored


def test_scores_are_scaled_to_the_line_item(tool: Tool) -> None:
    post(tool, score(scoreGiven=3, scoreMaximum=4))
    assert results(tool)[0]["resultScore"] == 75


def test_a_score_without_a_comment_drops_the_earlier_one(tool: Tool) -> None:
    post(tool, score())
    post(tool, score(timestamp="2026-11-20T11:00:00Z", comment=None))
    assert results(tool)[0]["comment"] == ""
