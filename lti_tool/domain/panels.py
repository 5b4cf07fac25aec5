"""A portfolio from its handing in to the panel's decision: what is open, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lti_tool.domain.dates import Period
from lti_tool.domain.deciding import portfolio_times
from lti_tool.domain.facts import Decision, Fact, HandedIn, PanelDecided, Withdrawn
from lti_tool.domain.known import Known
from lti_tool.domain.progress import Record
from lti_tool.domain.requirements import BriefingAttended, PanelPass, PortfolioWithin
from lti_tool.domain.schemes import Award

REMINDED_BEFORE = (30, 7)
"""Days before the last day on which a mentor is reminded to hand in."""
FEWEST_READERS = 2
"""The source has several people read each portfolio."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Where a mentor's portfolio is on a day."""

    asked: PortfolioWithin
    times: tuple[Period, ...]
    """The months after each briefing, with what the office added; none before the first one."""
    handed_in: HandedIn | None
    """The newest handing in."""
    decided: PanelDecided | None
    """The panel's newest decision."""
    items: int
    """How many pieces of evidence are about what it is built along."""
    today: date

    @property
    def until(self) -> date | None:
        """The last day for handing in."""
        return max((time.last for time in self.times), default=None)

    @property
    def with_panel(self) -> bool:
        """Handed in, and nothing decided about it since."""
        if self.handed_in is None:
            return False
        return self.decided is None or self.decided.at < self.handed_in.at

    @property
    def asked_again(self) -> bool:
        """The panel has asked for more, and it has not been handed in since."""
        decided = self.decided
        return decided is not None and decided.decision is Decision.REFER and not self.with_panel

    @property
    def passed(self) -> bool:
        """The panel has passed it."""
        return self.decided is not None and self.decided.decision is Decision.PASSED

    def takes(self, day: date) -> bool:
        """Whether handing in on that day counts; what the panel asks for again has no last day."""
        if self.asked_again:
            return True
        return any(time.first <= day <= time.last for time in self.times)

    @property
    def may_hand_in(self) -> bool:
        """Whether it can be handed in now."""
        decided_for_good = self.decided is not None and not self.asked_again
        return not self.with_panel and not decided_for_good and self.takes(self.today)


def portfolio_of(award: Award, facts: Iterable[Fact], today: date) -> Portfolio | None:
    """The award's portfolio; None where it asks for none."""
    asked = next((r for _, r in award.requirements() if isinstance(r, PortfolioWithin)), None)
    if asked is None:
        return None
    facts = [fact for fact in facts if fact.on <= today]
    withdrawn = {fact.fact for fact in facts if isinstance(fact, Withdrawn)}
    known = Known.of((fact for fact in facts if fact.id not in withdrawn), today)
    briefings = {r.briefing: r for _, r in award.requirements() if isinstance(r, BriefingAttended)}
    return Portfolio(
        asked=asked,
        times=tuple(time for _, time in portfolio_times(asked, known, briefings)),
        handed_in=known.newest(HandedIn),
        decided=known.newest(PanelDecided),
        items=sum(any(map(item.is_about, asked.about)) or not asked.about for item in known.items),
        today=today,
    )


def asks_panel(award: Award) -> bool:
    """Whether a panel decides about the award."""
    return any(isinstance(r, PanelPass) for _, r in award.requirements())


def chair_of(record: Record) -> str | None:
    """Who signs for the panel: whoever recorded the decision that passed it."""
    for row in record.criteria:
        for status in row.requirements:
            if isinstance(status.requirement, PanelPass) and status.because is not None:
                return status.because.by
    return None


def due_portfolio_reminder(today: date, until: date, reminded: int | None) -> int | None:
    """Which reminder to hand in is to go out on a day: its days before; None when none is."""
    left = (until - today).days
    due = [days for days in REMINDED_BEFORE if 0 <= left <= days]
    nearest = min(due, default=None)
    if nearest is None or (reminded is not None and reminded <= nearest):
        return None
    return nearest
