"""Keep a log: its list, a new entry, drafts saved as one types, a correction begun or dropped.

Signing off is :mod:`lti_tool.usecases.log_signing`.
"""

from __future__ import annotations

from lti_tool.domain.logs import LogForm, weeks_of
from lti_tool.errors import Conflict
from lti_tool.persistence.database import new_id
from lti_tool.persistence.logs import LogAcknowledgement, LogEntry, LogVersion
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.house import House
from lti_tool.usecases.log_checks import CHANGED, Typed, draft_values, names_of
from lti_tool.usecases.log_entries import (
    SIGNED_OFF,
    OpenEntry,
    StaleEntry,
    acknowledgements_of,
    check_revision,
    entries_of,
    newest_versions,
    open_entry,
    open_log,
    state_of,
)
from lti_tool.usecases.log_signing import falling_of
from lti_tool.usecases.log_views import (
    DraftRow,
    EntryPage,
    EntryRow,
    LogPage,
    LogPrint,
    WeekRow,
    asked_view,
    version_view,
)
from lti_tool.usecases.records import lock, own_enrolment
from lti_tool.usecases.visits import Visit

MOST = 400
"""Entries of one log: two a week for years."""


def log_page(house: House, visit: Visit, award_id: str, log_id: str) -> LogPage:
    """The list, week by week, in a constant number of queries.

    Raises:
        NotFound: the visitor has not entered the award, or it has no such log.
    """
    with house.units.reading() as unit:
        record, form = open_log(house, unit, visit, award_id, log_id)
        entries = entries_of(unit, record, log_id)
        versions = newest_versions(unit, record, log_id)
        asked = acknowledgements_of(unit, record, log_id)
        rows = {
            entry.id: _row(unit, entry, versions[entry.id], asked.get(versions[entry.id].fact_id))
            for entry in entries
            if entry.id in versions
        }
        weeks = weeks_of(((row.held_on, key) for key, row in rows.items()), unit.today)
    return LogPage(
        award=record.award,
        form=form,
        weeks=tuple(WeekRow(week, tuple(rows[key] for key in week.entries)) for week in weeks),
        drafts=tuple(_draft(entry) for entry in entries if entry.id not in versions),
        signed_off=len(rows),
        closed=record.issued,
    )


def _row(
    unit: UnitOfWork,
    entry: LogEntry,
    version: LogVersion,
    asked: list[LogAcknowledgement] | None,
) -> EntryRow:
    return EntryRow(
        entry_id=entry.id,
        held_on=version.held_on,
        person=version.values.get("person", ""),
        minutes=version.values.get("minutes", ""),
        signed_at=version.signed_at,
        number=version.number,
        correcting=entry.draft is not None,
        acknowledged=state_of(asked[-1], unit.now) if asked else "",
    )


def _draft(entry: LogEntry) -> DraftRow:
    draft = entry.draft or {}
    return DraftRow(entry.id, draft.get("on", ""), draft.get("person", ""), entry.draft_at)


def log_print(house: House, visit: Visit, award_id: str, log_id: str) -> LogPrint:
    """Every entry as it was signed off last, oldest first, to be printed.

    Raises:
        NotFound: the visitor has not entered the award, or it has no such log.
    """
    with house.units.reading() as unit:
        record, form = open_log(house, unit, visit, award_id, log_id)
        kept = {one.id for one in entries_of(unit, record, log_id)}
        versions = newest_versions(unit, record, log_id).values()
        found = sorted(
            (one for one in versions if one.entry_id in kept),
            key=lambda one: (one.held_on, one.signed_at, one.fact_id),
        )
        return LogPrint(
            award=record.award,
            form=form,
            mentor_name=record.state.record.details.get("mentor_name", ""),
            entries=tuple(version_view(form, one) for one in found),
            printed_at=unit.now,
        )


def begin_entry(house: House, visit: Visit, award_id: str, log_id: str) -> str:
    """The id of a new entry; one that was begun and not written on yet is used first.

    Raises:
        Conflict: the certificate has been issued, or there are too many entries.
        NotFound: the visitor has not entered the award, or it has no such log.
    """
    with house.units.writing() as unit:
        lock(unit, own_enrolment(unit, visit, award_id))
        record, form = open_log(house, unit, visit, award_id, log_id)
        if record.issued:
            raise Conflict(CLOSED)
        entries = entries_of(unit, record, log_id)
        untouched = next((one for one in entries if one.revision == 0), None)
        if untouched is not None:
            return untouched.id
        if len(entries) >= MOST:
            raise Conflict(f"There are {MOST} entries already, more than a log can hold.")
        entry = LogEntry(
            id=new_id(),
            enrolment_id=record.enrolment.id,
            log=form.id,
            draft={},
            revision=0,
            created_at=unit.now,
        )
        unit.session.add(entry)
        return entry.id


