"""What may be shown of many people's answers without showing anybody's own.

Nothing is shown of fewer than :data:`MINIMUM` people, and no number from one to four can be worked
out from what is shown. Neighbouring points of a scale are therefore put together until every band
has nobody in it or at least five. Leaving out a small number alone would not do: whoever knows the
total subtracts the others.

Two tables can tell more than each does. A school's numbers taken from everybody's leave those of
the other schools: so a part is only shown where what remains could be shown in the same bands.
The caller takes care of tables that follow one another in time (a round is shown when it is closed
and stays closed; a table of audits is made anew only when five mentors or more differ).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

MINIMUM = 5
"""People below which nothing is told apart."""

Cuts = tuple[int, ...]
"""Where a scale is cut: the points at which a new band begins, such as ``(2, 3)``."""


@dataclass(frozen=True, slots=True)
class Band:
    """Neighbouring points of a scale, the first and the last both in it, and who chose them."""

    first: int
    last: int
    count: int


def is_safe(number: int) -> bool:
    """Whether a number of people may be told: nobody, or enough."""
    return number == 0 or number >= MINIMUM


def bands(counts: Sequence[int]) -> tuple[Band, ...]:
    """The finest bands in which the counts of a scale's points may be shown.

    Of partitions that are equally fine the one that tells the weak end apart is taken. Nothing
    where fewer than five have answered, or where only the total could be told.
    """
    if sum(counts) < MINIMUM:
        return ()
    cuts = next(cuts for cuts in _finest_first(range(1, len(counts))) if _fits(counts, cuts))
    return _banded(counts, cuts) if cuts else ()


def parts_shown(parts: Mapping[str, Sequence[int]]) -> dict[str, tuple[Band, ...]]:
    """The bands in which parts of the whole (schools, say) may be shown beside the whole.

    ``parts`` together are the whole, which is shown in its :func:`bands`. All parts that are shown
    share one set of bands, no finer than the whole's, and what remains fits it too; so whatever is
    added or subtracted, no number from one to four comes of it. The most parts win, then the finest
    bands; the smallest parts give way first. The part without a name is never shown by itself.
    """
    whole = [sum(points) for points in zip(*parts.values(), strict=True)]
    best: tuple[Cuts, list[str]] = ((), [])
    for cuts in _finest_first([band.first for band in bands(whole)][1:]):
        shown = _parts_that_fit(parts, whole, cuts) if cuts else []
        if len(shown) > len(best[1]):
            best = cuts, shown
    return {name: _banded(parts[name], best[0]) for name in best[1]}


def _parts_that_fit(
    parts: Mapping[str, Sequence[int]], whole: Sequence[int], cuts: Cuts
) -> list[str]:
    """Those that may be shown in these bands, the largest first."""
    large = [name for name, counts in parts.items() if name and sum(counts) >= MINIMUM]
    fitting = [name for name in large if _fits(parts[name], cuts)]
    fitting.sort(key=lambda name: (-sum(parts[name]), name))
    while fitting and not _fits(_rest(whole, [parts[name] for name in fitting]), cuts):
        fitting.pop()
    return fitting


def _rest(whole: Sequence[int], shown: Sequence[Sequence[int]]) -> list[int]:
    """What is left of the whole without the parts."""
    return [count - sum(part[point] for part in shown) for point, count in enumerate(whole)]


def _fits(counts: Sequence[int], cuts: Cuts) -> bool:
    return all(is_safe(band.count) for band in _banded(counts, cuts))


def _banded(counts: Sequence[int], cuts: Cuts) -> tuple[Band, ...]:
    edges = [0, *cuts, len(counts)]
    return tuple(Band(first, end - 1, sum(counts[first:end])) for first, end in pairwise(edges))


def _finest_first(places: Sequence[int]) -> list[Cuts]:
    """Every way to cut at some of these places, most cuts first, then nearest to the beginning."""
    return [cuts for number in range(len(places), -1, -1) for cuts in combinations(places, number)]
