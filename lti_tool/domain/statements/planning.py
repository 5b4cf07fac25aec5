"""Statements about a mentor's development plan, which comes of an audit.

A target is named by an opaque key and the standard that it belongs to: its words are the mentor's
own and stay in the house.
"""

from __future__ import annotations

from uuid import UUID

from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.building import (
    Json,
    Named,
    StatementContext,
    activity,
    build,
    statement_reference,
)
from lti_tool.domain.statements.record import audit_activity


def target_set(ctx: StatementContext, *, event_id: str, audit: Named, target: Named) -> Json:
    """The mentor put a target into the plan."""
    return build(
        ctx,
        "target_set",
        event_id,
        _target(ctx, target),
        parent=audit_activity(ctx, None, audit),
    )


def target_met(ctx: StatementContext, *, event_id: str, audit: Named, target: Named) -> Json:
    """The mentor marked it as done."""
    return build(
        ctx,
        "target_met",
        event_id,
        _target(ctx, target),
        result={"completion": True},
        parent=audit_activity(ctx, None, audit),
    )


def target_reopened(
    ctx: StatementContext, *, event_id: str, audit: Named, target: Named, met: UUID
) -> Json:
    """What the statement ``met`` said no longer counts."""
    return build(
        ctx,
        "target_reopened",
        event_id,
        _target(ctx, target),
        parent=audit_activity(ctx, None, audit),
        further={"statement": statement_reference(met)},
    )


def _target(ctx: StatementContext, target: Named) -> Json:
    return activity(ctx, f"target/{target.id}", v.TARGET, target.title)
