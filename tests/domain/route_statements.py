"""An example of each kind of statement between an application and a panel's decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lti_tool.domain import statements as s
from lti_tool.domain.seats import Seat

BRIEFING = s.Named("briefing", "The briefing")
FORM = s.Named("feedback", "Developmental feedback to a trainee")
PORTFOLIO = s.Named("record-1", "Portfolio: Entry")


def route_cases(
    ctx: s.StatementContext, by_other: s.StatementContext, award: s.Named
) -> Mapping[str, Callable[[], s.Json]]:
    """By name; ``by_other`` is of somebody who is not the mentor."""
    return {
        "applied": lambda: s.applied(ctx, event_id="e70", award=award),
        "briefing_attended": lambda: s.briefing_attended(
            ctx, event_id="e71", award=award, briefing=BRIEFING
        ),
        "attendance_withdrawn": lambda: s.attendance_withdrawn(
            ctx, event_id="e72", award=award, briefing=BRIEFING, recorded="e71"
        ),
        "observed": lambda: s.observed(
            by_other, event_id="e73", award=award, form=FORM, seat=Seat.LINK_TUTOR
        ),
        "observation_withdrawn": lambda: s.observation_withdrawn(
            by_other, event_id="e74", award=award, form=FORM, recorded="e73"
        ),
        "portfolio_submitted": lambda: s.portfolio_submitted(
            ctx, event_id="e75", award=award, portfolio=PORTFOLIO
        ),
        "portfolio_withdrawn": lambda: s.portfolio_withdrawn(
            ctx, event_id="e78", award=award, portfolio=PORTFOLIO, handed_in="e75"
        ),
        "portfolio_passed": lambda: s.portfolio_passed(
            ctx, event_id="e76", award=award, portfolio=PORTFOLIO
        ),
        "portfolio_failed": lambda: s.portfolio_failed(
            ctx, event_id="e77", award=award, portfolio=PORTFOLIO
        ),
    }
