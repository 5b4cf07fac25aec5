"""Dated facts: all that progress towards an award is decided from.

A fact is never changed or deleted. What turns out wrong is withdrawn by another fact, and a
signature is voided by another fact, so that the record shows what was believed when.

``on`` is the day that something holds from, in the days of Europe/London; ``at`` the moment it
was recorded (aware, UTC); ``by`` the opaque key of the person who said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import get_args

from lti_tool.domain.seats import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class FactBase:
    """What every fact has."""

    id: str
    on: date
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(FactBase):
    """The mentor entered the award (``by`` is the mentor)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsGiven(FactBase):
    """The mentor's own fields of the record sheet; the newest ones count."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleDone(FactBase):
    """A module was completed."""

    module: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDone(FactBase):
    """An audit was filled in completely."""

    audit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed(FactBase):
    """Somebody in ``seat`` confirmed a requirement, and what they wrote about it, if anything."""

    requirement: str
    seat: Seat
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(FactBase):
    """Prior experience stands in for a criterion's activities."""

    criterion: str
    seat: Seat
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(FactBase):
    """An earlier fact no longer counts."""

    fact: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(FactBase):
    """A signature on the record as it stood, named by the digest of what was shown."""

    seat: Seat
    name_typed: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided(FactBase):
    """A signature no longer stands, because what it covered was changed."""

    signature: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReviewed(FactBase):
    """A complete audit was looked at again, completely."""

    audit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded(FactBase):
    """An item came into the portfolio. ``about`` are codes of standards and criteria.

    What the item says is kept with the portfolio; ``digest`` names it (SHA-256, hex).
    """

    item: str
    about: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceChanged(FactBase):
    """An item of the portfolio was changed; the newest state of it counts."""

    item: str
    about: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRemoved(FactBase):
    """An item was taken out of the portfolio."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RationaleWritten(FactBase):
    """Why the evidence about a standard or criterion shows it; the newest text counts."""

    about: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflected(FactBase):
    """A reflection was written, of so many words; the newest text counts."""

    reflection: str
    words: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentored(FactBase):
    """Mentoring from a first to a last day; ``last`` is ``None`` while it goes on."""

    first: date
    last: date | None
    school: str = ""
    trainee: str = ""
    """The trainee's phase or course, never a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practised(FactBase):
    """Something of a kind that a window asks for, such as one trainee mentored, and when."""

    activity: str
    first: date
    last: date
    detail: str = ""
    """Which of the activity's choices it was, such as the phase of the training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionalDone(FactBase):
    """One of the award's optional activities was done, on that day; it never gates anything."""

    activity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied(FactBase):
    """The mentor applied; ``on`` is the day that windows are judged at. The newest counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardHeld(FactBase):
    """A certificate of an award was issued to the mentor (withdrawn when it is revoked)."""

    award: str
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefed(FactBase):
    """The mentor attended a briefing, in a mode such as ``in person`` or ``online``."""

    briefing: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed(FactBase):
    """Somebody in ``seat`` observed the mentor and filled in the form of that kind."""

    observation: str
    seat: Seat
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged(FactBase):
    """The mentor signed off an entry of a log, on the day ``on``; it was held on ``held_on``.

    Whom it was with and what was written stay with the entry; ``digest`` names the version
    ``number`` of it. A correction withdraws the version before.
    """

    log: str
    entry: str
    held_on: date
    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn(FactBase):
    """The portfolio was handed in: here, or on paper to the tutor or the office."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(FactBase):
    """The office gave more time for a requirement, until a day, for a reason."""

    requirement: str
    until: date
    reason: str


class Decision(StrEnum):
    """What a panel decides."""

    PASSED = "passed"
    REFER = "refer"
    NOT_PASSED = "not passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelDecided(FactBase):
    """The panel's decision on a portfolio; the newest counts. ``words`` say what is asked for."""

    decision: Decision
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionMoved(FactBase):
    """The office moved the record from one version of its scheme to another, for a reason."""

    before: str
    after: str
    reason: str
    undoes: str = ""
    """The earlier move that this one takes back."""


Fact = (
    Registered
    | DetailsGiven
    | ModuleDone
    | AuditDone
    | AuditReviewed
    | Confirmed
    | Waived
    | EvidenceAdded
    | EvidenceChanged
    | EvidenceRemoved
    | RationaleWritten
    | Reflected
    | Mentored
    | Practised
    | OptionalDone
    | Applied
    | AwardHeld
    | Briefed
    | Observed
    | Logged
    | HandedIn
    | Extended
    | PanelDecided
    | VersionMoved
    | Withdrawn
    | Signed
    | Voided
)

KINDS: dict[str, type[FactBase]] = {kind.__name__: kind for kind in get_args(Fact)}
"""Every kind of fact by its name."""

MONOTONE = (
    Registered,
    ModuleDone,
    AuditDone,
    AuditReviewed,
    Confirmed,
    Waived,
    EvidenceAdded,
    RationaleWritten,
    Mentored,
    Practised,
    OptionalDone,
    AwardHeld,
    Briefed,
    Observed,
    Logged,
    HandedIn,
    Extended,
)
"""Kinds of which one more, on the same day, never un-meets a criterion.

Not among them: what replaces something (details, a changed item, a shorter reflection, a second
application, a panel's second decision) and what takes something away.
"""


def order(fact: Fact) -> tuple[date, datetime, str]:
    """Facts by day, then by moment, then by id: the earliest that meets a requirement decides."""
    return fact.on, fact.at, fact.id
