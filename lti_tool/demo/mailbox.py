"""The mailbox: what was delivered over SMTP, parsed when somebody reads it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import Any

from lti_tool.demo.clock import now_text
from lti_tool.demo.database import Database

ADDRESS = re.compile(r"https?://[^\s<>\"']+")
TRAILING = ".,;:!?)]"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One delivered message; the same Message-ID delivered twice makes two."""

    number: int
    received_at: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    text: str
    html: str
    links: tuple[str, ...]
    attachments: tuple[Attachment, ...]

    def concerns(self, address: str) -> bool:
        """Whether the message lies in this address's mailbox."""
        return address.lower() in {one.lower() for one in (*self.to, *self.cc, *self.recipients)}

    def as_json(self) -> dict[str, Any]:
        """What ``/api/mail`` tells about the message."""
        return {
            "n": self.number,
            "received_at": self.received_at,
            "from": self.sender,
            "to": list(self.to),
            "cc": list(self.cc),
            "envelope_to": list(self.recipients),
            "subject": self.subject,
            "message_id": self.message_id,
            "text": self.text,
            "html": self.html,
            "links": list(self.links),
            "attachments": [
                {"name": file.name, "type": file.content_type, "size": len(file.content)}
                for file in self.attachments
            ],
        }


class Mailbox:
    """Every message that this machine's demo mail server took."""

    def __init__(self, database: Database) -> None:
        """Keep the database that the messages stand in."""
        self._database = database

    def deliver(self, sender: str, recipients: list[str], raw: bytes) -> None:
        """Store a message as it came."""
        with self._database.write() as db:
            db.execute(
                "INSERT INTO message (received_at, envelope_from, envelope_to, raw)"
                " VALUES (?, ?, ?, ?)",
                (now_text(), sender, " ".join(recipients), raw),
            )

    def messages(self, address: str = "") -> list[Message]:
        """All messages, oldest first; with an address, only those in its mailbox."""
        with self._database.read() as db:
            rows = db.execute("SELECT * FROM message ORDER BY id").fetchall()
        found = [_parsed(row) for row in rows]
        return [message for message in found if not address or message.concerns(address)]

    def message(self, number: int) -> Message | None:
        """One message, or None."""
        with self._database.read() as db:
            row = db.execute("SELECT * FROM message WHERE id = ?", (number,)).fetchone()
        return None if row is None else _parsed(row)


def _parsed(row: sqlite3.Row) -> Message:
    mail = message_from_bytes(row["raw"], policy=policy.default)
    html = _body(mail, "html")
    text = _body(mail, "plain") or _Text.of(html)
    return Message(
        number=row["id"],
        received_at=row["received_at"],
        sender=str(mail["From"] or row["envelope_from"]),
        to=_addresses(mail, "To"),
        cc=_addresses(mail, "Cc"),
        recipients=tuple(row["envelope_to"].split()),
        subject=str(mail["Subject"] or "(no subject)"),
        message_id=str(mail["Message-ID"] or ""),
        text=text,
        html=html,
        links=tuple(dict.fromkeys([*links_in(text), *_Text.links_of(html)])),
        attachments=tuple(_attachment(part) for part in mail.iter_attachments()),
    )


def links_in(text: str) -> list[str]:
    """The web addresses in a text, without the punctuation that ends a sentence."""
    return [match.rstrip(TRAILING) for match in ADDRESS.findall(text)]


def _addresses(mail: EmailMessage, header: str) -> tuple[str, ...]:
    values = [str(value) for value in mail.get_all(header, [])]
    return tuple(address for _, address in getaddresses(values) if address)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    if part is not None:
        # A character set that nobody knows leaves the body empty; the rest is still shown.
        with suppress(LookupError):
            return str(part.get_content())
    return ""


def _attachment(part: EmailMessage) -> Attachment:
    payload = part.get_payload(decode=True)
    return Attachment(
        name=part.get_filename() or "attachment",
        content_type=part.get_content_type(),
        content=payload if isinstance(payload, bytes) else bytes(part),
    )


class _Text(HTMLParser):
    """The words and the links of an HTML mail."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        return " ".join(" ".join(parser.words).split())

    @classmethod
    def links_of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return parser.links

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") or ""
        if tag == "a" and target.startswith(("http://", "https://")):
            self.links.append(target)

    def handle_data(self, data: str) -> None:
        self.words.append(data)
