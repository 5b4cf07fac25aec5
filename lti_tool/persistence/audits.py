"""Shared audits: their rounds, the plan that came of them, and with whom they are shared.

They belong to a person, not to an award: several awards may ask for the same one.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id


class AuditRound(Base):
    """One round of a person's audit: the first one, or a review. Only the newest can be open."""

    __tablename__ = "audit_rounds"
    __table_args__ = (UniqueConstraint("person_id", "audit_id", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    audit_id: Mapped[str] = mapped_column(String(128))
    number: Mapped[int] = mapped_column(Integer)
    began_at: Mapped[dt.datetime] = mapped_column(Moment)
    completed_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class AuditPart(Base):
    """What a round says of one group of lines (one standard): ratings and notes.

    A review begins with a copy of the round before; ``revision`` is 0 until it has been saved in
    this round. ``write_id`` is the sender's own name for its newest write.
    """

    __tablename__ = "audit_parts"

    round_id: Mapped[str] = mapped_column(ForeignKey("audit_rounds.id"), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ratings: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    write_id: Mapped[str] = mapped_column(String(64), default="")
    saved_at: Mapped[dt.datetime] = mapped_column(Moment)


class PlanStep(Base):
    """One step of a person's development plan: what for, what to do, by when, since when done.

    ``group_id`` is the standard that it belongs to, empty for none. ``round_id`` is the round whose
    notes it came from. ``times_done`` counts how often it was marked as done.
    """

    __tablename__ = "plan_steps"
    __table_args__ = (Index("plan_steps_of_a_person", "person_id", "audit_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    audit_id: Mapped[str] = mapped_column(String(128))
    group_id: Mapped[str] = mapped_column(String(64), default="")
    round_id: Mapped[str | None] = mapped_column(ForeignKey("audit_rounds.id"))
    target: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text, default="")
    due: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]
    times_done: Mapped[int] = mapped_column(Integer, default=0)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    taken_off_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class AuditShare(Base):
    """That a person lets the PCM and the link tutor of their records see an audit."""

    __tablename__ = "audit_shares"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    audit_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    shared_at: Mapped[dt.datetime] = mapped_column(Moment)
