"""Training in the browser: one table of gaps without names, and sessions that mentors see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..usecases.auditing import Auditor
from .evaluating import Walk, words

TABLE = "/office/training/table/national-standards/rag"


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    made = Walk(tmp_path)
    yield made
    made.house.units.engine.dispose()


def rated(walk: Walk, *ratings: str, since: int = 0) -> None:
    for n, rating in enumerate(ratings, start=since):
        walk.audits(walk.mentor(f"mentor{n}"), rating)


def test_four_audits_make_no_table_and_five_do(walk: Walk) -> None:
    rated(walk, *["Red"] * 4)
    refused = walk.office.post(TABLE)
    assert refused.status_code == 409
    assert "Fewer than 5 mentors have completed this audit" in refused.text
    assert "There is no table yet" in refused.text
    rated(walk, "Red", since=4)
    shown = words(walk.office.post(TABLE).text)
    assert "Session on ST1.1" in shown
    assert "5 of 5 mentors rate it Red or Amber" in shown
    assert "Mentor4" not in shown


def test_small_numbers_are_put_together(walk: Walk) -> None:
    rated(walk, *["Red"] * 2, *["Amber"] * 4, *["Green"] * 5)
    shown = words(walk.office.post(TABLE).text)
    assert "6 of 11 mentors rate it Red or Amber" in shown
    assert "Red: 2" not in shown
    assert "Green: 5" in shown


def test_a_new_table_waits_for_five_that_are_new(walk: Walk) -> None:
    rated(walk, *["Green"] * 5)
    walk.office.post(TABLE)
    rated(walk, *["Red"] * 4, since=5)
    refused = walk.office.post(TABLE)
    assert refused.status_code == 409
    assert "Fewer than 5 audits are new" in refused.text
    assert "of 5 mentors, without names" in words(refused.text)
    rated(walk, "Red", since=9)
    walk.story.clock.on(minutes=1)
    assert "of 10 mentors, without names" in words(walk.office.post(TABLE).text)


def test_an_audit_that_is_not_complete_does_not_count(walk: Walk) -> None:
    rated(walk, *["Green"] * 4)
    late = Auditor(walk.house, walk.mentor("late").visit)
    late.saves(late.groups[0], {item.id: "Red" for item in late.groups[0].items})
    assert late.overview().state == "open"
    assert walk.office.post(TABLE).status_code == 409


def test_a_proposal_becomes_a_session_that_every_mentor_sees(walk: Walk) -> None:
    rated(walk, *["Red"] * 5)
    walk.office.post(TABLE)
    form = walk.office.get("/office/training/new?about=ST2.4").text
    assert 'value="ST2.4: ' in form
    given = {"title": "ST2.4: Planning together", "about": "ST2.4", "day": "2026-12-10",
             "time_words": "16:00", "place": "Library", "write_id": "w"}  # fmt: skip
    assert "The session is planned" in walk.office.post("/office/training/new", given).text
    walk.office.post("/office/training/new", given)
    home = words(walk.mentor("amara").get("/mine").text)
    assert home.count("ST2.4: Planning together") == 1
    assert "Training near you" in home
    assert "10 December 2026, 16:00" in home


def test_a_session_that_is_called_off_or_over_is_seen_no_more(walk: Walk) -> None:
    mentor = walk.mentor("amara")
    given = {"title": "Feedback", "day": "2026-12-10", "place": "Library"}
    for n, day in enumerate(("2026-11-22", "2026-12-10")):
        walk.office.post("/office/training/new", {**given, "day": day, "write_id": str(n)})
    assert mentor.get("/mine").text.count("Feedback") == 2
    page = walk.office.get("/office/training").text
    off = [p for p in page.split('"') if p.endswith("/call-off")][-1]
    assert "called off" in walk.office.post(off.removeprefix(walk.office.root)).text
    assert mentor.get("/mine").text.count("Feedback") == 1
    walk.story.clock.on(days=1)
    assert "Training near you" not in walk.mentor("bea").get("/mine").text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "called"),
        ({"place": ""}, "where it is"),
        ({"day": ""}, "give the day"),
        ({"day": "2026-11-21"}, "This day is over"),
        ({"title": "x" * 151}, "under 150"),
    ],
)
def test_a_session_that_cannot_be_is_refused_with_what_was_typed(
    walk: Walk, changes: dict[str, str], says: str
) -> None:
    given = {"title": "Feedback", "day": "2026-12-10", "place": "Library", "note": "Bring one."}
    answer = walk.office.post("/office/training/new", {**given, **changes})
    assert answer.status_code == 422
    assert says in answer.text
    assert "Bring one." in answer.text


def test_another_provider_s_session_is_not_there(walk: Walk) -> None:
    assert walk.office.post("/office/training/somebody-elses/call-off").status_code == 404
