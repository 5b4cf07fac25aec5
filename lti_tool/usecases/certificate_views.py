"""What is said of certificates: to a stranger, and as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lti_tool.domain.badges import Badge
from lti_tool.domain.certificates import CertificateStatus


@dataclass(frozen=True, slots=True)
class Verification:
    """What a stranger learns; empty but for status and number when it is unknown."""

    status: CertificateStatus
    number: str
    name: str = ""
    award_title: str = ""
    level: str = ""
    provider_name: str = ""
    issued_on: date | None = None
    revoked_on: date | None = None
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A rendered document."""

    file_name: str
    media_type: str
    content: bytes
