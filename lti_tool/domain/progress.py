"""The one function that says how far a mentor is: ``progress(award, facts, today)``.

Everything else reads its answer: the mentor's page, the tutor's table, the reminder, the
certificate and "why not yet?". It depends on nothing but its arguments, and the order in which
the facts are given never matters.

What decides a requirement is the earliest fact that meets it (by day, then by moment, then by
id), so that saying the same thing again later changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lti_tool.domain.facts import (
    AuditDone,
    Confirmed,
    DetailsGiven,
    Fact,
    ModuleDone,
    Registered,
    Waived,
    Withdrawn,
)
from lti_tool.domain.schemes import (
    AuditCompletion,
    Award,
    Confirmation,
    Criterion,
    ModuleCompletion,
    Requirement,
)
from lti_tool.domain.seats import Seat


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there yet, and who can bring it."""

    words: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class RequirementStatus:
    """Whether one requirement holds; ``because`` is the deciding fact."""

    requirement: Requirement
    because: Fact | None

    @property
    def met(self) -> bool:
        """Whether it holds."""
        return self.because is not None

    @property
    def waived(self) -> bool:
        """Whether prior experience stands in for it."""
        return isinstance(self.because, Waived)

    @property
    def missing(self) -> Missing | None:
        """What is needed, and from whom; nothing when it holds."""
        if self.met:
            return None
        return Missing(self.requirement.words, _who_can_meet(self.requirement))


@dataclass(frozen=True, slots=True)
class CriterionStatus:
    """Whether one row holds, since when, because of what, and if not, what is missing."""

    criterion: Criterion
    requirements: tuple[RequirementStatus, ...]

    @property
    def met(self) -> bool:
        """Whether every requirement holds."""
        return all(status.met for status in self.requirements)

    @property
    def waived(self) -> bool:
        """Whether any part holds by prior experience only."""
        return any(status.waived for status in self.requirements)

    @property
    def since(self) -> date | None:
        """The day the last requirement came to hold."""
        if not self.met:
            return None
        return max(status.because.on for status in self.requirements if status.because)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Everything that still stands in the way."""
        return tuple(s.missing for s in self.requirements if s.missing is not None)


@dataclass(frozen=True, slots=True)
class Record:
    """What the facts of one mentor and one award amount to, signatures aside."""

    award: Award
    mentor: str | None
    registered_on: date | None
    details: Mapping[str, str]
    criteria: tuple[CriterionStatus, ...]

    @property
    def met_count(self) -> int:
        """How many criteria hold."""
        return sum(status.met for status in self.criteria)

    @property
    def all_met(self) -> bool:
        """Whether every criterion holds."""
        return self.met_count == len(self.criteria)

    @property
    def share(self) -> int:
        """Per cent of the criteria met, rounded down: what the gradebook is told."""
        return 100 * self.met_count // len(self.criteria)

    def criterion(self, criterion_id: str) -> CriterionStatus | None:
        """The status of that row, if the award has it."""
        return next((s for s in self.criteria if s.criterion.id == criterion_id), None)


def build_record(award: Award, facts: Iterable[Fact], today: date) -> Record:
    """What the facts say on the given day. Facts dated later do not count yet."""
    standing = _standing(facts, today)
    registered = _earliest(fact for fact in standing if isinstance(fact, Registered))
    mentor = registered.by if registered else None
    evidence = _evidence(award, (fact for fact in standing if _disinterested(fact, mentor)))
    return Record(
        award=award,
        mentor=mentor,
        registered_on=registered.on if registered else None,
        details=_latest_details(standing),
        criteria=tuple(_criterion_status(award, row, evidence) for row in award.criteria),
    )


def _standing(facts: Iterable[Fact], today: date) -> list[Fact]:
    """The facts of today or earlier that nobody has withdrawn."""
    known = [fact for fact in facts if fact.on <= today]
    withdrawn = {fact.fact for fact in known if isinstance(fact, Withdrawn)}
    return [fact for fact in known if fact.id not in withdrawn]


def _disinterested(fact: Fact, mentor: str | None) -> bool:
    """Nobody confirms or waives for themself (domain page, open point 13), or for the mentor.

    Before anybody has registered nobody can tell who that would be, so nothing counts yet.
    """
    match fact:
        case Confirmed(seat=Seat.MENTOR):
            return fact.by == mentor
        case Confirmed() | Waived():
            return mentor is not None and fact.by != mentor
    return True


Evidence = dict[tuple[str, str], Fact]


def _evidence(award: Award, facts: Iterable[Fact]) -> Evidence:
    """The earliest fact for each thing that a requirement can ask about."""
    seats = {c.id: c.seats for _, c in award.requirements() if isinstance(c, Confirmation)}
    found: Evidence = {}
    for fact in facts:
        key = _evidence_key(award, seats, fact)
        if key is not None and (key not in found or _order(fact) < _order(found[key])):
            found[key] = fact
    return found


def _evidence_key(
    award: Award, seats: Mapping[str, tuple[Seat, ...]], fact: Fact
) -> tuple[str, str] | None:
    match fact:
        case ModuleDone():
            return "module", fact.module
        case AuditDone():
            return "audit", fact.audit
        case Confirmed() if fact.seat in seats.get(fact.requirement, ()):
            return "confirmation", fact.requirement
        case Waived() if award.waiver and fact.seat is award.waiver.approver:
            return "waiver", fact.criterion
    return None


def _criterion_status(award: Award, criterion: Criterion, evidence: Evidence) -> CriterionStatus:
    waivable = award.waiver is not None and criterion.id in award.waiver.criteria
    waiver = evidence.get(("waiver", criterion.id)) if waivable else None
    return CriterionStatus(
        criterion,
        tuple(
            RequirementStatus(requirement, _deciding(award, requirement, evidence, waiver))
            for requirement in criterion.requirements
        ),
    )


def _deciding(
    award: Award, requirement: Requirement, evidence: Evidence, waiver: Fact | None
) -> Fact | None:
    """The fact that meets the requirement; the deed itself goes before a waiver."""
    match requirement:
        case ModuleCompletion():
            too = waiver if award.waiver and award.waiver.modules_too else None
            return evidence.get(("module", requirement.module)) or too
        case AuditCompletion():
            return evidence.get(("audit", requirement.audit))
        case Confirmation():
            return evidence.get(("confirmation", requirement.id)) or waiver


def _who_can_meet(requirement: Requirement) -> tuple[Seat, ...]:
    return requirement.seats if isinstance(requirement, Confirmation) else (Seat.MENTOR,)


def _latest_details(facts: Iterable[Fact]) -> Mapping[str, str]:
    given = [fact for fact in facts if isinstance(fact, DetailsGiven)]
    return max(given, key=lambda fact: (fact.at, fact.id)).values if given else {}


def _earliest(facts: Iterable[Registered]) -> Registered | None:
    return min(facts, key=_order, default=None)


def _order(fact: Fact) -> tuple[object, ...]:
    return fact.on, fact.at, fact.id
