"""The evidence portfolio: a person's items, their files, rationales for awards, and exports."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.persistence.database import Base, Moment, new_id
from lti_tool.persistence.drafts import DraftedText


class PortfolioItem(Base):
    """One piece of evidence. ``own`` are the fields of its kind, ``about`` its tags.

    ``source`` names the reflection of a module that it was taken from (``module#block``).
    ``removal`` is the fact that took it out, as long as that stands.
    """

    __tablename__ = "portfolio_items"
    __table_args__ = (Index("portfolio_items_of_a_person", "person_id", "position"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text)
    about_day: Mapped[dt.date]
    shows: Mapped[str] = mapped_column(Text, default="")
    own: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    about: Mapped[list[str]] = mapped_column(JSON, default=list)
    source: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    write_id: Mapped[str] = mapped_column(String(64), default="")
    """The sender's own name for the write that made it: the same one again makes no second."""
    digest: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    removed_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    removal: Mapped[str | None] = mapped_column(String(32))


class PortfolioFile(Base):
    """The file that comes with an item; its bytes lie in the store under ``sha256``."""

    __tablename__ = "portfolio_files"
    __table_args__ = (
        UniqueConstraint("item_id"),
        Index("portfolio_files_by_digest", "sha256"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey("portfolio_items.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(128))
    size: Mapped[int] = mapped_column(Integer)
    kept_at: Mapped[dt.datetime] = mapped_column(Moment)


class Rationale(DraftedText, Base):
    """Why the evidence about a code shows it, for one award; only what was saved is a fact."""

    __tablename__ = "rationales"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    about: Mapped[str] = mapped_column(String(64), primary_key=True)


class PortfolioExport(Base):
    """The whole portfolio as a file (``pdf`` or ``zip``), or a ``claim``, made by the worker.

    ``about`` is the claim pack that a claim is made of.
    ``done`` of ``parts`` say how far it is; ``sha256`` is there when it is ready.
    """

    __tablename__ = "portfolio_exports"
    __table_args__ = (Index("portfolio_exports_of_a_person", "person_id", "asked_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(8))
    about: Mapped[str] = mapped_column(String(128), default="")
    provider_id: Mapped[str] = mapped_column(ForeignKey("providers.id"))
    parts: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Integer, default=0)
    asked_at: Mapped[dt.datetime] = mapped_column(Moment)
    ready_at: Mapped[dt.datetime | None] = mapped_column(Moment)
