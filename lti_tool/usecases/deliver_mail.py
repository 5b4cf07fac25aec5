"""Mail a letter: the secret link is put in, and a certificate's PDFs go along."""

from __future__ import annotations

from sqlalchemy import select

from lti_tool.errors import DeliveryRetry, DeliverySuperseded
from lti_tool.outbound.mail import Attachment, Mailer, MailMessage
from lti_tool.persistence.leasing import Leased
from lti_tool.persistence.records import Document, SigningRequest
from lti_tool.usecases.certify import file_name
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import LINK
from lti_tool.usecases.requests import link_of


def deliver_mail(house: House, mailer: Mailer | None, message: Leased) -> None:
    """Hand one letter to the mail server.

    Raises:
        DeliveryRetry: no mail server is set, or it cannot be reached now.
        DeliverySuperseded: the link that it brings has been closed while it waited.
        DeliveryFinal: the server will not have it.
    """
    if mailer is None:
        raise DeliveryRetry("No mail server is set up (MENTOR_SMTP_URL), so this mail waits.")
    body = message.body
    text = body["text"]
    if body.get("request_id"):
        _check_open(house, body["request_id"])
        text = text.replace(LINK, link_of(house, body["request_id"]))
    mailer.send(
        MailMessage(
            message_id=body["message_id"],
            date=message.created_at,
            to=(body["to"],),
            cc=tuple(body["cc"]),
            subject=body["subject"],
            text=text,
            attachments=_attachments(house, body.get("certificate_number")),
        )
    )


def _check_open(house: House, request_id: str) -> None:
    with house.units.reading() as unit:
        request = unit.session.get(SigningRequest, request_id)
    if request is None or request.outcome is not None:
        raise DeliverySuperseded("The request has been answered, replaced or withdrawn since.")


def _attachments(house: House, number: str | None) -> tuple[Attachment, ...]:
    if not number:
        return ()
    with house.units.reading() as unit:
        found = unit.session.scalars(
            select(Document).where(Document.certificate_number == number).order_by(Document.kind)
        ).all()
    return tuple(
        Attachment(file_name(document.kind, number), document.media_type, document.content)
        for document in found
    )
