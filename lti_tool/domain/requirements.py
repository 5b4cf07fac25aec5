"""The kinds of requirement that criteria are built from: a small closed set.

Each says what must have happened; whether it has is decided in :mod:`lti_tool.domain.deciding`.
``kind`` is the word that tells it in a pack.
``id`` is unique in its award, ``words`` say in one line what is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lti_tool.domain.seats import Seat


@dataclass(frozen=True, slots=True)
class ModuleCompletion:
    """A module of the scheme has been completed, as the player decides it."""

    kind: ClassVar[str] = "module"

    id: str
    module: str
    words: str


@dataclass(frozen=True, slots=True)
class AuditCompletion:
    """An audit or a checklist has been filled in completely; what it says never blocks an award.

    With ``reviewed`` it must have been looked at again, completely, after it was first complete.
    With ``since_entering`` it is filled in, or looked at again, on the day of entering or later.
    """

    kind: ClassVar[str] = "audit"

    id: str
    audit: str
    words: str
    reviewed: bool = False
    since_entering: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Someone in one of ``seats`` says, with a date, that this has happened."""

    kind: ClassVar[str] = "confirmation"

    id: str
    seats: tuple[Seat, ...]
    words: str
    ask: str
    """The statement that the confirming person reads and agrees to."""
    comment: bool = False
    """Whether the confirming person writes something with it, for the record."""


@dataclass(frozen=True, slots=True)
class EvidenceFor:
    """So many items of the portfolio are about this standard or criterion.

    ``about`` is a code; items tagged with a code below it (``ST1.3`` for ``ST1``) count as well.
    With ``rationale`` the mentor has also written why these show it.
    """

    kind: ClassVar[str] = "evidence"

    id: str
    about: str
    at_least: int
    words: str
    rationale: bool = True


@dataclass(frozen=True, slots=True)
class ReflectionWritten:
    """A reflection of at least so many words on a question of the scheme."""

    kind: ClassVar[str] = "reflection"

    id: str
    reflection: str
    minimum_words: int
    words: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """Mentoring was recorded from a first to a last day at least so many days apart, both counted.

    Domain page, "What the documents leave open", point 7.
    """

    kind: ClassVar[str] = "engagement"

    id: str
    days: int
    words: str


@dataclass(frozen=True, slots=True)
class WithinWindow:
    """At least so many things of a kind were done in the months before the application.

    Judged on the day of the application (point 10); until there is one, on the day it is looked at.
    Without ``months`` it may be as long ago as it likes.
    """

    kind: ClassVar[str] = "activity"

    id: str
    activity: str
    at_least: int
    months: int | None
    words: str


@dataclass(frozen=True, slots=True)
class ApplicationMade:
    """The mentor has applied; possible once the rows ``after`` hold.

    What stands beside it in its row is given in the order in which it stands there: nobody signs
    an application before it is made.
    """

    kind: ClassVar[str] = "application"

    id: str
    after: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class EarlierAward:
    """One of these awards, or a later one that takes it in, is held; a waiver may stand in."""

    kind: ClassVar[str] = "award"

    id: str
    awards: tuple[str, ...]
    words: str
    or_later: tuple[str, ...] = ()
    """Awards that take one of them in (:mod:`lti_tool.domain.subsuming`)."""


@dataclass(frozen=True, slots=True)
class BriefingAttended:
    """A briefing was attended in one of the modes that count.

    ``module`` is the online module that counts as attending it in the mode ``online``.
    """

    kind: ClassVar[str] = "briefing"

    id: str
    briefing: str
    modes: tuple[str, ...]
    words: str
    module: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """Somebody in one of ``seats`` observed this, and wrote it down on the form of that kind."""

    kind: ClassVar[str] = "observation"

    id: str
    observation: str
    seats: tuple[Seat, ...]
    words: str


@dataclass(frozen=True, slots=True)
class PortfolioWithin:
    """The portfolio was handed in within so many months of the briefing, or of its extension.

    ``about`` are the codes that it is built along, such as those of the standards.
    """

    kind: ClassVar[str] = "portfolio"

    id: str
    briefing: str
    months: int
    words: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PanelPass:
    """The panel's newest decision is a pass."""

    kind: ClassVar[str] = "panel"

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class LogKept:
    """At least so many entries of a log were signed off by the mentor."""

    kind: ClassVar[str] = "log"

    id: str
    log: str
    at_least: int
    words: str


Requirement = (
    ModuleCompletion
    | AuditCompletion
    | Confirmation
    | EvidenceFor
    | ReflectionWritten
    | Engagement
    | WithinWindow
    | ApplicationMade
    | EarlierAward
    | BriefingAttended
    | Observation
    | LogKept
    | PortfolioWithin
    | PanelPass
)

DEEDS = (Confirmation, EarlierAward, Observation, Engagement, WithinWindow)
"""What prior experience can stand in for: things done outside the tool."""


def asked_seats(requirement: Requirement) -> tuple[Seat, ...]:
    """Who can bring it, besides the mentor."""
    if isinstance(requirement, Confirmation | Observation):
        return requirement.seats
    return (Seat.PANEL,) if isinstance(requirement, PanelPass) else ()
