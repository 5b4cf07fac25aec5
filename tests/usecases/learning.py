"""A mentor who works through a module, as far as a test asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti_tool.domain.modules import (
    Activity,
    Module,
    Question,
    QuizBlock,
    Reflection,
    Scenario,
    Section,
    Sort,
)
from lti_tool.domain.study import ModuleProgress
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.usecases import study
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

from .place import rows

MODULE = "west-london/entry-1"
QUESTION = "yardstick"
SORT = "entry-or-mastery"
SCENARIO = "seuns-timetable"
REFLECTION = "timetable-pressure"
CHECKLIST = "five-names"
LONG_ENOUGH = " ".join(["word"] * 60)


class Learner:
    """Uses the use cases as pages do."""

    def __init__(self, house: House, visit: Visit, module_id: str = MODULE) -> None:
        self.house = house
        self.visit = visit
        self.module_id = module_id

    @property
    def module(self) -> Module:
        return self.house.library.module(self.module_id)

    def answers(
        self,
        block_id: str,
        response: Mapping[str, object],
        *,
        revision: int = 0,
        write_id: str | None = None,
    ) -> study.SavedAnswer:
        return study.answer(
            self.house,
            self.visit,
            self.module_id,
            block_id,
            response,
            revision=revision,
            write_id=new_id() if write_id is None else write_id,
        )

    def opens(self, section_id: str) -> study.SectionView:
        return study.open_section(self.house, self.visit, self.module_id, section_id)

    def finishes(self, section_id: str) -> ModuleProgress:
        return study.finish_section(self.house, self.visit, self.module_id, section_id)

    def contents(self) -> study.ModuleView:
        return study.module_page(self.house, self.visit, self.module_id)

    def starts_quiz(self) -> study.QuizView:
        return study.start_quiz(self.house, self.visit, self.module_id)

    def submits(
        self, attempt: study.QuizView, answers: Mapping[str, Any] | None = None
    ) -> study.QuizOutcome:
        answers = self.right(attempt) if answers is None else answers
        return study.submit_quiz(
            self.house, self.visit, self.module_id, attempt.attempt_id, answers
        )

    def right(self, attempt: study.QuizView) -> dict[str, list[int]]:
        """The right answers, looked up in the bank: the attempt itself does not tell."""
        return self._answers(attempt, correct=True)

    def wrong(self, attempt: study.QuizView) -> dict[str, list[int]]:
        return self._answers(attempt, correct=False)

    def _answers(self, attempt: study.QuizView, *, correct: bool) -> dict[str, list[int]]:
        answers = {}
        for asked in attempt.questions:
            options = self.module.quiz.question(asked.question.id).options
            fitting = [n for n, option in enumerate(options) if option.correct is correct]
            answers[asked.question.id] = fitting if correct else fitting[:1]
        return answers

    def does(self, section: Section, *, all_but: str = "") -> None:
        """Everything in the section that counts, then "Continue"."""
        for block in section.required:
            if block.id == all_but:
                continue
            if isinstance(block, QuizBlock):
                self.submits(self.starts_quiz())
            else:
                self.answers(block.id, good_answer(block))
        self.finishes(section.id)

    def does_everything(self, *, all_but: str = "") -> None:
        for section in self.module.sections:
            self.does(section, all_but=all_but)

    def told(self, verb: str) -> list[dict[str, Any]]:
        """The kept statements with that verb, in order."""
        kept = sorted(
            rows(self.house, StatementRow, person_id=self.visit.person_id), key=lambda r: r.seq
        )
        return [row.body for row in kept if row.body["verb"]["id"].endswith(f"/{verb}")]

    def scores(self, resource: str | None = None) -> list[int]:
        """The scores on their way to the gradebook, in order."""
        wanted = resource or f"module:{self.module_id}"
        kept = sorted(rows(self.house, OutboxMessage, kind="score"), key=lambda row: row.id)
        return [row.body["score"] for row in kept if row.body["resource"] == wanted]


def good_answer(block: Activity) -> dict[str, object]:
    """An answer that makes the activity done."""
    match block:
        case Question():
            right = [n for n, option in enumerate(block.options) if option.correct]
            return {"options": right} if block.several else {"option": right[0]}
        case Sort():
            return {"placed": {str(n): item.bin for n, item in enumerate(block.items)}}
        case Scenario():
            return {"path": a_way_through(block)}
        case Reflection():
            return {"text": " ".join(["thought"] * block.minimum_words)}
        case _:
            raise AssertionError(f"nothing to answer in {block.id}")


def a_way_through(scenario: Scenario) -> list[str]:
    """The shortest path from the first step to an ending; steps may lead back."""
    paths = [[scenario.start]]
    for path in paths:
        step = scenario.step(path[-1])
        if step.ending:
            return path
        paths.extend([*path, c.next] for c in step.choices if c.next not in path)
    raise AssertionError(f"{scenario.id} never ends")
