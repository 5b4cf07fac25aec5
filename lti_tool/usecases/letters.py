"""The mails that the tool writes: plain words, one purpose each, always a way on.

A letter is queued in the transaction of its cause. The secret link of a request is not in the
queue: the worker puts it in place of ``{link}`` when it sends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases.house import House

LINK = "{link}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is queued. ``cause`` names its event: the same cause is mailed once."""

    cause: str
    to: str
    subject: str
    text: str
    cc: Sequence[str] = ()
    request_id: str | None = None
    acknowledgement_id: str | None = None
    """The same for a link about an entry of a log."""
    evaluation_id: str | None = None
    """The same for a link to an evaluation."""
    report_id: str | None = None
    """With it, a report to a school goes along as a PDF."""
    certificate_number: str | None = None
    """With it, certificate and record sheet go along as PDFs."""
    calendar: str | None = None
    """A calendar file (RFC 5545) that goes along."""
    sheets: Sequence[str] = ()
    """Sheets to print that go along as PDFs: ``pack/module/sheet``."""
    until: datetime | None = None
    """After this moment it would tell of something that is over, and is not mailed any more."""


def post(house: House, unit: UnitOfWork, letter: Letter, *, provider_id: str) -> None:
    """Queue a letter; the worker mails it."""
    message_id = message_id_of(house.base_url, letter.cause)
    body = {
        "message_id": message_id,
        "to": letter.to,
        "cc": list(letter.cc),
        "subject": letter.subject,
        "text": letter.text,
        "request_id": letter.request_id,
        "acknowledgement_id": letter.acknowledgement_id,
        "evaluation_id": letter.evaluation_id,
        "report_id": letter.report_id,
        "certificate_number": letter.certificate_number,
        "calendar": letter.calendar,
        "sheets": list(letter.sheets),
        "until": letter.until.isoformat() if letter.until else None,
    }
    enqueue(unit, "mail", body, lane=f"mail:{message_id}", once=message_id, provider_id=provider_id)


def message_id_of(base_url: str, cause: str) -> str:
    """A Message-ID that a mail sent again carries again (RFC 5322, 3.6.4)."""
    host = urlsplit(base_url).hostname or "localhost"
    return f"<{uuid5(NAMESPACE_URL, f'{base_url}/mail/{cause}')}@{host}>"


def request_letter(
    *,
    cause: str,
    request_id: str,
    purpose: str,
    to: str,
    name: str,
    mentor: str,
    seat: str,
    award: str,
    provider: str,
    office: str,
    until: str,
) -> Letter:
    """Ask somebody without an account to confirm or to sign."""
    what, why = _REQUESTS[purpose]
    return Letter(
        cause=cause,
        to=to,
        subject=what.format(mentor=mentor, award=award),
        request_id=request_id,
        text=(
            f"Dear {name},\n\n"
            f"{why.format(mentor=mentor, seat=seat, award=award, provider=provider)}\n\n"
            f"Please open this page; you need no account and no password:\n\n{LINK}\n\n"
            f"The link is for you alone, works once, and until {until}. If you are not the right "
            "person, the page lets you hand it on or say no.\n\n"
            f"With thanks\n{office}\n{provider}\n"
        ),
    )


_REQUESTS = {
    "confirm": (
        "{mentor} asks you to confirm their mentoring for the {award}",
        "{mentor} is working towards the {award} with {provider} and has named you as their "
        "{seat}. We ask you to confirm what you have seen of their mentoring. It takes about three "
        "minutes.",
    ),
    "sign": (
        "Your signature for {mentor}'s {award}",
        "{mentor} has met every criterion of the {award} with {provider}. On the record sheet your "
        "signature as {seat} comes next. It takes about two minutes.",
    ),
}


def cause_of(acknowledgement_id: str) -> str:
    """The cause of the letter that brings that link."""
    return f"acknowledgement:{acknowledgement_id}"


def acknowledgement_letter(
    *,
    acknowledgement_id: str,
    to: str,
    name: str,
    mentor: str,
    entry: str,
    corrected: bool,
    provider: str,
    office: str,
    until: str,
) -> Letter:
    """Ask whoever an entry of a log is with whether they remember it so."""
    what = entry[:1].lower() + entry[1:]
    wrote = "has corrected the record of your" if corrected else "has written down your"
    return Letter(
        cause=cause_of(acknowledgement_id),
        to=to,
        subject=f"{mentor} asks you to look at a record: {what}",
        acknowledgement_id=acknowledgement_id,
        text=(
            f"Dear {name},\n\n"
            f"{mentor} {wrote} {what}, for {provider}, and asks whether you remember it so.\n\n"
            f"Please open this page; you need no account and no password:\n\n{LINK}\n\n"
            f"The link is for you alone, can be answered once, and works until {until}. You need "
            "not answer: nothing depends on it.\n\n"
            f"With thanks\n{office}\n{provider}\n"
        ),
    )


def note(cause: str, to: str, subject: str, paragraphs: Sequence[str], closing: str) -> Letter:
    """A letter that tells something and asks nothing."""
    text = "\n\n".join([*paragraphs, closing]) + "\n"
    return Letter(cause=cause, to=to, subject=subject, text=text)
