"""Issue, revoke, verify, and hand out the documents.

Issuing keeps what is to be printed and queues it; the worker renders both PDFs and mails them.
"""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lti_tool.domain import statements
from lti_tool.domain.answers import checked_text
from lti_tool.domain.certificates import (
    NUMBER_BYTES,
    CertificateStatus,
    certificate_number,
    normalised_number,
)
from lti_tool.domain.facts import AwardHeld, Withdrawn
from lti_tool.domain.seats import Role
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Certificate, Document, Enrolment, FactRow
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.persistence.writing import enqueue, keep_fact, keep_statement
from lti_tool.usecases.badges import PICTURE, unpacked_badge
from lti_tool.usecases.certificate_views import DocumentFile, Verification
from lti_tool.usecases.house import House
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.printing import certificate_document, packed, record_sheet_document
from lti_tool.usecases.records import (
    OpenRecord,
    lock_all,
    newest_certificate,
    open_record,
    refresh,
    visible_enrolment,
)
from lti_tool.usecases.requests import close_open
from lti_tool.usecases.sheet_sources import sheet_sources
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

__all__ = ["DocumentFile", "Verification", "document", "issue", "revoke", "verify"]

LONGEST_REASON = 2000
KINDS = {
    "certificate": ("Certificate", "pdf"),
    "record_sheet": ("Record sheet", "pdf"),
    "badge": ("Badge", "svg"),
}
"""What can be downloaded, and is mailed in this order: what its file is called, and how it ends."""


def issue(house: House, visit: Visit, enrolment_id: str) -> str:
    """Issue the certificate; its number. Asked twice, also at once, the same number comes back.

    Raises:
        Conflict: something is still missing.
        NotAllowed: the reader is the mentor, or not of the office.
        NotFound: not this office's.
    """
    try:
        with house.units.writing() as unit:
            return _issue(house, unit, visit, enrolment_id)
    except IntegrityError:  # somebody else's transaction issued it while this one ran
        with house.units.reading() as unit:
            standing = newest_certificate(unit, enrolment_id)
        if standing is None or standing.revoked_at is not None:
            raise
        return standing.number


def _issue(house: House, unit: UnitOfWork, visit: Visit, enrolment_id: str) -> str:
    enrolment = visible_enrolment(unit, visit, enrolment_id)
    if not visit.is_a(Role.OFFICE) or enrolment.person_id == visit.person_id:
        raise NotAllowed("Certificates are issued by the partnership office, and never to oneself.")
    lock_all(unit, enrolment.person_id)
    record = open_record(house, unit, enrolment)
    if record.issued and record.certificate is not None:
        return record.certificate.number
    if not record.state.complete or record.award.certificate is None:
        raise Conflict(
            "The certificate cannot be issued yet: a criterion or a signature is still missing. "
            "The record shows which, and from whom."
        )
    certificate = _new_certificate(house, unit, visit, record)
    unit.session.add(certificate)
    unit.session.flush()
    close_open(unit, enrolment, None, "replaced")
    held = AwardHeld(
        id=new_id(),
        on=unit.today,
        at=unit.now,
        by=visit.person_id,
        award=enrolment.award_id,
        certificate=certificate.number,
    )
    keep_fact(unit, held, person_id=enrolment.person_id, enrolment=None)
    refresh(house, unit, person_id=enrolment.person_id)
    enqueue(
        unit,
        "certificate",
        {"number": certificate.number},
        lane=f"certificate:{certificate.number}",
        once=f"certificate:{certificate.number}",
        provider_id=enrolment.provider_id,
    )
    _state_earned(house, unit, record, certificate)
    return certificate.number


def _new_certificate(
    house: House, unit: UnitOfWork, visit: Visit, record: OpenRecord
) -> Certificate:
    enrolment = record.enrolment
    provider = unit.session.get_one(Provider, enrolment.provider_id)
    number = certificate_number(secrets.token_bytes(NUMBER_BYTES))
    printed = certificate_document(house, unit, record, provider, number)
    sheet = record_sheet_document(
        record,
        provider,
        now=unit.now,
        number=number,
        issued_on=unit.today,
        sources=sheet_sources(unit, record),
    )
    return Certificate(
        number=number,
        enrolment_id=enrolment.id,
        name=printed.mentor_name,
        award_title=printed.award_title,
        level=printed.level,
        provider_name=printed.provider_name,
        issued_on=unit.today,
        issued_at=unit.now,
        issued_by=visit.person_id,
        document=packed(printed),
        record_sheet=packed(sheet),
    )


def _named(record: OpenRecord, certificate: Certificate) -> Named:
    """The certificate under an opaque key: its number would lead to the holder's name."""
    key = statements.registration_id("certificate", certificate.number)
    return Named(str(key), f"Certificate: {record.award.title}")


def _state_earned(
    house: House, unit: UnitOfWork, record: OpenRecord, certificate: Certificate
) -> None:
    mentor = record.enrolment.person_id
    ctx = context_for(house, unit, person_id=mentor, enrolment=record.enrolment)
    statement = statements.certificate_earned(
        ctx,
        event_id=certificate.number,
        award=award_named(record.award),
        certificate=_named(record, certificate),
    )
    keep_statement(unit, mentor, statement)


