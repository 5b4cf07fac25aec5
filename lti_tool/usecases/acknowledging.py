"""Whoever an entry of a log is with may say by a mailed link whether they remember it so.

It is optional and decides nothing. The link shows that one entry, for a while, and is answered
once; opening it consumes nothing, since mail scanners open links. No person is made of whoever
answers: of them a name and, until the link's time is over, an address are kept, and no statement
tells of them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from lti_tool.domain.answers import checked_text
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.logs import LogAcknowledgement, LogEntry, LogVersion
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.addresses import is_own_address, is_whole_address, normalised_email
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import acknowledgement_letter, post
from lti_tool.usecases.log_entries import OpenEntry, open_entry, state_of
from lti_tool.usecases.log_views import VersionView, version_view
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import OpenRecord, lock, open_record
from lti_tool.usecases.visits import Visit

OPEN_FOR = timedelta(days=28)
ID_LENGTH = 16
LONGEST_COMMENT = 2_000
MOST_OF_A_VERSION = 4
"""Mails about one version of one entry: the first, and three for those who lost it."""
MOST_A_DAY = 20
"""Mails of one mentor's logs of one award within 24 hours."""
TALK = (
    "Talk to them about it. If something in your record is not right, correct it there; that asks "
    "them again."
)
AGREED, DIFFERS, REPLACED = "agreed", "differs", "replaced"


@dataclass(frozen=True, slots=True)
class AcknowledgementPage:
    """What a link shows; ``version`` is None once it shows nothing any more."""

    state: str
    name: str
    mentor_name: str
    provider_name: str
    office_name: str
    office_email: str
    entry: str
    """What one entry is called."""
    words: str
    """What may be agreed to."""
    version: VersionView | None
    expires_at: datetime
    answered_at: datetime | None
    comment: str


def token_of(house: House, acknowledgement_id: str) -> str:
    """The secret in the link: the id, and a code that only this installation can make."""
    said = _bytes(f"acknowledgement\n{acknowledgement_id}")
    code = hmac.new(house.secret_key.encode(), said, hashlib.sha256)
    return acknowledgement_id + code.hexdigest()[:40]


def _bytes(text: str) -> bytes:
    return text.encode(errors="replace")


def link_of(house: House, acknowledgement_id: str) -> str:
    """The address in the mail."""
    return f"{house.base_url}/s/{token_of(house, acknowledgement_id)}/log"


def ask(house: House, visit: Visit, award_id: str, log_id: str, entry_id: str, email: str) -> None:
    """Mail a link about the version that stands; an earlier link about it stops working.

    Raises:
        Conflict: it is not signed off, this log asks nobody, or too many mails were sent.
        InvalidInput: no whole address, or the mentor's own (field ``email``).
        NotFound: there is no such entry of theirs.
    """
    email = email.strip()
    with house.units.writing() as unit:
        opened = open_entry(house, unit, visit, award_id, log_id, entry_id, writing=True)
        version = opened.newest
        if version is None or not opened.form.acknowledge:
            raise Conflict("Sign it off first; then it can be sent.")
        _check_address(unit, opened.record, email)
        _check_number(unit, opened.record, version)
        _send(house, unit, opened, version, normalised_email(email))


def _check_address(unit: UnitOfWork, record: OpenRecord, email: str) -> None:
    if not is_whole_address(email) or not email.isprintable():
        raise InvalidInput({"email": "Please type the whole e-mail address."})
    own = record.state.record.details.get("email", "")
    if is_own_address(unit, record.enrolment.person_id, email, own):
        words = "This is your own address. The link is for whoever the meeting was with."
        raise InvalidInput({"email": words})


def _check_number(unit: UnitOfWork, record: OpenRecord, version: LogVersion) -> None:
    about = select(func.count()).where(LogAcknowledgement.version_id == version.fact_id)
    if (unit.session.scalar(about) or 0) >= MOST_OF_A_VERSION:
        raise Conflict(
            f"It has been sent {MOST_OF_A_VERSION} times. Please talk to them instead; nothing "
            "depends on the link."
        )
    today = (
        select(func.count())
        .select_from(LogAcknowledgement)
        .join(LogVersion, LogVersion.fact_id == LogAcknowledgement.version_id)
        .join(LogEntry, LogEntry.id == LogVersion.entry_id)
        .where(
            LogEntry.enrolment_id == record.enrolment.id,
            LogAcknowledgement.sent_at > unit.now - timedelta(days=1),
        )
    )
    if (unit.session.scalar(today) or 0) >= MOST_A_DAY:
        raise Conflict("Many links were sent today. Please send the next one tomorrow.")


def ask_again(
    house: House, unit: UnitOfWork, opened: OpenEntry, before: LogVersion, version: LogVersion
) -> None:
    """After a correction: whoever was asked about the version before is asked about this one.

    Only while their address is kept; an open link about the version before stops working.
    """
    query = (
        select(LogAcknowledgement)
        .where(LogAcknowledgement.version_id == before.fact_id)
        .order_by(LogAcknowledgement.sent_at.desc(), LogAcknowledgement.id)
    )
    newest = unit.session.scalars(query).first()
    _replace(unit, before)
    if newest is not None and newest.email and opened.form.acknowledge:
        _send(house, unit, opened, version, newest.email)


def _replace(unit: UnitOfWork, version: LogVersion) -> None:
    """The open links about a version stop working."""
    open_links = (
        update(LogAcknowledgement)
        .where(
            LogAcknowledgement.version_id == version.fact_id,
            LogAcknowledgement.outcome.is_(None),
        )
        .values(outcome=REPLACED, answered_at=unit.now)
    )
    unit.session.execute(open_links)


