"""Statements about evaluations: that one was answered, and never how.

Who answers without an account is one and the same opaque actor for all of a provider: of a trainee
no statement tells which of them it was.
"""

from __future__ import annotations

from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.building import Json, Named, StatementContext, activity, build


def evaluation_answered(ctx: StatementContext, *, event_id: str, evaluation: Named) -> Json:
    """An evaluation was answered, for the first time by whoever did."""
    about = activity(ctx, f"evaluation/{evaluation.id}", v.EVALUATION, evaluation.title)
    return build(ctx, "evaluation_answered", event_id, about)
