"""What every fact brings with it: statements for the LRS, and messages for the outbox.

Called inside the transaction of the fact, so that both are kept or neither is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from lti_tool.domain import facts as domain
from lti_tool.persistence.outbox import OutboxMessage, SentScore, StatementRow
from lti_tool.persistence.records import FactRow
from lti_tool.persistence.unit_of_work import UnitOfWork

SMALLEST_STEP = timedelta(seconds=1)
"""Moodle refuses a second score within the same second with 409."""


def keep_statement(unit: UnitOfWork, person_id: str, statement: Mapping[str, Any]) -> None:
    """Keep an xAPI statement; the same id again is the same statement, kept once."""
    known = select(StatementRow.seq).where(StatementRow.id == statement["id"])
    if unit.session.scalar(known) is None:
        unit.session.add(
            StatementRow(
                id=statement["id"],
                person_id=person_id,
                body=dict(statement),
                stored_at=unit.now,
            )
        )
        unit.session.flush()


def keep_fact(
    unit: UnitOfWork, fact: domain.Fact, *, person_id: str, enrolment: str | None
) -> None:
    """Append a fact about a person, to one award's record or (None) to all of them."""
    unit.session.add(
        FactRow(
            id=fact.id,
            person_id=person_id,
            enrolment_id=enrolment,
            kind=type(fact).__name__,
            on=fact.on,
            at=fact.at,
            by=fact.by,
            body=_body(fact),
        )
    )
    unit.session.flush()


def enqueue(
    unit: UnitOfWork,
    kind: str,
    body: Mapping[str, Any],
    *,
    lane: str,
    once: str | None = None,
    provider_id: str | None = None,
    not_before: datetime | None = None,
) -> None:
    """Put something in the outbox; with ``once``, only if nobody has under that key."""
    session = unit.session
    if once and session.scalar(select(OutboxMessage.id).where(OutboxMessage.once == once)):
        return
    session.add(
        OutboxMessage(
            kind=kind,
            lane=lane,
            once=once,
            body=dict(body),
            provider_id=provider_id,
            created_at=unit.now,
            not_before=not_before or unit.now,
        )
    )
    session.flush()


def tell_gradebook(
    unit: UnitOfWork,
    *,
    person_id: str,
    course_id: str,
    provider_id: str,
    resource: str,
    score: int,
    comment: str,
) -> None:
    """Send a score (0 to 100) for ``module:<id>`` or ``award:<id>``, unless it was told already.

    It never goes down by itself, and each score of one person in one column gets a moment at least
    a second after the one before, which is also the earliest it is sent at.
    """
    key = (person_id, course_id, resource)
    sent = unit.session.get(SentScore, key)
    if score <= (sent.score if sent else 0):
        return  # an untouched column says more than a nought, which some gradebooks show as a fail
    at = unit.now if sent is None else max(unit.now, sent.at + SMALLEST_STEP)
    if sent is None:
        sent = SentScore(
            person_id=person_id, course_id=course_id, resource=resource, score=score, at=at
        )
        unit.session.add(sent)
    sent.score, sent.at = score, at
    body = {
        "person_id": person_id,
        "course_id": course_id,
        "resource": resource,
        "score": score,
        "timestamp": at.isoformat(),
        "comment": comment,
    }
    lane = f"score:{person_id}:{course_id}:{resource}"
    enqueue(unit, "score", body, lane=lane, provider_id=provider_id, not_before=at)


_OF_EVERY_FACT = frozenset(field.name for field in fields(domain.FactBase))


def _body(fact: domain.Fact) -> dict[str, Any]:
    """What is the fact's own, as JSON keeps it; ``reading.fact_of`` turns it back."""
    own = (field.name for field in fields(fact) if field.name not in _OF_EVERY_FACT)
    return {name: _as_json(getattr(fact, name)) for name in own}


def _as_json(value: object) -> object:
    match value:
        case Mapping():
            return dict(value)
        case tuple():
            return list(value)
        case date():
            return value.isoformat()
    return value
