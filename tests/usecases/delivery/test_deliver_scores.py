"""Scores on their way to a gradebook: the right column, in order, and what a refusal means.

The other side is the demo LMS, over HTTP, as strict as Moodle is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from werkzeug.wrappers import Response

from lti_tool.lti.tool_keys import ToolKey
from lti_tool.persistence.leasing import LEASE
from lti_tool.persistence.people import Course
from lti_tool.usecases import desks

from ..delivering import (
    Answering,
    Books,
    Lms,
    Worker,
    check_free,
    hired,
    let_through,
    outbox,
    outcomes,
    unused_address,
)
from ..place import StillClock

AWARD = "award:west-london/entry"


def test_a_score_says_who_how_much_when_and_how_far(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    books.scores(40)
    worker.finishes()
    clock.moves(hours=1)
    books.scores(100)
    worker.finishes()
    first, last = lms.bodies()
    assert first == {
        "userId": "mentor-amara",
        "scoreGiven": 40,
        "scoreMaximum": 100,
        "activityProgress": "InProgress",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-20T23:30:00.000Z",
        "comment": "40 per cent",
    }
    assert (last["scoreGiven"], last["activityProgress"]) == (100, "Completed")
    assert last["timestamp"] == "2026-11-21T00:30:00.000Z"


def test_a_course_without_a_gradebook_is_nobodys_failure(
    books: Books, lms: Lms, worker: Worker
) -> None:
    with books.house.units.writing() as unit:
        unit.session.get_one(Course, books.place.course_id).line_items_url = None
    books.scores(40)
    worker.finishes()
    assert outcomes(books.house) == ["superseded"]
    assert books.failures() == ()
    assert lms.asked == []


# --- order --------------------------------------------------------------------------------------


def test_of_several_scores_that_wait_only_the_newest_is_sent(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    for score in (20, 40, 60):
        books.scores(score)
    clock.moves(seconds=10)
    worker.finishes()
    assert [score for _, _, score in lms.scores()] == [60]
    assert outcomes(books.house) == ["superseded", "superseded", "delivered"]
    assert books.failures() == ()


def test_two_scores_of_one_second_arrive_both_a_second_apart(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    """Moodle compares whole seconds, and takes a score from the future for the newest of all."""
    books.scores(20)
    worker.finishes()
    books.scores(40)
    worker.finishes()
    assert [score for _, _, score in lms.scores()] == [20]
    clock.moves(seconds=1)
    worker.finishes()
    assert [score for _, _, score in lms.scores()] == [20, 40]
    seconds = [datetime.fromisoformat(body["timestamp"]) for body in lms.bodies()]
    assert seconds[1] - seconds[0] >= timedelta(seconds=1)
    assert lms.books.refusals.all() == []


def test_a_conflict_means_that_the_gradebook_has_a_newer_score(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    """As after a crash between the LMS's answer and our noting it."""
    books.scores(40)
    worker.finishes()
    with books.house.units.writing() as unit:
        (message,) = outbox(books.house)
        found = unit.session.merge(message)
        found.outcome = found.done_at = found.leased_until = None
    clock.moves(minutes=5)
    worker.finishes()
    assert [refusal["status"] for refusal in lms.books.refusals.all()] == [HTTPStatus.CONFLICT]
    assert len(lms.scores()) == 1
    assert outcomes(books.house) == ["superseded"]
    assert books.failures() == ()


