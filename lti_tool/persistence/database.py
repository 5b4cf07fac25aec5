"""The database: one Flask-SQLAlchemy object, its engine's settings, and column types.

SQLite is the embedded default: WAL, ``synchronous=NORMAL`` (survives kill -9; a power cut may
lose the last commits, for which ``FULL`` is the remedy), foreign keys on. Transactions are begun
by us: units that will write take the write lock at once (``BEGIN IMMEDIATE``), so that two
writers queue instead of failing when a reader turns writer. PostgreSQL needs none of this.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 10_000
CHECKPOINT_PAGES = 4_000
"""Pages (of 4 KiB) of the write-ahead log before it is carried over into the database file."""


class Base(DeclarativeBase):
    """Base of every model."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite forgets the zone, this gives it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; store UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        del dialect
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


db = SQLAlchemy(model_class=Base)


def new_id() -> str:
    """An opaque identifier: 96 random bits, safe in an address."""
    return secrets.token_urlsafe(12)


def _lower(text: str | None) -> str | None:
    """SQLite's own knows no letter beyond ASCII: Żaneta must be found as żaneta, too."""
    return text.lower() if isinstance(text, str) else text


def prepare_engine(engine: Engine) -> None:
    """Set a SQLite engine up as described above; leave any other as it is."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, record: object) -> None:  # a DB-API connection has no type
        del record
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
