"""Briefings in the office's calendar, and the places on them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id


class BriefingEvent(Base):
    """A briefing on a day; ``awards`` are those that it is for."""

    __tablename__ = "briefing_events"
    __table_args__ = (Index("briefing_events_in_time", "provider_id", "starts_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    awards: Mapped[list[str]] = mapped_column(JSON)
    mode: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[dt.datetime] = mapped_column(Moment)
    ends_at: Mapped[dt.datetime] = mapped_column(Moment)
    place: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    """Where it is joined online."""
    note: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    """Grows with every change, as calendars want it."""
    made_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")


class BriefingPlace(Base):
    """A mentor's place on a briefing. ``state``: booked, waiting or given_back."""

    __tablename__ = "briefing_places"
    __table_args__ = (UniqueConstraint("event_id", "enrolment_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(ForeignKey("briefing_events.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    """The place in the waiting list."""
    told_at: Mapped[dt.datetime] = mapped_column(Moment)
    """When the mentor was last mailed about it: what lies before needs no reminder."""
    reminded: Mapped[int | None] = mapped_column(Integer)
    """The nearest reminder that went out, in days before."""
    attended: Mapped[str] = mapped_column(String(64), default="")
    """The mode, or ``absent``; empty until it is recorded."""
    fact_id: Mapped[str | None] = mapped_column(ForeignKey("facts.id"))
