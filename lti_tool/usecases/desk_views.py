"""What the lists of tutors and the office show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class MentorLine:
    """One mentor in a list."""

    enrolment_id: str
    mentor_name: str
    school: str
    award_title: str
    registered_on: date
    met: int
    total: int
    waiting_for: str
    """Whose move it is, in words: "the mentor", "the PCM", "you" …"""
    certificate_number: str | None


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """One mentor's study in a course, entered in an award or not."""

    person_id: str
    mentor_name: str
    scores: tuple[tuple[str, int], ...]
    """Module title and per cent done."""


@dataclass(frozen=True, slots=True)
class TutorDesk:
    """A tutor's list of a course's mentors."""

    lines: tuple[MentorLine, ...]
    studying: tuple[ModuleLine, ...]
    """Mentors who study here but have not entered an award yet (first page only)."""
    total: int
    page: int
    pages: int
    query: str
    for_me: int
    """How many wait for the tutor."""
    only_mine: bool


@dataclass(frozen=True, slots=True)
class AddressToVouch:
    """A PCM address that a mentor named and nobody has vouched for yet."""

    request_id: str
    mentor_name: str
    school: str
    postcode: str
    pcm_name: str
    pcm_email: str
    asked_at: datetime
    seat_name: str
    """As what they were named: "PCM", "Professional Mentor"."""


@dataclass(frozen=True, slots=True)
class ClaimToDecide:
    """A mentor's claim of earlier experience that waits for the office."""

    line: MentorLine
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """Something that an outside system did not take, with why and what to do."""

    message_id: int
    kind: str
    about: str
    error: str
    since: datetime
    attempts: int
    gives_up: bool
    """True: it will not be tried again by itself."""


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One line of the register."""

    number: str
    name: str
    award_title: str
    issued_on: date
    revoked_on: date | None
    enrolment_id: str
    badge: bool = False


@dataclass(frozen=True, slots=True)
class OfficeDesk:
    """What waits for the office, most urgent first."""

    ready: tuple[MentorLine, ...]
    to_vouch: tuple[AddressToVouch, ...]
    to_confirm: tuple[MentorLine, ...]
    failures: tuple[FailedDelivery, ...]
    recent: tuple[CertificateLine, ...]
    mentors: int
    certificates: int
    waiting_deliveries: int
    claims: tuple[ClaimToDecide, ...] = ()
    to_panel: tuple[MentorLine, ...] = ()
    """Portfolios that have come and have no readers yet."""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of mentors or certificates of a provider, with a search."""

    mentors: tuple[MentorLine, ...]
    certificates: tuple[CertificateLine, ...]
    total: int
    page: int
    pages: int
    query: str
