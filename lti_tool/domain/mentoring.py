"""How long somebody has mentored: from the first to the last recorded day, with the gaps.

The year that some awards ask for runs from the first to the last day, both counted; gaps between
placements are part of it and are shown (domain page, "What the documents leave open", point 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lti_tool.domain.dates import A_DAY, Period, gaps, span
from lti_tool.domain.facts import Fact, Mentored, Withdrawn


@dataclass(frozen=True, slots=True)
class Engaged:
    """What the recorded periods amount to on a day."""

    whole: Period | None
    """From the first to the last recorded day; what goes on lasts until today."""
    gaps: tuple[Period, ...]
    goes_on: bool
    needed: int | None
    """The days that an award asks for."""

    @property
    def days(self) -> int:
        """From the first day to the last, both counted."""
        return self.whole.days if self.whole else 0

    @property
    def full_on(self) -> date | None:
        """The day that makes it long enough, past or to come; none before anything is recorded."""
        if self.whole is None or self.needed is None:
            return None
        return self.whole.first + (self.needed - 1) * A_DAY

    @property
    def full(self) -> bool:
        """Whether it is long enough."""
        return self.needed is not None and self.days >= self.needed


def engaged(facts: Sequence[Mentored], today: date, needed: int | None) -> Engaged:
    """Add up what was recorded."""
    periods = [period_of(fact, today) for fact in facts if fact.first <= today]
    goes_on = any(fact.last is None for fact in facts)
    return Engaged(span(periods), gaps(periods), goes_on, needed)


def period_of(fact: Mentored, today: date) -> Period:
    """From its first to its last day; what goes on lasts until today."""
    return Period(fact.first, fact.last or today)


def standing_mentoring(facts: Iterable[Fact]) -> tuple[Mentored, ...]:
    """The periods that nobody has taken back, by their first day."""
    known = tuple(facts)
    withdrawn = {fact.fact for fact in known if isinstance(fact, Withdrawn)}
    found = [f for f in known if isinstance(f, Mentored) and f.id not in withdrawn]
    return tuple(sorted(found, key=lambda fact: (fact.first, fact.at, fact.id)))
