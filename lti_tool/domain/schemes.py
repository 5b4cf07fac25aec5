"""Schemes as values: awards, their criteria, seats, signing order, waivers and printed words.

Packs are turned into these by ``lti_tool.content``; nothing here reads a file.

How the seven rows of the West London Entry sheet (source D1, page 5) are built from requirement
kinds; the confirmation's id is ``<criterion>/<name>``:

========  ==========================================================================
ENTRY.1   Confirmation ``recommendation`` by the PCM; AuditCompleted ``self-check``
ENTRY.2   ModuleCompletion ``west-london/entry-1``
ENTRY.3   Confirmation ``timetable`` by the PCM
ENTRY.4   ModuleCompletion ``west-london/entry-2``; Confirmation ``feedback`` by the PCM
ENTRY.5   ModuleCompletion ``west-london/entry-2``; Confirmation ``joint-observation`` by the
          link tutor; Confirmation ``weekly-meetings`` by the PCM
ENTRY.6   Confirmation ``assessment-profile`` by the PCM
ENTRY.7   Confirmation ``evaluation`` by the link tutor or the office (it is the provider that
          receives the evaluation)
========  ==========================================================================

Rows 3 to 7 may be waived for prior experience: a waiver stands in for the row's confirmations,
never for its modules unless the scheme says so (domain page, "What the documents leave open", 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lti_tool.domain.requirements import (
    AuditCompletion,
    Confirmation,
    ModuleCompletion,
    Requirement,
)
from lti_tool.domain.seats import Seat
from lti_tool.errors import NotFound

__all__ = [
    "Audit",
    "AuditCompletion",
    "AuditItem",
    "Award",
    "CertificateWording",
    "Confirmation",
    "ConsentNotice",
    "Criterion",
    "FieldKind",
    "ModuleCompletion",
    "Requirement",
    "Scheme",
    "SheetField",
    "SignatureStep",
    "WaiverRule",
]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row that must hold before the award is granted; it holds when all requirements do."""

    id: str
    title: str
    words: str
    requirements: tuple[Requirement, ...]
    source: str
    sheet_date: bool = True
    """Whether the printed sheet has a cell for this row's date."""


@dataclass(frozen=True, slots=True)
class SignatureStep:
    """One place in the signing order."""

    seat: Seat
    title: str
    words: str
    """What the signer agrees to by signing."""


@dataclass(frozen=True, slots=True)
class WaiverRule:
    """Which criteria prior experience may stand in for, and who approves it."""

    criteria: frozenset[str]
    approver: Seat
    modules_too: bool = False


class FieldKind(StrEnum):
    """How a record-sheet field is asked for."""

    TEXT = "text"
    EMAIL = "email"
    CHOICE = "choice"
    POSTCODE = "postcode"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SheetField:
    """A field of the record sheet; ``name`` is stable, ``label`` is printed.

    ``filled_by`` is ``mentor`` for what the mentor types, otherwise the rule that fills it:
    ``registration_date``, ``criterion:<id>``, ``audit:<id>``, ``module:<id>``,
    ``signature:<seat>``, ``issue_date`` or ``office_name``.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    filled_by: str = "mentor"
    required: bool = True
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class AuditItem:
    """A line of an audit."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A self-rating: every item gets one of ``ratings`` (word and explanation), worst first."""

    id: str
    title: str
    intro: str
    items: tuple[AuditItem, ...]
    ratings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConsentNotice:
    """What a mentor agrees to on entering the scheme; a new version asks again."""

    version: str
    text: str


@dataclass(frozen=True, slots=True)
class CertificateWording:
    """The words of the certificate; ``body`` may name ``{mentor}``, ``{award}``, ``{provider}``."""

    title: str
    body: str
    level: str


@dataclass(frozen=True, slots=True)
class Award:
    """One level inside a scheme, with everything its record sheet and certificate need."""

    id: str
    title: str
    summary: str
    criteria: tuple[Criterion, ...]
    signatures: tuple[SignatureStep, ...]
    waiver: WaiverRule | None
    audits: tuple[Audit, ...]
    sheet: tuple[SheetField, ...]
    certificate: CertificateWording | None
    scheme_version: str

    def requirements(self) -> Iterator[tuple[Criterion, Requirement]]:
        """Every requirement with its criterion, in the sheet's order."""
        for criterion in self.criteria:
            for requirement in criterion.requirements:
                yield criterion, requirement

    def confirmation(self, requirement_id: str) -> Confirmation:
        """The confirmation of that id.

        Raises:
            NotFound: the award has no such confirmation.
        """
        for _, requirement in self.requirements():
            if requirement.id == requirement_id and isinstance(requirement, Confirmation):
                return requirement
        raise NotFound("This award asks for no such confirmation.")

    def confirmations_by(self, seat: Seat) -> tuple[Confirmation, ...]:
        """What somebody in that seat is asked to confirm, in order."""
        return tuple(
            requirement
            for _, requirement in self.requirements()
            if isinstance(requirement, Confirmation) and seat in requirement.seats
        )

    def modules(self) -> tuple[str, ...]:
        """Ids of the modules that count towards the award, each once, in order."""
        found = [r.module for _, r in self.requirements() if isinstance(r, ModuleCompletion)]
        return tuple(dict.fromkeys(found))

    def audit(self, audit_id: str) -> Audit:
        """The audit of that id.

        Raises:
            NotFound: the award has no such audit.
        """
        for audit in self.audits:
            if audit.id == audit_id:
                return audit
        raise NotFound("This award has no such self-check.")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One provider's or consortium's awards and rules, at one version."""

    id: str
    title: str
    version: str
    consortium: str
    source: str
    seat_names: dict[Seat, str]
    consent: ConsentNotice
    awards: tuple[Award, ...]
