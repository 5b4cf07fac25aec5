"""What mentors write for claims, and where they mark themselves in frameworks of others.

Both belong to a person and count for nothing: they are no facts, and no signature covers them.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment


class ClaimDraft(Base):
    """What a person has written for a claim, by learning outcome."""

    __tablename__ = "claim_drafts"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    pack_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[dt.datetime] = mapped_column(Moment)


class MappingMark(Base):
    """The evidence that a person marks at one place of a framework.

    ``items`` are ids of their portfolio; those that were taken out are passed over.
    """

    __tablename__ = "mapping_marks"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    mapping_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    descriptor_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    items: Mapped[list[str]] = mapped_column(JSON, default=list)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    marked_at: Mapped[dt.datetime] = mapped_column(Moment)
