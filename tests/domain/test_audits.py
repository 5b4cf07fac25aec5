"""What ratings amount to: what is missing, how they move, what is planned."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.audits import (
    WHOLE,
    Direction,
    Part,
    checked_ratings,
    counted_words,
    counts,
    gaps_in,
    groups_of,
    moved_words,
    movement,
    movements,
    round_gaps,
    targets_in,
)
from lti_tool.domain.schemes import Audit, AuditGroup, AuditItem, AuditNote
from lti_tool.errors import InvalidInput

TRUST = AuditGroup("A", "Trust", "", (AuditItem("A.1", "Listens"), AuditItem("A.2", "Keeps time")))
CRAFT = AuditGroup("B", "Craft", "", (AuditItem("B.1", "Explains"),))
NOTES = (
    AuditNote("strengths", "Strengths", required=True),
    AuditNote("targets", "Targets", required=False),
    AuditNote("actions", "Actions", required=False),
)
AUDIT = Audit(
    id="acorn/look",
    title="Look",
    intro="",
    items=(*TRUST.items, *CRAFT.items),
    ratings=(("Red", "none"), ("Amber", "some"), ("Green", "all")),
    groups=(TRUST, CRAFT),
    notes=NOTES,
)
LIST = Audit(id="acorn/list", title="List", intro="", items=TRUST.items, ratings=AUDIT.ratings)
WHOLLY = {
    "A": Part({"A.1": "Red", "A.2": "Green"}, {"strengths": "Patience"}, seen=True),
    "B": Part({"B.1": "Amber"}, {"strengths": "Maths"}, seen=True),
}


def fields(parts: Mapping[str, Part], *, review: bool = False) -> list[tuple[str, str]]:
    return [(gap.group, gap.field) for gap in round_gaps(AUDIT, parts, review=review)]


def test_everything_is_missing_before_anything_is_said() -> None:
    everything = [("A", "A.1"), ("A", "A.2"), ("A", "note-strengths")]
    assert fields({}) == [*everything, ("B", "B.1"), ("B", "note-strengths")]


def test_a_round_is_complete_whatever_the_ratings_say_and_without_what_is_optional() -> None:
    assert fields(WHOLLY) == []
    worst = {
        group.id: Part({i.id: "Red" for i in group.items}, {"strengths": "x"}, seen=True)
        for group in (TRUST, CRAFT)
    }
    assert fields(worst) == []


def test_a_strength_of_blanks_is_none() -> None:
    assert fields({**WHOLLY, "B": Part({"B.1": "Red"}, {"strengths": " \n "})}) == [
        ("B", "note-strengths")
    ]


def test_what_is_missing_is_named_with_its_standard_and_its_words() -> None:
    (gap,) = gaps_in(AUDIT, TRUST, Part({"A.1": "Red"}, {"strengths": "x"}), review=False)
    assert gap.words == "Trust: please rate “Keeps time”"


def test_a_review_needs_every_standard_to_be_looked_at_again() -> None:
    copied = {**WHOLLY, "B": Part({"B.1": "Amber"}, {"strengths": "Maths"}, seen=False)}
    assert fields(copied, review=True) == [("B", "")]
    assert fields(copied, review=False) == []
    assert fields(WHOLLY, review=True) == []


def test_an_audit_in_one_list_is_one_group_without_notes() -> None:
    (group,) = groups_of(LIST)
    assert (group.id, group.items) == (WHOLE, TRUST.items)
    assert round_gaps(LIST, {WHOLE: Part({"A.1": "Red", "A.2": "Red"})}, review=False) == ()


@pytest.mark.parametrize("given_", [{"B.1": "Green"}, {"A.1": "Blue"}, {"A.1": "green"}])
def test_only_lines_and_ratings_of_the_audit_are_taken(given_: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_ratings(AUDIT, TRUST.items, given_)
    assert set(caught.value.fields) == set(given_)


def test_an_empty_rating_is_none() -> None:
    assert checked_ratings(AUDIT, TRUST.items, {"A.1": "", "A.2": "Red"}) == {"A.2": "Red"}


@pytest.mark.parametrize(
    ("before", "now", "direction", "words"),
    [
        ("Amber", "Green", Direction.UP, "was Amber, now Green"),
        ("Red", "Green", Direction.UP, "was Red, now Green"),
        ("Green", "Amber", Direction.DOWN, "was Green, now Amber"),
        ("Red", "Red", Direction.SAME, "still Red"),
        ("", "Red", Direction.NEW, ""),
        ("Blue", "Red", Direction.NEW, ""),
    ],
)
def test_movement_is_told_in_words(before: str, now: str, direction: Direction, words: str) -> None:
    move = movement(AUDIT, before, now)
    assert (move.direction, move.words) == (direction, words)


def test_a_whole_round_counts_and_moves() -> None:
    now = {"A.1": "Green", "A.2": "Green", "B.1": "Red"}
    before = {"A.1": "Red", "A.2": "Green", "B.1": "Amber"}
    assert counted_words(counts(AUDIT, AUDIT.items, now)) == "2 Green, 0 Amber, 1 Red"
    assert moved_words(movements(AUDIT, before, now)) == "1 moved up, 1 moved down, 1 as before"
    assert moved_words(movements(AUDIT, {}, now)) == ""


words = st.sampled_from(["Red", "Amber", "Green"])
ratings = st.fixed_dictionaries({item.id: words for item in AUDIT.items})


@given(ratings, ratings)
def test_what_moved_up_one_way_moved_down_the_other(
    one: dict[str, str], other: dict[str, str]
) -> None:
    there = [move.direction for move in movements(AUDIT, one, other).values()]
    back = [move.direction for move in movements(AUDIT, other, one).values()]
    opposite = {
        Direction.UP: Direction.DOWN,
        Direction.DOWN: Direction.UP,
        Direction.SAME: Direction.SAME,
    }
    assert back == [opposite[direction] for direction in there]


@given(ratings)
def test_every_line_is_counted_once(given_: dict[str, str]) -> None:
    assert sum(count for _, count in counts(AUDIT, AUDIT.items, given_)) == len(AUDIT.items)


def test_targets_come_from_the_notes_of_that_name_with_their_actions() -> None:
    parts = {
        "A": Part(notes={"targets": " Listen longer \n", "actions": "Ask, then wait"}),
        "B": Part(notes={"targets": "  ", "actions": "Without a target"}),
    }
    (target,) = targets_in(AUDIT, parts)
    assert (target.group, target.target, target.action) == ("A", "Listen longer", "Ask, then wait")
