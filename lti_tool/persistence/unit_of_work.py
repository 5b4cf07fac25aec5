"""One transaction, as use cases see it.

``with units.writing() as unit:`` commits when the block ends and rolls back when it raises;
``units.reading()`` never writes. No network call is made while a unit is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

LONDON = ZoneInfo("Europe/London")


class Clock:
    """Now and today; tests hand in one that stands still."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """This day in Europe/London, in whose days every rule counts."""
        return self.now().astimezone(LONDON).date()


class UnitOfWork:
    """An open transaction: its session and its one moment in time."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.today = now.astimezone(LONDON).date()


class Units:
    """Makes units of work on one engine."""

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        self.engine = engine
        self.clock = clock or Clock()
        self._writing = engine.execution_options(writes=True)

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A transaction that is committed at the end of the block."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield UnitOfWork(session, self.clock.now())

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A transaction that is always rolled back; on SQLite it never waits for writers.

        Closing does that, and lets go of what was loaded as it is: rows can be read afterwards.
        """
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield UnitOfWork(session, self.clock.now())
