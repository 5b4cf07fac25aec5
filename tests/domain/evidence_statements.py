"""Each kind of statement about evidence and rationales, for ``test_statements``."""

from __future__ import annotations

from collections.abc import Callable

from lti_tool.domain import statements as s

ITEM = s.Named("item-1", "Evidence: a link")
ABOUT = ("ST1.1", "ST2")


def evidence_cases(ctx: s.StatementContext, award: s.Named) -> dict[str, Callable[[], s.Json]]:
    return {
        "evidence_added": lambda: s.evidence_added(ctx, event_id="e60", item=ITEM, about=ABOUT),
        "evidence_changed": lambda: s.evidence_changed(ctx, event_id="e61", item=ITEM, about=()),
        "evidence_removed": lambda: s.evidence_removed(
            ctx,
            event_id="e62",
            item=ITEM,
            added=s.statement_id(ctx.base_url, "evidence_added", "e60"),
        ),
        "rationale_written": lambda: s.rationale_written(
            ctx, event_id="e63", award=award, rationale=s.Named("ST1", "Rationale: ST1"), words=42
        ),
    }
