"""Modules as values: sections, the bank of questions, outcomes, variables and references.

``lti_tool.content`` turns a pack (``docs/pack-format.md``) into these; nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lti_tool.domain.blocks import (
    Activity,
    Block,
    Checklist,
    Choice,
    Compare,
    Example,
    Note,
    Option,
    Outcome,
    Prose,
    Question,
    QuizBlock,
    Reflection,
    Reveal,
    Scenario,
    Sort,
    SortItem,
    Step,
)
from lti_tool.domain.exhibits import (
    Ask,
    Audio,
    Exhibit,
    Figure,
    MediaSource,
    Picture,
    TakeawayLink,
    Video,
)
from lti_tool.domain.takeaways import Takeaway
from lti_tool.domain.texts import Html, count_words, filled
from lti_tool.errors import NotFound

__all__ = [
    "Activity",
    "Ask",
    "Audio",
    "BankQuestion",
    "Block",
    "Checklist",
    "Choice",
    "Compare",
    "Example",
    "Exhibit",
    "Figure",
    "Html",
    "LearningOutcome",
    "MediaSource",
    "Module",
    "Note",
    "Option",
    "Outcome",
    "Picture",
    "Prose",
    "Question",
    "QuizBank",
    "QuizBlock",
    "Reference",
    "Reflection",
    "Reveal",
    "Scenario",
    "Section",
    "Sort",
    "SortItem",
    "Step",
    "Takeaway",
    "TakeawayLink",
    "Term",
    "Variable",
    "Video",
    "count_words",
]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a module."""

    id: str
    title: str
    minutes: int
    blocks: tuple[Block, ...]

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Everything but the prose, in order."""
        return tuple(block for block in self.blocks if not isinstance(block, Prose))

    @property
    def required(self) -> tuple[Activity, ...]:
        """The activities that the section waits for."""
        return tuple(block for block in self.activities if block.counts)


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of the quiz; after a wrong answer ``section`` is worth reading again."""

    id: str
    prompt: Html
    options: tuple[Option, ...]
    section: str
    standards: tuple[str, ...] = ()
    several: bool = False

    @property
    def plain(self) -> str:
        """The prompt as text."""
        return self.prompt.plain


@dataclass(frozen=True, slots=True)
class QuizBank:
    """All questions; an attempt draws ``draw`` of them and passes at ``pass_mark`` per cent."""

    questions: tuple[BankQuestion, ...]
    draw: int
    pass_mark: int
    section_order: tuple[str, ...] = ()
    """The module's section ids in reading order."""

    def question(self, question_id: str) -> BankQuestion:
        """The question of that id.

        Raises:
            NotFound: the bank has no such question.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise NotFound("This quiz has no such question.")


@dataclass(frozen=True, slots=True)
class LearningOutcome:
    """What a mentor can do afterwards, with the statements of the standards it serves."""

    id: str
    text: Html
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """What a provider fills in once, in plain text.

    ``default`` reads well on its own; where it is empty, only an ``ask`` box shows the variable.
    """

    name: str
    default: str
    about: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A source; cited as its ``number`` and linked to as ``#ref-<id>``."""

    id: str
    number: int
    citation: Html


@dataclass(frozen=True, slots=True)
class Term:
    """A word that a newcomer may not know; its meaning is shown where ``[[id]]`` marks it."""

    id: str
    term: str
    meaning: Html


@dataclass(frozen=True, slots=True)
class Module:
    """One module: what it is, what is read and done in it, and its quiz."""

    id: str
    title: str
    version: str
    language: str
    follows: str
    minutes: int
    hours: float
    summary: Html
    prior_knowledge: Html
    outcomes: tuple[LearningOutcome, ...]
    variables: tuple[Variable, ...]
    references: tuple[Reference, ...]
    sections: tuple[Section, ...]
    quiz: QuizBank
    digest: str
    """SHA-256 (hex) of the module's files: which content exactly was studied."""
    glossary: tuple[Term, ...] = ()
    takeaways: tuple[Takeaway, ...] = ()
    translations: tuple[str, ...] = ()
    """Tags of the languages that the module can be read in besides this one."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Tags of all languages that it can be read in, in an order that is always the same."""
        return tuple(sorted((self.language, *self.translations)))

    def section(self, section_id: str) -> Section:
        """The section of that id.

        Raises:
            NotFound: the module has no such section.
        """
        for section in self.sections:
            if section.id == section_id:
                return section
        raise NotFound("This module has no such page.")

    def section_of(self, block_id: str) -> Section:
        """The section that the activity stands in.

        Raises:
            NotFound: the module has no such activity.
        """
        for section in self.sections:
            if any(block.id == block_id for block in section.activities):
                return section
        raise NotFound("This module has no such activity.")

    def block(self, block_id: str) -> Activity:
        """The activity of that id.

        Raises:
            NotFound: the module has no such activity.
        """
        activities = self.section_of(block_id).activities
        return next(block for block in activities if block.id == block_id)

    def takeaway(self, takeaway_id: str) -> Takeaway:
        """The sheet to print of that id.

        Raises:
            NotFound: the module has no such sheet.
        """
        for takeaway in self.takeaways:
            if takeaway.id == takeaway_id:
                return takeaway
        raise NotFound("This module has no such sheet to print.")

    def neighbours(self, section_id: str) -> tuple[Section | None, Section | None]:
        """The sections before and after, where there are any.

        Raises:
            NotFound: the module has no such section.
        """
        at = self.sections.index(self.section(section_id))
        before = self.sections[at - 1] if at else None
        after = self.sections[at + 1] if at + 1 < len(self.sections) else None
        return before, after

    @property
    def quiz_section(self) -> Section:
        """The section that the quiz stands in."""
        return next(s for s in self.sections for b in s.blocks if isinstance(b, QuizBlock))

    def with_variables(self, values: Mapping[str, str]) -> Module:
        """The module with every ``{{ name }}`` filled in: by ``values``, else by its default.

        Values are plain text and are escaped where they stand in HTML. Names that the module does
        not know are left alone, so one provider's values can be offered to every module.
        """
        own = {variable.name: variable.default for variable in self.variables}
        own |= {name: values[name] for name in own if values.get(name, "").strip()}
        own |= {"pass_mark": str(self.quiz.pass_mark), "draw": str(self.quiz.draw)}
        module: Module = filled(self, own)
        return replace(module, variables=self.variables)
