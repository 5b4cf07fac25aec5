"""Providers and the LMS platforms that launch the tool."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id


class Provider(Base):
    """A SCITT or HEI that runs schemes; several share one installation."""

    __tablename__ = "providers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    office_name: Mapped[str] = mapped_column(String(200), default="Partnership office")
    office_email: Mapped[str | None] = mapped_column(String(254))
    variables: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(Moment)


class PlatformRegistration(Base):
    """One client id at one issuer (LTI 1.3 core, section 3.1.2)."""

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    auth_url: Mapped[str] = mapped_column(Text)
    token_url: Mapped[str] = mapped_column(Text)
    jwks_url: Mapped[str] = mapped_column(Text)
    frame_origin: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(Moment)


class Deployment(Base):
    """One deployment of a registration; unknown ones are refused, never created on sight."""

    __tablename__ = "deployments"

    registration_id: Mapped[str] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    deployment_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class ToolKeyRow(Base):
    """A key pair of the tool; a retired one is no longer published."""

    __tablename__ = "tool_keys"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    private_pem: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)


class StaffGrant(Base):
    """A person of a platform who may enter as one of the provider's own, granted by hand."""

    __tablename__ = "staff_grants"
    __table_args__ = (UniqueConstraint("provider_id", "registration_id", "sub", "role"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    registration_id: Mapped[str] = mapped_column(ForeignKey("registrations.id"))
    sub: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)


class School(Base):
    """A partner school; its confirmed e-mail domain vouches for its PCM's address."""

    __tablename__ = "schools"
    __table_args__ = (UniqueConstraint("provider_id", "name", "postcode"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    name: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(16))
    email_domain: Mapped[str | None] = mapped_column(String(253))
    created_at: Mapped[datetime] = mapped_column(Moment)


class WordChange(Base):
    """A change to the words that a provider fills in; never updated, never deleted.

    ``value`` is empty where the default stands again; ``by`` where it came from the command line.
    """

    __tablename__ = "word_changes"
    __table_args__ = (Index("word_changes_by_provider", "provider_id", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    name: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(Text)
    by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class VouchedAddress(Base):
    """An e-mail address that the office says belongs to the PCM of a mentor's school."""

    __tablename__ = "vouched_addresses"
    __table_args__ = (UniqueConstraint("provider_id", "email"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    email: Mapped[str] = mapped_column(String(254))
    vouched_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)
