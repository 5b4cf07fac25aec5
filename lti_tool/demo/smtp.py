"""The demo mail server: takes any message on 127.0.0.1 and puts it in the mailbox."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from typing import TYPE_CHECKING

from lti_tool.demo.errors import DemoConfigError
from lti_tool.demo.mailbox import Mailbox

if TYPE_CHECKING:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_MESSAGE_BYTES = 20_000_000


class _Handler:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds its hooks by this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        sender, recipients = envelope.mail_from or "", list(envelope.rcpt_tos)
        await asyncio.to_thread(self._mailbox.deliver, sender, recipients, raw)
        return "250 Stored"


def require_aiosmtpd() -> None:
    """Say at once, and plainly, that the mailbox cannot work.

    Raises:
        DemoConfigError: aiosmtpd is not installed.
    """
    if find_spec("aiosmtpd") is None:
        raise DemoConfigError(
            "The demo mailbox needs the package aiosmtpd: install the 'demo' extra,"
            " or set DEMO_LMS_SMTP_PORT=0 to do without mail."
        )


def start_mail_server(mailbox: Mailbox, port: int) -> Controller:
    """Listen on 127.0.0.1 in a thread of its own; stop it with ``.stop()``.

    Raises:
        DemoConfigError: aiosmtpd is not installed, or the port is taken.
    """
    require_aiosmtpd()
    from aiosmtpd.controller import Controller  # noqa: PLC0415 - an extra: only where used

    controller = Controller(
        _Handler(mailbox), hostname="127.0.0.1", port=port, data_size_limit=MAX_MESSAGE_BYTES
    )
    try:
        controller.start()
    except OSError as error:
        raise DemoConfigError(f"The demo mailbox cannot listen on port {port}: {error}") from error
    return controller
