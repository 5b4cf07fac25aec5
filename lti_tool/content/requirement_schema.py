"""The shape of each kind of requirement under a criterion's ``requires`` (``docs/pack-format.md``).

A requirement is told by its first key: ``module``, ``evidence``, ``briefing`` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from lti_tool.content import patterns
from lti_tool.content.shape import Id, PackId, Shape, Text
from lti_tool.domain.seats import Seat

Seats = Annotated[tuple[Seat, ...], Field(min_length=1)]
Code = Annotated[str, StringConstraints(pattern=patterns.ABOUT)]
AuditName = Annotated[str, StringConstraints(pattern=patterns.AUDIT)]
CriterionName = Annotated[str, StringConstraints(pattern=patterns.CRITERION)]
Few = Annotated[int, Field(ge=1, le=100)]
Months = Annotated[int, Field(ge=1, le=120)]


class RequirementIn(Shape):
    """What every requirement says: in one line, what is asked for."""

    words: Text


class ModuleRequirementIn(RequirementIn):
    """A module is complete."""

    module: PackId


class AuditRequirementIn(RequirementIn):
    """An audit or a checklist is filled in, and perhaps reviewed or renewed."""

    audit: AuditName
    reviewed: bool = False
    since_entering: bool = False


class ConfirmationIn(RequirementIn):
    """Somebody confirms it."""

    confirmation: Id
    seats: Seats
    ask: Text
    comment: bool = False


class EvidenceIn(RequirementIn):
    """Items of the portfolio about a standard or a criterion."""

    evidence: Code
    at_least: Few
    rationale: bool = True


class ReflectionRequirementIn(RequirementIn):
    """A reflection on one of the award's questions."""

    reflection: Id


class EngagementIn(RequirementIn):
    """So many days of mentoring, from the first to the last."""

    engagement: Annotated[int, Field(ge=1, le=3660)]


class ActivityIn(RequirementIn):
    """Things done in the months before the application; without ``months``, ever."""

    activity: Id
    at_least: Few
    months: Months | None = None


class ApplicationIn(RequirementIn):
    """The mentor has applied, which they can once the rows ``after`` hold."""

    application: Id
    after: Annotated[tuple[CriterionName, ...], Field(min_length=1)]


class EarlierAwardIn(RequirementIn):
    """One of these awards is held."""

    award: Annotated[tuple[PackId, ...], Field(min_length=1)]


class BriefingIn(RequirementIn):
    """A briefing was attended."""

    briefing: Id
    modes: Annotated[tuple[Text, ...], Field(min_length=1)]
    module: PackId | None = None


class ObservationIn(RequirementIn):
    """Somebody observed it, on a form."""

    observation: Id
    seats: Seats


class LogKeptIn(RequirementIn):
    """So many entries of a log are signed off."""

    log: Id
    at_least: Few


class PortfolioIn(RequirementIn):
    """The portfolio was handed in within so many months of a briefing."""

    portfolio: Id
    months: Months
    about: tuple[Code, ...] = ()


class PanelIn(RequirementIn):
    """The panel passed it."""

    panel: Id


KINDS: dict[str, type[RequirementIn]] = {
    "module": ModuleRequirementIn,
    "audit": AuditRequirementIn,
    "confirmation": ConfirmationIn,
    "evidence": EvidenceIn,
    "reflection": ReflectionRequirementIn,
    "engagement": EngagementIn,
    "activity": ActivityIn,
    "application": ApplicationIn,
    "award": EarlierAwardIn,
    "briefing": BriefingIn,
    "observation": ObservationIn,
    "log": LogKeptIn,
    "portfolio": PortfolioIn,
    "panel": PanelIn,
}
"""By the key that tells the kind; where two are there (``briefing`` with ``module``) see below."""


def asks_for_review(requirement: Mapping[str, object], key: str = "reviewed") -> bool:
    """Whether a requirement, as it stands in the file, asks that an audit is looked at again."""
    return str(requirement.get(key)).lower() in {"true", "yes", "on", "t", "y", "1"}


def kind_of(keys: frozenset[str]) -> str | None:
    """The kind that the keys of a requirement tell; ``None`` when they tell none, or two."""
    found = [kind for kind in KINDS if kind in keys]
    if found == ["module", "briefing"]:
        return "briefing"  # its online module
    return found[0] if len(found) == 1 else None
