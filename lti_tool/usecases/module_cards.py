"""The modules of some awards on the home page: how far each is, in two queries for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lti_tool.domain.modules import Module
from lti_tool.domain.schemes import Award
from lti_tool.domain.study import ModuleProgress, module_progress
from lti_tool.persistence.study import BlockAnswer, ModuleWork
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.module_work import NOTHING, Known, leaves_traces, module_for
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module, and how far the mentor is in it."""

    module: Module
    progress: ModuleProgress
    started: bool
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ModuleGroup:
    """The modules that count towards an award; each module stands with the first of its awards."""

    award: Award
    cards: tuple[ModuleCard, ...]


def module_groups(house: House, visit: Visit, awards: Iterable[Award]) -> tuple[ModuleGroup, ...]:
    """The modules of these awards, in the order of the awards."""
    placed: dict[str, list[str]] = {}
    seen: set[str] = set()
    awards = list(awards)
    for award in awards:
        placed[award.id] = [module for module in award.modules() if module not in seen]
        seen.update(placed[award.id])
    with house.units.reading() as unit:
        known = _known(unit, visit, seen)
    return tuple(
        ModuleGroup(award, tuple(_card(house, visit, one, known) for one in placed[award.id]))
        for award in awards
        if placed[award.id]
    )


def _known(unit: UnitOfWork, visit: Visit, modules: set[str]) -> dict[str, Known]:
    """What the visitor has done so far, by module."""
    if not leaves_traces(visit) or not modules:
        return {}
    work = select(ModuleWork).where(
        ModuleWork.person_id == visit.person_id, ModuleWork.module_id.in_(modules)
    )
    answers = select(BlockAnswer.module_id, BlockAnswer.block_id).where(
        BlockAnswer.person_id == visit.person_id,
        BlockAnswer.module_id.in_(modules),
        BlockAnswer.done,
    )
    done: dict[str, set[str]] = defaultdict(set)
    for module_id, block_id in unit.session.execute(answers):
        done[module_id].add(block_id)
    rows = unit.session.scalars(work).all()
    return {row.module_id: Known(row, frozenset(done[row.module_id])) for row in rows}


def _card(house: House, visit: Visit, module_id: str, known: dict[str, Known]) -> ModuleCard:
    module, mine = module_for(house, visit, module_id), known.get(module_id, NOTHING)
    return ModuleCard(
        module=module,
        progress=module_progress(module, mine.work),
        started=mine.row is not None,
        completed_at=mine.completed_at,
    )
