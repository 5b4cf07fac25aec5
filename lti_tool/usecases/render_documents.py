"""Render a certificate, record sheet and badge, and mail them: mentor first, PCM in copy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from lti_tool.domain.seats import Seat
from lti_tool.errors import DeliveryFinal, DeliverySuperseded
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Certificate, Document, Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases import badges
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import Letter, post
from lti_tool.usecases.printing import unpacked_certificate, unpacked_record_sheet
from lti_tool.usecases.records import OpenRecord, open_record

PDF = "application/pdf"


def render(house: House, number: str) -> Callable[[UnitOfWork], None]:
    """Render its documents; what comes back keeps them and queues the mail, in one transaction.

    Raises:
        DeliveryFinal: there is no such certificate.
        DeliverySuperseded: it has been revoked already.
    """
    # WeasyPrint costs 65 MiB: only the worker loads it, and only when there is something to render.
    from lti_tool.outbound.certificate_pdf import render_certificate  # noqa: PLC0415 - see above
    from lti_tool.outbound.record_sheet_pdf import render_record_sheet  # noqa: PLC0415 - see above

    with house.units.reading() as unit:
        certificate = unit.session.get(Certificate, number)
    if certificate is None:
        raise DeliveryFinal("The certificate to render does not exist.")
    if certificate.revoked_at is not None:
        raise DeliverySuperseded("The certificate was revoked before it was made.")
    printed = unpacked_certificate(certificate.document)
    sheet = unpacked_record_sheet(certificate.record_sheet)
    contents = {
        "certificate": (PDF, render_certificate(printed)),
        "record_sheet": (PDF, render_record_sheet(sheet)),
        **(badges.render(house, printed.badge) if printed.badge else {}),
    }

    def keep(unit: UnitOfWork) -> None:
        for kind, (media_type, content) in contents.items():
            unit.session.add(_document(unit, number, kind, media_type, content))
        unit.session.flush()
        certificate = unit.session.get_one(Certificate, number)
        if certificate.revoked_at is None:  # it may have been while it waited for us
            _mail(house, unit, certificate)

    return keep


def _document(
    unit: UnitOfWork, number: str, kind: str, media_type: str, content: bytes
) -> Document:
    return Document(
        id=new_id(),
        certificate_number=number,
        kind=kind,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_at=unit.now,
    )


def _mail(house: House, unit: UnitOfWork, certificate: Certificate) -> None:
    number = certificate.number
    enrolment = unit.session.get_one(Enrolment, certificate.enrolment_id)
    record = open_record(house, unit, enrolment)
    details = record.state.record.details
    pcm_name, pcm_email = _pcm(unit, record)
    provider = unit.session.get_one(Provider, enrolment.provider_id)
    letter = Letter(
        cause=f"certificate:{number}",
        to=details["email"],
        cc=[pcm_email] if pcm_email else [],
        subject=f"Your certificate: {certificate.award_title}",
        certificate_number=number,
        text=(
            f"Dear {certificate.name},\n\n"
            f"Congratulations. {provider.name} has awarded you the {certificate.award_title}. Your "
            "certificate and your record sheet are attached to this mail as PDF files. Please keep "
            "them.\n\n"
            f"{_with_badge(certificate)}"
            "Anyone can check the certificate at this address:\n\n"
            f"{house.base_url}/verify/{number}\n\n"
            f"{_copied(pcm_name, pcm_email)}"
            f"With good wishes\n{provider.office_name}\n{provider.name}\n"
        ),
    )
    post(house, unit, letter, provider_id=provider.id)


def _pcm(unit: UnitOfWork, record: OpenRecord) -> tuple[str, str]:
    """Name and address of whoever signed for the school: not always whom the mentor had named."""
    for status in record.state.signatures:
        if status.step.seat is Seat.PCM and status.signature is not None:
            signed = status.signature
            return signed.name_typed, unit.session.get_one(Person, signed.by).email or ""
    details = record.state.record.details
    return details.get("pcm_name", ""), details.get("pcm_email", "")


def _with_badge(certificate: Certificate) -> str:
    """What the third file is; not every award gives a badge."""
    if not certificate.document.get("badge"):
        return ""
    return (
        "Your digital badge is attached too. It is a picture that carries its own proof: you can "
        "add it to a badge collection, or show it on a web page.\n\n"
    )


def _copied(pcm_name: str, pcm_email: str) -> str:
    """Who else gets it; a scheme need not ask for a PCM."""
    if not pcm_email:
        return ""
    return f"{pcm_name or 'Your school'} receives a copy for the school's records.\n\n"
