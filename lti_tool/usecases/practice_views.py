"""What pages show about the things done that an award's windows ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lti_tool.domain.dates import Period
from lti_tool.domain.deciding import window_of
from lti_tool.domain.facts import Applied, Practised, Withdrawn
from lti_tool.domain.requirements import WithinWindow
from lti_tool.domain.schemes import Activity, Award
from lti_tool.usecases.records import OpenRecord


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done; ``counts`` when it lies within the window."""

    fact_id: str
    first: date
    last: date
    detail: str
    counts: bool


@dataclass(frozen=True, slots=True)
class ActivityView:
    """A kind of thing that is asked for, with what the mentor has recorded."""

    activity: Activity
    words: str
    at_least: int
    window: Period | None
    """The days that count; None where any day does."""
    entries: tuple[Entry, ...]
    """Newest first."""

    @property
    def counted(self) -> int:
        """How many lie within the window."""
        return sum(entry.counts for entry in self.entries)

    @property
    def enough(self) -> bool:
        """Whether that is what is asked for."""
        return self.counted >= self.at_least


def applied_on(record: OpenRecord) -> date | None:
    """The day of the newest application."""
    withdrawn = {fact.fact for fact in record.facts if isinstance(fact, Withdrawn)}
    sent = [f for f in record.facts if isinstance(f, Applied) and f.id not in withdrawn]
    return max(sent, key=lambda fact: (fact.at, fact.id)).on if sent else None


def activity_views(record: OpenRecord, today: date) -> tuple[ActivityView, ...]:
    """Each activity that the award asks for, in the order of its rows."""
    judged_on = applied_on(record) or today
    kinds = {activity.id: activity for activity in record.award.activities}
    standing = standing_practice(record)
    return tuple(
        _view(kinds[asked.activity], asked, judged_on, standing)
        for asked in windows(record.award)
        if asked.activity in kinds
    )


def windows(award: Award) -> tuple[WithinWindow, ...]:
    """What the award asks to be done within a time."""
    return tuple(r for _, r in award.requirements() if isinstance(r, WithinWindow))


def standing_practice(record: OpenRecord) -> tuple[Practised, ...]:
    """What the mentor has recorded and not taken back."""
    withdrawn = {fact.fact for fact in record.facts if isinstance(fact, Withdrawn)}
    return tuple(
        fact for fact in record.facts if isinstance(fact, Practised) and fact.id not in withdrawn
    )


def _view(
    activity: Activity, asked: WithinWindow, judged_on: date, standing: tuple[Practised, ...]
) -> ActivityView:
    window = window_of(asked, judged_on)
    mine = (fact for fact in standing if fact.activity == activity.id)
    newest_first = sorted(mine, key=lambda fact: (fact.last, fact.at, fact.id), reverse=True)
    return ActivityView(
        activity=activity,
        words=asked.words,
        at_least=asked.at_least,
        window=window if asked.months else None,
        entries=tuple(
            Entry(
                fact.id,
                fact.first,
                fact.last,
                fact.detail,
                Period(fact.first, fact.last).touches(window),
            )
            for fact in newest_first
        ),
    )
