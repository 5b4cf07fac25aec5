"""Logs that mentors keep, such as of weekly meetings: drafts, what was signed off, and answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id


class LogEntry(Base):
    """One entry of a log. Only what was signed off is a fact; ``draft`` is what is being written.

    ``revision`` grows with everything that is kept, so that two windows do not overwrite each
    other; ``writer`` is the window that kept it last, which may go on without having heard so.
    """

    __tablename__ = "log_entries"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), index=True)
    log: Mapped[str] = mapped_column(String(64))
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    revision: Mapped[int] = mapped_column(Integer, default=0)
    writer: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    draft_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    discarded_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class LogVersion(Base):
    """An entry as it was signed off; never updated: a correction is a further version."""

    __tablename__ = "log_versions"

    fact_id: Mapped[str] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("log_entries.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    held_on: Mapped[dt.date]
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    changed: Mapped[str] = mapped_column(Text, default="")
    """What is different from the version before, in the mentor's words."""
    name_typed: Mapped[str] = mapped_column(String(200))
    signed_at: Mapped[dt.datetime] = mapped_column(Moment)
    digest: Mapped[str] = mapped_column(String(64))


class LogAcknowledgement(Base):
    """A mailed link by which whoever an entry is with says whether they remember it so.

    The link's token is not kept: it is made from the id and the installation's secret. The address
    goes when the link's time is over, whether or not it was answered.
    """

    __tablename__ = "log_acknowledgements"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version_id: Mapped[str] = mapped_column(ForeignKey("log_versions.fact_id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    sent_at: Mapped[dt.datetime] = mapped_column(Moment)
    expires_at: Mapped[dt.datetime] = mapped_column(Moment, index=True)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(16))
    """agreed, differs or replaced; None while it is open."""
    comment: Mapped[str] = mapped_column(Text, default="")
