"""What stands in a section: prose, and the activities of ``docs/pack-format.md``.

Every text that can hold Markdown is an :class:`~lti_tool.domain.texts.Html`: already rendered,
cleaned and safe to show. Titles, labels and the names of bins are plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from lti_tool.domain.exhibits import Exhibit
from lti_tool.domain.texts import Html
from lti_tool.errors import NotFound


@dataclass(frozen=True, slots=True)
class Prose:
    """What is read between the activities."""

    kind: ClassVar[str] = "prose"
    counts: ClassVar[bool] = False

    html: Html
    words: int


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question; its feedback teaches, whether right or wrong."""

    text: Html
    correct: bool
    feedback: Html


@dataclass(frozen=True, slots=True)
class Question:
    """A question inside a section: done once answered, right or wrong."""

    kind: ClassVar[str] = "question"

    id: str
    prompt: Html
    options: tuple[Option, ...]
    several: bool = False
    optional: bool = False

    @property
    def counts(self) -> bool:
        """Whether the section waits for it."""
        return not self.optional

    @property
    def plain(self) -> str:
        """The prompt as text."""
        return self.prompt.plain


class Outcome(StrEnum):
    """How a path through a scenario turned out; always shown as a word."""

    GOOD = "good"
    MIXED = "mixed"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Choice:
    """A way on from a step, to the step ``next``."""

    text: Html
    next: str


@dataclass(frozen=True, slots=True)
class Step:
    """One scene. An ending has an outcome and something to take away; other steps have choices."""

    id: str
    text: Html
    choices: tuple[Choice, ...] = ()
    outcome: Outcome | None = None
    learning: Html | None = None

    @property
    def ending(self) -> bool:
        """Whether the scenario ends here."""
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A branching story: done when an ending is reached."""

    kind: ClassVar[str] = "scenario"

    id: str
    title: str
    start: str
    steps: tuple[Step, ...]
    optional: bool = False

    @property
    def counts(self) -> bool:
        """Whether the section waits for it."""
        return not self.optional

    @property
    def plain(self) -> str:
        """The title as text."""
        return self.title

    def step(self, step_id: str) -> Step:
        """The step of that id.

        Raises:
            NotFound: there is no such step.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise NotFound("This story has no such step.")


@dataclass(frozen=True, slots=True)
class Reflection:
    """Something to write about; goes into the portfolio, tagged with ``standards``."""

    kind: ClassVar[str] = "reflection"

    id: str
    prompt: Html
    minimum_words: int
    hint: Html | None = None
    standards: tuple[str, ...] = ()
    optional: bool = False

    @property
    def counts(self) -> bool:
        """Whether the section waits for it."""
        return not self.optional

    @property
    def plain(self) -> str:
        """The prompt as text."""
        return self.prompt.plain


@dataclass(frozen=True, slots=True)
class Example:
    """One side of a comparison, and why it is as it is."""

    label: str
    text: Html
    why: Html


@dataclass(frozen=True, slots=True)
class Compare:
    """A weak example beside a stronger one."""

    kind: ClassVar[str] = "compare"
    counts: ClassVar[bool] = False

    id: str
    title: str
    poor: Example
    better: Example


@dataclass(frozen=True, slots=True)
class Reveal:
    """A question to think about before the answer is opened."""

    kind: ClassVar[str] = "reveal"
    counts: ClassVar[bool] = False

    id: str
    prompt: Html
    answer: Html


@dataclass(frozen=True, slots=True)
class Checklist:
    """Things to tick off for oneself; ticks are kept but never waited for."""

    kind: ClassVar[str] = "checklist"
    counts: ClassVar[bool] = False

    id: str
    title: str
    items: tuple[Html, ...]

    @property
    def plain(self) -> str:
        """The title as text."""
        return self.title


@dataclass(frozen=True, slots=True)
class SortItem:
    """Something to be placed; ``bin`` is where it belongs."""

    text: Html
    bin: str
    feedback: Html


@dataclass(frozen=True, slots=True)
class Sort:
    """Items to be placed in bins: done when every item has been placed."""

    kind: ClassVar[str] = "sort"

    id: str
    prompt: Html
    bins: tuple[str, ...]
    items: tuple[SortItem, ...]
    optional: bool = False

    def place(self, answer: object) -> int | None:
        """Which of ``bins`` an answer means, from 0: by its number, as it is kept, or its name.

        A number says the same in every language that the block is read in. A bin's name never is
        a number (the check of the pack sees to that), so that the two cannot be mixed up.
        """
        if answer in self.bins:
            return self.bins.index(str(answer))
        numbers = {str(number): number for number, _ in enumerate(self.bins)}
        return numbers.get(str(answer)) if isinstance(answer, str | int) else None

    def belongs(self, number: int) -> int:
        """The place in ``bins`` where the item of that number belongs."""
        return self.bins.index(self.items[number].bin)

    @property
    def counts(self) -> bool:
        """Whether the section waits for it."""
        return not self.optional

    @property
    def plain(self) -> str:
        """The prompt as text."""
        return self.prompt.plain


@dataclass(frozen=True, slots=True)
class Note:
    """Something set apart, such as what to ask the provider."""

    kind: ClassVar[str] = "note"
    counts: ClassVar[bool] = False

    id: str
    title: str
    text: Html


@dataclass(frozen=True, slots=True)
class QuizBlock:
    """The place of the quiz: done when an attempt reached the pass mark."""

    kind: ClassVar[str] = "quiz"

    id: str
    intro: Html
    optional: bool = False

    @property
    def counts(self) -> bool:
        """Whether the section waits for it."""
        return not self.optional

    @property
    def plain(self) -> str:
        """The introduction as text."""
        return self.intro.plain


Activity = (
    Question
    | Scenario
    | Reflection
    | Compare
    | Reveal
    | Checklist
    | Sort
    | Note
    | QuizBlock
    | Exhibit
)
Block = Prose | Activity
