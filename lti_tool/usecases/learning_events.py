"""What is told of studying a module: xAPI statements with the ids that a re-send repeats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from lti_tool.domain import statements
from lti_tool.domain.modules import (
    Activity,
    BankQuestion,
    Module,
    Question,
    QuizBlock,
    Reflection,
    Scenario,
    Section,
    Sort,
    Takeaway,
    count_words,
)
from lti_tool.domain.quizzes import QuizResult
from lti_tool.domain.statements import Actor, Course, Json, Named, StatementContext
from lti_tool.domain.study import Judgement
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.inserting import insert_unless_there
from lti_tool.usecases.visits import Visit


def registration_of(house: House, person_id: str, module_id: str) -> str:
    """The xAPI registration (UUID) of a person's study of a module."""
    return str(statements.registration_id(house.base_url, f"study/{person_id}/{module_id}"))


def keep_statements(unit: UnitOfWork, person_id: str, told: Iterable[Json]) -> None:
    """Keep statements in one query; those that are known already are left alone."""
    rows = [
        {"id": one["id"], "person_id": person_id, "body": one, "stored_at": unit.now}
        for one in told
    ]
    insert_unless_there(unit, StatementRow, rows)


class Telling:
    """Makes the statements of one person in one module at one moment."""

    def __init__(self, house: House, visit: Visit, module: Module, at: datetime) -> None:
        self.registration = registration_of(house, visit.person_id, module.id)
        self._module = module
        self._named = Named(module.id, module.title, module.version)
        self._ctx = StatementContext(
            base_url=house.base_url,
            actor=Actor(
                visit.issuer,
                visit.sub,
                visit.name or None if house.statements_with_names else None,
            ),
            at=at,
            course=Course(visit.course_id, visit.course_title),
            platform=urlsplit(visit.issuer).hostname,
            registration=UUID(self.registration),
            language=module.language,
        )

    def initialized(self) -> Json:
        """The module was opened for the first time."""
        return statements.module_initialized(
            self._ctx, event_id=self.registration, module=self._named
        )

    def progressed(self, section: Section, percent: int) -> Json:
        """A section was finished; once for every section."""
        return statements.section_progressed(
            self._ctx,
            event_id=f"{self.registration}/{section.id}",
            module=self._named,
            section=Named(section.id, section.title),
            progress=percent,
        )

    def completed(self, duration: timedelta) -> Json:
        """The module was completed, once."""
        return statements.module_completed(
            self._ctx, event_id=self.registration, module=self._named, duration=duration
        )

    def answered(self, block: Activity, judgement: Judgement, revision: int) -> list[Json]:
        """What an answer of that revision is worth telling; an unfinished one is not."""
        if not judgement.done:
            return []
        event_id = f"{self.registration}/{block.id}/{revision}"
        match block:
            case Question():
                return [self._question(block, judgement, event_id)]
            case Sort():
                return [self._sorted(block, judgement, event_id)]
            case Scenario():
                return [self._scenario(block, judgement, event_id)]
            case Reflection():
                return [self._reflected(block, judgement)]
            case _:
                return []

    def _question(self, block: Question, judgement: Judgement, event_id: str) -> Json:
        chosen = judgement.response.get("options") or [judgement.response.get("option")]
        numbers = chosen if isinstance(chosen, list) else [chosen]
        return statements.question_answered(
            self._ctx,
            event_id=event_id,
            module=self._named,
            question=_asked(block),
            chosen=[_option_id(number) for number in numbers],
        )

    def _sorted(self, block: Sort, judgement: Judgement, event_id: str) -> Json:
        bins = [f"bin-{number}" for number, _ in enumerate(block.bins, start=1)]
        items = [f"item-{number}" for number, _ in enumerate(block.items, start=1)]
        placed = judgement.response["placed"]
        answers = placed if isinstance(placed, dict) else {}
        return statements.items_sorted(
            self._ctx,
            event_id=event_id,
            module=self._named,
            sorting=statements.Sorting(
                id=block.id,
                prompt=block.plain,
                items=tuple(zip(items, (item.text.plain for item in block.items), strict=True)),
                bins=tuple(zip(bins, block.bins, strict=True)),
                correct=tuple((item, bins[block.belongs(n)]) for n, item in enumerate(items)),
            ),
            placed=[(items[int(number)], bins[place]) for number, place in answers.items()],
        )

    def _scenario(self, block: Scenario, judgement: Judgement, event_id: str) -> Json:
        path = judgement.response["path"]
        ending = path[-1] if isinstance(path, list) else ""
        return statements.scenario_completed(
            self._ctx,
            event_id=event_id,
            module=self._named,
            scenario=Named(block.id, block.title),
            ending=str(ending),
        )

    def _reflected(self, block: Reflection, judgement: Judgement) -> Json:
        """Told once, when it is long enough: a draft is saved every few seconds."""
        return statements.reflected(
            self._ctx,
            event_id=f"{self.registration}/{block.id}",
            module=self._named,
            reflection=Named(block.id, block.plain),
            words=count_words(str(judgement.response["text"])),
        )

    def downloaded(self, takeaway: Takeaway) -> Json:
        """A sheet to print was downloaded; told once for each."""
        return statements.takeaway_downloaded(
            self._ctx,
            event_id=f"{self.registration}/{takeaway.id}",
            module=self._named,
            takeaway=Named(takeaway.id, takeaway.title),
        )

    def quiz_finished(
        self, quiz: QuizBlock, attempt_id: str, result: QuizResult, duration: timedelta
    ) -> list[Json]:
        """Every question of the attempt as it was answered, then passed or failed."""
        named = Named(quiz.id, self._module.quiz_section.title)
        answered = [
            statements.question_answered(
                self._ctx,
                event_id=f"{attempt_id}/{one.question.id}",
                module=self._named,
                question=_asked(one.question),
                chosen=[_option_id(number) for number in one.chosen],
                quiz=named,
            )
            for one in result.questions
        ]
        finished = statements.quiz_finished(
            self._ctx,
            event_id=attempt_id,
            module=self._named,
            quiz=named,
            right=result.correct_count,
            of=len(result.questions),
            passed=result.passed,
            duration=duration,
        )
        return [*answered, finished]


def _asked(question: Question | BankQuestion) -> statements.Question:
    options = enumerate(question.options)
    return statements.Question(
        id=question.id,
        prompt=question.plain,
        options=tuple((_option_id(number), option.text.plain) for number, option in options),
        correct=tuple(
            _option_id(number) for number, option in enumerate(question.options) if option.correct
        ),
    )


def _option_id(number: object) -> str:
    """Options have no ids of their own; they are called by their place in the pack."""
    return f"option-{int(str(number)) + 1}"
