"""An example of each kind of statement about what mentors do outside the tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from lti_tool.domain import statements as s

DAY = s.Named("interview-day", "Interview day")
MEETINGS = s.Named("weekly-meeting", "Weekly meetings")


def practice_cases(ctx: s.StatementContext, award: s.Named) -> Mapping[str, Callable[[], s.Json]]:
    """By name."""
    return {
        "mentoring_recorded": lambda: s.mentoring_recorded(
            ctx, event_id="e40", duration=timedelta(days=365)
        ),
        "mentoring_withdrawn": lambda: s.mentoring_withdrawn(ctx, event_id="e41", recorded="e40"),
        "activity_done": lambda: s.activity_done(ctx, event_id="e42", award=award, done=DAY),
        "activity_withdrawn": lambda: s.activity_withdrawn(
            ctx, event_id="e43", award=award, done=DAY, recorded="e42"
        ),
        "log_signed_off": lambda: s.log_signed_off(
            ctx, event_id="e44", award=award, log=MEETINGS, digest="cd" * 32
        ),
        "log_corrected": lambda: s.log_corrected(
            ctx, event_id="e45", award=award, log=MEETINGS, recorded="e44"
        ),
    }
