"""Mail a letter: the secret link is put in, and a certificate's documents go along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from lti_tool.errors import DeliveryRetry, DeliverySuperseded, NotFound
from lti_tool.outbound.mail import Attachment, Mailer, MailMessage
from lti_tool.outbound.pdf_apart import NotRendered
from lti_tool.persistence.evaluations import SchoolReport
from lti_tool.persistence.leasing import Leased
from lti_tool.persistence.logs import LogAcknowledgement
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Document, SigningRequest
from lti_tool.usecases import acknowledging, evaluation_links
from lti_tool.usecases.certify import KINDS, file_name
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import LINK
from lti_tool.usecases.requests import link_of
from lti_tool.usecases.takeaways import print_sheet


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
    _check_in_time(house, body.get("until"))
    if body.get("request_id"):
        _check_open(house, body["request_id"])
        text = text.replace(LINK, link_of(house, body["request_id"]))
    if body.get("acknowledgement_id"):
        _check_asked(house, body["acknowledgement_id"])
        text = text.replace(LINK, acknowledging.link_of(house, body["acknowledgement_id"]))
    if body.get("evaluation_id"):
        if not evaluation_links.is_waiting(house, body["evaluation_id"]):
            raise DeliverySuperseded("The evaluation has been answered or closed since.")
        text = text.replace(LINK, evaluation_links.link_of(house, body["evaluation_id"]))
    mailer.send(
        MailMessage(
            message_id=body["message_id"],
            date=message.created_at,
            to=(body["to"],),
            cc=tuple(body["cc"]),
            subject=body["subject"],
            text=text,
            attachments=(
                *_attachments(house, body.get("certificate_number")),
                *_report(house, body.get("report_id")),
                *_calendar(body.get("calendar")),
                *_sheets(house, message),
            ),
        )
    )


def _check_in_time(house: House, until: str | None) -> None:
    if until and house.units.clock.now() > datetime.fromisoformat(until):
        raise DeliverySuperseded("It waited until what it tells of was over.")


def _check_open(house: House, request_id: str) -> None:
    with house.units.reading() as unit:
        request = unit.session.get(SigningRequest, request_id)
    if request is None or request.outcome is not None:
        raise DeliverySuperseded("The request has been answered, replaced or withdrawn since.")


def _check_asked(house: House, acknowledgement_id: str) -> None:
    with house.units.reading() as unit:
        asked = unit.session.get(LogAcknowledgement, acknowledgement_id)
    if asked is None or asked.outcome is not None:
        raise DeliverySuperseded("The link has been answered or replaced since.")


def _attachments(house: House, number: str | None) -> tuple[Attachment, ...]:
    if not number:
        return ()
    with house.units.reading() as unit:
        found = unit.session.scalars(
            select(Document).where(Document.certificate_number == number, Document.kind.in_(KINDS))
        ).all()
    order = list(KINDS)
    return tuple(
        Attachment(file_name(document.kind, number), document.media_type, document.content)
        for document in sorted(found, key=lambda one: order.index(one.kind))
    )


def _report(house: House, report_id: str | None) -> tuple[Attachment, ...]:
    if not report_id:
        return ()
    with house.units.reading() as unit:
        report = unit.session.get(SchoolReport, report_id)
    if report is None or report.content is None:
        return ()
    return (Attachment("mentoring-report.pdf", "application/pdf", report.content),)


def _calendar(file: str | None) -> tuple[Attachment, ...]:
    """RFC 5546, RFC 6047: the type names the method and the character set."""
    kind = "text/calendar; method=PUBLISH; charset=utf-8"
    return (Attachment("briefing.ics", kind, file.encode()),) if file else ()


def _sheets(house: House, message: Leased) -> tuple[Attachment, ...]:
    """Sheets to print, with the provider's own words in them.

    Raises:
        DeliveryRetry: one of them could not be made now.
    """
    names = message.body.get("sheets") or []
    if not names or message.provider_id is None:
        return ()
    with house.units.reading() as unit:
        provider = unit.session.get_one(Provider, message.provider_id)
    try:
        printed = [print_sheet(house, provider.name, provider.variables, name) for name in names]
    except NotRendered as error:
        raise DeliveryRetry(str(error)) from error
    except NotFound:
        return ()  # the pack has changed since: the letter says enough without it
    return tuple(Attachment(one.file_name, "application/pdf", one.content) for one in printed)
