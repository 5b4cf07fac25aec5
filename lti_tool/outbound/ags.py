"""The gradebook: line items and scores (LTI Assignment and Grade Services 2.0).

What single LMSs do otherwise than the specification is handled here, each case beside its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlsplit

from lti_tool.errors import DeliveryError, DeliveryFinal, DeliverySuperseded
from lti_tool.lti.registrations import Registration
from lti_tool.outbound.http import Answer, HttpDoor, ServiceRefused
from lti_tool.outbound.paging import check_same_origin, pages, with_path_suffix, with_query
from lti_tool.outbound.tokens import AccessTokens

LINE_ITEM_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"

# Moodle answers 400 to any other type, "application/json" and "*/*" included.
LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"


class ActivityProgress(StrEnum):
    """How far the person is (AGS 2.0, 3.4.7)."""

    INITIALIZED = "Initialized"
    STARTED = "Started"
    IN_PROGRESS = "InProgress"
    SUBMITTED = "Submitted"
    COMPLETED = "Completed"


class GradingProgress(StrEnum):
    """How far the grading is (AGS 2.0, 3.4.8).

    Moodle erases a grade that it has when a score comes that is not ``FullyGraded``.
    """

    FULLY_GRADED = "FullyGraded"
    PENDING = "Pending"
    PENDING_MANUAL = "PendingManual"
    FAILED = "Failed"
    NOT_READY = "NotReady"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItem:
    """A column of the gradebook as we want it.

    ``score_maximum`` is a whole number, because Moodle takes no other. ``resource_link_id`` couples
    the column to a link; without it the column stands for itself.
    """

    resource_id: str
    tag: str
    label: str
    score_maximum: int = 100
    resource_link_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One person's score (AGS 2.0, 3.4.2).

    ``timestamp`` is when the work was done, with a time zone: the LMS keeps the newest.
    ``comment`` is sent every time, for Moodle and Blackboard drop the earlier one otherwise.

    Raises:
        ValueError: ``timestamp`` has no time zone.
    """

    user_id: str
    score_given: float | None
    score_maximum: float
    timestamp: datetime
    activity_progress: ActivityProgress = ActivityProgress.COMPLETED
    grading_progress: GradingProgress = GradingProgress.FULLY_GRADED
    comment: str = ""

    def __post_init__(self) -> None:
        if self.timestamp.utcoffset() is None:
            raise ValueError("A score's time needs a time zone.")

    def as_json(self) -> dict[str, object]:
        """The score as AGS wants it; scoreMaximum only beside scoreGiven (3.4.4)."""
        found: dict[str, object] = {
            "userId": self.user_id,
            "activityProgress": str(self.activity_progress),
            "gradingProgress": str(self.grading_progress),
            "timestamp": _iso(self.timestamp),
        }
        if self.score_given is not None:
            found |= {"scoreGiven": self.score_given, "scoreMaximum": self.score_maximum}
        return {**found, "comment": self.comment} if self.comment else found


class Gradebook:
    """The gradebook services of one registration.

    Args:
        door: the way out.
        tokens: where access tokens come from.
        registration: whose services these are.
    """

    def __init__(self, door: HttpDoor, tokens: AccessTokens, registration: Registration) -> None:
        self._door = door
        self._tokens = tokens
        self._registration = registration

    def find_or_create_line_item(self, line_items_url: str, wanted: LineItem) -> str:
        """The address of our column in this course, made if there is none (AGS 2.0, 3.2).

        Two callers at the same moment may make two: let only one at a time do it for a course.

        Raises:
            DeliveryRetry: the LMS cannot be reached or is busy.
            DeliveryFinal: the LMS refuses; the sentence says why.
        """
        filters = {"resource_id": wanted.resource_id, "tag": wanted.tag}
        for item in self._line_items(line_items_url, filters):
            if _is(item, wanted):
                return _address(item, line_items_url)
        return self._create_line_item(line_items_url, wanted)

    def post_score(self, line_item_url: str, score: Score) -> None:
        """Send one score (AGS 2.0, 3.4.1).

        Raises:
            DeliveryRetry: the LMS cannot be reached or is busy. A Moodle whose column is locked
                answers 500 and is taken for busy: it takes the score once it is unlocked.
            DeliverySuperseded: it has a newer score already.
            DeliveryFinal: it will never take this score; the sentence says why.
        """
        url = with_path_suffix(line_item_url, "/scores")
        try:
            self._with_token(SCORE_SCOPE, lambda token: self._post(url, token, score.as_json()))
        except ServiceRefused as refusal:
            raise _explained(refusal.answer) from refusal

    def _line_items(self, url: str, filters: dict[str, str]) -> Iterator[dict[str, object]]:
        def get(page: str) -> Answer:
            return self._with_token(LINE_ITEM_SCOPE, lambda token: self._get(page, token))

        try:
            for answer in pages(with_query(url, **filters), get):
                found = answer.json()
                if not isinstance(found, list):
                    raise DeliveryFinal(f"{answer.host} did not answer with a list of columns.")
                yield from (item for item in found if isinstance(item, dict))
        except ServiceRefused as refusal:
            raise _no_line_items(refusal.answer) from refusal

    def _create_line_item(self, url: str, wanted: LineItem) -> str:
        body: dict[str, object] = {
            "scoreMaximum": wanted.score_maximum,
            "label": wanted.label,
            "resourceId": wanted.resource_id,
            "tag": wanted.tag,
        }
        if wanted.resource_link_id and self._link_is_free(url, wanted.resource_link_id):
            body["resourceLinkId"] = wanted.resource_link_id
        try:
            answer = self._with_token(
                LINE_ITEM_SCOPE, lambda token: self._post(url, token, body, LINE_ITEM_TYPE)
            )
        except ServiceRefused as refusal:
            raise _no_line_items(refusal.answer) from refusal
        return _address(answer.json(), url)

    def _link_is_free(self, url: str, resource_link_id: str) -> bool:
        # Moodle takes a second column for one link, but then launches of that link no longer say
        # which column is theirs: so a column is coupled only to a link that has none.
        filters = {"resource_link_id": resource_link_id}
        return not any(
            item.get("resourceLinkId") == resource_link_id
            for item in self._line_items(url, filters)
        )

    def _with_token(self, scope: str, call: Callable[[str], Answer]) -> Answer:
        return self._tokens.with_token(self._registration, [scope], call)

    def _get(self, url: str, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Accept": LINE_ITEMS_TYPE}
        return self._door.request("GET", url, headers=headers)

    def _post(
        self, url: str, token: str, body: dict[str, object], kind: str = SCORE_TYPE
    ) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, "Accept": kind}
        return self._door.request(
            "POST", url, headers=headers, content=json.dumps(body, ensure_ascii=False).encode()
        )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _is(item: dict[str, object], wanted: LineItem) -> bool:
    # Some LMSs do not know the filters and list everything, so it is looked at here once more.
    if (item.get("resourceId"), item.get("tag")) != (wanted.resource_id, wanted.tag):
        return False
    link = item.get("resourceLinkId")
    return not (link and wanted.resource_link_id) or link == wanted.resource_link_id


