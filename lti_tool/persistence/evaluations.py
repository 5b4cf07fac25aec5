"""Evaluations: rounds, those asked by mail, answers; and what the office makes of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id


class EvaluationRound(Base):
    """A form that is asked until a day. ``form`` is the form as it was when the round opened."""

    __tablename__ = "evaluation_rounds"
    __table_args__ = (Index("evaluation_rounds_of_a_provider", "provider_id", "closes_on"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    form_id: Mapped[str] = mapped_column(String(128))
    form: Mapped[dict[str, Any]] = mapped_column(JSON)
    school_year: Mapped[int] = mapped_column(Integer)
    placement: Mapped[str] = mapped_column(String(200), default="")
    closes_on: Mapped[dt.date]
    opened_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[dt.datetime] = mapped_column(Moment)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When the office closed it early."""
    mailed_at: Mapped[dt.datetime] = mapped_column(Moment)
    """When those who are asked were last written to."""
    mailed: Mapped[int] = mapped_column(Integer, default=0)
    """How many times that was."""
    forgotten_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    """When the names and addresses of those asked by mail were erased."""


class EvaluationInvitation(Base):
    """Somebody who is asked by mail. Name and address are erased some time after the closing."""

    __tablename__ = "evaluation_invitations"
    __table_args__ = (UniqueConstraint("round_id", "mailbox"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_rounds.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    mailbox: Mapped[str | None] = mapped_column(String(254))
    """The address as it is compared; None once it is erased."""
    school: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    made_at: Mapped[dt.datetime] = mapped_column(Moment)


class EvaluationAnswer(Base):
    """What somebody answered in a round: a draft until it is sent, then open until it closes.

    ``key`` says whose it is, and of whom: it keeps answers to one each.
    """

    __tablename__ = "evaluation_answers"
    __table_args__ = (UniqueConstraint("round_id", "key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_rounds.id"))
    key: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    invitation_id: Mapped[str | None] = mapped_column(ForeignKey("evaluation_invitations.id"))
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolments.id"), index=True)
    """The mentor's own record, or that of the mentor whom it is about."""
    school: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(16), default="")
    values: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[dt.datetime] = mapped_column(Moment)
    sent_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    reply: Mapped[str] = mapped_column(Text, default="")
    """What the mentor whom it is about answered to it."""
    replied_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class GapTable(Base):
    """How a provider's mentors rated themselves, as it was last made to be shown.

    ``rounds`` are the audit rounds that it was made of: a new table is only made when enough
    of them differ, so that nobody can be told from the difference.
    """

    __tablename__ = "gap_tables"
    __table_args__ = (Index("gap_tables_of_a_provider", "provider_id", "audit_id", "made_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    audit_id: Mapped[str] = mapped_column(String(128))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    rounds: Mapped[list[str]] = mapped_column(JSON)
    counts: Mapped[dict[str, list[int]]] = mapped_column(JSON)


class TrainingSession(Base):
    """A session that the office has planned for a provider's mentors."""

    __tablename__ = "training_sessions"
    __table_args__ = (Index("training_sessions_in_time", "provider_id", "day"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(32), default="")
    """The code of the statement that it is about."""
    day: Mapped[dt.date]
    time_words: Mapped[str] = mapped_column(String(100), default="")
    place: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class SchoolReport(Base):
    """A year-end report to a school, as it was made; ``document`` is all that is printed."""

    __tablename__ = "school_reports"
    __table_args__ = (Index("school_reports_of_a_provider", "provider_id", "made_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    scheme_id: Mapped[str] = mapped_column(String(64))
    school: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(16), default="")
    school_year: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The PDF, once a worker has made it."""
    sent_to: Mapped[str] = mapped_column(String(254), default="")
    sent_at: Mapped[dt.datetime | None] = mapped_column(Moment)
