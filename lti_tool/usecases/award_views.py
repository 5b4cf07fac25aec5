"""What award pages show, for mentor, tutor, PCM and office alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.schemes import Award, ConsentNotice, Criterion, Scheme, SheetField
from lti_tool.domain.seats import Seat


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now. ``action`` names a page or form of the web room; empty: only wait.

    Actions: ``enrol``, ``module:<id>``, ``audit:<id>``, ``ask_pcm``, ``sign``, ``confirm``,
    ``issue``, ``certificate``, ``details``, ``award``, or empty.
    """

    words: str
    action: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement of a criterion, as a reader needs it."""

    requirement_id: str
    words: str
    met: bool
    waived: bool
    on: date | None
    by_name: str
    fact_id: str | None
    from_whom: str
    """Who can bring it ("your PCM"), in the reader's words; empty when met."""
    action: str
    """As in NextStep; empty when the reader cannot move it on."""
    asked_on: date | None
    """When the PCM was asked and has not answered yet."""
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One row of the record sheet."""

    criterion: Criterion
    met: bool
    waived: bool
    since: date | None
    requirements: tuple[RequirementRow, ...]
    may_be_waived: bool


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One place in the signing order. ``state``: stands, open or waiting."""

    seat: Seat
    title: str
    state: str
    name_typed: str
    signed_at: datetime | None
    fallen: tuple[tuple[str, datetime, str], ...]
    """Signatures that no longer stand: name, when signed, why."""
    asked_on: date | None
    waiting_for: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A mailed request: to whom, for what, and what became of it."""

    request_id: str
    seat: Seat
    purpose: str
    name: str
    email: str
    asked_at: datetime
    expires_at: datetime
    outcome: str
    """open, expired, confirmed, signed, declined, handed_on or replaced."""
    reason: str


@dataclass(frozen=True, slots=True)
class WaiverView:
    """The mentor's claim of earlier experience and what became of it."""

    request_id: str
    criteria: tuple[str, ...]
    evidence: str
    asked_at: datetime
    outcome: str
    """open, approved or declined."""
    reason: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """An issued certificate. ``ready`` once the worker has rendered the PDFs."""

    number: str
    issued_on: date
    ready: bool
    revoked_on: date | None
    revoked_reason: str


@dataclass(frozen=True, slots=True)
class AwardPage:
    """Everything an award page shows, for mentor, tutor and office alike."""

    enrolment_id: str
    award: Award
    scheme: Scheme
    mentor_name: str
    details: tuple[tuple[str, str], ...]
    """Label and value of the sheet's fields that the mentor fills."""
    registered_on: date
    consent_withdrawn_on: date | None
    """Since when nothing is shared with other providers; None while the mentor agrees."""
    met: int
    total: int
    rows: tuple[CriterionRow, ...]
    signatures: tuple[SignatureRow, ...]
    requests: tuple[RequestRow, ...]
    waiver: WaiverView | None
    certificate: CertificateView | None
    next_step: NextStep
    digest: str
    """What a signature given on this page would cover."""
    sign_as: Seat | None
    """The seat in which the reader may sign now."""
    sign_words: str
    confirmable: tuple[RequirementRow, ...]
    """What the reader may confirm now in their seat."""
    pcm_vouched: bool
    pcm_name: str
    pcm_email: str
    may_issue: bool


@dataclass(frozen=True, slots=True)
class EnrolmentForm:
    """The form for entering an award, or for changing one's details later."""

    award: Award
    scheme: Scheme
    fields: tuple[SheetField, ...]
    values: Mapping[str, str]
    consent: ConsentNotice
    enrolled: bool
    signed: bool
    """A change now voids signatures; the page says so before it is sent."""


@dataclass(frozen=True, slots=True)
class AwardCard:
    """An award on the home page. ``enrolment`` is empty until the mentor has entered it."""

    award: Award
    enrolled: bool
    met: int
    total: int
    next_step: NextStep
    certificate: CertificateView | None
