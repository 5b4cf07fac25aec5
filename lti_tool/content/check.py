"""What ``mentor-modules content check`` and ``content list --json`` say about packs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lti_tool.content.files import Folder
from lti_tool.content.findings import Findings
from lti_tool.content.library import Library
from lti_tool.content.modules import MODULE_FILE
from lti_tool.content.packs import Reading, pack_at, packs_in, read_packs
from lti_tool.content.reading import reading_grade, section_text
from lti_tool.content.schemes import SCHEME_FILE
from lti_tool.content.standards import STANDARDS_FILE
from lti_tool.domain.blocks import Question, Reflection, Scenario
from lti_tool.domain.modules import Module
from lti_tool.domain.schemes import (
    AuditCompletion,
    Award,
    Confirmation,
    ModuleCompletion,
    Requirement,
    Scheme,
)
from lti_tool.domain.standards import StandardSet
from lti_tool.domain.texts import count_words
from lti_tool.errors import Mistake


@dataclass(frozen=True, slots=True)
class SectionReport:
    """How long a section or a quiz is, and how hard to read (Flesch–Kincaid grade)."""

    id: str
    title: str
    minutes: int
    words: int
    reading_grade: float


@dataclass(frozen=True, slots=True)
class ModuleReport:
    """What a module holds; ``questions`` counts those in sections and those of the quiz."""

    id: str
    title: str
    version: str
    minutes: int
    hours: float
    words: int
    reading_grade: float
    scenarios: int
    questions: int
    quiz_questions: int
    reflections: int
    digest: str
    sections: tuple[SectionReport, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: ``mistakes`` stop a pack, ``hints`` do not."""

    mistakes: tuple[Mistake, ...]
    hints: tuple[Mistake, ...]
    modules: tuple[ModuleReport, ...]

    @property
    def good(self) -> bool:
        """Whether the packs can be used."""
        return not self.mistakes

    def lines(self) -> list[str]:
        """The report as it is printed: mistakes, hints, then a table for each module."""
        found = [str(mistake) for mistake in self.mistakes]
        found += [f"{hint} (a hint only)" for hint in self.hints]
        for module in self.modules:
            found += ["", *_module_lines(module)]
        return found


