"""Awards: enrolments, facts, signing requests, certificates."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id


class Enrolment(Base):
    """A mentor on the way to one award."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("person_id", "award_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"), index=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), index=True)
    award_id: Mapped[str] = mapped_column(String(128))
    scheme_version: Mapped[str] = mapped_column(String(32))
    registered_on: Mapped[dt.date]
    consent_version: Mapped[str] = mapped_column(String(32))
    consent_at: Mapped[dt.datetime] = mapped_column(Moment)
    consent_withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    criteria_met: Mapped[int] = mapped_column(Integer, default=0)
    waiting_for: Mapped[str] = mapped_column(String(64), default="mentor")
    """The seats that can move it on now, between commas (``,mentor,pcm,``), or ``issued``; kept
    with every fact, so that lists need no facts."""
    due_on: Mapped[dt.date | None] = mapped_column(index=True)
    """The last day of what the mentor has to hand in, while it is open; kept likewise."""
    due_reminded: Mapped[int | None] = mapped_column(Integer)
    """The nearest reminder of it that went out, in days before."""


class FactRow(Base):
    """A fact of ``lti_tool.domain.facts``; never updated, never deleted.

    Facts of an award name its enrolment; what holds for a person in every award (a completed
    module) has none.
    """

    __tablename__ = "facts"
    __table_args__ = (Index("facts_by_enrolment", "enrolment_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    enrolment_id: Mapped[str | None] = mapped_column(ForeignKey("enrolments.id"))
    kind: Mapped[str] = mapped_column(String(32))
    on: Mapped[dt.date]
    at: Mapped[dt.datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    body: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class SignatureShown(Base):
    """Exactly what a signer saw: the digest's original, kept beside the signature."""

    __tablename__ = "signatures_shown"

    fact_id: Mapped[str] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    seat: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)


class SigningRequest(Base):
    """An e-mailed link: single purpose, expiring, once.

    The link's token is not kept: it is made from the id and the installation's secret. A request
    without ``sent_at`` waits until the office vouches for the address.
    """

    __tablename__ = "signing_requests"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), index=True)
    seat: Mapped[str] = mapped_column(String(32))
    purpose: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    sent_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    expires_at: Mapped[dt.datetime] = mapped_column(Moment)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)


class WaiverRequest(Base):
    """A mentor's claim that earlier experience covers some criteria, until it is decided."""

    __tablename__ = "waiver_requests"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), index=True)
    criteria: Mapped[list[str]] = mapped_column(JSON)
    evidence: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
    decided_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)


class AuditAnswer(Base):
    """A mentor's ratings in one audit, as far as they have come."""

    __tablename__ = "audit_answers"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    audit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ratings: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    notes: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=0)
    updated_at: Mapped[dt.datetime] = mapped_column(Moment)
    completed_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class Certificate(Base):
    """An issued certificate. At most one that is not revoked stands for an enrolment."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index(
            "one_certificate_for_an_enrolment",
            "enrolment_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"))
    name: Mapped[str] = mapped_column(String(200))
    award_title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(200))
    provider_name: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[dt.date]
    issued_at: Mapped[dt.datetime] = mapped_column(Moment)
    issued_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    record_sheet: Mapped[dict[str, Any]] = mapped_column(JSON)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    revoked_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    revoked_reason: Mapped[str | None] = mapped_column(Text)


class Document(Base):
    """A PDF or a signed badge, kept with its certificate: web processes only serve the bytes."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("certificate_number", "kind"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    certificate_number: Mapped[str] = mapped_column(ForeignKey("certificates.number"))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(Moment)
