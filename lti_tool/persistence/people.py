"""People, their courses and their launches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id

BY_KEY = {"sqlite_with_rowid": False}
"""SQLite keeps such a table in its key's order, with one tree less to write in a launch."""

EMAIL_ISSUER = "urn:mentor-modules:email"
"""The issuer of people who sign by e-mailed link; their ``sub`` is the address, lower case."""


class Person(Base):
    """A person is (issuer, sub): the same ``sub`` on another platform is somebody else."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("issuer", "sub"), BY_KEY)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    issuer: Mapped[str] = mapped_column(String(255))
    sub: Mapped[str] = mapped_column(String(255))
    name: Mapped[str | None] = mapped_column(String(255))
    email: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str | None] = mapped_column(String(35))
    """The language of their LMS, as the newest launch said."""
    reading_language: Mapped[str | None] = mapped_column(String(35))
    """The language that they chose to read modules in; the LMS's until they do."""
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)


class Course(Base):
    """An LTI context: the course that links are placed in."""

    __tablename__ = "courses"
    __table_args__ = (UniqueConstraint("registration_id", "deployment_id", "context_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    registration_id: Mapped[str] = mapped_column(ForeignKey("registrations.id"))
    deployment_id: Mapped[str] = mapped_column(String(255))
    context_id: Mapped[str] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(String(255), default="")
    title: Mapped[str] = mapped_column(String(255), default="")
    line_items_url: Mapped[str | None] = mapped_column(Text)
    ags_scopes: Mapped[str] = mapped_column(Text, default="")
    memberships_url: Mapped[str | None] = mapped_column(Text)


class ResourceLink(Base):
    """A placed link, with the module or award it opens."""

    __tablename__ = "resource_links"
    __table_args__ = (UniqueConstraint("course_id", "resource_link_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    resource_link_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(255), default="")
    module: Mapped[str | None] = mapped_column(String(128))
    award: Mapped[str | None] = mapped_column(String(128))
    line_item_url: Mapped[str | None] = mapped_column(Text)


class Membership(Base):
    """What a person is in a course, as the newest launch said."""

    __tablename__ = "memberships"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    seen_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("memberships_by_course", "course_id", "role"), BY_KEY)


class LaunchSession(Base):
    """One launch. The row spends the nonce: a second insert of it is refused by the index."""

    __tablename__ = "launch_sessions"
    __table_args__ = (UniqueConstraint("registration_id", "nonce"), BY_KEY)

    handle_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    registration_id: Mapped[str] = mapped_column(ForeignKey("registrations.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    course_id: Mapped[str] = mapped_column(ForeignKey("courses.id"))
    resource_link_ref: Mapped[str] = mapped_column(ForeignKey("resource_links.id"))
    role: Mapped[str] = mapped_column(String(16))
    module: Mapped[str | None] = mapped_column(String(128))
    award: Mapped[str | None] = mapped_column(String(128))
    return_url: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
