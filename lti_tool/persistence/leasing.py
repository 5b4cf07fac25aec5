"""Take work out of the outbox so that any number of workers can share it, and put results back.

A lease is a claim for some seconds. A worker that dies leaves a lease that runs out, and somebody
else does the work again: what leaves twice carries the same Message-ID, timestamp or statement id.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.unit_of_work import UnitOfWork, Units

LEASE = timedelta(seconds=30)
DELIVERED, SUPERSEDED, FAILED, REFUSED = "delivered", "superseded", "failed", "refused"


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that is ours to deliver until the lease runs out."""

    id: int
    lease: str
    kind: str
    lane: str
    body: dict[str, Any]
    attempts: int
    created_at: datetime
    provider_id: str | None
    until: datetime


def lease_messages(units: Units, limit: int) -> tuple[Leased, ...]:
    """The next messages that may leave now, at most one of each lane."""
    with units.reading() as unit:
        if unit.session.scalar(_due(unit).limit(1)) is None:
            return ()
    with units.writing() as unit:
        ids = unit.session.scalars(_due(unit).limit(limit).with_for_update(skip_locked=True)).all()
        lease = secrets.token_hex(8)
        unit.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids))
            .values(lease=lease, leased_until=unit.now + LEASE)
        )
        rows = unit.session.scalars(
            select(OutboxMessage).where(OutboxMessage.id.in_(ids)).order_by(OutboxMessage.id)
        )
        return tuple(_leased(row, lease, unit.now + LEASE) for row in rows)


def _leased(row: OutboxMessage, lease: str, until: datetime) -> Leased:
    return Leased(
        id=row.id,
        lease=lease,
        kind=row.kind,
        lane=row.lane,
        body=dict(row.body),
        attempts=row.attempts,
        created_at=row.created_at,
        provider_id=row.provider_id,
        until=until,
    )


def still_ours(units: Units, message: Leased) -> bool:
    """Whether the message may be handed over now; a lease that has half run out begins anew.

    Messages of one batch leave one after the other, and a slow one may use up the others' leases.
    """
    if units.clock.now() < message.until - LEASE / 2:
        return True
    with units.writing() as unit:
        return _update(unit, message, {"leased_until": unit.now + LEASE})


def _due(unit: UnitOfWork) -> Any:
    """Ids of waiting messages with nothing waiting before them in their lane."""
    earlier = aliased(OutboxMessage)
    blocked = exists(
        select(earlier.id).where(
            earlier.lane == OutboxMessage.lane,
            earlier.id < OutboxMessage.id,
            earlier.outcome.is_(None),
        )
    )
    return (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.outcome.is_(None),
            OutboxMessage.not_before <= unit.now,
            _unleased(OutboxMessage, unit),
            ~blocked,
        )
        .order_by(OutboxMessage.id)
    )


def _unleased(model: Any, unit: UnitOfWork) -> ColumnElement[bool]:
    return or_(model.leased_until.is_(None), model.leased_until < unit.now)


def is_overtaken(unit: UnitOfWork, message: Leased) -> bool:
    """Whether a later message waits in the same lane, or has gone through already."""
    later = select(OutboxMessage.id).where(
        OutboxMessage.lane == message.lane,
        OutboxMessage.id > message.id,
        or_(OutboxMessage.outcome.is_(None), OutboxMessage.outcome != FAILED),
    )
    return unit.session.scalar(later.limit(1)) is not None


def conclude(unit: UnitOfWork, message: Leased, outcome: str, error: str | None = None) -> bool:
    """Note how it went, if the lease is still ours; whether it was."""
    values: dict[str, Any] = {
        "outcome": outcome,
        "done_at": unit.now,
        "error": error,
        "attempts": message.attempts + 1,
    }
    if outcome == DELIVERED:
        values["body"] = _without_texts(message)
    return _update(unit, message, values)


def _without_texts(message: Leased) -> dict[str, Any]:
    """What is delivered need not be kept in full: a mail's text may tell of people."""
    return {key: value for key, value in message.body.items() if key != "text"}


def postpone(unit: UnitOfWork, message: Leased, until: datetime, error: str) -> bool:
    """Try again later, if the lease is still ours; whether it was."""
    values = {
        "not_before": until,
        "leased_until": None,
        "lease": None,
        "error": error,
        "attempts": message.attempts + 1,
    }
    return _update(unit, message, values)


def _update(unit: UnitOfWork, message: Leased, values: dict[str, Any]) -> bool:
    ours = and_(OutboxMessage.id == message.id, OutboxMessage.lease == message.lease)
    done: Any = unit.session.execute(update(OutboxMessage).where(ours).values(**values))
    return bool(done.rowcount)


@dataclass(frozen=True, slots=True)
class LeasedStatements:
    """A batch of statements that is ours to deliver until the lease runs out."""

    lease: str
    statements: tuple[dict[str, Any], ...]


def lease_statements(units: Units, limit: int) -> LeasedStatements | None:
    """The oldest statements that wait for the LRS; None when none do, or the LRS is to rest."""
    with units.reading() as unit:
        if _resting(unit) or unit.session.scalar(_due_statements(unit).limit(1)) is None:
            return None
    with units.writing() as unit:
        wanted = _due_statements(unit).limit(limit).with_for_update(skip_locked=True)
        seqs = unit.session.scalars(wanted).all()
        lease = secrets.token_hex(8)
        unit.session.execute(
            update(StatementRow)
            .where(StatementRow.seq.in_(seqs))
            .values(lease=lease, leased_until=unit.now + LEASE)
        )
        bodies = unit.session.scalars(
            select(StatementRow.body).where(StatementRow.seq.in_(seqs)).order_by(StatementRow.seq)
        )
        return LeasedStatements(lease, tuple(bodies))


def _resting(unit: UnitOfWork) -> bool:
    """Whether the oldest that waits was put off: then younger ones must not go before it."""
    oldest = unit.session.scalars(
        select(StatementRow)
        .where(StatementRow.outcome.is_(None))
        .order_by(StatementRow.seq)
        .limit(1)
    ).first()
    if oldest is None or oldest.error is None or oldest.leased_until is None:
        return False
    return oldest.leased_until >= unit.now


def _due_statements(unit: UnitOfWork) -> Any:
    return (
        select(StatementRow.seq)
        .where(StatementRow.outcome.is_(None), _unleased(StatementRow, unit))
        .order_by(StatementRow.seq)
    )


def conclude_statements(
    unit: UnitOfWork, batch: LeasedStatements, refused: Sequence[tuple[str, str]]
) -> None:
    """Note which the LRS took; those it refused keep the reason."""
    ours = StatementRow.lease == batch.lease
    for statement_id, reason in refused:
        unit.session.execute(
            update(StatementRow)
            .where(ours, StatementRow.id == statement_id)
            .values(outcome=REFUSED, error=reason)
        )
    unit.session.execute(
        update(StatementRow)
        .where(ours, StatementRow.outcome.is_(None))
        .values(outcome=DELIVERED, error=None)
    )


def postpone_statements(
    unit: UnitOfWork, batch: LeasedStatements, until: datetime, error: str
) -> None:
    """Leave them waiting until then."""
    unit.session.execute(
        update(StatementRow)
        .where(StatementRow.lease == batch.lease)
        .values(leased_until=until, error=error)
    )
