"""What observers and readers write down, beside the facts that it is about."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Boolean, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id


class ObservationNote(Base):
    """A form as an observer filled it in; never updated: a correction is a new one."""

    __tablename__ = "observation_notes"

    fact_id: Mapped[str] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), index=True)
    observation: Mapped[str] = mapped_column(String(64))
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    written_at: Mapped[dt.datetime] = mapped_column(Moment)


class PanelReading(Base):
    """Somebody of the panel reads a mentor's portfolio, once for each time it is handed in.

    ``recommendation`` is a decision's word, empty until it is written.
    """

    __tablename__ = "panel_readings"
    __table_args__ = (UniqueConstraint("handed_in", "person_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), index=True)
    handed_in: Mapped[str] = mapped_column(ForeignKey("facts.id"))
    """The handing in that this reads."""
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    chairs: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    recommendation: Mapped[str] = mapped_column(String(16), default="")
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    written_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    taken_off_at: Mapped[dt.datetime | None] = mapped_column(Moment)
