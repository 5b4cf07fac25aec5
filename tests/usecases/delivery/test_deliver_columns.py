"""The column of a score: a placed link's own, or one that we have made, once."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import delete
from werkzeug.wrappers import Response

from lti_tool.content.library import Library
from lti_tool.persistence.outbox import LineItem

from ..delivering import (
    MODULE,
    Books,
    Lms,
    Worker,
    let_through,
    outbox,
    outcomes,
)
from ..place import StillClock, rows

AWARD = "award:west-london/entry"


def title(library: Library) -> str:
    return library.module("west-london/entry-1").title


def test_a_score_goes_to_the_column_of_the_placed_link(
    books: Books, lms: Lms, worker: Worker
) -> None:
    books.place_link("11")
    books.place_link("13", module=None)
    books.scores(40)
    books.scores(14, resource=AWARD)
    worker.finishes()
    names = [link.title for link in lms.books.world.courses["course-101"].links]
    assert lms.scores() == [(names[0], "mentor-amara", 40), (names[2], "mentor-amara", 14)]
    assert lms.columns() == []
    assert outcomes(books.house) == ["delivered", "delivered"]


def test_without_a_placed_link_a_column_is_made_once_and_used_again(
    books: Books, lms: Lms, worker: Worker, library: Library, clock: StillClock
) -> None:
    books.scores(40)
    worker.finishes()
    clock.moves(days=1)
    books.scores(60)
    books.scores(80, person_id=books.student("mentor-tom"))
    worker.finishes()
    assert lms.columns() == [title(library)]
    assert [score for _, _, score in lms.scores()] == [40, 60, 80]
    lists = [one for one in lms.asked if one.endswith("/lineitems")]
    assert lists == [f"{verb} /services/course-101/lineitems" for verb in ("GET", "POST")]


def test_a_column_that_we_had_made_before_is_found_again(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    books.scores(40)
    worker.finishes()
    with books.house.units.writing() as unit:
        unit.session.execute(delete(LineItem))
    clock.moves(days=1)
    books.scores(60)
    worker.finishes()
    assert len(lms.columns()) == 1
    assert [score for _, _, score in lms.scores()] == [40, 60]


def test_two_workers_at_once_make_one_column(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    """The first is held up in the middle of making it; the second comes with another score."""
    books.scores(40)
    other_has_tried = threading.Event()

    def hold_up(method: str, path: str) -> Response | None:
        if method == "POST" and path.endswith("/lineitems"):
            assert other_has_tried.wait(10)
        return None

    lms.instead = hold_up
    first = threading.Thread(target=worker.works)
    first.start()
    _until(lambda: "POST /services/course-101/lineitems" in lms.asked)
    books.scores(80, person_id=books.student("mentor-tom"))
    worker.works()
    other_has_tried.set()
    first.join()
    assert lms.scores() == [(lms.columns()[0], "mentor-amara", 40)]
    (waiting,) = outbox(books.house, outcome=None)
    assert waiting.error is not None
    assert "column is being made" in waiting.error
    clock.moves(minutes=1)
    worker.finishes()
    assert len(lms.columns()) == 1
    assert [(who, score) for _, who, score in lms.scores()] == [
        ("mentor-amara", 40),
        ("mentor-tom", 80),
    ]


def test_a_column_that_somebody_deleted_is_made_anew_when_the_office_tries_again(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    books.scores(40)
    worker.finishes()
    lms.deletes_columns()
    clock.moves(days=1)
    books.scores(60)
    worker.finishes()
    (failure,) = books.failures()
    assert failure.gives_up
    assert "no longer in the gradebook" in failure.error
    books.retries()
    worker.finishes()
    assert lms.scores()[-1][2] == 60
    assert books.failures() == ()


def test_a_pack_that_was_taken_away_leaves_a_column_named_by_its_id(
    books: Books, lms: Lms, worker: Worker
) -> None:
    books.scores(40, resource="module:gone/long-ago")
    worker.finishes()
    assert lms.columns() == ["gone/long-ago"]


def test_a_tool_that_may_make_no_column_is_told_so(books: Books, lms: Lms, worker: Worker) -> None:
    lms.instead = lambda verb, path: (
        Response(status=403) if verb == "POST" and path.endswith("/lineitems") else None
    )
    books.scores(40)
    worker.finishes()
    (failure,) = books.failures()
    assert "does not let this tool make a column" in failure.error
    lms.instead = let_through
    books.retries()
    worker.finishes()
    assert len(lms.scores()) == 1, "no minute of waiting for a column that nobody makes"


def test_the_claim_on_a_column_of_a_worker_that_died_runs_out(
    books: Books, lms: Lms, worker: Worker, clock: StillClock
) -> None:
    with books.house.units.writing() as unit:
        unit.session.add(
            LineItem(course_id=books.place.course_id, resource=MODULE, url="", claimed_at=unit.now)
        )
    books.scores(40)
    worker.works()
    assert lms.scores() == []
    clock.moves(minutes=2)
    worker.finishes()
    assert len(lms.scores()) == len(lms.columns()) == 1
    assert all(item.url for item in rows(books.house, LineItem))


def _until(holds: Any) -> None:
    pause = threading.Event()
    for _ in range(500):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("it never came to that")
