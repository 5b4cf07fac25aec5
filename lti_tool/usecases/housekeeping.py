"""Tidy: what nobody needs any more goes, so that the tables that every launch writes stay small.

A spent nonce must be kept for as long as its token could be accepted: an hour and two leeways. A
launch session is over after a day. Both are the same row, which is kept for two days.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.people import LaunchSession
from lti_tool.usecases.failures import FAILED
from lti_tool.usecases.house import House

SESSIONS_KEPT = timedelta(days=2)
DELIVERIES_KEPT = timedelta(days=90)
AT_ONCE = 2_000
"""Rows deleted in one transaction: a launch must never wait long for a broom."""


def tidy(house: House) -> int:
    """Delete a batch of what has served its time; how many rows went."""
    with house.units.writing() as unit:
        sessions = (
            select(LaunchSession.handle_hash)
            .where(LaunchSession.started_at < unit.now - SESSIONS_KEPT)
            .limit(AT_ONCE)
        )
        old = unit.session.scalars(sessions).all()
        unit.session.execute(delete(LaunchSession).where(LaunchSession.handle_hash.in_(old)))
        deliveries = (
            select(OutboxMessage.id)
            .where(
                OutboxMessage.done_at < unit.now - DELIVERIES_KEPT,
                OutboxMessage.outcome != FAILED,
                OutboxMessage.once.is_(None),  # a key that must be used once stays known
            )
            .limit(AT_ONCE)
        )
        done = unit.session.scalars(deliveries).all()
        unit.session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(done)))
    return len(old) + len(done)
