"""What pages of asking, confirming and signing show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_tool.domain.seats import Seat
from lti_tool.usecases.award_views import AwardPage, RequirementRow, WaiverView


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has been mailed, or that waits for the office to vouch for the address."""

    name: str
    email: str
    sent: bool


@dataclass(frozen=True, slots=True)
class RequestPage:
    """What somebody with an e-mailed link sees. ``state``: open, expired, answered."""

    state: str
    outcome: str
    answered_at: datetime | None
    purpose: str
    """confirm or sign."""
    seat: Seat
    seat_name: str
    signer_name: str
    mentor_name: str
    school: str
    provider_name: str
    office_name: str
    office_email: str
    expires_at: datetime
    award: AwardPage
    confirmable: tuple[RequirementRow, ...]
    waiver: WaiverView | None
    """A claim of earlier experience that this person may decide."""
    digest: str
    sign_words: str
    may_sign_now: bool
