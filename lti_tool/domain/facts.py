"""Dated facts: all that progress towards an award is decided from.

A fact is never changed or deleted. What turns out wrong is withdrawn by another fact, and a
signature is voided by another fact, so that the record shows what was believed when.

``on`` is the day that something holds from, in the days of Europe/London; ``at`` the moment it
was recorded (aware, UTC); ``by`` the opaque key of the person who said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.seats import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class FactBase:
    """What every fact has."""

    id: str
    on: date
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(FactBase):
    """The mentor entered the award (``by`` is the mentor)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsGiven(FactBase):
    """The mentor's own fields of the record sheet; the newest ones count."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleDone(FactBase):
    """A module was completed."""

    module: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDone(FactBase):
    """An audit was filled in completely."""

    audit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed(FactBase):
    """Somebody in ``seat`` confirmed a requirement."""

    requirement: str
    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(FactBase):
    """Prior experience stands in for a criterion's activities."""

    criterion: str
    seat: Seat
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(FactBase):
    """An earlier fact no longer counts."""

    fact: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(FactBase):
    """A signature on the record as it stood, named by the digest of what was shown."""

    seat: Seat
    name_typed: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided(FactBase):
    """A signature no longer stands, because what it covered was changed."""

    signature: str
    reason: str


Fact = (
    Registered
    | DetailsGiven
    | ModuleDone
    | AuditDone
    | Confirmed
    | Waived
    | Withdrawn
    | Signed
    | Voided
)

MONOTONE = (Registered, ModuleDone, AuditDone, Confirmed, Waived)
"""Kinds of which one more, on the same day, never un-meets a criterion."""
