"""Earlier awards that a later one takes in, for those who hold the later one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lti_tool.domain.facts import AwardHeld, Fact, Withdrawn
from lti_tool.domain.subsuming import taken_in_by
from lti_tool.persistence.reading import facts_of_person
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The award held that takes another one in."""

    title: str
    certificate: str
    """Its number, under which anybody can check it."""
    since: date


def taken_in_of(house: House, facts: Iterable[Fact]) -> Mapping[str, TakenIn]:
    """By award: the later one that somebody holds, by the facts about them."""
    known, later = tuple(facts), house.library.later_awards
    found = {award: taken_in_by(award, known, later) for award in later}
    return {
        award: TakenIn(house.library.award(held.award).title, held.certificate, held.on)
        for award, held in found.items()
        if held is not None
    }


def taken_in(house: House, visit: Visit, award_id: str) -> TakenIn | None:
    """The later award by which the visitor need not have this one."""
    with house.units.reading() as unit:
        facts = facts_of_person(unit, visit.person_id, AwardHeld, Withdrawn)
    return taken_in_of(house, facts).get(award_id)
