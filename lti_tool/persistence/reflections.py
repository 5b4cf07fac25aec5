"""Written reflections of awards: as saved, and as they are being written."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment


class AwardReflection(Base):
    """What a mentor wrote on one question of an award.

    Only what was saved is a fact; ``draft`` is what has been typed since, None when nothing has.
    """

    __tablename__ = "award_reflections"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    reflection_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text, default="")
    draft: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    draft_at: Mapped[dt.datetime | None] = mapped_column(Moment)
