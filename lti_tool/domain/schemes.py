"""Schemes as values: awards, their criteria, seats, signing order, waivers and printed words.

Packs are turned into these by ``lti_tool.content``; nothing here reads a file.

A waiver stands in for a row's confirmations, never for its modules unless the scheme says so
(domain page, "What the documents leave open", 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lti_tool.domain.claim_packs import ClaimPack
from lti_tool.domain.logs import LogForm, Overview
from lti_tool.domain.requirements import (
    AuditCompletion,
    BriefingAttended,
    Confirmation,
    EvidenceFor,
    ModuleCompletion,
    Requirement,
    asked_seats,
)
from lti_tool.domain.seats import Seat, SeatNames
from lti_tool.domain.self_mapping import SelfMapping
from lti_tool.domain.welcomes import Welcome
from lti_tool.errors import NotFound

__all__ = [
    "Activity",
    "Audit",
    "AuditCompletion",
    "AuditGroup",
    "AuditItem",
    "AuditNote",
    "Award",
    "BadgeWording",
    "BriefingKind",
    "CertificateWording",
    "Confirmation",
    "ConsentNotice",
    "Criterion",
    "FieldKind",
    "Mapping",
    "ModuleCompletion",
    "ObservationForm",
    "ReflectionQuestion",
    "Requirement",
    "Scheme",
    "SheetField",
    "SignatureStep",
    "WaiverRule",
]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which parts of a set of professional standards a row is about, as its source prints them.

    ``under`` is the heading that the codes stand under, such as "Professional skills".
    """

    under: str
    codes: tuple[str, ...]

    @property
    def words(self) -> str:
        """The whole in one line."""
        return f"{self.under}: {', '.join(self.codes)}"


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
    suggested: str = ""
    """What the source suggests as evidence; a hint, never a gate."""
    mappings: tuple[Mapping, ...] = ()
    beside: tuple[str, ...] = ()
    """Logs whose entries are counted beside this row, whether or not it asks for them."""


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
class AuditNote:
    """Something to write for each group of an audit, such as strengths or targets."""

    name: str
    label: str
    required: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class AuditGroup:
    """Lines of an audit that belong together: the statements of one standard."""

    id: str
    title: str
    words: str
    items: tuple[AuditItem, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """A self-rating: every item gets one of ``ratings`` (word and explanation), worst first.

    A shared audit is one that several awards ask for: its id names the pack that it stands in, and
    it is filled in once for all of them.
    """

    id: str
    title: str
    intro: str
    items: tuple[AuditItem, ...]
    ratings: tuple[tuple[str, str], ...]
    groups: tuple[AuditGroup, ...] = ()
    """The same items by group; none where they stand in one list."""
    notes: tuple[AuditNote, ...] = ()
    """What is written for each group."""

    @property
    def shared(self) -> bool:
        """Whether it belongs to the person rather than to one award."""
        return is_shared(self.id)


def is_shared(audit_id: str) -> bool:
    """Whether the audit of that id stands in a pack of its own: its id then names the pack."""
    return "/" in audit_id


@dataclass(frozen=True, slots=True)
class Activity:
    """Something done, with its days: asked for by a window, or worth keeping without gating.

    ``choices`` are what is said about each time it was done, such as the phase of the training;
    with ``one_day`` it has one day instead of a first and a last.
    """

    id: str
    title: str
    words: str
    choices: tuple[str, ...] = ()
    one_day: bool = False


@dataclass(frozen=True, slots=True)
class ReflectionQuestion:
    """A question of the scheme to reflect on in writing."""

    id: str
    title: str
    prompt: str
    minimum_words: int


@dataclass(frozen=True, slots=True)
class BriefingKind:
    """A briefing that an award begins with."""

    id: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class ObservationForm:
    """What an observer writes down; ``fields`` are theirs to fill."""

    id: str
    title: str
    intro: str
    fields: tuple[SheetField, ...]


@dataclass(frozen=True, slots=True)
class ConsentNotice:
    """What a mentor agrees to on entering the scheme; a new version asks again."""

    version: str
    text: str


@dataclass(frozen=True, slots=True)
class BadgeWording:
    """What the digital badge that goes with a certificate is called, and what it says."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class CertificateWording:
    """The words of the certificate; ``body`` may name ``{mentor}``, ``{award}``, ``{provider}``."""

    title: str
    body: str
    level: str
    badge: BadgeWording | None = None


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
    activities: tuple[Activity, ...] = ()
    """What its windows ask for."""
    optional: tuple[Activity, ...] = ()
    """What is dated on the record and never gates it."""
    reflections: tuple[ReflectionQuestion, ...] = ()
    briefings: tuple[BriefingKind, ...] = ()
    observations: tuple[ObservationForm, ...] = ()
    logs: tuple[LogForm, ...] = ()
    overview: Overview | None = None
    welcome: Welcome | None = None
    subsumes: tuple[str, ...] = ()
    """Awards that whoever holds this one need not hold."""
    closing: tuple[Criterion, ...] = ()
    """What closes the record after its rows: a checklist, a reflection, a verification. It is asked
    for as the rows are, and is none of the criteria: it is not counted among them."""
    seat_names: dict[Seat, str] = field(default_factory=dict, hash=False)
    """What seats are called in this award, where the scheme calls them otherwise."""
    called: SeatNames = field(default_factory=SeatNames, hash=False)
    """What its seats are called, by the award or else by the scheme, as sentences say it."""

    @property
    def rows(self) -> tuple[Criterion, ...]:
        """The criteria, and what closes the record."""
        return self.criteria + self.closing

    @property
    def wants_rationale(self) -> bool:
        """Whether any of its evidence is asked for with the reasons."""
        return any(isinstance(r, EvidenceFor) and r.rationale for _, r in self.requirements())

    def asks_of(self, seat: Seat) -> bool:
        """Whether anything is asked of somebody in that seat: a signature, a confirmation."""
        return any(step.seat == seat for step in self.signatures) or any(
            seat in asked_seats(requirement) for _, requirement in self.requirements()
        )

    def requirements(self) -> Iterator[tuple[Criterion, Requirement]]:
        """Every requirement with its criterion, in the sheet's order."""
        for criterion in self.rows:
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

    def reflection(self, reflection_id: str) -> ReflectionQuestion:
        """The question of that id.

        Raises:
            NotFound: the award has no such question.
        """
        for question in self.reflections:
            if question.id == reflection_id:
                return question
        raise NotFound("This award asks no such question. The link may be mistyped.")

    def log(self, log_id: str) -> LogForm:
        """The log of that id.

        Raises:
            NotFound: the award has no such log.
        """
        for form in self.logs:
            if form.id == log_id:
                return form
        raise NotFound("This award has no such log. The link may be mistyped.")

    def confirmations_by(self, seat: Seat) -> tuple[Confirmation, ...]:
        """What somebody in that seat is asked to confirm, in order."""
        return tuple(
            requirement
            for _, requirement in self.requirements()
            if isinstance(requirement, Confirmation) and seat in requirement.seats
        )

    def modules(self) -> tuple[str, ...]:
        """Ids of the modules that count towards the award, each once, in order.

        The online module of a briefing is one of them: completing it counts as attending.
        """
        kinds = (ModuleCompletion, BriefingAttended)
        found = [r.module for _, r in self.requirements() if isinstance(r, kinds) and r.module]
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
    claim_packs: tuple[ClaimPack, ...] = ()
    """Claims for credit elsewhere that its mentors can have put together."""
    self_mappings: tuple[SelfMapping, ...] = ()
    """Frameworks of others in which its mentors may find their place."""