def check_packs(paths: Sequence[Path]) -> Report:
    """Check modules, packs or folders of packs; whatever is wrong stands in the report.

    Packs that lie beside the one asked about are read too, since it may use them, but what is
    wrong in them is left out.
    """
    findings = Findings()
    mistakes: set[Mistake] = set()
    hints: set[Mistake] = set()
    modules: dict[str, ModuleReport] = {}
    for path in paths:
        asked = _asked(Path(os.path.abspath(path)))  # keeps the names of links, unlike resolve()
        if asked is None:
            mistakes.add(Mistake(str(path), 1, "there is no folder here; check the path"))
            continue
        findings, reading = _read(asked)
        mistakes |= {m for m in findings.mistakes if asked.covers(m.file)}
        hints |= {hint for hint in findings.hints if asked.covers(hint.file)}
        for module in reading.modules:
            if asked.covers(module.id):
                modules[module.id] = module_report(module.with_variables({}))
    return Report(_sorted(mistakes), _sorted(hints), tuple(modules.values()))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The folder of packs, and what in it the check is about (everything when ``about`` is "")."""

    root: Path
    about: str

    def covers(self, name: str) -> bool:
        return not self.about or name == self.about or name.startswith(f"{self.about}/")


def _asked(path: Path) -> _Asked | None:
    if not path.is_dir():
        return None
    if (path / MODULE_FILE).exists():
        return _Asked(path.parent.parent, f"{path.parent.name}/{path.name}")
    if _looks_like_pack(path):
        return _Asked(path.parent, path.name)
    return _Asked(path, "")


def _looks_like_pack(path: Path) -> bool:
    if (path / SCHEME_FILE).exists() or (path / STANDARDS_FILE).exists():
        return True
    return next(path.glob(f"*/{MODULE_FILE}"), None) is not None


def _read(asked: _Asked) -> tuple[Findings, Reading]:
    findings = Findings()
    packs = packs_in(asked.root, findings)
    if asked.about:
        packs = [pack for pack in packs if _looks_like_pack(pack.path)] or [_only(asked)]
    return findings, read_packs(packs, findings)


def _only(asked: _Asked) -> Folder:
    return pack_at(asked.root / asked.about.split("/")[0])


def module_report(module: Module) -> ModuleReport:
    """What a module holds, counted. Its variables should be filled in."""
    texts = [section_text(section) for section in module.sections]
    quiz = section_text(module.quiz)
    blocks = [block for section in module.sections for block in section.blocks]
    quiz_questions = len(module.quiz.questions)
    return ModuleReport(
        id=module.id,
        title=module.title,
        version=module.version,
        minutes=module.minutes,
        hours=module.hours,
        words=sum(count_words(text) for text in (*texts, quiz)),
        reading_grade=reading_grade("\n".join((*texts, quiz))),
        scenarios=sum(isinstance(block, Scenario) for block in blocks),
        questions=sum(isinstance(block, Question) for block in blocks) + quiz_questions,
        quiz_questions=quiz_questions,
        reflections=sum(isinstance(block, Reflection) for block in blocks),
        digest=module.digest,
        sections=tuple(
            SectionReport(s.id, s.title, s.minutes, count_words(text), reading_grade(text))
            for s, text in zip(module.sections, texts, strict=True)
        ),
    )


def _module_lines(module: ModuleReport) -> list[str]:
    head = (
        f"{module.id}: {len(module.sections)} sections, {module.words} words, reading grade "
        f"{module.reading_grade}, {module.scenarios} scenarios, {module.questions} questions "
        f"({module.quiz_questions} in the quiz), {module.reflections} reflections"
    )
    rows = [
        f"  {s.id:<32} {s.minutes:>3} min  {s.words:>5} words  grade {s.reading_grade:>4}"
        for s in module.sections
    ]
    return [head, *rows]


def list_json(library: Library) -> dict[str, object]:
    """Everything in the library that can be counted or looked up, as plain JSON values."""
    return {
        "schemes": [_scheme(scheme) for scheme in library.schemes],
        "standards": [_standards(found) for found in library.standards],
        "modules": [_module(module) for module in library.modules],
    }


def _scheme(scheme: Scheme) -> dict[str, object]:
    return {
        "id": scheme.id,
        "title": scheme.title,
        "version": scheme.version,
        "consortium": scheme.consortium,
        "source": scheme.source,
        "seats": {seat.value: name for seat, name in scheme.seat_names.items()},
        "awards": [_award(award) for award in scheme.awards],
    }


def _award(award: Award) -> dict[str, object]:
    waiver = award.waiver
    return {
        "id": award.id,
        "title": award.title,
        "summary": award.summary,
        "criteria": [
            {
                "id": row.id,
                "title": row.title,
                "words": row.words,
                "source": row.source,
                "requirements": [_requirement(requirement) for requirement in row.requirements],
            }
            for row in award.criteria
        ],
        "modules": list(award.modules()),
        "signatures": [step.seat.value for step in award.signatures],
        "waiver": waiver
        and {
            "criteria": sorted(waiver.criteria),
            "approver": waiver.approver.value,
            "modules_too": waiver.modules_too,
        },
    }


def _requirement(requirement: Requirement) -> dict[str, object]:
    said: dict[str, object] = {"id": requirement.id, "words": requirement.words}
    match requirement:
        case ModuleCompletion():
            return said | {"kind": "module", "module": requirement.module}
        case AuditCompletion():
            return said | {"kind": "audit", "audit": requirement.audit}
        case Confirmation():
            seats = [seat.value for seat in requirement.seats]
            return said | {"kind": "confirmation", "seats": seats}


def _standards(found: StandardSet) -> dict[str, object]:
    return {
        "id": found.id,
        "title": found.title,
        "edition": found.edition,
        "source": found.source,
        "standards": [
            {
                "code": standard.code,
                "title": standard.title,
                "words": standard.words,
                "statements": [{"code": s.code, "words": s.words} for s in standard.statements],
            }
            for standard in found.standards
        ],
    }


def _module(module: Module) -> dict[str, object]:
    report = module_report(module)
    return {
        "id": report.id,
        "title": report.title,
        "version": report.version,
        "follows": module.follows,
        "minutes": report.minutes,
        "hours": report.hours,
        "words": report.words,
        "reading_grade": report.reading_grade,
        "scenarios": report.scenarios,
        "questions": report.questions,
        "quiz_questions": report.quiz_questions,
        "reflections": report.reflections,
        "digest": report.digest,
        "outcomes": [
            {"id": o.id, "text": o.text.plain, "standards": list(o.standards)}
            for o in module.outcomes
        ],
        "sections": [
            {
                "id": s.id,
                "title": s.title,
                "minutes": s.minutes,
                "words": s.words,
                "reading_grade": s.reading_grade,
            }
            for s in report.sections
        ],
    }


def _sorted(found: set[Mistake]) -> tuple[Mistake, ...]:
    return tuple(sorted(found, key=lambda mistake: (mistake.file, mistake.line, mistake.message)))
