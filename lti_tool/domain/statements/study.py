"""Statements about studying a module.

The verbs are cmi5's and their results follow cmi5 9.5 (durations where it demands them, a score
only on passed and failed), but the cmi5 category is left out: the launch is LTI's, not cmi5's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.building import (
    Json,
    Named,
    StatementContext,
    activity,
    build,
    iso_duration,
    module_activity,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with options, in plain words.

    ``options`` are (id, words), ids without spaces; ``correct`` the ids that together are right.
    """

    id: str
    prompt: str
    options: tuple[tuple[str, str], ...]
    correct: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sorting:
    """An exercise that puts every item into a bin; ids without spaces, as in :class:`Question`.

    ``correct`` are (item id, bin id).
    """

    id: str
    prompt: str
    items: tuple[tuple[str, str], ...]
    bins: tuple[tuple[str, str], ...]
    correct: tuple[tuple[str, str], ...]


def module_initialized(ctx: StatementContext, *, event_id: str, module: Named) -> Json:
    """The mentor opened the module (cmi5 9.3.2)."""
    return build(
        ctx, "module_initialized", event_id, module_activity(ctx, module), revision=module.version
    )


def section_progressed(
    ctx: StatementContext, *, event_id: str, module: Named, section: Named, progress: int
) -> Json:
    """The mentor finished a section; ``progress`` is the whole module's, 0 to 100 per cent.

    The module is the object, because cmi5 9.5.5.1 means the module by progress; the section
    stands in the context.
    """
    place = activity(ctx, f"section/{module.id}/{section.id}", v.SECTION, section.title)
    return build(
        ctx,
        "section_progressed",
        event_id,
        module_activity(ctx, module),
        result={"extensions": {v.PROGRESS.iri(ctx.base_url): min(100, max(0, progress))}},
        other=[place],
        revision=module.version,
    )


def question_answered(
    ctx: StatementContext,
    *,
    event_id: str,
    module: Named,
    question: Question,
    chosen: Sequence[str],
    quiz: Named | None = None,
) -> Json:
    """The mentor chose options (xAPI 1.0.3, 2.4.4.1, interaction type ``choice``).

    ``quiz`` is given when the question was asked in one.
    """
    about = activity(
        ctx,
        f"question/{module.id}/{question.id}",
        v.QUESTION,
        "",
        description={ctx.language: question.prompt},
        interactionType="choice",
        correctResponsesPattern=["[,]".join(question.correct)],
        choices=_components(ctx, question.options),
    )
    result: Json = {"success": set(chosen) == set(question.correct)}
    if chosen:
        result["response"] = "[,]".join(chosen)
    parent = _quiz(ctx, module, quiz) if quiz else module_activity(ctx, module)
    return build(
        ctx,
        "question_answered",
        event_id,
        about,
        result=result,
        parent=parent,
        grouping=[module_activity(ctx, module)] if quiz else (),
        revision=module.version,
    )


def items_sorted(
    ctx: StatementContext,
    *,
    event_id: str,
    module: Named,
    sorting: Sorting,
    placed: Sequence[tuple[str, str]],
) -> Json:
    """The mentor put every item into a bin (interaction type ``matching``)."""
    about = activity(
        ctx,
        f"question/{module.id}/{sorting.id}",
        v.QUESTION,
        "",
        description={ctx.language: sorting.prompt},
        interactionType="matching",
        correctResponsesPattern=[_pairs(sorting.correct)],
        source=_components(ctx, sorting.items),
        target=_components(ctx, sorting.bins),
    )
    result: Json = {"success": set(placed) == set(sorting.correct), "response": _pairs(placed)}
    return build(
        ctx,
        "question_answered",
        event_id,
        about,
        result=result,
        parent=module_activity(ctx, module),
        revision=module.version,
    )


def scenario_completed(
    ctx: StatementContext, *, event_id: str, module: Named, scenario: Named, ending: str
) -> Json:
    """The mentor reached an ending; ``ending`` is the id of that step."""
    return build(
        ctx,
        "scenario_completed",
        event_id,
        activity(ctx, f"scenario/{module.id}/{scenario.id}", v.SCENARIO, scenario.title),
        result={"completion": True, "response": ending},
        parent=module_activity(ctx, module),
        revision=module.version,
    )


def quiz_finished(
    ctx: StatementContext,
    *,
    event_id: str,
    module: Named,
    quiz: Named,
    right: int,
    of: int,
    passed: bool,
    duration: timedelta,
) -> Json:
    """An attempt at the quiz ended: ``passed`` or ``failed`` (cmi5 9.3.4, 9.3.5, 9.5.1)."""
    score: Json = {"scaled": round(right / of, 4), "raw": right, "min": 0, "max": of}
    return build(
        ctx,
        "quiz_passed" if passed else "quiz_failed",
        event_id,
        _quiz(ctx, module, quiz),
        result={"score": score, "success": passed, "duration": iso_duration(duration)},
        parent=module_activity(ctx, module),
        revision=module.version,
    )


def reflected(
    ctx: StatementContext, *, event_id: str, module: Named, reflection: Named, words: int
) -> Json:
    """The mentor saved a reflection of that many words; the text itself never leaves the house."""
    return build(
        ctx,
        "reflected",
        event_id,
        activity(ctx, f"reflection/{module.id}/{reflection.id}", v.REFLECTION, reflection.title),
        result={"extensions": {v.WORD_COUNT.iri(ctx.base_url): words}},
        parent=module_activity(ctx, module),
        revision=module.version,
    )


def takeaway_downloaded(
    ctx: StatementContext, *, event_id: str, module: Named, takeaway: Named
) -> Json:
    """The mentor downloaded a sheet to print."""
    return build(
        ctx,
        "takeaway_downloaded",
        event_id,
        activity(ctx, f"takeaway/{module.id}/{takeaway.id}", v.DOCUMENT, takeaway.title),
        parent=module_activity(ctx, module),
        revision=module.version,
    )


def module_completed(
    ctx: StatementContext, *, event_id: str, module: Named, duration: timedelta
) -> Json:
    """The mentor did all that is required (cmi5 9.3.3): once per registration, without a score."""
    return build(
        ctx,
        "module_completed",
        event_id,
        module_activity(ctx, module),
        result={"completion": True, "duration": iso_duration(duration)},
        revision=module.version,
    )


def module_terminated(
    ctx: StatementContext, *, event_id: str, module: Named, duration: timedelta
) -> Json:
    """The mentor left; ``duration`` since the module was opened (cmi5 9.3.8, 9.5.4.1)."""
    return build(
        ctx,
        "module_terminated",
        event_id,
        module_activity(ctx, module),
        result={"duration": iso_duration(duration)},
        revision=module.version,
    )


def _quiz(ctx: StatementContext, module: Named, quiz: Named) -> Json:
    return activity(ctx, f"quiz/{module.id}/{quiz.id}", v.QUIZ, quiz.title)


def _components(ctx: StatementContext, pairs: Sequence[tuple[str, str]]) -> list[Json]:
    return [{"id": id_, "description": {ctx.language: words}} for id_, words in pairs]


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return "[,]".join(f"{item}[.]{bin_}" for item, bin_ in pairs)
