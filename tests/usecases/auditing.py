"""One mentor's shared audit, used as its pages use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lti_tool.domain.schemes import AuditGroup
from lti_tool.persistence.audits import PlanStep
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.records import FactRow
from lti_tool.usecases import shared_audit_drafts as drafts
from lti_tool.usecases import shared_audits
from lti_tool.usecases.house import House
from lti_tool.usecases.shared_audit_drafts import Written
from lti_tool.usecases.shared_audit_views import AuditOverview, GroupPage
from lti_tool.usecases.visits import Visit

from ..audited import AUDIT
from .place import rows


class Auditor:
    """The mentor at their audit."""

    def __init__(self, house: House, visit: Visit) -> None:
        self.house, self.visit = house, visit
        self.audit = self.overview().audit
        self.groups: tuple[AuditGroup, ...] = self.audit.groups

    def overview(self) -> AuditOverview:
        return shared_audits.overview(self.house, self.visit, AUDIT)

    def page(self, group: AuditGroup) -> GroupPage:
        found = drafts.group_page(self.house, self.visit, AUDIT, group.id)
        assert found is not None, "no round is open"
        return found

    def saves(
        self,
        group: AuditGroup,
        ratings: Mapping[str, str] | None = None,
        notes: Mapping[str, str] | None = None,
        *,
        revision: int = 0,
        round_number: int = 1,
        write_id: str = "",
        earlier: Iterable[str] = (),
    ) -> GroupPage:
        written = Written(
            ratings or {}, notes or {}, round_number, revision, write_id, tuple(earlier)
        )
        return drafts.save_group(self.house, self.visit, AUDIT, group.id, written)

    def fills_in(self, word: str = "Amber", *, round_number: int = 1, **notes: str) -> None:
        """Every standard with the same rating and the notes that are asked for."""
        for group in self.groups:
            self.saves(
                group,
                {item.id: word for item in group.items},
                {"strengths": f"Good at {group.title}", **notes},
                revision=self.page(group).revision,
                round_number=round_number,
            )

    def finishes(self, round_number: int = 1) -> None:
        shared_audits.finish(self.house, self.visit, AUDIT, round_number)

    def completes(self, word: str = "Amber", *, targets: str = "", actions: str = "") -> None:
        """The first round, from beginning to end."""
        self.fills_in(word, targets=targets, actions=actions)
        self.finishes()

    def reviews(self, word: str = "Green") -> None:
        """A review, from beginning to end."""
        self.begins_review()
        number = self.overview().round_number
        self.fills_in(word, round_number=number)
        self.finishes(number)

    def begins_review(self) -> None:
        shared_audits.begin_review(self.house, self.visit, AUDIT)

    # --- What is kept -----------------------------------------------------------------------------

    def facts(self) -> list[tuple[str, str | None]]:
        """Kind and enrolment of what the audit left, oldest first."""
        kinds = {"AuditDone", "AuditReviewed"}
        found = [row for row in rows(self.house, FactRow) if row.kind in kinds]
        return [(row.kind, row.enrolment_id) for row in sorted(found, key=lambda row: row.at)]

    def told(self, verb: str) -> list[dict[str, Any]]:
        kept = sorted(rows(self.house, StatementRow), key=lambda row: row.seq)
        return [row.body for row in kept if row.body["verb"]["id"].endswith(f"/{verb}")]

    def steps(self) -> list[PlanStep]:
        return rows(self.house, PlanStep, person_id=self.visit.person_id)
