"""What must leave the house: the outbox, and the statements kept for the LRS and the reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment


class OutboxMessage(Base):
    """One thing to deliver, written in the transaction of the fact that causes it.

    Messages of one ``lane`` leave in order. ``outcome`` is empty while it waits, then
    ``delivered``, ``superseded`` or ``failed``.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_waiting",
            "not_before",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        UniqueConstraint("once"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(24))
    lane: Mapped[str] = mapped_column(String(255), index=True)
    once: Mapped[str | None] = mapped_column(String(255))
    """A key under which the message exists only once, whoever enqueues it again."""
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    provider_id: Mapped[str | None] = mapped_column(ForeignKey("providers.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    not_before: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    lease: Mapped[str | None] = mapped_column(String(32))
    outcome: Mapped[str | None] = mapped_column(String(16))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(Text)


class StatementRow(Base):
    """An xAPI statement: the local record store, and the queue towards the LRS."""

    __tablename__ = "statements"
    __table_args__ = (
        Index(
            "statements_waiting",
            "seq",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    stored_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    lease: Mapped[str | None] = mapped_column(String(32))
    outcome: Mapped[str | None] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(Text)


class LineItem(Base):
    """The gradebook column for a module or an award in one course (AGS line item)."""

    __tablename__ = "line_items"

    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    resource: Mapped[str] = mapped_column(String(160), primary_key=True)
    url: Mapped[str] = mapped_column(Text, default="")
    """Empty while a worker asks the platform to make it."""
    claimed_at: Mapped[datetime] = mapped_column(Moment)
    """When a worker last went to make it, so that two do not make two columns."""


class SentScore(Base):
    """The newest score of one person for one resource in one course: it never goes down."""

    __tablename__ = "scores"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    resource: Mapped[str] = mapped_column(String(160), primary_key=True)
    score: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