def test_an_old_score_is_not_sent_again_when_a_newer_one_has_arrived(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    """Not every gradebook looks at the time: there, trying again would take the score down."""
    books.place_link("11")
    refused = Response("This course has concluded", status=422)
    lms.instead = lambda _, path: refused if path.endswith("/scores") else None
    books.scores(40)
    worker.finishes()
    lms.instead = let_through
    clock.moves(days=1)
    books.scores(60)
    worker.finishes()
    asked = len(lms.score_requests())
    books.retries()
    worker.finishes()
    assert len(lms.score_requests()) == asked
    assert outcomes(books.house) == ["superseded", "delivered"]
    assert books.failures() == ()


# --- refusals -----------------------------------------------------------------------------------


def test_a_refusal_is_shown_to_the_office_and_can_be_tried_again(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    nobody = books.student("not-a-student")
    books.scores(40, person_id=nobody)
    worker.finishes()
    (failure,) = books.failures()
    assert (failure.kind, failure.gives_up, failure.attempts) == ("Grade", True, 1)
    assert failure.about == "40 per cent for The not-a-student (west-london/entry-1)"
    assert "not enrolled as a student" in failure.error
    clock.moves(days=30)
    worker.finishes()
    assert len(lms.score_requests()) == 1, "nobody tries what cannot help"
    books.retries()
    assert [one.gives_up for one in books.failures()] == [False]
    worker.finishes()
    assert len(lms.score_requests()) == 2
    assert [one.gives_up for one in books.failures()] == [True]


def test_one_refused_score_holds_nobody_else_up(books: Books, lms: Lms, worker: Worker) -> None:
    books.scores(40, person_id=books.student("not-a-student"))
    books.scores(60)
    worker.finishes()
    assert [(who, score) for _, who, score in lms.scores()] == [("mentor-amara", 60)]


# --- later --------------------------------------------------------------------------------------


def test_a_busy_gradebook_is_asked_again_after_longer_and_longer_pauses(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    books.place_link("11")
    lms.instead = lambda _, path: Response(status=503) if path.endswith("/scores") else None
    books.scores(40)
    for pause in (2, 4, 8, 16):
        asked = len(lms.score_requests())
        worker.works()
        assert len(lms.score_requests()) == asked + 1
        clock.moves(seconds=pause - 1)
        assert worker.works() == 0
        clock.moves(seconds=1)
    (failure,) = books.failures()
    assert (failure.gives_up, failure.attempts) == (False, 4)
    assert "cannot take it just now (status 503)" in failure.error
    lms.instead = let_through
    worker.finishes()
    assert len(lms.scores()) == 1
    assert books.failures() == ()


@pytest.mark.parametrize(("asked", "waits"), [("90", 90), ("1", 2), ("999999", 3600)])
def test_a_gradebook_that_says_when_to_come_back_is_taken_at_its_word(
    books: Books, lms: Lms, worker: Worker, clock: StillClock, asked: str, waits: int
) -> None:
    books.place_link("11")
    busy = Response(status=429, headers={"Retry-After": asked})
    lms.instead = lambda _, path: busy if path.endswith("/scores") else None
    books.scores(40)
    worker.works()
    (message,) = outbox(books.house)
    assert message.not_before - clock.now() == timedelta(seconds=waits)


def test_a_gradebook_that_is_down_gets_the_score_when_it_is_back(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    gone = unused_address("http")
    with books.house.units.writing() as unit:
        course = unit.session.get_one(Course, books.place.course_id)
        address, course.line_items_url = course.line_items_url, f"{gone}/lineitems"
    books.scores(40)
    for _ in range(3):
        worker.works()
        (failure,) = books.failures()
        assert "could not be reached" in failure.error, "the true reason, each time"
        clock.moves(minutes=1)
    with books.house.units.writing() as unit:
        unit.session.get_one(Course, books.place.course_id).line_items_url = address
    worker.finishes()
    assert [score for _, _, score in lms.scores()] == [40]


def test_an_office_that_presses_try_again_is_not_made_to_wait(
    books: Books, lms: Lms, worker: Worker
) -> None:
    books.place_link("11")
    busy = Response(status=503, headers={"Retry-After": "3000"})
    lms.instead = lambda _, path: busy if path.endswith("/scores") else None
    books.scores(40)
    worker.works()
    lms.instead = let_through
    assert worker.works() == 0
    books.retries()
    worker.works()
    assert len(lms.scores()) == 1


def test_what_is_in_a_workers_hands_is_not_sent_twice_by_trying_again(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    books.place_link("11")
    answers: list[Response | None] = [Response(status=503), None]
    lms.instead = lambda _, path: answers.pop(0) if path.endswith("/scores") else None
    books.scores(40)
    worker.works()
    clock.moves(seconds=2)
    (failure,) = books.failures()

    def press_now(_verb: str, path: str) -> Response | None:
        if path.endswith("/scores"):
            desks.retry_delivery(books.house, books.office, failure.message_id)
            assert worker.works() == 0
        return None

    lms.instead = press_now
    worker.works()
    assert len(lms.scores()) == 1
    assert outcomes(books.house) == ["delivered"]


def test_a_slow_gradebook_does_not_have_the_rest_of_the_batch_sent_twice(
    books: Books, lms: Lms, worker: Worker, key: ToolKey, clock: StillClock
) -> None:
    """While the first score is under way the leases run out, and another worker takes them all."""
    books.place_link("11")
    books.scores(40)
    books.scores(60, person_id=books.student("mentor-tom"))

    def overtake(_verb: str, path: str) -> Response | None:
        if path.endswith("/scores"):
            lms.instead = let_through
            clock.moves(seconds=LEASE.total_seconds() + 1)
            with hired(books.house, key) as other:
                other.finishes()
        return None

    lms.instead = overtake
    worker.finishes()
    assert [(who, score) for _, who, score in lms.scores()] == [
        ("mentor-amara", 40),
        ("mentor-tom", 60),
    ]
    assert len(lms.score_requests()) == 3, "only what was under way already"
    assert outcomes(books.house) == ["delivered", "delivered"]
    assert books.failures() == ()


# --- no network call inside a transaction -------------------------------------------------------


def test_the_database_is_free_while_the_gradebook_takes_its_time(
    books: Books, lms: Lms, worker: Worker
) -> None:
    seen: list[str] = []

    def look(_verb: str, asked: str) -> Response | None:
        check_free(books.house)
        seen.append(asked.rpartition("/")[2])
        return None

    lms.instead = _checked(look)
    books.scores(40)
    worker.finishes()
    assert seen == ["token", "lineitems", "lineitems", "token", "scores"]
    assert outcomes(books.house) == ["delivered"]


def _checked(look: Answering) -> Answering:
    """A failed assertion in the LMS's thread reaches the worker as a refusal it cannot miss."""

    def answer(verb: str, path: str) -> Response | None:
        try:
            return look(verb, path)
        except Exception as error:
            return Response(f"{error}", status=418)

    return answer
