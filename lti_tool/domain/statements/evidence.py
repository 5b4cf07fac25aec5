"""Statements about a mentor's evidence, rationales and written reflections.

What an item is called and says is the mentor's own and may tell of people: a statement names it by
an opaque key and its kind, and by the standards and criteria that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.building import (
    Json,
    Named,
    StatementContext,
    activity,
    award_activity,
    build,
    statement_reference,
)


def evidence_added(
    ctx: StatementContext, *, event_id: str, item: Named, about: Iterable[str]
) -> Json:
    """An item came into the portfolio, or was put back into it."""
    return build(ctx, "evidence_added", event_id, _item(ctx, item), other=_about(ctx, about))


def evidence_changed(
    ctx: StatementContext, *, event_id: str, item: Named, about: Iterable[str]
) -> Json:
    """An item was changed."""
    return build(ctx, "evidence_changed", event_id, _item(ctx, item), other=_about(ctx, about))


def evidence_removed(ctx: StatementContext, *, event_id: str, item: Named, added: UUID) -> Json:
    """An item was taken out; what the statement ``added`` said no longer counts."""
    return build(
        ctx,
        "evidence_removed",
        event_id,
        _item(ctx, item),
        further={"statement": statement_reference(added)},
    )


def rationale_written(
    ctx: StatementContext, *, event_id: str, award: Named, rationale: Named, words: int
) -> Json:
    """Why the evidence shows a standard (the object) was written down, in so many words."""
    return build(
        ctx,
        "rationale_written",
        event_id,
        _about(ctx, [rationale.id])[0],
        result={"extensions": {v.WORD_COUNT.iri(ctx.base_url): words}},
        parent=award_activity(ctx, award),
        revision=award.version,
    )


def award_reflected(
    ctx: StatementContext, *, event_id: str, award: Named, reflection: Named, words: int
) -> Json:
    """A reflection that an award asks for was saved, in so many words."""
    return build(
        ctx,
        "reflected",
        event_id,
        activity(ctx, f"reflection/{award.id}/{reflection.id}", v.REFLECTION, reflection.title),
        result={"extensions": {v.WORD_COUNT.iri(ctx.base_url): words}},
        parent=award_activity(ctx, award),
        revision=award.version,
    )


def _item(ctx: StatementContext, item: Named) -> Json:
    return activity(ctx, f"evidence/{item.id}", v.EVIDENCE, item.title)


def _about(ctx: StatementContext, codes: Iterable[str]) -> list[Json]:
    return [activity(ctx, f"standard/{code}", v.CRITERION, code) for code in codes]
