"""Sign an entry of a log off, in the meeting itself: from then on it is read-only.

What turns out otherwise is corrected by a further version, signed off in the same way. It withdraws
the version before, so that signatures on a record that counted that one fall.
"""

from __future__ import annotations

from datetime import date

from lti_tool.domain import statements
from lti_tool.domain.facts import Fact, Logged, Withdrawn
from lti_tool.domain.logs import entry_digest
from lti_tool.domain.statements import Named
from lti_tool.errors import InvalidInput
from lti_tool.persistence.database import new_id
from lti_tool.persistence.logs import LogVersion
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact, keep_statement
from lti_tool.usecases.acknowledging import ask_again
from lti_tool.usecases.house import House
from lti_tool.usecases.log_checks import CHANGED, Typed, checked_entry, draft_values
from lti_tool.usecases.log_entries import (
    SIGNED_OFF,
    OpenEntry,
    StaleEntry,
    check_revision,
    open_entry,
)
from lti_tool.usecases.portfolio_signed import FallingSignature, check_told, would_fall_in
from lti_tool.usecases.records import settle
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

CORRECTED = "Corrected by the mentor and signed off anew."
LONGEST_NAME = 200


def sign_off(
    house: House,
    visit: Visit,
    award_id: str,
    log_id: str,
    entry_id: str,
    typed: Typed,
    *,
    name_typed: str,
    agreed: bool,
    told: str = "",
) -> tuple[str, ...]:
    """Keep the entry as it is now, under the mentor's typed name; the same again changes nothing.

    Returns:
        Titles of signatures on the record that this voided.

    Raises:
        Conflict: the certificate has been issued.
        InvalidInput: what is missing, too long or cannot be, field by field.
        NotFound: there is no such entry of theirs.
        SignaturesWouldFall: signatures would fall that the mentor was not told of.
        StaleEntry: it was kept or signed off in another window.
    """
    with house.units.writing() as unit:
        opened = open_entry(house, unit, visit, award_id, log_id, entry_id, writing=True)
        draft = draft_values(opened.form, typed.values)
        if opened.entry.draft is None:
            return _signed_already(opened, draft)
        check_revision(opened, draft, typed)
        clean, day = _checked(opened, draft, unit.today, name_typed, agreed=agreed)
        fact = _fact(unit, visit, opened, clean, day)
        gone = _gone(unit, visit, opened)
        check_told(would_fall_in(unit, opened.record, [*gone, fact]), told)
        version = _version(opened, fact, clean, draft[CHANGED], name_typed)
        return _keep(house, unit, opened, gone, fact, version)


def _signed_already(opened: OpenEntry, draft: dict[str, str]) -> tuple[str, ...]:
    """A second press of the button changes nothing; other words are not lost silently."""
    newest = opened.newest
    same = newest is not None and all(newest.values[name] == draft[name] for name in newest.values)
    if not same:
        raise StaleEntry(SIGNED_OFF)
    return ()


def _checked(
    opened: OpenEntry, draft: dict[str, str], today: date, name_typed: str, *, agreed: bool
) -> tuple[dict[str, str], date]:
    """The entry as it can be signed off.

    Raises:
        InvalidInput: what is missing, of the entry and of the signature together.
    """
    wrong: dict[str, str] = {}
    try:
        found = checked_entry(opened.form, draft, today, correcting=opened.newest is not None)
    except InvalidInput as error:
        wrong = dict(error.fields)
    if not agreed:
        wrong["agreed"] = "Please tick that this is what was said and agreed."
    if not name_typed.strip() or len(name_typed) > LONGEST_NAME or not name_typed.isprintable():
        wrong["name_typed"] = "Please type your full name."
    if wrong:
        raise InvalidInput(wrong)
    return found


def _fact(
    unit: UnitOfWork, visit: Visit, opened: OpenEntry, values: dict[str, str], day: date
) -> Logged:
    number = opened.newest.number + 1 if opened.newest else 1
    return Logged(
        id=new_id(),
        on=unit.today,
        at=unit.now,
        by=visit.person_id,
        log=opened.form.id,
        entry=opened.entry.id,
        held_on=day,
        number=number,
        digest=entry_digest(opened.form.id, opened.entry.id, number, values),
    )


def _gone(unit: UnitOfWork, visit: Visit, opened: OpenEntry) -> list[Fact]:
    """What withdraws the version before, if there is one."""
    if opened.newest is None:
        return []
    return [
        Withdrawn(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=visit.person_id,
            fact=opened.newest.fact_id,
            reason=CORRECTED,
        )
    ]


def _version(
    opened: OpenEntry, fact: Logged, values: dict[str, str], changed: str, name_typed: str
) -> LogVersion:
    return LogVersion(
        fact_id=fact.id,
        entry_id=opened.entry.id,
        number=fact.number,
        held_on=fact.held_on,
        values=values,
        changed=changed if opened.newest else "",
        name_typed=name_typed.strip(),
        signed_at=fact.at,
        digest=fact.digest,
    )


def _keep(
    house: House,
    unit: UnitOfWork,
    opened: OpenEntry,
    gone: list[Fact],
    fact: Logged,
    version: LogVersion,
) -> tuple[str, ...]:
    enrolment, entry, before = opened.record.enrolment, opened.entry, opened.newest
    for one in (*gone, fact):
        keep_fact(unit, one, person_id=enrolment.person_id, enrolment=enrolment.id)
    _tell(house, unit, opened, gone, fact)
    unit.session.add(version)
    entry.draft, entry.writer = None, ""
    entry.revision += 1
    unit.session.flush()
    voided = settle(house, unit, enrolment)
    if before is not None:
        ask_again(house, unit, opened, before, version)
    return voided


def _tell(
    house: House, unit: UnitOfWork, opened: OpenEntry, gone: list[Fact], fact: Logged
) -> None:
    ctx = context_for(house, unit, person_id=fact.by, enrolment=opened.record.enrolment)
    award, log = award_named(opened.record.award), Named(opened.form.id, opened.form.title)
    for one in gone:
        recorded = opened.newest.fact_id if opened.newest else ""
        told = statements.log_corrected(
            ctx, event_id=one.id, award=award, log=log, recorded=recorded
        )
        keep_statement(unit, fact.by, told)
    told = statements.log_signed_off(
        ctx, event_id=fact.id, award=award, log=log, digest=fact.digest
    )
    keep_statement(unit, fact.by, told)


def falling_of(unit: UnitOfWork, visit: Visit, opened: OpenEntry) -> list[FallingSignature]:
    """The signatures that signing off a correction now would undo."""
    if opened.newest is None or opened.record.issued:
        return []
    fact = _fact(unit, visit, opened, {}, opened.newest.held_on)
    return would_fall_in(unit, opened.record, [*_gone(unit, visit, opened), fact])
