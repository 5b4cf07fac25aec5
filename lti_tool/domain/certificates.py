"""Certificates and record sheets as values: what is printed, numbered, checked and revoked."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lti_tool.domain.badges import Badge

NUMBER_BYTES = 10
"""80 random bits: the number cannot be guessed (the design asks for 60 or more)."""


def certificate_number(random_bytes: bytes) -> str:
    """A number people can read out: sixteen letters and digits in groups, such as ABCD-EFGH-….

    RFC 4648 base 32 has neither 0, 1, 8 nor 9, so nothing is taken for O, I or B.

    Raises:
        ValueError: fewer than :data:`NUMBER_BYTES` random bytes were given.
    """
    if len(random_bytes) < NUMBER_BYTES:
        raise ValueError(f"a certificate number needs {NUMBER_BYTES} random bytes")
    text = base64.b32encode(random_bytes[:NUMBER_BYTES]).decode()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def normalised_number(typed: str) -> str:
    """What somebody typed or scanned, in the form in which numbers are kept."""
    letters = "".join(c for c in typed.upper() if c.isalnum())[:32]
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


class CertificateStatus(StrEnum):
    """What the verification page answers."""

    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A signature as it is printed."""

    title: str
    name_typed: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CertificateDocument:
    """Everything printed on a certificate; nothing else is needed to render it."""

    number: str
    verify_url: str
    title: str
    level: str
    body: str
    mentor_name: str
    award_title: str
    scheme_title: str
    provider_name: str
    issued_on: date
    criteria: tuple[str, ...]
    waived: tuple[str, ...]
    """Titles of criteria, or parts of them, that hold by prior experience."""
    signatures: tuple[SignatureLine, ...]
    scheme_version: str
    module_versions: tuple[tuple[str, str], ...]
    language: str = "en-GB"
    badge: Badge | None = None
    """The digital badge that goes with it; nothing of it is printed."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One criterion as the record sheet prints it."""

    code: str
    title: str
    words: str
    module: str
    achieved: bool
    on: date | None
    how: str
    """Who said so, or that prior experience stands in; empty while not achieved."""
    mappings: tuple[str, ...] = ()
    """The parts of professional standards that it is about, a line for each heading."""
    known: tuple[str, ...] = ()
    """What is known of it besides, a line each."""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A standard or criterion as the sheet's table of evidence prints it."""

    title: str
    rationale: str
    pieces: tuple[str, ...]
    """What each piece that counts is called, with its day."""
    asks_rationale: bool = True


@dataclass(frozen=True, slots=True)
class RecordSheetDocument:
    """Everything printed on a record sheet."""

    title: str
    scheme_title: str
    award_title: str
    provider_name: str
    fields: tuple[tuple[str, str], ...]
    rows: tuple[SheetRow, ...]
    signatures: tuple[SignatureLine, ...]
    certificate_number: str | None
    issued_on: date | None
    scheme_version: str
    printed_at: datetime
    language: str = "en-GB"
    evidence: tuple[EvidenceLine, ...] = ()
    optional: tuple[tuple[str, date | None], ...] = ()
    """Optional activities, and the day on which each was done."""
    written: tuple[tuple[str, str], ...] = ()
    """Reflections, and what confirming people wrote for the record: title and text."""
    certified: bool = True
    """Whether the award ends in a certificate."""
