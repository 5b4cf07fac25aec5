"""What award pages show, for mentor, tutor, PCM and office alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.schemes import (
    Activity,
    Award,
    ConsentNotice,
    Criterion,
    Scheme,
    SheetField,
)
from lti_tool.domain.seats import Seat
from lti_tool.usecases.mentoring_views import MentoringView
from lti_tool.usecases.overview_views import OverviewPart
from lti_tool.usecases.route_views import NO_ROUTE, RoutePart
from lti_tool.usecases.subsumed import TakenIn
from lti_tool.usecases.version_views import VersionNote


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now. ``action`` names a page or form of the web room; empty: only wait.

    Actions: ``enrol``, ``module:<id>``, ``audit:<id>``, ``evidence:<code>``, ``engagement``,
    ``log:<id>``, ``overview``, ``experience``, ``ask_pcm``, ``sign``, ``confirm``, ``claim``,
    ``issue``, ``certificate``, ``details``, ``award``, or empty. Behind a requirement also, for
    those who help: ``observation:<id>``, ``briefing``, ``portfolio``, ``panel``, ``remind`` (the
    PCM has not answered yet), ``vouch`` (the PCM's address waits for the office).
    """

    words: str
    action: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to write to."""

    name: str
    email: str


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
    so_far: str = ""
    """How far it is, where there is more to say than that it is missing."""
    certificate: str = ""
    """The number of the certificate by which an earlier award is held."""
    comment: str = ""
    """What the confirming person wrote for the record."""
    earlier: tuple[tuple[str, str], ...] = ()
    """Id and title of the awards of this scheme of which one is asked for."""
    contact: Contact | None = None
    """To whom a reader who cannot move it on can write about it; told to nobody but helpers."""


@dataclass(frozen=True, slots=True)
class OptionalRow:
    """An optional activity, and the day on which it was done."""

    activity: Activity
    on: date | None


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
    badge: bool = False


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
    """Whether the PCM's address counts already; told to the mentor alone."""
    pcm_name: str
    pcm_email: str
    may_issue: bool
    optional: tuple[OptionalRow, ...] = ()
    mentoring: MentoringView | None = None
    """What is recorded of the mentor's mentoring, where the award asks for it."""
    decider: str = ""
    """Who decides about earlier experience, in the reader's words; empty without such a rule."""
    may_decide: bool = False
    """Whether the reader decides about the open claim here, on the record."""
    route: RoutePart = NO_ROUTE
    """What there is of an application, a briefing, a portfolio and a panel."""
    overview: OverviewPart | None = None
    """What the mentor does and what it evidences, where the award has such a page."""
    version: VersionNote | None = None
    """Which version of its scheme the record is on, for the office."""
    taken_in: TakenIn | None = None
    """The later award that the mentor holds and that takes this one in."""


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
    """An award on the home page, entered or not."""

    award: Award
    enrolled: bool
    met: int
    total: int
    next_step: NextStep
    certificate: CertificateView | None
    scheme_title: str = ""
    taken_in: TakenIn | None = None
    """The later award that the mentor holds and that takes this one in."""
    near: bool = True
    """Of a scheme that the mentor's course or an award of theirs belongs to."""
