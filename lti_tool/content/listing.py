"""What ``mentor-modules content list --json`` says of schemes, standards and modules."""

from __future__ import annotations

from dataclasses import fields

from lti_tool.content.library import Library
from lti_tool.content.report import module_report
from lti_tool.domain.evaluations import EvaluationForm
from lti_tool.domain.modules import Module
from lti_tool.domain.requirements import Requirement
from lti_tool.domain.schemes import Award, Criterion, Scheme
from lti_tool.domain.standards import StandardSet


def list_json(library: Library) -> dict[str, object]:
    """Everything in the library that can be counted or looked up, as plain JSON values."""
    return {
        "schemes": [_scheme(scheme) for scheme in library.schemes],
        "standards": [_standards(found) for found in library.standards],
        "modules": [_module(module) for module in library.modules],
        "evaluations": [_evaluation(form) for form in library.evaluations],
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
        "criteria": [_criterion(row) for row in award.criteria],
        "closing": [_criterion(row) for row in award.closing],
        "modules": list(award.modules()),
        "signatures": [step.seat.value for step in award.signatures],
        "waiver": waiver
        and {
            "criteria": sorted(waiver.criteria),
            "approver": waiver.approver.value,
            "modules_too": waiver.modules_too,
        },
    }


def _criterion(row: Criterion) -> dict[str, object]:
    return {
        "id": row.id,
        "title": row.title,
        "words": row.words,
        "source": row.source,
        "suggested": row.suggested,
        "mappings": [{"under": one.under, "codes": list(one.codes)} for one in row.mappings],
        "requirements": [_requirement(requirement) for requirement in row.requirements],
    }


def _requirement(requirement: Requirement) -> dict[str, object]:
    own = {field.name: getattr(requirement, field.name) for field in fields(requirement)}
    return {"kind": requirement.kind} | {name: _plain(value) for name, value in own.items()}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


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


def _evaluation(form: EvaluationForm) -> dict[str, object]:
    return {
        "id": form.id,
        "title": form.title,
        "about": form.about,
        "respondent": form.respondent.value,
        "when": form.occasion.value,
        "by_name": form.by_name,
        "questions": [
            {"id": q.id, "words": q.words, "scale": list(q.scale), "lines": len(q.lines)}
            for q in form.questions
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
        "hardest_grade": report.hardest_grade,
        "quiz_grade": report.quiz_grade,
        "scenarios": report.scenarios,
        "questions": report.questions,
        "quiz_questions": report.quiz_questions,
        "reflections": report.reflections,
        "comparisons": report.comparisons,
        "figures": report.figures,
        "takeaways": report.takeaways,
        "terms": report.terms,
        "references": report.references,
        "language": report.language,
        "translations": list(report.translations),
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
