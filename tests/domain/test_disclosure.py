"""What is shown of many people's answers tells of nobody's, whatever is added or subtracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.disclosure import MINIMUM, Band, bands, is_safe, parts_shown

from .strategies import patiently

Counts = tuple[int, ...]
scales = st.integers(2, 5)
tables = scales.flatmap(lambda n: st.tuples(*[st.integers(0, 12)] * n))
schools = scales.flatmap(
    lambda n: st.dictionaries(
        st.sampled_from(["", "Ash", "Birch", "Cedar", "Elm"]),
        st.tuples(*[st.integers(0, 9)] * n),
        min_size=1,
    )
)


def counts_of(found: Sequence[Band]) -> list[int]:
    return [band.count for band in found]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((2, 5, 5), [(0, 1, 7), (2, 2, 5)]),
        ((5, 5, 5), [(0, 0, 5), (1, 1, 5), (2, 2, 5)]),
        ((5, 0, 5), [(0, 0, 5), (1, 1, 0), (2, 2, 5)]),
        ((0, 0, 5), [(0, 0, 0), (1, 1, 0), (2, 2, 5)]),
        ((6, 2, 4), [(0, 0, 6), (1, 2, 6)]),
        ((0, 1, 2, 5, 4), [(0, 0, 0), (1, 4, 12)]),
    ],
)
def test_neighbours_are_put_together_until_nobody_stands_out(
    counts: Counts, shown: list[tuple[int, int, int]]
) -> None:
    assert [(band.first, band.last, band.count) for band in bands(counts)] == shown


@pytest.mark.parametrize("counts", [(0, 0, 0), (4, 0, 0), (2, 1, 1), (3, 3, 3), (4, 1, 4)])
def test_too_few_or_too_mixed_to_be_shown(counts: Counts) -> None:
    assert bands(counts) == ()


@given(tables)
@patiently
def test_a_table_tells_the_truth_and_no_number_from_one_to_four(counts: Counts) -> None:
    found = bands(counts)
    for number in range(1, len(found) + 1):
        for together in combinations(counts_of(found), number):
            assert is_safe(sum(together))
    assert not found or sum(counts_of(found)) == sum(counts) >= MINIMUM
    for band in found:
        assert band.count == sum(counts[band.first : band.last + 1])


def every_table(points: int, most: int) -> Iterator[Counts]:
    return (c for c in product(range(most + 1), repeat=points) if sum(c) <= most)


@pytest.mark.parametrize(("points", "most"), [(2, 14), (3, 13), (4, 9)])
def test_whoever_knows_the_rule_still_cannot_work_out_a_small_number(
    points: int, most: int
) -> None:
    """Against every table there could be: those that look alike differ in each small number."""
    alike: dict[tuple[Band, ...], list[Counts]] = defaultdict(list)
    for counts in every_table(points, most):
        if shown := bands(counts):
            alike[shown].append(counts)
    assert alike
    for shown, possible in alike.items():
        for first in range(points):
            for end in range(first + 1, points + 1):
                values = {sum(counts[first:end]) for counts in possible}
                assert len(values) > 1 or is_safe(*values), (shown, first, end)


@given(schools)
@patiently
def test_no_sum_or_difference_of_parts_and_whole_is_from_one_to_four(
    parts: dict[str, Counts],
) -> None:
    whole = [sum(points) for points in zip(*parts.values(), strict=True)]
    shown, all_of_it = parts_shown(parts), bands(whole)
    for number in range(1, len(shown) + 1):
        for chosen in combinations(shown.values(), number):
            for band, *others in zip(*chosen, strict=True):
                together = band.count + sum(other.count for other in others)
                outside = sum(
                    one.count
                    for one in all_of_it
                    if band.first <= one.first and one.last <= band.last
                )
                assert is_safe(together)
                assert is_safe(outside - together)


@given(schools)
@patiently
def test_parts_that_are_shown_are_true_and_in_bands_that_the_whole_has(
    parts: dict[str, Counts],
) -> None:
    whole = [sum(points) for points in zip(*parts.values(), strict=True)]
    edges = {band.first for band in bands(whole)}
    for name, found in parts_shown(parts).items():
        assert name
        assert sum(counts_of(found)) == sum(parts[name]) >= MINIMUM
        assert {band.first for band in found} <= edges
        assert len(found) > 1


def test_a_school_that_would_give_the_others_away_is_not_shown() -> None:
    """Elm's seven beside everybody's nine would leave two, all of whom disagree."""
    assert parts_shown({"Elm": (0, 7), "Ash": (5, 0)}) == {
        "Elm": (Band(0, 0, 0), Band(1, 1, 7)),
        "Ash": (Band(0, 0, 5), Band(1, 1, 0)),
    }
    assert parts_shown({"Elm": (5, 7), "Ash": (2, 0)}) == {}
    assert parts_shown({"Elm": (5, 7), "Ash": (0, 0)}) == {"Elm": (Band(0, 0, 5), Band(1, 1, 7))}
    assert parts_shown({"": (5, 7)}) == {}
