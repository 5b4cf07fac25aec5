"""Standing facts, sorted by what a requirement may ask about, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from lti_tool.domain.facts import (
    Applied,
    AuditDone,
    AuditReviewed,
    AwardHeld,
    Briefed,
    Confirmed,
    EvidenceAdded,
    EvidenceChanged,
    EvidenceRemoved,
    Extended,
    Fact,
    FactBase,
    HandedIn,
    Logged,
    Mentored,
    ModuleDone,
    Observed,
    PanelDecided,
    Practised,
    RationaleWritten,
    Reflected,
    Registered,
    Waived,
    order,
)

F = TypeVar("F", bound=FactBase)

# Each kind of fact is found under its kind and the thing that it is about.
_ABOUT: Mapping[type[FactBase], Callable[[Any], str]] = {
    ModuleDone: lambda fact: fact.module,
    AuditDone: lambda fact: fact.audit,
    AuditReviewed: lambda fact: fact.audit,
    Confirmed: lambda fact: fact.requirement,
    Waived: lambda fact: fact.criterion,
    RationaleWritten: lambda fact: fact.about,
    Reflected: lambda fact: fact.reflection,
    Mentored: lambda _: "",
    Practised: lambda fact: fact.activity,
    Applied: lambda _: "",
    Registered: lambda _: "",
    AwardHeld: lambda fact: fact.award,
    Briefed: lambda fact: fact.briefing,
    Observed: lambda fact: fact.observation,
    Logged: lambda fact: fact.log,
    HandedIn: lambda _: "",
    Extended: lambda fact: fact.requirement,
    PanelDecided: lambda _: "",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the portfolio as it stands: when it was added, and its newest state."""

    added: EvidenceAdded
    newest: EvidenceAdded | EvidenceChanged

    def is_about(self, code: str) -> bool:
        """Whether it is tagged with the code, or with one below it (``ST1.3`` for ``ST1``)."""
        below = f"{code}."
        return any(tag == code or tag.startswith(below) for tag in self.newest.about)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one mentor on one day: facts that stand, oldest first."""

    today: date
    _facts: dict[tuple[type[FactBase], str], list[Any]] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    """What is in the portfolio, in the order in which it was added."""

    @classmethod
    def of(cls, facts: Iterable[Fact], today: date) -> Known:
        """Sort the facts; those dated after ``today`` or withdrawn must be left out before."""
        known = cls(today)
        states: dict[str, list[Any]] = {}
        for fact in sorted(facts, key=order):
            kind = type(fact)
            about = _ABOUT.get(kind)
            if about is not None:
                known._facts.setdefault((kind, about(fact)), []).append(fact)
            elif isinstance(fact, EvidenceAdded | EvidenceChanged | EvidenceRemoved):
                states.setdefault(fact.item, []).append(fact)
        known.items.extend(sorted(_items(states), key=lambda item: order(item.added)))
        return known

    def all(self, kind: type[F], about: str = "") -> list[F]:
        """The facts of a kind about something, oldest first."""
        return self._facts.get((kind, about), [])

    def first(self, kind: type[F], about: str = "") -> F | None:
        """The oldest of them."""
        found = self._facts.get((kind, about))
        return found[0] if found else None

    def newest(self, kind: type[F], about: str = "") -> F | None:
        """The one that was said last."""
        found = self._facts.get((kind, about))
        return max(found, key=_said) if found else None


def _items(states: Mapping[str, list[Any]]) -> Iterable[Item]:
    for facts in states.values():
        added = next((fact for fact in facts if isinstance(fact, EvidenceAdded)), None)
        newest = max(facts, key=_said)
        if added is not None and not isinstance(newest, EvidenceRemoved):
            yield Item(added, newest)


def _said(fact: FactBase) -> tuple[object, str]:
    """What replaces something is the later word, whatever day it is about."""
    return fact.at, fact.id
