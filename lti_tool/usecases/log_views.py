"""What pages show about logs, for the mentor who keeps them and for those who read the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.facts import Logged, Withdrawn
from lti_tool.domain.logs import LogForm, Week
from lti_tool.domain.schemes import Award
from lti_tool.persistence.logs import LogAcknowledgement, LogVersion
from lti_tool.usecases.portfolio_signed import FallingSignature
from lti_tool.usecases.records import OpenRecord

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A mailed link about an entry, and what became of it."""

    name: str
    email: str
    """Empty once its time is over: it is no longer kept."""
    sent_at: datetime
    expires_at: datetime
    state: str
    answered_at: datetime | None
    comment: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in its list."""

    entry_id: str
    held_on: date
    person: str
    minutes: str
    signed_at: datetime
    number: int
    correcting: bool
    """A correction has been begun and waits to be signed off."""
    acknowledged: str
    """What became of the newest link about this version; empty where nobody was asked."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """An entry that has never been signed off."""

    entry_id: str
    on: str
    person: str
    draft_at: datetime | None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """Weeks of the list: one with what was held, or several on end without anything."""

    week: Week
    entries: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """The list of one log."""

    award: Award
    form: LogForm
    weeks: tuple[WeekRow, ...]
    drafts: tuple[DraftRow, ...]
    signed_off: int
    closed: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """An entry as it was signed off."""

    number: int
    pairs: Pairs
    changed: str
    name_typed: str
    signed_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class LogPrint:
    """A whole log, to be printed."""

    award: Award
    form: LogForm
    mentor_name: str
    entries: tuple[VersionView, ...]
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry: to write on while it is a draft, to read once it is signed off."""

    award: Award
    form: LogForm
    entry_id: str
    values: Mapping[str, str]
    """What the form shows: the draft, or what was signed off last."""
    is_draft: bool
    revision: int
    draft_at: datetime | None
    version: VersionView | None
    earlier: tuple[VersionView, ...]
    """Versions that no longer stand, newest first."""
    asked: tuple[Asked, ...]
    """Links about the version that stands, newest first."""
    falling: tuple[FallingSignature, ...]
    """Signatures that signing off a correction would undo."""
    mentor_name: str
    closed: bool
    today: date


def pairs_of(form: LogForm, values: Mapping[str, str], day: str) -> Pairs:
    """Label and text of everything that was written, the day in words first."""
    found = [(form.day, day), (form.person, values.get("person", ""))]
    if form.minutes is not None:
        found.append(("Length", f"{values.get('minutes', '')} minutes"))
    found += [(field.label, values.get(field.name, "")) for field in form.fields]
    return tuple(found)


def version_view(form: LogForm, version: LogVersion) -> VersionView:
    """A version as it is shown."""
    on = version.held_on
    return VersionView(
        number=version.number,
        pairs=pairs_of(form, version.values, f"{on:%A} {on.day} {on:%B %Y}"),
        changed=version.changed,
        name_typed=version.name_typed,
        signed_at=version.signed_at,
        digest=version.digest,
    )


def asked_view(asked: LogAcknowledgement, state: str) -> Asked:
    """A link as its sender sees it."""
    return Asked(
        name=asked.name,
        email=asked.email or "",
        sent_at=asked.sent_at,
        expires_at=asked.expires_at,
        state=state,
        answered_at=asked.answered_at,
        comment=asked.comment,
    )


def standing_logged(record: OpenRecord, log_id: str) -> list[Logged]:
    """The entries of a log that stand, by the day on which they were held."""
    withdrawn = {fact.fact for fact in record.facts if isinstance(fact, Withdrawn)}
    found = [
        fact
        for fact in record.facts
        if isinstance(fact, Logged) and fact.log == log_id and fact.id not in withdrawn
    ]
    return sorted(found, key=lambda fact: (fact.held_on, fact.at, fact.id))


def count_words(record: OpenRecord, form: LogForm) -> str:
    """How many were signed off, and from when until when."""
    found = standing_logged(record, form.id)
    if not found:
        return f"{form.title}: none signed off yet"
    first, last = found[0].held_on, found[-1].held_on
    when = f"on {_day(first)}" if first == last else f"from {_day(first)} to {_day(last)}"
    weeks = len({fact.held_on.isocalendar()[:2] for fact in found})
    in_weeks = "in 1 week" if weeks == 1 else f"in {weeks} weeks"
    return f"{form.title}: {len(found)} signed off {in_weeks}, {when}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