def entry_page(house: House, visit: Visit, award_id: str, log_id: str, entry_id: str) -> EntryPage:
    """One entry.

    Raises:
        NotFound: there is no such entry of theirs.
    """
    with house.units.reading() as unit:
        opened = open_entry(house, unit, visit, award_id, log_id, entry_id)
        newest, entry, form = opened.newest, opened.entry, opened.form
        asked = acknowledgements_of(unit, opened.record, log_id) if newest else {}
        about = asked.get(newest.fact_id, []) if newest else []
        correcting = newest is not None and entry.draft is not None
        return EntryPage(
            award=opened.record.award,
            form=form,
            entry_id=entry.id,
            values=_values(unit, opened),
            is_draft=entry.draft is not None,
            revision=entry.revision,
            draft_at=entry.draft_at,
            version=version_view(form, newest) if newest else None,
            earlier=tuple(version_view(form, one) for one in reversed(opened.versions[:-1])),
            asked=tuple(asked_view(one, state_of(one, unit.now)) for one in reversed(about)),
            falling=tuple(falling_of(unit, visit, opened)) if correcting else (),
            mentor_name=opened.record.state.record.details.get("mentor_name", ""),
            closed=opened.record.issued,
            today=unit.today,
        )


def _values(unit: UnitOfWork, opened: OpenEntry) -> dict[str, str]:
    """The draft; a new one begins with today and the length that is expected."""
    entry, form = opened.entry, opened.form
    if entry.draft:
        return dict(entry.draft)
    if opened.newest is not None:
        return dict(opened.newest.values)
    minutes = {"minutes": str(form.minutes)} if form.minutes is not None else {}
    return {"on": unit.today.isoformat(), **minutes}


def keep_draft(
    house: House, visit: Visit, award_id: str, log_id: str, entry_id: str, typed: Typed
) -> int:
    """Keep what is being written; the revision from which the window goes on.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: something is too long, field by field.
        NotFound: there is no such entry of theirs.
        StaleEntry: it was kept or signed off in another window.
    """
    with house.units.writing() as unit:
        opened = open_entry(house, unit, visit, award_id, log_id, entry_id, writing=True)
        entry = opened.entry
        values = draft_values(opened.form, typed.values)
        check_revision(opened, values, typed)
        if entry.draft is None:
            raise StaleEntry(SIGNED_OFF)
        if values != entry.draft:
            entry.draft, entry.draft_at = values, unit.now
            entry.revision += 1
            entry.writer = typed.writer
        return entry.revision


def correct_entry(house: House, visit: Visit, award_id: str, log_id: str, entry_id: str) -> None:
    """Begin a correction from what was signed off; one that was begun goes on.

    Raises:
        Conflict: the certificate has been issued.
        NotFound: there is no such entry of theirs.
    """
    with house.units.writing() as unit:
        opened = open_entry(house, unit, visit, award_id, log_id, entry_id, writing=True)
        entry, newest = opened.entry, opened.newest
        if newest is None or entry.draft is not None:
            return
        kept = _as_draft(opened.form, newest)
        entry.draft, entry.draft_at, entry.writer = kept, unit.now, ""
        entry.revision += 1


def _as_draft(form: LogForm, version: LogVersion) -> dict[str, str]:
    return {name: version.values.get(name, "") for name in names_of(form)} | {CHANGED: ""}


def drop_draft(house: House, visit: Visit, award_id: str, log_id: str, entry_id: str) -> bool:
    """Throw a draft away; whether something that was signed off is left.

    Raises:
        Conflict: the certificate has been issued.
        NotFound: there is no such entry of theirs.
    """
    with house.units.writing() as unit:
        opened = open_entry(house, unit, visit, award_id, log_id, entry_id, writing=True)
        entry = opened.entry
        if entry.draft is not None:
            entry.draft, entry.writer = None, ""
            entry.revision += 1
        if opened.newest is None:
            entry.discarded_at = unit.now
        return opened.newest is not None
