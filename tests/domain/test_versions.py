"""What a move to another version would change, told from the same facts on both versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given

from lti_tool.domain.facts import Fact, VersionMoved
from lti_tool.domain.schemes import Award, Confirmation, Criterion, SheetField
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import progress
from lti_tool.domain.versions import Change, Difference, compare, undoable_move

from .strategies import (
    AWARD,
    MENTOR,
    OFFICE,
    TODAY,
    all_signed,
    everything,
    fact,
    histories,
    patiently,
    signed,
)

NEW = Criterion(
    "A.6", "Has led", "A.6", (Confirmation("A.6/led", (Seat.PCM,), "Led a session", "I saw"),), ""
)


def next_version(*criteria: Criterion, award: Award = AWARD) -> Award:
    return replace(award, criteria=criteria or award.criteria, scheme_version="2")


def difference(after: Award, facts: Sequence[Fact]) -> Difference:
    return compare(progress(AWARD, facts, TODAY), progress(after, facts, TODAY))


def changes(found: Difference) -> list[tuple[str, Change]]:
    return [(row.criterion.id, row.change) for row in found.rows]


def test_a_row_that_comes_is_open_and_says_what_it_asks_for() -> None:
    found = difference(next_version(*AWARD.criteria, NEW), everything())

    assert changes(found) == [("A.6", Change.ADDED)]
    assert found.rows[0].missing == ("Led a session",)
    assert (found.met_before, found.of_before, found.met_after, found.of_after) == (5, 5, 5, 6)


def test_a_row_that_goes_says_whether_it_held() -> None:
    found = difference(next_version(*AWARD.criteria[:4]), everything())

    assert changes(found) == [("A.5", Change.REMOVED)]
    assert found.rows[0].met


def test_a_row_that_asks_for_more_is_no_longer_met() -> None:
    first, *rest = AWARD.criteria
    more = replace(first, requirements=(*first.requirements, *NEW.requirements))

    found = difference(next_version(more, *rest), everything())

    assert changes(found) == [("A.1", Change.NO_LONGER_MET)]
    assert found.rows[0].missing == ("Led a session",)


def test_a_row_that_asks_for_less_is_met_by_what_is_there() -> None:
    first, *rest = AWARD.criteria
    less = replace(first, requirements=first.requirements[:1])
    facts = [one for one in everything() if one.id != "audit"]

    assert changes(difference(next_version(less, *rest), facts)) == [("A.1", Change.NOW_MET)]


def test_other_words_are_told_though_nothing_else_changes() -> None:
    first, *rest = AWARD.criteria
    said = replace(first, words="In other words")

    found = difference(next_version(said, *rest), everything())

    assert changes(found) == [("A.1", Change.REWORDED)]
    assert found.rows[0].met


def test_every_signature_that_stood_falls_since_it_covered_the_other_version() -> None:
    facts = all_signed(AWARD, everything())

    found = difference(next_version(), facts)

    assert [one.seat for one in found.falling] == [Seat.MENTOR, Seat.PCM, Seat.LINK_TUTOR]
    assert found.rows == ()


def test_what_the_new_sheet_asks_of_the_mentor_is_named() -> None:
    asked = (SheetField("school", "School"), SheetField("phase", "Phase"))
    optional = SheetField("nickname", "Nickname", required=False)

    found = difference(replace(next_version(), sheet=(*asked, optional)), everything())

    assert [field.name for field in found.to_fill_in] == ["phase"]


@patiently
@given(histories())
def test_nothing_changes_from_a_version_to_itself(facts: list[Fact]) -> None:
    found = difference(AWARD, facts)

    assert found.rows == ()
    assert found.falling == ()
    assert found.met_before == found.met_after


@patiently
@given(histories())
def test_what_is_told_of_rows_is_what_progress_says_afterwards(facts: list[Fact]) -> None:
    after = next_version(*AWARD.criteria[1:], NEW)

    found = difference(after, facts)

    record = progress(after, facts, TODAY).record
    holds = {row.criterion.id: row.met for row in record.criteria}
    kept = {row.criterion.id: row.met for row in found.rows if row.change is not Change.REMOVED}
    assert kept.items() <= holds.items()
    assert found.met_after == record.met_count


# --- Taking a move back ----------------------------------------


def move(before: str, after: str, *, minute: int, undoes: str = "") -> VersionMoved:
    made: VersionMoved = fact(
        VersionMoved,
        id=f"move-{minute}",
        by=OFFICE,
        minute=minute,
        before=before,
        after=after,
        reason="",
        undoes=undoes,
    )
    return made


def test_the_newest_move_can_be_taken_back() -> None:
    first, second = move("1", "2", minute=1), move("2", "3", minute=2)

    assert undoable_move([second, first, *everything()], "3") == second


def test_not_once_something_was_signed_since() -> None:
    made = move("1", "2", minute=5)
    before = signed(Seat.MENTOR, "d", by=MENTOR, minute=4)
    after = signed(Seat.MENTOR, "d", by=MENTOR, minute=6)

    assert undoable_move([before, made], "2") == made
    assert undoable_move([made, after], "2") is None


def test_a_move_back_is_not_taken_back_and_the_way_is_open_again() -> None:
    made, back = move("1", "2", minute=1), move("2", "1", minute=2, undoes="move-1")
    again = move("1", "2", minute=3)

    assert undoable_move([made, back], "1") is None
    assert undoable_move([made, back, again], "2") == again


def test_only_a_move_to_the_version_that_it_is_on_counts() -> None:
    assert undoable_move([move("1", "2", minute=1)], "3") is None
    assert undoable_move(everything(), "1") is None
