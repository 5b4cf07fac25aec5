"""Tidy: what nobody needs any more goes, so that the tables that every launch writes stay small.

A spent nonce must be kept for as long as its token could be accepted: an hour and two leeways. A
launch session is over after a day. Both are the same row, which is kept for two days.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, select, update

from lti_tool.persistence.logs import LogAcknowledgement
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.people import LaunchSession
from lti_tool.persistence.portfolio import PortfolioExport, PortfolioFile, PortfolioItem
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.evaluation_forgetting import forget_those_asked
from lti_tool.usecases.failures import FAILED
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import cause_of, message_id_of
from lti_tool.usecases.portfolio_items import REMOVED_KEPT

SESSIONS_KEPT = timedelta(days=2)
EXPORTS_KEPT = timedelta(days=7)
ORPHANS_KEPT = timedelta(hours=2)
DELIVERIES_KEPT = timedelta(days=90)
FILES_AT_ONCE = 500
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
    return (
        len(old)
        + len(done)
        + _tidy_portfolios(house)
        + _tidy_addresses(house)
        + forget_those_asked(house)
        + tidy_files(house)
    )


def _tidy_addresses(house: House) -> int:
    """Forget the addresses to which links went whose time is over, and the mails that name them."""
    with house.units.writing() as unit:
        over = (
            select(LogAcknowledgement.id)
            .where(LogAcknowledgement.expires_at < unit.now, LogAcknowledgement.email.is_not(None))
            .limit(AT_ONCE)
        )
        found = unit.session.scalars(over).all()
        gone = update(LogAcknowledgement).where(LogAcknowledgement.id.in_(found))
        unit.session.execute(gone.values(email=None))
        keys = [message_id_of(house.base_url, cause_of(one)) for one in found]
        unit.session.execute(delete(OutboxMessage).where(OutboxMessage.once.in_(keys)))
    return len(found)


def _tidy_portfolios(house: House) -> int:
    """Delete evidence that can no longer be put back, and exports that nobody fetched."""
    with house.units.writing() as unit:
        removed = (
            select(PortfolioItem.id)
            .where(PortfolioItem.removed_at < unit.now - REMOVED_KEPT)
            .limit(AT_ONCE)
        )
        items = unit.session.scalars(removed).all()
        unit.session.execute(delete(PortfolioFile).where(PortfolioFile.item_id.in_(items)))
        unit.session.execute(delete(PortfolioItem).where(PortfolioItem.id.in_(items)))
        late = (
            select(PortfolioExport.id)
            .where(PortfolioExport.asked_at < unit.now - EXPORTS_KEPT)
            .limit(AT_ONCE)
        )
        exports = unit.session.scalars(late).all()
        unit.session.execute(delete(PortfolioExport).where(PortfolioExport.id.in_(exports)))
    return len(items) + len(exports)


def tidy_files(house: House, *, older_than: timedelta = ORPHANS_KEPT) -> int:
    """Delete files that nothing names; how many went.

    A file that has just come in is named a moment later, so the young ones are left alone.
    """
    if house.files is None:
        return 0
    store, before = house.files.store, time.time() - older_than.total_seconds()
    gone = store.clear_incoming()
    for digests in _in_batches(store.kept_before(before)):
        with house.units.reading() as unit:
            named = _named(unit, digests)
        for digest in digests:
            if digest not in named:
                gone += store.remove(digest, before)
    return gone


def _in_batches(digests: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(digests)
    while batch := list(islice(waiting, FILES_AT_ONCE)):
        yield batch


def _named(unit: UnitOfWork, digests: list[str]) -> set[str]:
    """Those of the files that evidence or an export names."""
    found: set[str] = set()
    for kind in (PortfolioFile, PortfolioExport):
        query = select(kind.sha256).where(kind.sha256.in_(digests))
        found |= {digest for digest in unit.session.scalars(query) if digest}
    return found
