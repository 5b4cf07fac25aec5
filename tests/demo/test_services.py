"""Line items, results and memberships: tokens, media types, paging and Moodle's oddities."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import httpx
import pytest

from .tool import AGS, NRPS, Tool

AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ITEM = "application/vnd.ims.lis.v2.lineitem+json"
CONTAINER = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
LINE_ITEMS = "/services/course-101/lineitems?type_id=1"
MEMBERSHIPS = "/services/CourseSection/course-101/bindings/1/memberships"


def get_line_items(tool: Tool, query: str = "") -> httpx.Response:
    headers = tool.bearer(f"{AGS}lineitem.readonly") | {"Accept": CONTAINER}
    return tool.http.get(tool.url(LINE_ITEMS + query), headers=headers)


def post_line_item(tool: Tool, body: Any, content_type: str = ITEM) -> httpx.Response:
    headers = tool.bearer(f"{AGS}lineitem") | {"Content-Type": content_type}
    return tool.http.post(tool.url(LINE_ITEMS), json=body, headers=headers)


def get_members(tool: Tool, query: str = "", accept: str = MEMBERS) -> httpx.Response:
    headers = tool.bearer(NRPS) | {"Accept": accept}
    return tool.http.get(tool.url(MEMBERSHIPS + query), headers=headers)


class TestTokens:
    @pytest.mark.parametrize("header", ["", "Bearer made-up", "Basic abc", "Bearer"])
    def test_no_valid_token_is_401(self, tool: Tool, header: str) -> None:
        headers = {"Authorization": header, "Accept": CONTAINER}
        answer = tool.http.get(tool.url(LINE_ITEMS), headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_an_expired_token_is_401(self, tool: Tool) -> None:
        assert get_members(tool).status_code == 200
        with sqlite3.connect(tool.database) as db:
            db.execute("UPDATE access_token SET expires_at = expires_at - 3601")
        db.close()
        assert get_members(tool).status_code == 401

    def test_a_token_of_another_scope_is_403(self, tool: Tool) -> None:
        headers = tool.bearer(NRPS) | {"Accept": CONTAINER}
        assert tool.http.get(tool.url(LINE_ITEMS), headers=headers).status_code == 403

    def test_the_read_only_scope_cannot_write(self, tool: Tool) -> None:
        headers = tool.bearer(f"{AGS}lineitem.readonly") | {"Content-Type": ITEM}
        body = {"label": "New", "scoreMaximum": 10}
        answer = tool.http.post(tool.url(LINE_ITEMS), json=body, headers=headers)
        assert answer.status_code == 403

    def test_a_request_without_user_agent_is_refused(self, tool: Tool) -> None:
        request = tool.http.build_request("GET", tool.url("/jwks"))
        del request.headers["User-Agent"]
        answer = tool.http.send(request)
        assert answer.status_code == 403
        assert "User-Agent" in answer.reason_phrase


class TestLineItems:
    def test_graded_links_have_theirs_from_the_start(self, tool: Tool) -> None:
        answer = get_line_items(tool)
        assert answer.headers["Content-Type"] == CONTAINER
        items = answer.json()
        assert [item["resourceLinkId"] for item in items] == ["11", "12", "13"]
        assert {item["scoreMaximum"] for item in items} == {100}

    @pytest.mark.parametrize("accept", ["application/json", "*/*", ITEM])
    def test_the_container_wants_its_own_accept(self, tool: Tool, accept: str) -> None:
        headers = tool.bearer(f"{AGS}lineitem.readonly") | {"Accept": accept}
        assert tool.http.get(tool.url(LINE_ITEMS), headers=headers).status_code == 400

    def test_create_read_change_delete(self, tool: Tool) -> None:
        body = {"label": "Extra", "scoreMaximum": 20, "tag": "t", "resourceId": "r"}
        created = post_line_item(tool, body)
        assert created.status_code == 201
        url = created.json()["id"]
        headers = tool.bearer(f"{AGS}lineitem")
        changed = tool.http.put(
            url,
            json=body | {"label": "Renamed", "scoreMaximum": 30},
            headers=headers | {"Content-Type": ITEM},
        )
        assert changed.status_code == 200
        read = tool.http.get(url, headers=headers | {"Accept": ITEM}).json()
        assert (read["label"], read["scoreMaximum"], read["tag"]) == ("Renamed", 30, "t")
        assert tool.http.delete(url, headers=headers).status_code == 204
        gone = tool.http.get(url, headers=headers | {"Accept": ITEM})
        assert gone.status_code == 404

    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            {"label": "No maximum"},
            {"label": " ", "scoreMaximum": 10},
            {"label": "Zero", "scoreMaximum": 0},
            {"label": "Text", "scoreMaximum": "10"},
            {"label": "Tag", "scoreMaximum": 10, "tag": 5},
            {"label": "Link", "scoreMaximum": 10, "resourceLinkId": "21"},
        ],
    )
    def test_a_malformed_line_item_is_400(self, tool: Tool, body: Any) -> None:
        assert post_line_item(tool, body).status_code == 400
        assert len(get_line_items(tool).json()) == 3

    def test_a_line_item_as_plain_json_is_400(self, tool: Tool) -> None:
        body = {"label": "Plain", "scoreMaximum": 10}
        assert post_line_item(tool, body, "application/json").status_code == 400

    def test_filters(self, tool: Tool) -> None:
        body = {"label": "Tagged", "scoreMaximum": 5, "tag": "final", "resourceId": "mod-1"}
        post_line_item(tool, body)
        labels = {
            query: [item["label"] for item in get_line_items(tool, query).json()]
            for query in ("&tag=final", "&resource_id=mod-1", "&tag=final&resource_id=x")
        }
        assert labels["&tag=final"] == labels["&resource_id=mod-1"] == ["Tagged"]
        assert labels["&tag=final&resource_id=x"] == []
        (linked,) = get_line_items(tool, "&resource_link_id=12").json()
        assert linked["resourceLinkId"] == "12"

    def test_pages_are_linked_with_an_unquoted_rel(self, tool: Tool) -> None:
        first = get_line_items(tool, "&limit=2")
        assert len(first.json()) == 2
        match = re.fullmatch(r"<(http[^>]+)>; rel=next", first.headers["Link"])
        assert match
        headers = tool.bearer(f"{AGS}lineitem.readonly") | {"Accept": CONTAINER}
        last = tool.http.get(match[1], headers=headers)
        assert [item["resourceLinkId"] for item in last.json()] == ["13"]
        assert "Link" not in last.headers

    def test_another_courses_line_item_is_404(self, tool: Tool) -> None:
        own = get_line_items(tool).json()[0]["id"]
        headers = tool.bearer(f"{AGS}lineitem") | {"Accept": ITEM}
        other = tool.http.get(own.replace("course-101", "course-202"), headers=headers)
        assert other.status_code == 404

    def test_a_second_line_item_for_a_link_takes_the_launch_claim_away(self, tool: Tool) -> None:
        assert "lineitem" in tool.launch(link="11")[AGS_CLAIM]
        body = {"label": "Second", "scoreMaximum": 10, "resourceLinkId": "11"}
        assert post_line_item(tool, body).status_code == 201
        assert "lineitem" not in tool.launch(link="11")[AGS_CLAIM]


class TestMemberships:
    def test_members_have_short_role_names(self, tool: Tool) -> None:
        answer = get_members(tool)
        assert answer.headers["Content-Type"] == MEMBERS
        roles = {one["user_id"]: one["roles"] for one in answer.json()["members"]}
        assert roles == {
            "tutor-daniel": ["Instructor"],
            "mentor-amara": ["Learner"],
            "mentor-tom": ["Learner"],
        }
        assert answer.json()["context"]["id"] == "course-101"

    @pytest.mark.parametrize("accept", ["application/json", "*/*"])
    def test_its_own_accept_is_required(self, tool: Tool, accept: str) -> None:
        assert get_members(tool, accept=accept).status_code == 400

    def test_pages_are_linked_with_a_quoted_rel(self, tool: Tool) -> None:
        first = get_members(tool, "?limit=2")
        match = re.fullmatch(r'<(http[^>]+)>; rel="next"', first.headers["Link"])
        assert match
        headers = tool.bearer(NRPS) | {"Accept": MEMBERS}
        last = tool.http.get(match[1], headers=headers)
        assert len(first.json()["members"]) == 2
        assert [one["user_id"] for one in last.json()["members"]] == ["mentor-tom"]
        assert "Link" not in last.headers

    def test_role_and_link_filters(self, tool: Tool) -> None:
        learners = get_members(tool, "?role=Learner&rlid=11").json()["members"]
        assert {one["user_id"] for one in learners} == {"mentor-amara", "mentor-tom"}
        assert get_members(tool, "?rlid=21").status_code == 400


@pytest.mark.parametrize("query", ["&limit=x", "&limit=-1", "&from=1.5"])
def test_a_malformed_page_is_400(tool: Tool, query: str) -> None:
    assert get_line_items(tool, query).status_code == 400


def test_results_cannot_be_paged(tool: Tool) -> None:
    item = get_line_items(tool).json()[0]["id"]
    headers = tool.bearer(f"{AGS}result.readonly") | {"Accept": RESULTS}
    url = item.replace("/lineitem?", "/lineitem/results?")
    assert tool.http.get(url, headers=headers).json() == []
    assert tool.http.get(f"{url}&limit=5", headers=headers).status_code == 404