def revoke(house: House, visit: Visit, number: str, reason: str) -> None:
    """Revoke a certificate, for a reason that is kept (and told to the mentor by mail).

    Raises:
        InvalidInput: no reason given.
        Conflict: it is revoked already.
        NotFound: not this office's.
    """
    reason = checked_text("reason", reason)
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInput(
            {"reason": "Please give the reason; it is kept, and the mentor is told."}
        )
    with house.units.writing() as unit:
        certificate, enrolment = _of_office(unit, visit, number)
        lock_all(unit, enrolment.person_id)
        unit.session.refresh(certificate)
        if certificate.revoked_at is not None:
            raise Conflict("This certificate was revoked before.")
        certificate.revoked_at, certificate.revoked_by = unit.now, visit.person_id
        certificate.revoked_reason = reason
        unit.session.flush()
        _no_longer_held(unit, visit, enrolment, certificate)
        refresh(house, unit, person_id=enrolment.person_id)
        record = open_record(house, unit, enrolment)
        _tell_of_revocation(house, unit, record, certificate)


def _no_longer_held(
    unit: UnitOfWork, visit: Visit, enrolment: Enrolment, certificate: Certificate
) -> None:
    """The award does not count as an earlier one any more; records that needed it fall back."""
    query = select(FactRow).where(
        FactRow.person_id == enrolment.person_id, FactRow.kind == AwardHeld.__name__
    )
    for row in unit.session.scalars(query).all():
        if row.body["certificate"] == certificate.number:
            fact = Withdrawn(
                id=new_id(),
                on=unit.today,
                at=unit.now,
                by=visit.person_id,
                fact=row.id,
                reason="The certificate was revoked.",
            )
            keep_fact(unit, fact, person_id=enrolment.person_id, enrolment=None)


def _of_office(unit: UnitOfWork, visit: Visit, number: str) -> tuple[Certificate, Enrolment]:
    certificate = unit.session.get(Certificate, normalised_number(number))
    if certificate is not None and visit.is_a(Role.OFFICE):
        enrolment = unit.session.get_one(Enrolment, certificate.enrolment_id)
        if enrolment.provider_id == visit.provider_id:
            return certificate, enrolment
    raise NotFound("There is no such certificate in your register.")


def _tell_of_revocation(
    house: House, unit: UnitOfWork, record: OpenRecord, certificate: Certificate
) -> None:
    mentor = record.enrolment.person_id
    ctx = context_for(house, unit, person_id=mentor, enrolment=record.enrolment)
    statement = statements.certificate_revoked(
        ctx,
        event_id=certificate.number,
        award=award_named(record.award),
        certificate=_named(record, certificate),
        earned=statements.statement_id(house.base_url, "certificate_earned", certificate.number),
    )
    keep_statement(unit, mentor, statement)
    tell_mentor(
        house,
        unit,
        record,
        cause=f"revoked:{certificate.number}",
        subject=f"Your certificate for the {record.award.title} has been revoked",
        paragraphs=[
            f"The partnership office has revoked certificate {certificate.number}. The reason "
            f"given: {certificate.revoked_reason}",
            "If you think that this is a mistake, please answer to the office. Your record and "
            "your work in the modules are kept.",
        ],
    )


def verify(house: House, typed: str) -> Verification:
    """Whether a certificate of that number stands; for anybody."""
    number = normalised_number(typed)
    with house.units.reading() as unit:
        found = unit.session.get(Certificate, number) if number else None
    if found is None:
        return Verification(CertificateStatus.UNKNOWN, number)
    revoked = found.revoked_at
    return Verification(
        status=CertificateStatus.REVOKED if revoked else CertificateStatus.VALID,
        number=found.number,
        name=found.name,
        award_title=found.award_title,
        level=found.level,
        provider_name=found.provider_name,
        issued_on=found.issued_on,
        revoked_on=revoked.astimezone(LONDON).date() if revoked else None,
        badge=unpacked_badge(found.document.get("badge")),
    )


def document(house: House, visit: Visit, number: str, kind: str) -> DocumentFile | None:
    """``certificate`` or ``record_sheet`` as PDF, ``badge`` as SVG; None while it is being made.

    Raises:
        NotFound: no such certificate, or not this reader's.
    """
    with house.units.reading() as unit:
        certificate = unit.session.get(Certificate, normalised_number(number))
        if certificate is None or not _has(certificate, kind):
            raise NotFound("There is no such document here.")
        visible_enrolment(unit, visit, certificate.enrolment_id)
        found = unit.session.scalar(
            select(Document).where(
                Document.certificate_number == certificate.number, Document.kind == kind
            )
        )
    if found is None:
        return None
    return DocumentFile(file_name(kind, certificate.number), found.media_type, found.content)


def _has(certificate: Certificate, kind: str) -> bool:
    return kind in KINDS and (kind != PICTURE or bool(certificate.document.get("badge")))


def file_name(kind: str, number: str) -> str:
    """How a document's file is called."""
    title, ending = KINDS[kind]
    return f"{title} {number}.{ending}"
