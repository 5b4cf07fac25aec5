"""Statements about what a mentor did outside the tool: mentoring, optional activities, logs of it.

A period of mentoring is named by an opaque key; school and trainee stay in the house.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from lti_tool.domain.seats import Seat
from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.building import (
    Json,
    Named,
    StatementContext,
    activity,
    award_activity,
    build,
    iso_duration,
    statement_id,
    statement_reference,
)


def mentoring_recorded(ctx: StatementContext, *, event_id: str, duration: timedelta | None) -> Json:
    """The mentor recorded a period of mentoring; ``duration`` is ``None`` while it goes on."""
    return build(
        ctx,
        "mentoring_recorded",
        event_id,
        _mentoring(ctx, event_id),
        result={"duration": iso_duration(duration)} if duration else None,
    )


def mentoring_withdrawn(ctx: StatementContext, *, event_id: str, recorded: str) -> Json:
    """The period of the event ``recorded`` does not count: taken back, or recorded otherwise."""
    return build(
        ctx,
        "mentoring_withdrawn",
        event_id,
        _mentoring(ctx, recorded),
        further={"statement": _reference(ctx, "mentoring_recorded", recorded)},
    )


def activity_done(ctx: StatementContext, *, event_id: str, award: Named, done: Named) -> Json:
    """The mentor did one of an award's optional activities."""
    return build(
        ctx,
        "activity_done",
        event_id,
        _optional(ctx, award, done),
        parent=award_activity(ctx, award),
        revision=award.version,
    )


def activity_withdrawn(
    ctx: StatementContext, *, event_id: str, award: Named, done: Named, recorded: str
) -> Json:
    """What the event ``recorded`` said about an optional activity no longer counts."""
    return build(
        ctx,
        "activity_withdrawn",
        event_id,
        _optional(ctx, award, done),
        parent=award_activity(ctx, award),
        revision=award.version,
        further={"statement": _reference(ctx, "activity_done", recorded)},
    )


def log_signed_off(
    ctx: StatementContext, *, event_id: str, award: Named, log: Named, digest: str
) -> Json:
    """The mentor signed off an entry of a log; whom it was with and what it says stay here."""
    return build(
        ctx,
        "log_signed_off",
        event_id,
        _log(ctx, award, log),
        parent=award_activity(ctx, award),
        revision=award.version,
        extensions={v.SEAT: str(Seat.MENTOR), v.DIGEST: digest},
    )


def log_corrected(
    ctx: StatementContext, *, event_id: str, award: Named, log: Named, recorded: str
) -> Json:
    """The entry of the event ``recorded`` no longer counts: it was signed off anew."""
    return build(
        ctx,
        "log_corrected",
        event_id,
        _log(ctx, award, log),
        parent=award_activity(ctx, award),
        revision=award.version,
        further={"statement": _reference(ctx, "log_signed_off", recorded)},
    )


def _mentoring(ctx: StatementContext, key: str) -> Json:
    return activity(ctx, f"mentoring/{key}", v.MENTORING, "Mentoring")


def _optional(ctx: StatementContext, award: Named, done: Named) -> Json:
    return activity(ctx, f"activity/{award.id}/{done.id}", v.PERFORMANCE, done.title)


def _log(ctx: StatementContext, award: Named, log: Named) -> Json:
    return activity(ctx, f"log/{award.id}/{log.id}", v.LOG, log.title)


def _reference(ctx: StatementContext, kind: str, event_id: str) -> Json:
    found: UUID = statement_id(ctx.base_url, kind, event_id)
    return statement_reference(found)
