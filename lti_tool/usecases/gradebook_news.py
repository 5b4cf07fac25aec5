"""What the course's gradebook was told of a module, for the page that says well done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from lti_tool.persistence.outbox import OutboxMessage, SentScore
from lti_tool.persistence.people import Course, ResourceLink
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.failures import FAILED
from lti_tool.usecases.house import House
from lti_tool.usecases.module_work import leaves_traces, score_resource
from lti_tool.usecases.visits import Visit


class GradebookState(StrEnum):
    """How far a score has come."""

    NONE = "none"
    """This course has no gradebook for the tool."""
    WAITING = "waiting"
    TOLD = "told"
    FAILED = "failed"
    """The LMS refused it for good; the office sees why and can send it again."""


@dataclass(frozen=True, slots=True)
class GradebookNews:
    """The newest score for one module in the course of this visit; ``at`` is when it arrived."""

    state: GradebookState
    score: int = 0
    at: datetime | None = None


def gradebook_news(house: House, visit: Visit, module_id: str) -> GradebookNews:
    """What this course's gradebook was told about the visitor's work in the module."""
    resource = score_resource(module_id)
    with house.units.reading() as unit:
        sent = unit.session.get(SentScore, (visit.person_id, visit.course_id, resource))
        if sent is None or not leaves_traces(visit) or not _has_gradebook(unit, visit, module_id):
            return GradebookNews(GradebookState.NONE)
        lane = f"score:{visit.person_id}:{visit.course_id}:{resource}"
        newest = unit.session.scalar(
            select(OutboxMessage)
            .where(OutboxMessage.lane == lane)
            .order_by(OutboxMessage.id.desc())
            .limit(1)
        )
        return _news(sent, newest)


def _news(sent: SentScore, newest: OutboxMessage | None) -> GradebookNews:
    """A delivery that is long done has been tidied away: what was sent did arrive."""
    if newest is None:
        return GradebookNews(GradebookState.TOLD, sent.score, sent.at)
    if newest.outcome is None:
        return GradebookNews(GradebookState.WAITING, sent.score)
    if newest.outcome == FAILED:
        return GradebookNews(GradebookState.FAILED, sent.score)
    return GradebookNews(GradebookState.TOLD, sent.score, newest.done_at)


def _has_gradebook(unit: UnitOfWork, visit: Visit, module_id: str) -> bool:
    """Whether there is a column, or one can be made (AGS 2.0, the endpoint claim)."""
    if unit.session.get_one(Course, visit.course_id).line_items_url:
        return True
    placed = select(ResourceLink.id).where(
        ResourceLink.course_id == visit.course_id,
        ResourceLink.module == module_id,
        ResourceLink.line_item_url.is_not(None),
    )
    return unit.session.scalar(placed.limit(1)) is not None
