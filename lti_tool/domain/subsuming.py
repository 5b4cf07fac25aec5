"""Later awards that take in earlier ones: whoever holds the later one need not hold the earlier.

The source's principle is that a stage takes up what was learned before it (LJMU, A Learning
Journal, key principle 5: previous learning is subsumed into the current stage). So a later award
that is held stands for the earlier ones wherever one of them is asked for. It is no certificate of
an earlier award: nobody is given one that they did not work for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lti_tool.domain.facts import AwardHeld, Fact, Withdrawn, order
from lti_tool.domain.requirements import EarlierAward, Requirement
from lti_tool.domain.schemes import Award, Criterion, Scheme


def takers(awards: Iterable[Award]) -> Mapping[str, tuple[str, ...]]:
    """By award: those that take it in, by themselves or through one between them."""
    taken = {award.id: set(award.subsumes) for award in awards}
    for through, further in taken.items():  # Warshall: what is taken in by what is taken in
        for inside in taken.values():
            if through in inside:
                inside.update(further)
    found = dict.fromkeys((name for inside in taken.values() for name in inside), ())
    return {
        name: tuple(award for award, inside in taken.items() if name in inside and award != name)
        for name in found
    }


def held_awards(facts: Iterable[Fact]) -> tuple[AwardHeld, ...]:
    """The awards that are held: whose certificates stand, earliest first."""
    known = tuple(facts)
    gone = {fact.fact for fact in known if isinstance(fact, Withdrawn)}
    held = (fact for fact in known if isinstance(fact, AwardHeld) and fact.id not in gone)
    return tuple(sorted(held, key=order))


def taken_in_by(
    award_id: str, facts: Iterable[Fact], later: Mapping[str, tuple[str, ...]]
) -> AwardHeld | None:
    """The award held that takes this one in, earliest first; ``later`` is of :func:`takers`."""
    names = later.get(award_id, ())
    return next((fact for fact in held_awards(facts) if fact.award in names), None)


def with_later_awards(scheme: Scheme, later: Mapping[str, tuple[str, ...]]) -> Scheme:
    """The scheme, in which earlier awards that are asked for are met by later ones as well."""
    awards = (
        replace(
            award,
            criteria=tuple(_row(row, later) for row in award.criteria),
            closing=tuple(_row(row, later) for row in award.closing),
        )
        for award in scheme.awards
    )
    return replace(scheme, awards=tuple(awards))


def _row(row: Criterion, later: Mapping[str, tuple[str, ...]]) -> Criterion:
    return replace(row, requirements=tuple(_asked(one, later) for one in row.requirements))


def _asked(asked: Requirement, later: Mapping[str, tuple[str, ...]]) -> Requirement:
    if not isinstance(asked, EarlierAward):
        return asked
    names = (name for award in asked.awards for name in later.get(award, ()))
    return replace(asked, or_later=tuple(dict.fromkeys(names)))
