"""The one function that says how far a mentor is: ``progress(award, facts, today)``.

Everything else reads its answer: the mentor's page, the tutor's table, the reminder, the
certificate and "why not yet?". It depends on nothing but its arguments, and the order in which
the facts are given never matters.

What decides a requirement is the earliest fact that meets it (by day, then by moment, then by
id), so that saying the same thing again later changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lti_tool.domain.deciding import Decided, decide
from lti_tool.domain.facts import (
    Confirmed,
    DetailsGiven,
    Fact,
    Observed,
    OptionalDone,
    Registered,
    Waived,
    Withdrawn,
    order,
)
from lti_tool.domain.known import Known
from lti_tool.domain.requirements import (
    DEEDS,
    BriefingAttended,
    ModuleCompletion,
    Requirement,
)
from lti_tool.domain.schemes import Award, Criterion
from lti_tool.domain.seats import Seat


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there yet, how far it is, and who can bring it."""

    words: str
    seats: tuple[Seat, ...]
    so_far: str = ""


@dataclass(frozen=True, slots=True)
class RequirementStatus:
    """Whether one requirement holds, since when (``on``), and because of which facts.

    ``facts`` are all that count towards it, also while it does not hold; the last of those that
    make it hold decides, and is called ``because``.
    """

    requirement: Requirement
    on: date | None
    facts: tuple[Fact, ...]
    so_far: str
    seats: tuple[Seat, ...]
    due: date | None = None
    """The last day on which it can still come to hold, where there is one."""

    @property
    def met(self) -> bool:
        """Whether it holds."""
        return self.on is not None

    @property
    def because(self) -> Fact | None:
        """The deciding fact; nothing while it does not hold."""
        return self.facts[-1] if self.met else None

    @property
    def waived(self) -> bool:
        """Whether prior experience stands in for it."""
        return isinstance(self.because, Waived)

    @property
    def missing(self) -> Missing | None:
        """What is needed, and from whom; nothing when it holds."""
        if self.met:
            return None
        return Missing(self.requirement.words, self.seats, self.so_far)


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
        return max(status.on for status in self.requirements if status.on)

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
    """Every row: the criteria, then what closes the record."""
    met_count: int
    """How many criteria hold; what closes the record is not counted."""
    optional: Mapping[str, OptionalDone] = field(default_factory=dict)
    """Optional activities that were done, by id; of each what was said last."""

    @property
    def all_met(self) -> bool:
        """Whether every criterion holds, and what closes the record as well."""
        return all(status.met for status in self.criteria)

    @property
    def share(self) -> int:
        """Per cent of the criteria met, rounded down: what the gradebook is told."""
        return 100 * self.met_count // len(self.award.criteria)

    @property
    def due_on(self) -> date | None:
        """The nearest last day of anything that is still open."""
        days = [s.due for row in self.criteria for s in row.requirements if s.due]
        return min(days, default=None)

    def criterion(self, criterion_id: str) -> CriterionStatus | None:
        """The status of that row, if the award has it."""
        return next((s for s in self.criteria if s.criterion.id == criterion_id), None)


def build_record(award: Award, facts: Iterable[Fact], today: date) -> Record:
    """What the facts say on the given day. Facts dated later do not count yet."""
    standing = _standing(facts, today)
    registered = _earliest(fact for fact in standing if isinstance(fact, Registered))
    mentor = registered.by if registered else None
    known = Known.of((fact for fact in standing if _disinterested(fact, mentor)), today)
    briefings = {
        requirement.briefing: requirement
        for _, requirement in award.requirements()
        if isinstance(requirement, BriefingAttended)
    }
    criteria = tuple(_criterion_status(award, row, known, briefings) for row in award.rows)
    return Record(
        award=award,
        mentor=mentor,
        registered_on=registered.on if registered else None,
        details=_latest_details(standing),
        criteria=criteria,
        met_count=sum(status.met for status in criteria[: len(award.criteria)]),
        optional=_optional(award, standing),
    )


def _standing(facts: Iterable[Fact], today: date) -> list[Fact]:
    """The facts of today or earlier that nobody has withdrawn, each once."""
    known = {fact.id: fact for fact in facts if fact.on <= today}
    withdrawn = {fact.fact for fact in known.values() if isinstance(fact, Withdrawn)}
    return [fact for fact in known.values() if fact.id not in withdrawn]


def _disinterested(fact: Fact, mentor: str | None) -> bool:
    """Nobody confirms, observes or waives for themself (domain page, open point 13).

    Before anybody has registered nobody can tell who that would be, so nothing counts yet.
    """
    match fact:
        case Confirmed(seat=Seat.MENTOR):
            return fact.by == mentor
        case Confirmed() | Waived() | Observed():
            return mentor is not None and fact.by != mentor
    return True


def _criterion_status(
    award: Award, criterion: Criterion, known: Known, briefings: Mapping[str, BriefingAttended]
) -> CriterionStatus:
    waiver = _waiver_of(award, criterion, known)
    return CriterionStatus(
        criterion,
        tuple(
            _status(award, requirement, decide(requirement, known, briefings), waiver)
            for requirement in criterion.requirements
        ),
    )


def _waiver_of(award: Award, criterion: Criterion, known: Known) -> Waived | None:
    """The earliest waiver of the criterion by the seat that may give one."""
    rule = award.waiver
    if rule is None or criterion.id not in rule.criteria:
        return None
    given = (f for f in known.all(Waived, criterion.id) if f.seat is rule.approver)
    return next(given, None)


def _status(
    award: Award, requirement: Requirement, decided: Decided, waiver: Waived | None
) -> RequirementStatus:
    """The deed itself goes before a waiver."""
    if decided.on is None and waiver is not None and _may_be_waived(award, requirement):
        return RequirementStatus(requirement, waiver.on, (waiver,), "", decided.seats)
    return RequirementStatus(
        requirement, decided.on, decided.facts, decided.so_far, decided.seats, decided.due
    )


def _may_be_waived(award: Award, requirement: Requirement) -> bool:
    if isinstance(requirement, ModuleCompletion):
        return award.waiver is not None and award.waiver.modules_too
    return isinstance(requirement, DEEDS)


def _optional(award: Award, standing: Iterable[Fact]) -> Mapping[str, OptionalDone]:
    """What was done of the award's optional activities, in the sheet's order."""
    if not award.optional:
        return {}
    done = sorted((f for f in standing if isinstance(f, OptionalDone)), key=lambda f: (f.at, f.id))
    newest = {fact.activity: fact for fact in done}
    return {a.id: newest[a.id] for a in award.optional if a.id in newest}


def _latest_details(facts: Iterable[Fact]) -> Mapping[str, str]:
    given = [fact for fact in facts if isinstance(fact, DetailsGiven)]
    return max(given, key=lambda fact: (fact.at, fact.id)).values if given else {}


def _earliest(facts: Iterable[Registered]) -> Registered | None:
    return min(facts, key=order, default=None)
