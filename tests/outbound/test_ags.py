"""The gradebook over real HTTP: columns found or made, scores sent, refusals understood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from lti_tool.errors import DeliveryError, DeliveryFinal, DeliveryRetry, DeliverySuperseded
from lti_tool.outbound.ags import (
    ActivityProgress,
    Gradebook,
    GradingProgress,
    LineItem,
    Score,
)
from lti_tool.outbound.http import HttpDoor
from lti_tool.outbound.paging import next_page
from lti_tool.outbound.tokens import AccessTokens

from .conftest import Serve
from .counterpart import Counterpart, Reply
from .platform import SCORE, Platform, registration, sign

WANTED = LineItem(resource_id="module/west-london/entry-1", tag="module", label="Entry 1")
DONE = Score(
    user_id="7",
    score_given=80,
    score_maximum=100,
    timestamp=datetime(2026, 11, 20, 17, 5, 30, 123_456, tzinfo=timezone(timedelta(hours=1))),
    comment="Eight of ten parts done",
)


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def there(serve: Serve, platform: Platform) -> Counterpart:
    there = serve(platform.answer)
    platform.base = there.url("")
    return there


@pytest.fixture
def gradebook(there: Counterpart, door: HttpDoor) -> Gradebook:
    return Gradebook(door, AccessTokens(door, sign), registration(there.url("/token")))


def column(there: Counterpart, number: int = 900, **further: str) -> dict[str, object]:
    return {
        "id": there.url(f"/{number}/lineitem?type_id=3"),
        "resourceId": WANTED.resource_id,
        "tag": WANTED.tag,
        "label": "Whatever the teacher called it",
        "scoreMaximum": 100,
        **further,
    }


def others(there: Counterpart, count: int) -> list[dict[str, object]]:
    return [column(there, number, resourceId=f"other-{number}") for number in range(count)]


def test_a_column_is_made_when_there_is_none(
    there: Counterpart, gradebook: Gradebook, platform: Platform
) -> None:
    url = gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), WANTED)
    assert url == there.url("/0/lineitem?type_id=3")
    assert platform.items == [
        {
            "id": url,
            "label": "Entry 1",
            "resourceId": WANTED.resource_id,
            "tag": "module",
            "scoreMaximum": 100,
        }
    ]


def test_a_column_that_is_there_is_used(
    there: Counterpart, gradebook: Gradebook, platform: Platform
) -> None:
    platform.items = [*others(there, 3), column(there)]
    for _ in range(2):
        url = gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), WANTED)
        assert url == there.url("/900/lineitem?type_id=3")
    assert there.targets("POST") == ["/token"]


@pytest.mark.parametrize(
    "link",
    [
        '<{url}>; rel="next"',
        "<{url}>; rel=next",
        "<{url}>; rel=“next”&amp;",
        '<{url}>;rel="next";title="more"',
        '</lineitems?from=0>; rel="first", <{url}>; rel="next"',
    ],
)
def test_a_column_on_a_later_page_is_found_however_the_pages_are_linked(
    there: Counterpart, gradebook: Gradebook, platform: Platform, link: str
) -> None:
    platform.filters = False
    platform.page_size = 2
    platform.link = link
    platform.items = [*others(there, 4), column(there)]
    url = gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), WANTED)
    assert url == there.url("/900/lineitem?type_id=3")
    assert len(there.targets("GET")) == 3


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ('<https://a.example/?p=1>; rel="prev"', None),
        ('<https://a.example/?p=3>; rel="last"; title="next"', None),
        ('<?p=2>; rel="next"', "https://a.example/items?p=2"),
        ("<https://a.example/?a=1&amp;b=2>; rel=“next”", "https://a.example/?a=1&b=2"),
        ('<https://a.example/?p=2>; rel="next last"', "https://a.example/?p=2"),
        ('<https://a.example/?p=2>; rel="last next"', "https://a.example/?p=2"),
        ("<https://a.example/?p=2>; REL=NEXT", "https://a.example/?p=2"),
        ('<https://a.example/?p=2>; rel="https://a.example/rels/nextdoor"', None),
    ],
)
def test_link_headers_are_read(header: str | None, expected: str | None) -> None:
    assert next_page(header, "https://a.example/items") == expected


def test_the_token_never_goes_to_another_host(
    serve: Serve, there: Counterpart, gradebook: Gradebook, platform: Platform
) -> None:
    elsewhere = serve(lambda _: Reply(200, b"[]"))
    platform.filters = False
    platform.page_size = 1
    platform.items = others(there, 2)
    platform.link = f'<{elsewhere.url("/lineitems")}>; rel="next"'
    with pytest.raises(DeliveryFinal, match="another host"):
        gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), WANTED)
    assert elsewhere.received == []


def test_a_column_on_another_host_is_not_taken(
    serve: Serve, there: Counterpart, gradebook: Gradebook, platform: Platform
) -> None:
    elsewhere = serve(lambda _: Reply(200))
    platform.items = [{**column(there), "id": elsewhere.url("/1/lineitem")}]
    with pytest.raises(DeliveryFinal, match="another host"):
        gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), WANTED)


def test_pages_that_go_round_in_a_circle_end(
    there: Counterpart, gradebook: Gradebook, platform: Platform
) -> None:
    platform.filters = False
    platform.page_size = 1
    platform.items = others(there, 2)
    platform.link = f'<{there.url("/lineitems?type_id=3")}>; rel="next"'
    with pytest.raises(DeliveryFinal, match="come to an end"):
        gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), WANTED)


def test_a_column_is_coupled_to_a_link_that_has_none(
    there: Counterpart, gradebook: Gradebook, platform: Platform
) -> None:
    wanted = LineItem(
        resource_id=WANTED.resource_id, tag="module", label="Entry 1", resource_link_id="link-1"
    )
    gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), wanted)
    assert platform.items[0]["resourceLinkId"] == "link-1"


def test_a_second_column_is_not_coupled_because_moodle_forgets_the_first(
    there: Counterpart, gradebook: Gradebook, platform: Platform
) -> None:
    platform.items = [column(there, resourceId="", resourceLinkId="link-1")]
    wanted = LineItem(
        resource_id=WANTED.resource_id, tag="module", label="Entry 1", resource_link_id="link-1"
    )
    gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), wanted)
    assert "resourceLinkId" not in platform.items[1]


def test_the_same_module_under_another_link_has_its_own_column(
    there: Counterpart, gradebook: Gradebook, platform: Platform
) -> None:
    platform.items = [column(there, resourceLinkId="link-1")]
    wanted = LineItem(
        resource_id=WANTED.resource_id, tag="module", label="Entry 1", resource_link_id="link-2"
    )
    url = gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), wanted)
    assert url != platform.items[0]["id"]


def test_a_course_that_lets_no_column_be_made_is_explained(
    serve: Serve, door: HttpDoor, platform: Platform
) -> None:
    there = serve(
        lambda request: platform.answer(request) if request.path == "/token" else Reply(403)
    )
    platform.base = there.url("")
    gradebook = Gradebook(door, AccessTokens(door, sign), registration(there.url("/token")))
    with pytest.raises(DeliveryFinal, match="column in the gradebook"):
        gradebook.find_or_create_line_item(there.url("/lineitems?type_id=3"), WANTED)


def test_a_score_is_what_ags_wants(there: Counterpart, gradebook: Gradebook) -> None:
    gradebook.post_score(there.url("/900/lineitem?type_id=3"), DONE)
    sent = there.received[-1]
    assert sent.target == "/900/lineitem/scores?type_id=3"
    assert sent.headers["content-type"] == SCORE
    assert sent.json() == {
        "userId": "7",
        "scoreGiven": 80,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-20T16:05:30.123Z",
        "comment": "Eight of ten parts done",
    }


def test_only_the_scope_that_is_needed_is_asked_for(
    there: Counterpart, gradebook: Gradebook
) -> None:
    gradebook.post_score(there.url("/900/lineitem"), DONE)
    assert there.received[0].form["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"


def test_a_score_without_points_has_no_maximum() -> None:
    score = Score(
        user_id="7",
        score_given=None,
        score_maximum=100,
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
        activity_progress=ActivityProgress.IN_PROGRESS,
        grading_progress=GradingProgress.NOT_READY,
    )
    assert score.as_json() == {
        "userId": "7",
        "activityProgress": "InProgress",
        "gradingProgress": "NotReady",
        "timestamp": "2026-01-01T00:00:00.000Z",
    }


def test_a_score_of_nothing_is_sent_as_nought() -> None:
    score = Score(user_id="7", score_given=0, score_maximum=100, timestamp=DONE.timestamp)
    assert score.as_json()["scoreGiven"] == 0


def test_a_score_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Score(user_id="7", score_given=1, score_maximum=1, timestamp=datetime(2026, 1, 1))


CANVAS_OLDER = (
    b'{"errors":{"type":"bad_request","message":"Provided timestamp of 2026-01-01T00:00:00Z '
    b'before last updated timestamp of 2026-01-02T00:00:00.000Z"}}'
)
CANVAS_INVALID = b'{"errors":{"message":"Provided timestamp of x not a valid timestamp"}}'
CANVAS_NOT_STUDENT = b'{"errors":{"message":"User not found in course or is not a student"}}'
CANVAS_CONCLUDED = b'{"errors":{"message":"This course has concluded. AGS requests will ..."}}'
MOODLE_NOT_STUDENT = 'Incorrect score received{"userId":"7"}'


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(409, b"[]", {}, "Refusing score with an earlier timestamp"), "superseded", "newer"),
        (Reply(400, CANVAS_OLDER), "superseded", "newer"),
        (Reply(400, CANVAS_INVALID), "final", "status 400"),
        (Reply(400, b"[]", {}, MOODLE_NOT_STUDENT), "final", "not enrolled as a student"),
        (Reply(422, CANVAS_NOT_STUDENT), "final", "not enrolled as a student"),
        (Reply(422, CANVAS_CONCLUDED), "final", "has ended"),
        (Reply(403), "final", "may have left the course"),
        (Reply(404), "final", "no longer in the gradebook"),
        (Reply(412), "final", "status 412"),
        (Reply(500, b"[]"), "retry", "status 500"),
        (Reply(429, headers={"Retry-After": "7"}), "retry", "status 429"),
    ],
)
def test_what_lmss_answer_to_a_score_is_understood(
    there: Counterpart,
    gradebook: Gradebook,
    platform: Platform,
    reply: Reply,
    error: str,
    words: str,
) -> None:
    kinds: dict[str, type[DeliveryError]] = {
        "superseded": DeliverySuperseded,
        "final": DeliveryFinal,
        "retry": DeliveryRetry,
    }
    platform.score_reply = reply
    with pytest.raises(kinds[error], match=words) as caught:
        gradebook.post_score(there.url("/900/lineitem"), DONE)
    assert "127.0.0.1" in str(caught.value)
    assert "userId" not in str(caught.value)
