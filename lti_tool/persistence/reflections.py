"""Written reflections of awards: as saved, and as they are being written."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base
from lti_tool.persistence.drafts import DraftedText


class AwardReflection(DraftedText, Base):
    """What a mentor wrote on one question of an award; only what was saved is a fact."""

    __tablename__ = "award_reflections"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    reflection_id: Mapped[str] = mapped_column(String(64), primary_key=True)
