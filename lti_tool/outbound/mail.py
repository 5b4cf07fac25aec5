"""Mail over SMTP: requests to sign, reminders, certificates.

RFC 5321 (SMTP), 5322 (messages), 3207 (STARTTLS), 3834 (automatic mail). A message may go out twice
after a crash; its Message-ID is the caller's, the same both times, so that mailboxes can tell.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from lti_tool.config import is_loopback
from lti_tool.errors import DeliveryError, DeliveryFinal, DeliveryRetry

SECONDS = 20.0
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMessage:
    """One message; addresses are plain (``name@example.ac.uk``), ``date`` has a time zone.

    ``message_id`` is of the form ``<opaque@host>``, made once, when the message is decided on.
    """

    message_id: str
    date: datetime
    to: tuple[str, ...]
    subject: str
    text: str
    cc: tuple[str, ...] = ()
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()


class Mailer:
    """Hands messages to one mail server.

    Args:
        smtp_url: ``smtp://`` or ``smtps://``, with user and password (percent-encoded) if needed.
        mail_from: the sender, an address or ``Name <address>``.
        ssl_context: what to trust, instead of the usual authorities.
    """

    def __init__(
        self, smtp_url: str, mail_from: str, *, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        parts = urlsplit(smtp_url)
        self._implicit_tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or _PORTS.get(parts.scheme, 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._local = is_loopback(smtp_url)
        self._from = mail_from
        self._ssl_context = ssl_context or _trust(local=self._local)

    def send(self, message: MailMessage) -> None:
        """Hand one message over to the server.

        Raises:
            DeliveryRetry: the server cannot be reached, does not let us in or says "later" (4xx).
            DeliveryFinal: the message cannot be written, or the server will not have it (5xx).
                Where it took it for some people only, the sentence says for whom it did not.
        """
        written = compose(message, self._from)
        recipients = [*message.to, *message.cc]
        with self._errors_explained(), self._connection() as smtp:
            refused = smtp.send_message(written, parseaddr(self._from)[1], recipients)
        if refused:
            raise _refused(refused, some=len(refused) < len(recipients))

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        if self._implicit_tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=SECONDS, context=self._ssl_context
            )
        else:
            smtp = smtplib.SMTP(self._host, self._port, timeout=SECONDS)
        with smtp:
            if not self._implicit_tls:
                self._start_tls(smtp)
            if self._user:
                smtp.login(self._user, self._password)
            yield smtp

    def _start_tls(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=self._ssl_context)
        elif self._user and not self._local:
            raise DeliveryRetry(
                f"{self._host} offers no encryption, and a password is not sent without. The mail "
                "settings have to be looked at."
            )

    @contextmanager
    def _errors_explained(self) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(error.recipients, some=False) from error
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise _explained(error, self._host) from error


def compose(message: MailMessage, mail_from: str) -> EmailMessage:
    """The message as it is sent (RFC 5322), text in quoted-printable UTF-8.

    Raises:
        DeliveryFinal: a header would hold a line break, or an address is none.
    """
    _check(message)
    written = EmailMessage(policy=SMTP)
    written["Message-ID"] = message.message_id
    written["Date"] = format_datetime(message.date)
    written["From"] = mail_from
    written["To"] = ", ".join(message.to)
    if message.cc:
        written["Cc"] = ", ".join(message.cc)
    written["Subject"] = message.subject
    # So that out-of-office replies and list servers leave it alone (RFC 3834, 5).
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(message.text, charset="utf-8", cte="quoted-printable")
    if message.html is not None:
        written.add_alternative(
            message.html, subtype="html", charset="utf-8", cte="quoted-printable"
        )
    for attachment in message.attachments:
        kind, *parameters = (part.strip() for part in attachment.content_type.split(";"))
        main, _, sub = kind.partition("/")
        written.add_attachment(
            attachment.content,
            maintype=main,
            subtype=sub,
            filename=attachment.name,
            params=dict(parameter.split("=", 1) for parameter in parameters),
        )
    return written


def _check(message: MailMessage) -> None:
    attached = [text for a in message.attachments for text in (a.name, a.content_type)]
    for text in (message.message_id, message.subject, *message.to, *message.cc, *attached):
        if any(ord(character) < 32 or character in "\x7f\u0085\u2028\u2029" for character in text):
            raise DeliveryFinal("A line of the mail's heading holds a line break; it is not sent.")
    if not _MESSAGE_ID.fullmatch(message.message_id):
        raise DeliveryFinal("The mail has no proper Message-ID; it is not sent.")
    if not message.to:
        raise DeliveryFinal("The mail has nobody to go to.")
    for address in (*message.to, *message.cc):
        _check_address(address)


def _check_address(address: str) -> None:
    try:
        found = Address(addr_spec=address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise DeliveryFinal(f"“{address}” is not an e-mail address.") from error
    if not found.username or not found.domain or found.addr_spec != address:
        raise DeliveryFinal(f"“{address}” is not an e-mail address.")


def _trust(*, local: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if local:
        # A mail server on this machine has most often made its own certificate, and nobody else
        # can listen in between.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _explained(error: Exception, host: str) -> DeliveryError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryRetry(f"{host} shows a certificate that is not trusted here.")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # Nothing is wrong with the message: it goes out once the settings are mended.
        return DeliveryRetry(f"{host} does not accept our name and password ({error.smtp_code}).")
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError):
        return DeliveryFinal(f"{host} cannot send to an address with such letters in it.")
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500:
        return DeliveryFinal(f"{host} does not take this message ({error.smtp_code}).")
    if isinstance(error, smtplib.SMTPResponseException):
        return DeliveryRetry(f"{host} cannot take the message just now ({error.smtp_code}).")
    return DeliveryRetry(f"{host} could not be reached, or the connection to it broke off.")


def _refused(recipients: Mapping[str, tuple[int, bytes]], *, some: bool) -> DeliveryError:
    codes = [code for code, _ in recipients.values()]
    named = ", ".join(f"{address} ({code})" for address, (code, _) in recipients.items())
    if all(code >= 500 for code in codes):
        others = " The others have got it." if some else ""
        return DeliveryFinal(f"The mail server does not take mail for {named}.{others}")
    return DeliveryRetry(f"The mail server cannot take mail just now for {named}.")
