"""What mentors did in modules: sections reached, answers, quiz attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id


class ModuleWork(Base):
    """One person in one module: how far, and where they left off."""

    __tablename__ = "module_work"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    registration: Mapped[str] = mapped_column(String(36))
    """The xAPI registration (UUID) of this study of the module."""
    version: Mapped[str] = mapped_column(String(32))
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    last_section: Mapped[str | None] = mapped_column(String(64))
    sections_reached: Mapped[list[str]] = mapped_column(JSON, default=list)
    score: Mapped[int] = mapped_column(Integer, default=0)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)


class BlockAnswer(Base):
    """The newest answer to one block; ``revision`` guards against silent overwriting."""

    __tablename__ = "block_answers"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    block_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    response: Mapped[dict[str, Any]] = mapped_column(JSON)
    done: Mapped[bool] = mapped_column(Boolean, default=False)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    write_id: Mapped[str] = mapped_column(String(64), default="")
    """The sender's own id for this write: the same one again is the same write, not a new one."""
    updated_at: Mapped[datetime] = mapped_column(Moment)


class QuizAttempt(Base):
    """One attempt at a module's quiz; its seed decides which questions in which order."""

    __tablename__ = "quiz_attempts"
    __table_args__ = (UniqueConstraint("person_id", "module_id", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    module_id: Mapped[str] = mapped_column(String(128))
    number: Mapped[int] = mapped_column(Integer)
    seed: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    percent: Mapped[int | None] = mapped_column(Integer)
    passed: Mapped[bool] = mapped_column(Boolean, default=False)