def _send(
    house: House, unit: UnitOfWork, opened: OpenEntry, version: LogVersion, email: str
) -> None:
    _replace(unit, version)
    asked = LogAcknowledgement(
        id=new_id(),
        version_id=version.fact_id,
        name=version.values.get("person", ""),
        email=email,
        sent_at=unit.now,
        expires_at=unit.now + OPEN_FOR,
    )
    unit.session.add(asked)
    unit.session.flush()
    provider = unit.session.get_one(Provider, opened.record.enrolment.provider_id)
    until = asked.expires_at.astimezone(LONDON)
    letter = acknowledgement_letter(
        acknowledgement_id=asked.id,
        to=email,
        name=asked.name,
        mentor=opened.record.state.record.details.get("mentor_name", "A mentor"),
        entry=opened.form.entry,
        corrected=version.number > 1,
        provider=provider.name,
        office=provider.office_name,
        until=f"{until.day} {until:%B %Y}",
    )
    post(house, unit, letter, provider_id=provider.id)


def _find(house: House, unit: UnitOfWork, token: str) -> LogAcknowledgement:
    key = token[:ID_LENGTH]
    genuine = hmac.compare_digest(_bytes(token), _bytes(token_of(house, key)))
    found = unit.session.get(LogAcknowledgement, key) if genuine else None
    if found is None:
        raise NotFound(
            "This link is not complete. Please open it from the e-mail itself, or copy the whole "
            "address into your browser."
        )
    return found


def _behind(
    house: House, unit: UnitOfWork, asked: LogAcknowledgement
) -> tuple[OpenRecord, LogEntry, LogVersion]:
    version = unit.session.get_one(LogVersion, asked.version_id)
    entry = unit.session.get_one(LogEntry, version.entry_id)
    record = open_record(house, unit, unit.session.get_one(Enrolment, entry.enrolment_id))
    return record, entry, version


def open_acknowledgement(house: House, token: str) -> AcknowledgementPage:
    """The page behind a link; what was written is shown only while it can be answered.

    Raises:
        NotFound: no such link.
    """
    with house.units.reading() as unit:
        asked = _find(house, unit, token)
        record, entry, version = _behind(house, unit, asked)
        form = record.award.log(entry.log)
        provider = unit.session.get_one(Provider, record.enrolment.provider_id)
        state = state_of(asked, unit.now)
        return AcknowledgementPage(
            state=state,
            name=asked.name,
            mentor_name=record.state.record.details.get("mentor_name", ""),
            provider_name=provider.name,
            office_name=provider.office_name,
            office_email=provider.office_email or "",
            entry=form.entry,
            words=form.acknowledge,
            version=version_view(form, version) if state == "open" else None,
            expires_at=asked.expires_at,
            answered_at=asked.answered_at,
            comment=asked.comment,
        )


def answer(house: House, token: str, *, outcome: str, comment: str) -> None:
    """Keep what somebody says about an entry; the mentor is told by mail.

    Raises:
        Conflict: the link has been used, has expired, or a newer one took its place.
        InvalidInput: no answer chosen, or no word on what is remembered otherwise.
        NotFound: no such link.
    """
    comment = _checked(outcome, comment)
    with house.units.writing() as unit:
        asked = _find(house, unit, token)
        version = unit.session.get_one(LogVersion, asked.version_id)
        entry = unit.session.get_one(LogEntry, version.entry_id)
        # The record first, then the link: the order in which the mentor's own pages lock.
        lock(unit, unit.session.get_one(Enrolment, entry.enrolment_id))
        unit.session.refresh(asked, with_for_update=True)
        _refuse_closed(asked, unit.now)
        asked.outcome, asked.answered_at, asked.comment = outcome, unit.now, comment
        record, _, _ = _behind(house, unit, asked)
        _tell(house, unit, record, asked, record.award.log(entry.log).entry)


def _checked(outcome: str, comment: str) -> str:
    comment = checked_text("comment", comment)
    if outcome not in {AGREED, DIFFERS}:
        raise InvalidInput({"outcome": "Please choose one of the two answers."})
    if len(comment) > LONGEST_COMMENT:
        raise InvalidInput({"comment": f"Please keep this under {LONGEST_COMMENT:,} characters."})
    if outcome == DIFFERS and not comment:
        raise InvalidInput({"comment": "Please say in a few words what you remember otherwise."})
    return comment


def _refuse_closed(asked: LogAcknowledgement, now: datetime) -> None:
    state = state_of(asked, now)
    if state == "expired":
        raise Conflict("This link has expired. The mentor can send you a new one.")
    if state != "open":
        raise Conflict("This link has been used, or a newer one has taken its place.")


def _tell(
    house: House, unit: UnitOfWork, record: OpenRecord, asked: LogAcknowledgement, entry: str
) -> None:
    agreed = asked.outcome == AGREED
    said = "remembers it as you wrote it down" if agreed else "remembers it otherwise"
    on = "Nothing is left to do." if agreed else TALK
    tell_mentor(
        house,
        unit,
        record,
        cause=f"acknowledged:{asked.id}",
        subject=f"{asked.name} has answered: {entry}",
        paragraphs=[
            f"{asked.name} has read your record and {said} ({entry}).",
            "What they wrote, if anything, stands beside the entry in your log in the course. "
            f"{on}",
        ],
    )
