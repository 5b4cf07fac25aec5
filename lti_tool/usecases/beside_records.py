"""What stands beside a record, as its pages show it: mailed requests, a claim, the certificate."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from lti_tool.domain.seats import Seat
from lti_tool.persistence.records import Certificate, Document, SigningRequest, WaiverRequest
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.award_views import CertificateView, RequestRow, WaiverView
from lti_tool.usecases.desk_views import CertificateLine
from lti_tool.usecases.records import OpenRecord

BOTH_DOCUMENTS = 2


def request_row(unit: UnitOfWork, request: SigningRequest) -> RequestRow:
    """A mailed request, and what has become of it."""
    outcome = request.outcome or ("expired" if request.expires_at < unit.now else "open")
    if outcome == "open" and request.sent_at is None:
        outcome = "to_vouch"
    return RequestRow(
        request_id=request.id,
        seat=Seat(request.seat),
        purpose=request.purpose,
        name=request.name,
        email=request.email,
        asked_at=request.sent_at or request.created_at,
        expires_at=request.expires_at,
        outcome=outcome,
        reason=request.reason or "",
    )


def waiver_of(unit: UnitOfWork, enrolment_id: str) -> WaiverView | None:
    """The newest claim of earlier experience, decided or not."""
    query = (
        select(WaiverRequest)
        .where(WaiverRequest.enrolment_id == enrolment_id)
        .order_by(WaiverRequest.created_at.desc())
        .limit(1)
    )
    found = unit.session.scalar(query)
    if found is None:
        return None
    return WaiverView(
        request_id=found.id,
        criteria=tuple(found.criteria),
        evidence=found.evidence,
        asked_at=found.created_at,
        outcome=found.outcome or "open",
        reason=found.reason or "",
    )


def certificate_view(unit: UnitOfWork, record: OpenRecord) -> CertificateView | None:
    """The certificate, and whether its PDFs are there."""
    found = record.certificate
    if found is None:
        return None
    kinds = select(Document.kind).where(Document.certificate_number == found.number)
    return CertificateView(
        number=found.number,
        issued_on=found.issued_on,
        ready=len(unit.session.scalars(kinds).all()) >= BOTH_DOCUMENTS,
        revoked_on=day_of(found.revoked_at),
        revoked_reason=found.revoked_reason or "",
        badge=bool(found.document.get("badge")),
    )


def certificate_line(row: Certificate) -> CertificateLine:
    """The certificate as a line of the register."""
    return CertificateLine(
        number=row.number,
        name=row.name,
        award_title=row.award_title,
        issued_on=row.issued_on,
        revoked_on=day_of(row.revoked_at),
        enrolment_id=row.enrolment_id,
        badge=bool(row.document.get("badge")),
    )


def day_of(moment: datetime | None) -> date | None:
    """The day in Europe/London."""
    return moment.astimezone(LONDON).date() if moment else None
