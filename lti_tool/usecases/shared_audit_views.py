"""What pages of shared audits show, to the mentor and to those with whom the audit is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.audits import Gap, Movement
from lti_tool.domain.schemes import Audit, AuditGroup, AuditNote


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of the open round in the overview. ``seen``: saved in this round."""

    group: AuditGroup
    rated: int
    total: int
    gaps: tuple[Gap, ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One group to be rated: the statements of one standard."""

    audit: Audit
    group: AuditGroup
    notes_asked: tuple[AuditNote, ...]
    number: int
    """Which of the audit's groups it is, from 1."""
    of: int
    round_number: int
    ratings: Mapping[str, str]
    notes: Mapping[str, str]
    before: Mapping[str, str]
    """The ratings of the round before; empty in a first round."""
    before_on: date | None
    revision: int
    saved_at: datetime | None
    previous: AuditGroup | None
    following: AuditGroup | None

    @property
    def review(self) -> bool:
        """Whether the audit has been complete before."""
        return self.round_number > 1


@dataclass(frozen=True, slots=True)
class GroupPicture:
    """One group of a complete round: its counts, and what was written."""

    group: AuditGroup
    tally: tuple[tuple[str, int], ...]
    notes: tuple[tuple[str, str], ...]
    """Label and text of every note that says something."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A complete round as it is shown: a heat map, and the same as a table."""

    audit: Audit
    number: int
    completed_on: date
    before_on: date | None
    """When the round before was complete; None in a first round."""
    ratings: Mapping[str, str]
    moves: Mapping[str, Movement]
    groups: tuple[GroupPicture, ...]
    words: str
    """The counts in words."""
    moved: str
    """The movement in words; empty in a first round."""


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One complete round in the history."""

    number: int
    completed_on: date
    words: str
    moved: str


@dataclass(frozen=True, slots=True)
class PlanStepView:
    """One step of the development plan."""

    step_id: str
    group: AuditGroup | None
    target: str
    action: str
    due: date | None
    done_on: date | None
    overdue: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The development plan: what is to be done, soonest first, then what is done."""

    open: tuple[PlanStepView, ...]
    done: tuple[PlanStepView, ...]
    taken_off: tuple[PlanStepView, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan as the mentor works on it."""

    audit: Audit
    groups: Sequence[AuditGroup]
    plan: Plan
    today: date


@dataclass(frozen=True, slots=True)
class AuditOverview:
    """One mentor's audit: the round that is open, what is complete, the plan, the sharing."""

    audit: Audit
    state: str
    """``new``, ``open`` (a first round or a review is under way) or ``complete``."""
    round_number: int
    """The open round's number; without one, that of the newest."""
    rows: tuple[GroupRow, ...]
    """The groups of the open round."""
    gaps: tuple[Gap, ...]
    picture: Picture | None
    """The newest complete round."""
    history: tuple[RoundLine, ...]
    """Every complete round, newest first."""
    plan: Plan
    shared_on: date | None

    @property
    def review(self) -> bool:
        """Whether the open round is a review."""
        return self.state == "open" and self.round_number > 1

    @property
    def rated(self) -> int:
        """How many lines of the open round count as rated; in a review, as looked at again."""
        return sum(row.rated if row.seen or not self.review else 0 for row in self.rows)

    @property
    def next_row(self) -> GroupRow | None:
        """The first group that still needs something."""
        return next((row for row in self.rows if row.gaps), None)


@dataclass(frozen=True, slots=True)
class AuditCard:
    """A shared audit on the mentor's home page."""

    audit: Audit
    state: str
    review: bool
    rated: int
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class SharedAudit:
    """What a tutor or a PCM is told about an audit on a record page."""

    audit: Audit
    shared: bool
    completed_on: date | None
    """The newest complete round's day; None also while it is not shared."""


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """A shared audit as its readers see it: never a round that is still open."""

    mentor_name: str
    picture: Picture
    plan: Plan
