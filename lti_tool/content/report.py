"""What an author is told about packs: what is wrong, how a module measures, what it misses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lti_tool.content.bar import in_english
from lti_tool.content.reading import reading_grade, section_text
from lti_tool.domain.languages import own_name
from lti_tool.domain.modules import (
    Activity,
    Compare,
    Figure,
    Module,
    Question,
    Reflection,
    Scenario,
    Section,
)
from lti_tool.domain.texts import count_words
from lti_tool.errors import Mistake


@dataclass(frozen=True, slots=True)
class SectionReport:
    """How long a section is, how hard to read (Flesch–Kincaid grade), and what is done in it."""

    id: str
    title: str
    minutes: int
    words: int
    reading_grade: float
    activities: tuple[str, ...]
    """Kinds of its blocks, in order, prose aside."""


@dataclass(frozen=True, slots=True)
class ModuleReport:
    """What a module holds; ``questions`` counts those in sections and those of the quiz.

    ``reading_grade`` is that of the whole, ``hardest_grade`` that of its hardest section or of the
    quiz; grades are 0.0 for a module that is not in English.
    """

    id: str
    title: str
    version: str
    minutes: int
    hours: float
    words: int
    reading_grade: float
    hardest_grade: float
    quiz_grade: float
    outcomes: int
    scenarios: int
    questions: int
    quiz_questions: int
    drawn: int
    reflections: int
    comparisons: int
    figures: int
    takeaways: int
    terms: int
    references: int
    language: str
    translations: tuple[str, ...]
    """Tags of the other languages that it can be read in."""
    digest: str
    sections: tuple[SectionReport, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: only ``mistakes`` keep a pack from being used."""

    mistakes: tuple[Mistake, ...]
    below: tuple[Mistake, ...]
    hints: tuple[Mistake, ...]
    modules: tuple[ModuleReport, ...]

    @property
    def good(self) -> bool:
        """Whether the packs can be used."""
        return not self.mistakes

    @property
    def ready(self) -> bool:
        """Whether they can be used, and every module in them clears the bar."""
        return self.good and not self.below

    def lines(self) -> list[str]:
        """The report as it is printed: a table for each module, then what is to be mended."""
        found: list[str] = []
        for module in self.modules:
            found += [*_module_lines(module), ""]
        found += _listed("Mistakes: no module can be used before these are mended", self.mistakes)
        found += _listed("Below the bar: good enough to try, not yet to publish", self.below)
        found += _listed("Hints: worth a look", [f"{hint} (a hint only)" for hint in self.hints])
        return [*found, self._verdict()]

    def _verdict(self) -> str:
        if self.mistakes:
            return f"{_count(len(self.mistakes), 'mistake')} to mend."
        if self.below:
            return f"{_count(len(self.below), 'place')} below the bar."
        return f"{_count(len(self.modules), 'module')} at or above the bar."


def module_report(module: Module) -> ModuleReport:
    """What a module holds, counted. Its variables should be filled in."""
    blocks = [block for section in module.sections for block in section.activities]
    sections = tuple(_section_report(section, module) for section in module.sections)
    texts = [*(section_text(section) for section in module.sections), section_text(module.quiz)]
    quiz_questions = len(module.quiz.questions)
    return ModuleReport(
        id=module.id,
        title=module.title,
        version=module.version,
        minutes=module.minutes,
        hours=module.hours,
        words=sum(count_words(text) for text in texts),
        reading_grade=_grade("\n".join(texts), module),
        hardest_grade=max(_grade(text, module) for text in texts),
        quiz_grade=_grade(texts[-1], module),
        outcomes=len(module.outcomes),
        scenarios=_how_many(blocks, Scenario),
        questions=_how_many(blocks, Question) + quiz_questions,
        quiz_questions=quiz_questions,
        drawn=module.quiz.draw,
        reflections=_how_many(blocks, Reflection),
        comparisons=_how_many(blocks, Compare),
        figures=_how_many(blocks, Figure),
        takeaways=len(module.takeaways),
        terms=len(module.glossary),
        references=len(module.references),
        language=module.language,
        translations=module.translations,
        digest=module.digest,
        sections=sections,
    )


def _section_report(section: Section, module: Module) -> SectionReport:
    text = section_text(section)
    kinds = tuple(block.kind for block in section.activities)
    grade = _grade(text, module)
    return SectionReport(
        section.id, section.title, section.minutes, count_words(text), grade, kinds
    )


def _grade(text: str, module: Module) -> float:
    terms = [term.term for term in module.glossary]
    return reading_grade(text, terms) if in_english(module) else 0.0


def _how_many(blocks: Iterable[Activity], kind: type[Activity]) -> int:
    return sum(isinstance(block, kind) for block in blocks)


def _module_lines(module: ModuleReport) -> list[str]:
    held = {
        "outcome": module.outcomes,
        "scenario": module.scenarios,
        "comparison": module.comparisons,
        "reflection": module.reflections,
        "question": module.questions - module.quiz_questions,
    }
    shown = {
        "picture": module.figures,
        "sheet to print": module.takeaways,
        "term": module.terms,
        "reference": module.references,
    }
    return [
        f"{module.id}: {module.title} ({module.version})",
        f"  {_count(len(module.sections), 'section')}, {module.minutes} minutes, "
        f"{module.words:,} words, reading grade {module.hardest_grade:g} at most",
        "  " + ", ".join(_count(number, noun) for noun, number in held.items()),
        "  " + ", ".join(_count(number, noun) for noun, number in shown.items()),
        f"  {_count(module.quiz_questions, 'question')} in the quiz, of which {module.drawn} are "
        f"drawn; reading grade {module.quiz_grade:g}",
        *(f"  also in {own_name(tag)} ({tag})" for tag in module.translations),
        *(_section_line(section) for section in module.sections),
    ]


def _section_line(section: SectionReport) -> str:
    return (
        f"  {section.id:<32} {section.minutes:>3} min  {section.words:>5} words  "
        f"grade {section.reading_grade:>4}  {' '.join(section.activities)}"
    )


def _listed(title: str, found: Sequence[object]) -> list[str]:
    return [f"{title}:", *(str(item) for item in found), ""] if found else []


def _count(number: int, noun: str) -> str:
    first, _, rest = noun.partition(" ")
    return f"{number} {first}{'' if number == 1 else 's'}" + (f" {rest}" if rest else "")
