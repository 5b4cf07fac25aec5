"""What pages about recorded mentoring show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lti_tool.domain.dates import Period
from lti_tool.domain.facts import Mentored
from lti_tool.domain.mentoring import Engaged, engaged, period_of
from lti_tool.usecases.portfolio_signed import FallingSignature


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One recorded period; ``last`` is ``None`` while it goes on."""

    fact_id: str
    first: date
    last: date | None
    school: str
    trainee: str
    days: int


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something in the order of time: a period, or a gap that comes before the next one."""

    period: PeriodRow | None
    gap: Period | None


@dataclass(frozen=True, slots=True)
class MentoringView:
    """Somebody's mentoring as it is recorded."""

    timeline: tuple[TimelineRow, ...]
    engaged: Engaged

    @property
    def periods(self) -> tuple[PeriodRow, ...]:
        """The periods, by their first day."""
        return tuple(row.period for row in self.timeline if row.period)


@dataclass(frozen=True, slots=True)
class MentoringPage:
    """The mentor's own page."""

    view: MentoringView
    taken_back: tuple[PeriodRow, ...]
    """Periods that were taken back and can be put back, newest first."""
    asked_by: tuple[tuple[str, str], ...]
    """Id and title of the mentor's awards that ask for it."""
    today: date


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """One period, to be changed or taken back."""

    period: PeriodRow
    falling: tuple[FallingSignature, ...]
    """The signatures that this would undo."""
    today: date


def mentoring_view(
    facts: Sequence[Mentored],
    today: date,
    needed: int | None,
) -> MentoringView:
    """The periods in order, with the gaps between them."""
    summed = engaged(facts, today, needed)
    rows = [TimelineRow(period_row(fact, today), None) for fact in facts]
    rows += [TimelineRow(None, gap) for gap in summed.gaps]
    return MentoringView(tuple(sorted(rows, key=_when)), summed)


def _when(row: TimelineRow) -> date:
    if row.period is not None:
        return row.period.first
    return row.gap.first if row.gap else date.min


def period_row(fact: Mentored, today: date) -> PeriodRow:
    """One period as it is shown."""
    return PeriodRow(
        fact_id=fact.id,
        first=fact.first,
        last=fact.last,
        school=fact.school,
        trainee=fact.trainee,
        days=max(0, period_of(fact, today).days),
    )
