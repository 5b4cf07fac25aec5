"""One mentor's work in one module: begun once, locked while it changes, completed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lti_tool.domain.facts import ModuleDone
from lti_tool.domain.modules import Module
from lti_tool.domain.seats import Role
from lti_tool.domain.statements import Json
from lti_tool.domain.study import ModuleProgress, Work, module_progress
from lti_tool.errors import NotAllowed
from lti_tool.persistence.outbox import SentScore
from lti_tool.persistence.study import BlockAnswer, ModuleWork
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact, tell_gradebook
from lti_tool.usecases import records
from lti_tool.usecases.house import House
from lti_tool.usecases.inserting import insert_unless_there
from lti_tool.usecases.learning_events import Telling, keep_statements
from lti_tool.usecases.visits import Visit


def module_for(house: House, visit: Visit, module_id: str) -> Module:
    """The module as this visitor reads it: in their language, with their provider's words.

    Raises:
        NotFound: no pack has such a module.
    """
    return house.library.module(module_id, visit.variables, visit.language)


def leaves_traces(visit: Visit) -> bool:
    """Only mentors do: a tutor or the office looks round, and nothing is kept of it."""
    return visit.is_a(Role.MENTOR)


def only_mentors(visit: Visit) -> None:
    """Let mentors through.

    Raises:
        NotAllowed: anybody else.
    """
    if not leaves_traces(visit):
        raise NotAllowed(
            "You are looking at this module as a member of staff. You can read every page of it; "
            "the quiz is kept for the mentors who take the module."
        )


def score_resource(module_id: str) -> str:
    """What the gradebook column of a module is kept under."""
    return f"module:{module_id}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a visitor's work, as it was read; good while the unit of work is open."""

    row: ModuleWork | None
    done: frozenset[str]

    @property
    def work(self) -> Work:
        """The same as the domain takes it."""
        reached = self.row.sections_reached if self.row else ()
        return Work(sections_reached=frozenset(reached), done_blocks=self.done)

    @property
    def completed_at(self) -> datetime | None:
        """When the module was completed, if it was."""
        return self.row.completed_at if self.row else None


NOTHING = Known(None, frozenset())


def read_work(unit: UnitOfWork, visit: Visit, module: Module) -> Known:
    """What the visitor has done in the module so far; two queries."""
    if not leaves_traces(visit):
        return NOTHING
    row = unit.session.get(ModuleWork, (visit.person_id, module.id))
    return Known(row, done_blocks(unit, visit, module)) if row else NOTHING


def done_blocks(unit: UnitOfWork, visit: Visit, module: Module) -> frozenset[str]:
    """Ids of the activities that are done."""
    query = select(BlockAnswer.block_id).where(
        BlockAnswer.person_id == visit.person_id,
        BlockAnswer.module_id == module.id,
        BlockAnswer.done,
    )
    return frozenset(unit.session.scalars(query))


def gradebook_is_behind(unit: UnitOfWork, visit: Visit, row: ModuleWork) -> bool:
    """Whether this course has not been told the score: a module may be met in a second course."""
    if row.score == 0:
        return False
    key = (visit.person_id, visit.course_id, score_resource(row.module_id))
    sent = unit.session.get(SentScore, key)
    return sent is None or sent.score < row.score


class Desk:
    """A mentor's work in one module, open for change: nobody else changes it until the commit."""

    def __init__(self, house: House, unit: UnitOfWork, visit: Visit, module: Module) -> None:
        self._house = house
        self.unit = unit
        self.visit = visit
        self.module = module
        self.telling = Telling(house, visit, module, unit.now)
        self.told: list[Json] = []
        self.row = self._locked() or self._begun()
        self.row.last_at = unit.now
        self.row.version = module.version

    def _locked(self) -> ModuleWork | None:
        """On PostgreSQL the row is the lock; on SQLite the transaction is."""
        key = (self.visit.person_id, self.module.id)
        return self.unit.session.get(ModuleWork, key, with_for_update=True)

    def _begun(self) -> ModuleWork:
        """Begin the module; when two windows do so at once, one of them begins it."""
        insert_unless_there(self.unit, ModuleWork, [self._first_row()])
        self.told.append(self.telling.initialized())
        return self.unit.session.get_one(
            ModuleWork, (self.visit.person_id, self.module.id), with_for_update=True
        )

    def _first_row(self) -> dict[str, Any]:
        return {
            "person_id": self.visit.person_id,
            "module_id": self.module.id,
            "registration": self.telling.registration,
            "version": self.module.version,
            "course_id": self.visit.course_id,
            "started_at": self.unit.now,
            "last_at": self.unit.now,
            "sections_reached": [],
            "score": 0,
        }

    def note_section(self, section_id: str) -> None:
        """Remember where the mentor is, and bring this course's gradebook up to date."""
        self.row.last_section = section_id
        if self.row.score:
            self._tell_gradebook()
        self.keep_told()

    def progress(self, done: frozenset[str]) -> ModuleProgress:
        """How far the module is when these activities are done."""
        reached = frozenset(self.row.sections_reached)
        return module_progress(self.module, Work(sections_reached=reached, done_blocks=done))

    def settle(self, before: ModuleProgress, after: ModuleProgress) -> None:
        """Tell what has changed: sections finished, the score, and the module's completion."""
        finished_before = {part.section.id for part in before.sections if part.done}
        for part in after.sections:
            if part.done and part.section.id not in finished_before:
                self.told.append(self.telling.progressed(part.section, after.score))
        self.row.score = max(self.row.score, after.score)
        if self.row.score:
            self._tell_gradebook()
        completes = after.complete and self.row.completed_at is None
        if completes:
            self._complete()
        self.keep_told()
        if completes:
            records.refresh(self._house, self.unit, person_id=self.visit.person_id)

    def _complete(self) -> None:
        unit, person_id = self.unit, self.visit.person_id
        self.row.completed_at = unit.now
        self.told.append(self.telling.completed(unit.now - self.row.started_at))
        done = ModuleDone(
            # Following from the registration, so that the table itself would refuse a second one.
            id=UUID(self.telling.registration).hex,
            on=unit.today,
            at=unit.now,
            by=person_id,
            module=self.module.id,
            version=self.module.version,
        )
        keep_fact(unit, done, person_id=person_id, enrolment=None)

    def keep_told(self) -> None:
        """Write down the statements that have gathered."""
        keep_statements(self.unit, self.visit.person_id, self.told)
        self.told.clear()

    def tell(self, told: Iterable[Json]) -> None:
        """Gather statements, to be kept with the rest."""
        self.told.extend(told)

    def _tell_gradebook(self) -> None:
        score = self.row.score
        tell_gradebook(
            self.unit,
            person_id=self.visit.person_id,
            course_id=self.visit.course_id,
            provider_id=self.visit.provider_id,
            resource=score_resource(self.module.id),
            score=score,
            comment="Module completed." if score == 100 else f"{score} % of the module done.",
        )
