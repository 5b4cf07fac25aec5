"""What a shared audit and its plan tell a record store: who, where, and which audit."""

from __future__ import annotations

from urllib.parse import urlsplit

from lti_tool.domain import statements
from lti_tool.domain.schemes import Audit, AuditGroup
from lti_tool.domain.statements import Actor, Course, Json, Named, StatementContext
from lti_tool.persistence.audits import AuditRound, PlanStep
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit


class AuditTelling:
    """Makes the statements of one person in one audit at one moment.

    All of them share a registration, whichever award they are for.
    """

    def __init__(self, house: House, unit: UnitOfWork, visit: Visit, audit: Audit) -> None:
        about = f"audit/{visit.person_id}/{audit.id}"
        name = visit.name or None if house.statements_with_names else None
        self._base_url = house.base_url
        self._audit = audit
        self._named = Named(audit.id, audit.title)
        self._ctx = StatementContext(
            base_url=house.base_url,
            actor=Actor(visit.issuer, visit.sub, name),
            at=unit.now,
            course=Course(visit.course_id, visit.course_title),
            platform=urlsplit(visit.issuer).hostname,
            registration=statements.registration_id(house.base_url, about),
        )

    def rated(
        self, row: AuditRound, group: AuditGroup, ratings: dict[str, str], revision: int
    ) -> list[Json]:
        """Each of these lines has a new rating; the ids follow from the part's revision."""
        words = [word for word, _ in self._audit.ratings]
        return [
            statements.rated(
                self._ctx,
                event_id=f"{row.id}/{item.id}/{revision}",
                award=None,
                audit=self._named,
                item=Named(item.id, item.words),
                rating=ratings[item.id],
                position=words.index(ratings[item.id]) + 1,
                of=len(words),
            )
            for item in group.items
            if item.id in ratings
        ]

    def completed(self, row: AuditRound) -> Json:
        """A round is complete: the first one, or a review."""
        return statements.audit_completed(self._ctx, event_id=row.id, award=None, audit=self._named)

    def target_set(self, step: PlanStep) -> Json:
        """A step was put into the plan."""
        return statements.target_set(
            self._ctx, event_id=step.id, audit=self._named, target=_target(step)
        )

    def target_met(self, step: PlanStep) -> Json:
        """It was marked as done, for the so-manieth time."""
        return statements.target_met(
            self._ctx,
            event_id=f"{step.id}/{step.times_done}",
            audit=self._named,
            target=_target(step),
        )

    def target_reopened(self, step: PlanStep) -> Json:
        """It was done, and is not after all."""
        event_id = f"{step.id}/{step.times_done}"
        return statements.target_reopened(
            self._ctx,
            event_id=event_id,
            audit=self._named,
            target=_target(step),
            met=statements.statement_id(self._base_url, "target_met", event_id),
        )


def _target(step: PlanStep) -> Named:
    """Its words are the mentor's own: the store hears only which standard it belongs to."""
    return Named(step.id, f"Target: {step.group_id}" if step.group_id else "Target")
