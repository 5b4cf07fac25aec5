"""Statements about the way from an application to a panel's decision.

What an observer or a panel wrote stays in the house; that they did is told.
"""

from __future__ import annotations

from lti_tool.domain.seats import Seat
from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.building import (
    Json,
    Named,
    StatementContext,
    activity,
    award_activity,
    build,
    statement_id,
    statement_reference,
)


def applied(ctx: StatementContext, *, event_id: str, award: Named) -> Json:
    """The mentor applied for the award."""
    return build(ctx, "applied", event_id, award_activity(ctx, award), revision=award.version)


def briefing_attended(
    ctx: StatementContext, *, event_id: str, award: Named, briefing: Named
) -> Json:
    """The mentor was at a briefing of the award: the actor is the mentor, whoever recorded it."""
    return build(
        ctx,
        "briefing_attended",
        event_id,
        _event(ctx, award, briefing),
        parent=award_activity(ctx, award),
        revision=award.version,
    )


def attendance_withdrawn(
    ctx: StatementContext, *, event_id: str, award: Named, briefing: Named, recorded: str
) -> Json:
    """What the event ``recorded`` said about an attendance no longer counts."""
    return build(
        ctx,
        "attendance_withdrawn",
        event_id,
        _event(ctx, award, briefing),
        parent=award_activity(ctx, award),
        revision=award.version,
        further=_reference(ctx, "briefing_attended", recorded),
    )


def observed(
    ctx: StatementContext, *, event_id: str, award: Named, form: Named, seat: Seat
) -> Json:
    """Somebody in ``seat`` observed the mentor whose registration the context carries."""
    return build(
        ctx,
        "observed",
        event_id,
        _observation(ctx, award, form),
        parent=award_activity(ctx, award),
        revision=award.version,
        extensions={v.SEAT: str(seat)},
    )


def observation_withdrawn(
    ctx: StatementContext, *, event_id: str, award: Named, form: Named, recorded: str
) -> Json:
    """The observation of the event ``recorded`` was written down anew."""
    return build(
        ctx,
        "observation_withdrawn",
        event_id,
        _observation(ctx, award, form),
        parent=award_activity(ctx, award),
        revision=award.version,
        further=_reference(ctx, "observed", recorded),
    )


def portfolio_submitted(
    ctx: StatementContext, *, event_id: str, award: Named, portfolio: Named
) -> Json:
    """The mentor handed in their portfolio; ``portfolio.id`` is an opaque key of their record."""
    return build(
        ctx,
        "portfolio_submitted",
        event_id,
        _portfolio(ctx, portfolio),
        parent=award_activity(ctx, award),
        revision=award.version,
    )


def portfolio_withdrawn(
    ctx: StatementContext, *, event_id: str, award: Named, portfolio: Named, handed_in: str
) -> Json:
    """What was handed in by the event ``handed_in`` was taken back before anybody read it."""
    return build(
        ctx,
        "portfolio_withdrawn",
        event_id,
        _portfolio(ctx, portfolio),
        parent=award_activity(ctx, award),
        revision=award.version,
        further=_reference(ctx, "portfolio_submitted", handed_in),
    )


def portfolio_passed(
    ctx: StatementContext, *, event_id: str, award: Named, portfolio: Named
) -> Json:
    """A panel passed the portfolio: the actor is the mentor."""
    return _decided(ctx, "portfolio_passed", event_id, award, portfolio)


def portfolio_failed(
    ctx: StatementContext, *, event_id: str, award: Named, portfolio: Named
) -> Json:
    """A panel asked for more, or did not pass the portfolio: the actor is the mentor."""
    return _decided(ctx, "portfolio_failed", event_id, award, portfolio)


def _decided(
    ctx: StatementContext, kind: str, event_id: str, award: Named, portfolio: Named
) -> Json:
    return build(
        ctx,
        kind,
        event_id,
        _portfolio(ctx, portfolio),
        result={"success": kind == "portfolio_passed"},
        parent=award_activity(ctx, award),
        revision=award.version,
    )


def _event(ctx: StatementContext, award: Named, briefing: Named) -> Json:
    return activity(ctx, f"briefing/{award.id}/{briefing.id}", v.EVENT, briefing.title)


def _observation(ctx: StatementContext, award: Named, form: Named) -> Json:
    return activity(ctx, f"observation/{award.id}/{form.id}", v.OBSERVATION, form.title)


def _portfolio(ctx: StatementContext, portfolio: Named) -> Json:
    return activity(ctx, f"portfolio/{portfolio.id}", v.PORTFOLIO, portfolio.title)


def _reference(ctx: StatementContext, kind: str, event_id: str) -> Json:
    return {"statement": statement_reference(statement_id(ctx.base_url, kind, event_id))}
