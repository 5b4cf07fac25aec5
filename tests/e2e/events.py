"""Which xAPI statements the way to the certificate makes, and how often."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lti_tool.domain.statements.kinds import KINDS

from .right_answers import MODULES, module


def kinds_of_the_way(*, revoked: int, required_only: bool) -> Counter[str]:
    """How often each kind is made by one mentor whose every answer is right at once."""
    modules = [module(one) for one in MODULES]
    sections = [section for one in modules for section in one.sections]
    done = [b.kind for s in sections for b in (s.required if required_only else s.activities)]
    return Counter(
        enrolled=1,
        consent_given=1,
        rated=7,
        audit_completed=1,
        module_initialized=2,
        section_progressed=len(sections),
        question_answered=done.count("question")
        + done.count("sort")
        + sum(one.quiz.draw for one in modules),
        scenario_completed=done.count("scenario"),
        reflected=done.count("reflection"),
        quiz_passed=2,
        module_completed=2,
        confirmed=7,
        signed=3,
        award_completed=1,
        certificate_earned=1,
        certificate_revoked=revoked,
    )


def kind_of(statement: dict[str, Any], base_url: str) -> str:
    """The kind that this verb and this type of thing belong to."""
    said = statement["verb"]["id"], statement["object"]["definition"]["type"]
    return next(
        key
        for key, kind in KINDS.items()
        if (kind.verb.iri(base_url), kind.activity_type.iri(base_url)) == said
    )
