"""The gaps that mentors see, all together: what is proposed, and when a table may change."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.disclosure import is_safe
from lti_tool.domain.mentor_gaps import GapLine, gap_line, may_be_made_anew, proposals

from .strategies import patiently

RAG = ("Red", "Amber", "Green")


def line(*counts: int, code: str = "ST1.1") -> GapLine:
    return gap_line(code, "Makes time.", "ST1", RAG, counts)


def test_a_line_says_how_many_see_a_gap() -> None:
    found = line(2, 5, 5)
    assert (found.below, found.total, found.below_words) == (7, 12, "Red or Amber")
    assert found.lowest == 0
    assert [found.words_of(band) for band in found.bands] == ["Red or Amber", "Green"]


def test_fewer_than_five_mentors_are_nobody() -> None:
    found = line(4, 0, 0)
    assert (found.total, found.below, found.bands) == (0, 0, ())


def test_most_red_comes_first_then_most_below_green() -> None:
    found = [
        line(0, 6, 6, code="amber"),
        line(6, 0, 6, code="red"),
        line(2, 8, 5, code="mixed"),
        line(0, 0, 12, code="green"),
        line(3, 1, 0, code="few"),
    ]
    assert [one.code for one in proposals(found)] == ["red", "mixed", "amber"]


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=2, max_size=8))
@patiently
def test_the_order_is_made_of_what_is_shown_and_of_nothing_else(
    counts: list[tuple[int, int, int]],
) -> None:
    """Two lines that look alike keep their place, whatever lies behind them."""
    lines = [line(*one, code=str(n)) for n, one in enumerate(counts)]
    ordered = proposals(lines)
    for first, second in itertools.pairwise(ordered):
        if (first.bands, first.total) == (second.bands, second.total):
            assert int(first.code) < int(second.code)
    for one in lines:
        assert is_safe(one.lowest)
        assert is_safe(one.below)


def test_a_table_is_made_anew_when_five_mentors_differ() -> None:
    four, five = [f"r{n}" for n in range(4)], [f"r{n}" for n in range(5)]
    assert not may_be_made_anew([], four)
    assert may_be_made_anew([], five)
    assert not may_be_made_anew(five, [*five, "r5", "r6", "r7", "r8"])
    assert may_be_made_anew(five, [*five[1:], "r5", "r6", "r7", "r8", "r9"])
    assert not may_be_made_anew(five, four)
