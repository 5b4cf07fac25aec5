"""Where mentors see gaps in their own practice, all of them together: what to offer training on.

Everything here is made of what may be shown (:mod:`lti_tool.domain.disclosure`), the order of the
lines too: were it made of the exact numbers, it would tell them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lti_tool.domain.disclosure import MINIMUM, Band, bands
from lti_tool.domain.evaluations import band_words

MOST_PROPOSED = 5


@dataclass(frozen=True, slots=True)
class GapLine:
    """How mentors rated themselves in one line of an audit; no bands where nothing may be shown."""

    code: str
    words: str
    group: str
    scale: tuple[str, ...]
    bands: tuple[Band, ...]
    total: int

    @property
    def lowest(self) -> int:
        """How many are known to have given the weakest rating."""
        return self._up_to(0)

    @property
    def below(self) -> int:
        """How many are known to have given less than the strongest rating."""
        return self._up_to(len(self.scale) - 2)

    def _up_to(self, last: int) -> int:
        return sum(band.count for band in self.bands if band.last <= last)

    @property
    def below_words(self) -> str:
        """``Red or Amber``."""
        return band_words(self.scale, Band(0, len(self.scale) - 2, self.below))

    def words_of(self, band: Band) -> str:
        """The ratings that a band holds."""
        return band_words(self.scale, band)


def gap_line(
    code: str, words: str, group: str, scale: Sequence[str], counts: Sequence[int]
) -> GapLine:
    """The line that may be shown for these counts, the weakest rating first."""
    shown = bands(counts)
    total = sum(counts) if sum(counts) >= MINIMUM else 0
    return GapLine(code, words, group, tuple(scale), shown, total)


def proposals(lines: Sequence[GapLine]) -> tuple[GapLine, ...]:
    """The lines in which most mentors see a gap: the weakest rating first, then all but the best.

    Shares, since not every line need have been rated by as many; of equals the first in the audit.
    """
    found = [line for line in lines if line.below]
    found.sort(key=lambda line: (-line.lowest / line.total, -line.below / line.total))
    return tuple(found[:MOST_PROPOSED])


def may_be_made_anew(shown: Collection[str], now: Collection[str]) -> bool:
    """Whether a new table differs from the one that is shown by enough mentors.

    Both are the rounds of the audit that each is made of, one of every mentor. With fewer than five
    that are new, the difference between two tables would show how these few rated themselves.
    """
    return len(set(now) - set(shown)) >= MINIMUM
