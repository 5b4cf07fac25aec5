"""A mentor's own log, found and opened: the record that it belongs to, its entries, their versions.

Nobody but the mentor reads what is written there. Whoever an entry is with is sent it only when the
mentor asks for that; everybody else sees that it was signed off, and when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lti_tool.domain.logs import LogForm
from lti_tool.errors import Conflict, NotFound
from lti_tool.persistence.logs import LogAcknowledgement, LogEntry, LogVersion
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.house import House
from lti_tool.usecases.log_checks import Typed
from lti_tool.usecases.records import OpenRecord, lock, open_record, own_enrolment
from lti_tool.usecases.visits import Visit

MEANWHILE = (
    "This was kept in another window since you opened it here. What you typed is still below; look "
    "at what was kept there before you keep this."
)
SIGNED_OFF = (
    "This entry was signed off in another window, so it stays as it is. If something in it is not "
    "right, correct it: that makes a new version."
)
NO_ENTRY = "There is no such entry in your log. The link may be mistyped."


class StaleEntry(Conflict):
    """The entry was kept or signed off elsewhere since this page was opened."""


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """One entry with all that belongs to it."""

    record: OpenRecord
    form: LogForm
    entry: LogEntry
    versions: tuple[LogVersion, ...]
    """Oldest first."""

    @property
    def newest(self) -> LogVersion | None:
        """The version that stands; None before the entry is signed off."""
        return self.versions[-1] if self.versions else None


def open_log(
    house: House, unit: UnitOfWork, visit: Visit, award_id: str, log_id: str
) -> tuple[OpenRecord, LogForm]:
    """The visitor's own record, and the log.

    Raises:
        NotFound: the visitor has not entered the award, or it has no such log.
    """
    record = open_record(house, unit, own_enrolment(unit, visit, award_id))
    return record, record.award.log(log_id)


def open_entry(
    house: House,
    unit: UnitOfWork,
    visit: Visit,
    award_id: str,
    log_id: str,
    entry_id: str,
    *,
    writing: bool = False,
) -> OpenEntry:
    """One of the visitor's own entries; to write on it, with nobody else writing.

    Raises:
        Conflict: it is to be written on, and the certificate has been issued.
        NotFound: there is no such entry of theirs.
    """
    if writing:
        lock(unit, own_enrolment(unit, visit, award_id))
    record, form = open_log(house, unit, visit, award_id, log_id)
    entry = unit.session.get(LogEntry, entry_id, populate_existing=True)
    mine = entry is not None and entry.enrolment_id == record.enrolment.id and entry.log == log_id
    if entry is None or not mine or entry.discarded_at is not None:
        raise NotFound(NO_ENTRY)
    if writing and record.issued:
        raise Conflict(CLOSED)
    return OpenEntry(record, form, entry, versions_of(unit, entry.id))


def versions_of(unit: UnitOfWork, entry_id: str) -> tuple[LogVersion, ...]:
    """The versions of an entry, oldest first."""
    query = select(LogVersion).where(LogVersion.entry_id == entry_id).order_by(LogVersion.number)
    return tuple(unit.session.scalars(query))


def entries_of(unit: UnitOfWork, record: OpenRecord, log_id: str) -> list[LogEntry]:
    """The entries of a log, those thrown away left out; the newest first."""
    query = (
        select(LogEntry)
        .where(
            LogEntry.enrolment_id == record.enrolment.id,
            LogEntry.log == log_id,
            LogEntry.discarded_at.is_(None),
        )
        .order_by(LogEntry.created_at.desc(), LogEntry.id)
    )
    return list(unit.session.scalars(query))


def newest_versions(unit: UnitOfWork, record: OpenRecord, log_id: str) -> Mapping[str, LogVersion]:
    """The version of each entry that stands, by entry, in one query."""
    query = (
        select(LogVersion)
        .join(LogEntry, LogEntry.id == LogVersion.entry_id)
        .where(LogEntry.enrolment_id == record.enrolment.id, LogEntry.log == log_id)
        .order_by(LogVersion.number)
    )
    return {version.entry_id: version for version in unit.session.scalars(query)}


def acknowledgements_of(
    unit: UnitOfWork, record: OpenRecord, log_id: str
) -> Mapping[str, list[LogAcknowledgement]]:
    """What was asked about each version of a log, by version, oldest first, in one query."""
    query = (
        select(LogAcknowledgement)
        .join(LogVersion, LogVersion.fact_id == LogAcknowledgement.version_id)
        .join(LogEntry, LogEntry.id == LogVersion.entry_id)
        .where(LogEntry.enrolment_id == record.enrolment.id, LogEntry.log == log_id)
        .order_by(LogAcknowledgement.sent_at, LogAcknowledgement.id)
    )
    found: dict[str, list[LogAcknowledgement]] = defaultdict(list)
    for asked in unit.session.scalars(query):
        found[asked.version_id].append(asked)
    return found


def state_of(asked: LogAcknowledgement, now: datetime) -> str:
    """agreed, differs, replaced, expired or open."""
    if asked.outcome is not None:
        return asked.outcome
    return "expired" if asked.expires_at < now else "open"


def check_revision(opened: OpenEntry, values: dict[str, str], typed: Typed) -> None:
    """Refuse to overwrite what another window kept.

    Raises:
        StaleEntry: it would.
    """
    entry = opened.entry
    own = entry.writer == typed.writer and bool(typed.writer)
    if typed.revision != entry.revision and not own and values != entry.draft:
        raise StaleEntry(MEANWHILE if entry.draft is not None else SIGNED_OFF)
