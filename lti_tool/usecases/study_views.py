"""What the pages of a module show: values made by ``study`` and ``quizzes``, read by ``web``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_tool.domain.modules import Html, Module, Option, Question, Section
from lti_tool.domain.quizzes import QuizResult
from lti_tool.domain.study import ModuleProgress
from lti_tool.errors import Conflict


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as it is kept; ``feedback`` is what the mentor sees for it.

    After a new edition of the module an old answer may no longer fit the block: ``response`` is
    empty then, while ``done`` stays what it was.
    """

    block_id: str
    response: Mapping[str, object]
    done: bool
    correct: bool | None
    feedback: tuple[Html, ...]
    revision: int
    saved_at: datetime


class StaleAnswer(Conflict):
    """Another tab or device has saved a newer answer; ``current`` is that one."""

    def __init__(self, current: SavedAnswer) -> None:
        self.current = current
        super().__init__(
            "This answer was changed in another window in the meantime. Both versions are here: "
            "choose which one to keep."
        )


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module's contents page."""

    module: Module
    progress: ModuleProgress
    started: bool
    resume_at: str
    """Id of the section to go on with."""
    completed_at: datetime | None
    counts_for: tuple[tuple[str, str], ...]
    """(award id, award title) that this module counts towards."""
    quiz_best: int | None


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section as its page shows it."""

    module: Module
    section: Section
    number: int
    progress: ModuleProgress
    answers: Mapping[str, SavedAnswer]
    previous: Section | None
    following: Section | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class WholeModule:
    """A module from its first page to its last, with everything that the mentor has answered."""

    module: Module
    progress: ModuleProgress
    answers: Mapping[str, SavedAnswer]
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A drawn question with its options in the attempt's order; the index is the original one."""

    question: Question
    options: tuple[tuple[int, Option], ...]


@dataclass(frozen=True, slots=True)
class QuizView:
    """An open attempt. Nothing in it says which option is right.

    ``answers`` are what was ticked so far, kept ``saved_at``; ``revision`` guards them.
    """

    attempt_id: str
    number: int
    questions: tuple[QuizQuestion, ...]
    answers: Mapping[str, Sequence[int]]
    revision: int = 0
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuizOutcome:
    """A marked attempt with feedback for what was chosen, and what to read again."""

    attempt_id: str
    number: int
    questions: tuple[QuizQuestion, ...]
    result: QuizResult
    reread: tuple[Section, ...]
    passed_before: bool
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class QuizPage:
    """What the quiz block shows: an open attempt, the newest outcome, and the best result."""

    open: QuizView | None
    latest: QuizOutcome | None
    best: int | None
    attempts: int
    pass_mark: int
    draw: int