def _address(item: object, line_items_url: str) -> str:
    address = item.get("id") if isinstance(item, dict) else None
    if not isinstance(address, str):
        host = urlsplit(line_items_url).hostname
        raise DeliveryFinal(f"{host} did not say where the column in its gradebook is.")
    check_same_origin(line_items_url, address)
    return address


def _no_line_items(answer: Answer) -> DeliveryFinal:
    return DeliveryFinal(
        f"{answer.host} does not let this tool make a column in the gradebook (status "
        f"{answer.status}). The course may have ended, or the tool's registration may not allow "
        "columns."
    )


def _explained(answer: Answer) -> DeliveryError:
    text = f"{answer.reason}\n{answer.text}"
    for status, words, explain in _DIALECTS:
        if answer.status == status and re.search(words, text, re.IGNORECASE):
            return explain(answer)
    return DeliveryFinal(f"{answer.host} did not take the score (status {answer.status}).")


def _superseded(answer: Answer) -> DeliveryError:
    return DeliverySuperseded(f"{answer.host} has a newer score already.")


def _not_gradable(answer: Answer) -> DeliveryError:
    return DeliveryFinal(
        f"{answer.host} does not take scores for this person in this course (status "
        f"{answer.status}): they are not enrolled as a student, or no longer. Their work is kept "
        "here all the same."
    )


def _not_allowed(answer: Answer) -> DeliveryError:
    return DeliveryFinal(
        f"{answer.host} does not let this tool send this score (status {answer.status}): the "
        "person may have left the course, or the tool may not write to this gradebook. The work "
        "is kept here all the same."
    )


def _course_ended(answer: Answer) -> DeliveryError:
    return DeliveryFinal(
        f"The course on {answer.host} has ended and takes no more scores. The work is kept here "
        "all the same."
    )


def _column_gone(answer: Answer) -> DeliveryError:
    return DeliveryFinal(
        f"The column for this score is no longer in the gradebook of {answer.host}: somebody has "
        "deleted it, or the person has left the course. Adding the activity to the course again "
        "makes a new column."
    )


_DIALECTS: tuple[tuple[HTTPStatus, str, Callable[[Answer], DeliveryError]], ...] = (
    # Moodle: the second that it has is ours or later, as after a late retry.
    (HTTPStatus.CONFLICT, "", _superseded),
    # Canvas: "Provided timestamp of … before last updated timestamp of …".
    (HTTPStatus.BAD_REQUEST, "before last updated", _superseded),
    # Moodle: "Incorrect score received", then all that we sent, when the person is not a student.
    (HTTPStatus.BAD_REQUEST, "incorrect score|not a student", _not_gradable),
    # Canvas: "This course has concluded", or "User not found in course or is not a student".
    (HTTPStatus.UNPROCESSABLE_ENTITY, "concluded", _course_ended),
    (HTTPStatus.UNPROCESSABLE_ENTITY, "", _not_gradable),
    # Brightspace: 403 or 404 for people who are no longer enrolled.
    (HTTPStatus.FORBIDDEN, "", _not_allowed),
    (HTTPStatus.NOT_FOUND, "", _column_gone),
    (HTTPStatus.GONE, "", _column_gone),
)
"""Status, words in the reason or the body, and what it means; the first that fits counts."""
