"""Versions of a scheme: who is on an older one, and moving them to the current one.

Whoever has entered an award stays on the version they entered. The office can move them; before it
does, it is shown what would change for each, and nothing is moved that has changed since it looked.
A move is a fact of the record: who, when, from, to and why stand in it for good.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from lti_tool.domain.answers import checked_text
from lti_tool.domain.facts import Fact, Signed, VersionMoved, Voided
from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import Role
from lti_tool.domain.signatures import progress
from lti_tool.domain.versions import Difference, compare, undoable_move
from lti_tool.errors import Conflict, InvalidInput, NotAllowed
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment, FactRow
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases.house import House
from lti_tool.usecases.records import (
    ISSUED,
    OpenRecord,
    award_of,
    lock,
    open_record,
    settle,
    visible_enrolment,
)
from lti_tool.usecases.version_telling import tell_moved, tell_moved_back
from lti_tool.usecases.version_views import (
    BehindLine,
    BehindPage,
    Falling,
    MovePreview,
    MoveRow,
    VersionNote,
    VersionPage,
)
from lti_tool.usecases.visits import Visit

__all__ = [
    "BehindLine",
    "BehindPage",
    "Falling",
    "MovePreview",
    "MoveRow",
    "VersionNote",
    "VersionPage",
    "behind_page",
    "count_behind",
    "move",
    "move_previews",
    "note_of",
    "undo_move",
    "version_page",
]

PAGE_SIZE = 50
"""Mentors in a page of the list, and the most that are moved at once."""
LAST_PAGE = 1_000_000
LONGEST_REASON = 1_000
CHANGED = (
    "Something has changed since this page was opened, so nobody has been moved. Please look at it "
    "again as it is now."
)


def note_of(house: House, record: OpenRecord) -> VersionNote:
    """Which version a record is on, in a few words."""
    own, award_id = record.enrolment.scheme_version, record.enrolment.award_id
    return VersionNote(
        own=own,
        current=house.library.award(award_id).scheme_version,
        lost=record.version_lost,
        issued=record.issued,
        moved=any(isinstance(fact, VersionMoved) for fact in record.facts),
    )


def version_page(house: House, visit: Visit, enrolment_id: str) -> VersionPage:
    """One record: what a move would change, and the moves that were made.

    Raises:
        NotAllowed: the reader is not of the office, or it is their own record.
        NotFound: not this office's.
    """
    with house.units.reading() as unit:
        record = open_record(house, unit, _for_office(unit, visit, enrolment_id))
        rows = unit.session.execute(
            select(FactRow, Person.name)
            .join(Person, Person.id == FactRow.by)
            .where(FactRow.enrolment_id == enrolment_id, FactRow.kind == VersionMoved.__name__)
            .order_by(FactRow.at.desc(), FactRow.id.desc())
        ).all()
        return VersionPage(
            preview=_preview(house, unit, record),
            moves=tuple(_move_row(row, name) for row, name in rows),
            may_undo=_undoable(house, record) is not None,
        )


def count_behind(house: House, visit: Visit) -> int:
    """How many mentors are on a version that is not the current one.

    Raises:
        NotAllowed: the reader is not of the office.
    """
    _only_office(visit)
    with house.units.reading() as unit:
        query = select(func.count(Enrolment.id)).where(*_behind(house, visit))
        return unit.session.scalar(query) or 0


def behind_page(house: House, visit: Visit, *, page: int = 1) -> BehindPage:
    """The mentors on a version that is not the current one, by award and name.

    Raises:
        NotAllowed: the reader is not of the office.
    """
    _only_office(visit)
    with house.units.reading() as unit:
        found = (
            select(Enrolment)
            .join(Person, Person.id == Enrolment.person_id)
            .where(*_behind(house, visit))
        )
        total = unit.session.scalar(select(func.count()).select_from(found.subquery())) or 0
        ordered = found.order_by(Enrolment.award_id, func.lower(Person.name), Enrolment.id)
        start = (min(max(page, 1), LAST_PAGE) - 1) * PAGE_SIZE
        rows = unit.session.scalars(ordered.limit(PAGE_SIZE).offset(start)).all()
        details = details_of_many(unit, rows)
        lines = tuple(_line(house, row, details.get(row.id, {})) for row in rows)
    return BehindPage(lines, total, page, max(1, -(-total // PAGE_SIZE)))


def move_previews(
    house: House, visit: Visit, enrolment_ids: Sequence[str]
) -> tuple[MovePreview, ...]:
    """What a move to the current version would change for each of these mentors.

    Raises:
        InvalidInput: nobody was chosen, or more than a page of them.
        NotAllowed: the reader is not of the office, or one record is their own.
        NotFound: one of them is not this office's.
    """
    wanted = _chosen(enrolment_ids)
    with house.units.reading() as unit:
        records = (open_record(house, unit, _for_office(unit, visit, one)) for one in wanted)
        return tuple(_preview(house, unit, record) for record in records)


def move(house: House, visit: Visit, seen: Mapping[str, str], reason: str) -> int:
    """Move records to the current version, all of them or none; how many were moved.

    Args:
        house: where they are.
        visit: the office's.
        seen: by enrolment, what its preview carried (``MovePreview.seen``).
        reason: kept with each move, and told to the mentors.

    Raises:
        Conflict: one of them is not as it was shown, or is closed by its certificate.
        InvalidInput: no reason given, nobody chosen, or more than a page of them.
        NotAllowed: the reader is not of the office, or one record is their own.
        NotFound: one of them is not this office's.
    """
    words = _reason(reason)
    with house.units.writing() as unit:
        for enrolment_id in sorted(_chosen(seen)):
            enrolment = _for_office(unit, visit, enrolment_id)
            lock(unit, enrolment)
            record = open_record(house, unit, enrolment)
            preview = _preview(house, unit, record)
            if not preview.note.behind or preview.seen != seen[enrolment_id]:
                raise Conflict(CHANGED)
            current = house.library.award(enrolment.award_id)
            fact = _moved(unit, visit, record, current.scheme_version, words)
            _keep(house, unit, enrolment, fact)
            tell_moved(house, unit, open_record(house, unit, enrolment), preview, fact)
    return len(seen)


def undo_move(house: House, visit: Visit, enrolment_id: str, reason: str) -> None:
    """Take the newest move back, while nothing was signed since.

    Signatures that fell by the move stay fallen: they are asked for again.

    Raises:
        Conflict: there is none to take back, something was signed since, or the packs no longer
            have the version that it came from.
        InvalidInput: no reason given.
        NotAllowed: the reader is not of the office, or the record is their own.
        NotFound: not this office's.
    """
    words = _reason(reason)
    with house.units.writing() as unit:
        enrolment = _for_office(unit, visit, enrolment_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        made = _undoable(house, record)
        if made is None:
            raise Conflict(
                "This move cannot be taken back any more: something was signed or issued since, "
                "or the version that it came from is no longer here."
            )
        fact = _moved(unit, visit, record, made.before, words, undoes=made.id)
        _keep(house, unit, enrolment, fact)
        tell_moved_back(house, unit, open_record(house, unit, enrolment), fact)


def _only_office(visit: Visit) -> None:
    if not visit.is_a(Role.OFFICE):
        raise NotAllowed("Versions are looked after by the partnership office.")


def _for_office(unit: UnitOfWork, visit: Visit, enrolment_id: str) -> Enrolment:
    _only_office(visit)
    enrolment = visible_enrolment(unit, visit, enrolment_id)
    if enrolment.person_id == visit.person_id:
        raise NotAllowed("Nobody moves their own record. A colleague in the office can do it.")
    return enrolment


def _behind(house: House, visit: Visit) -> list[ColumnElement[bool]]:
    """Whose record could be moved: not the current version, and no certificate that stands."""
    awards = [award for scheme in house.library.schemes for award in scheme.awards]
    older = [
        and_(Enrolment.award_id == award.id, Enrolment.scheme_version != award.scheme_version)
        for award in awards
    ]
    return [
        Enrolment.provider_id == visit.provider_id,
        Enrolment.person_id != visit.person_id,
        Enrolment.waiting_for != ISSUED,
        or_(false(), *older),
    ]


def _move_row(row: FactRow, name: str | None) -> MoveRow:
    return MoveRow(
        before=row.body["before"],
        after=row.body["after"],
        at=row.at,
        by_name=name or "the partnership office",
        reason=row.body["reason"],
        back=bool(row.body["undoes"]),
    )


def _line(house: House, enrolment: Enrolment, details: Mapping[str, str]) -> BehindLine:
    award = award_of(house, enrolment)
    return BehindLine(
        enrolment_id=enrolment.id,
        mentor_name=details.get("mentor_name") or "(no name given)",
        school=details.get("school", ""),
        award_title=award.title,
        own=enrolment.scheme_version,
        current=house.library.award(enrolment.award_id).scheme_version,
        lost=award.scheme_version != enrolment.scheme_version,
        met=enrolment.criteria_met,
        total=len(award.criteria),
    )


def _preview(house: House, unit: UnitOfWork, record: OpenRecord) -> MovePreview:
    enrolment, details = record.enrolment, record.state.record.details
    current = house.library.award(enrolment.award_id)
    after = progress(current, record.facts, unit.today)
    difference = compare(record.state, after)
    note = note_of(house, record)
    falling = _falling(record, difference, current)
    told = [note.own, note.current, after.digest, [[f.title, str(f.signed_at)] for f in falling]]
    return MovePreview(
        enrolment_id=enrolment.id,
        mentor_name=details.get("mentor_name") or "(no name given)",
        school=details.get("school", ""),
        award_title=current.title,
        scheme_title=house.library.scheme_of(enrolment.award_id).title,
        note=note,
        difference=difference,
        falling=falling,
        seen=hashlib.sha256(json.dumps(told).encode()).hexdigest(),
    )


def _falling(record: OpenRecord, difference: Difference, current: Award) -> tuple[Falling, ...]:
    """Signatures that the move voids; of a lost version, all that nobody has voided yet."""
    steps = (*record.award.signatures, *current.signatures)
    titles = {step.seat: step.title for step in reversed(steps)}
    signed: Sequence[Signed] = difference.falling
    if record.version_lost:
        voided = {fact.signature for fact in record.facts if isinstance(fact, Voided)}
        fallen = (one for status in record.state.signatures for one in status.fallen)
        signed = [one for one in fallen if one.id not in voided]
    return tuple(Falling(titles[one.seat], one.name_typed, one.at) for one in signed)


def _undoable(house: House, record: OpenRecord) -> VersionMoved | None:
    made = undoable_move(record.facts, record.enrolment.scheme_version)
    if made is None or record.issued:
        return None
    known = house.library.has_version(record.enrolment.award_id, made.before)
    return made if known else None


def _chosen(enrolment_ids: Sequence[str] | Mapping[str, str]) -> list[str]:
    wanted = list(dict.fromkeys(enrolment_ids))
    if not wanted:
        raise InvalidInput({"enrolment": "Please choose at least one mentor."})
    if len(wanted) > PAGE_SIZE:
        raise InvalidInput({"enrolment": f"Please choose {PAGE_SIZE} mentors at most at a time."})
    return wanted


def _reason(reason: str) -> str:
    words = checked_text("reason", reason)
    if not words or len(words) > LONGEST_REASON:
        missing = "Please say why: the reason is kept with the record and told to the mentor."
        raise InvalidInput({"reason": missing})
    return words


def _moved(
    unit: UnitOfWork, visit: Visit, record: OpenRecord, to: str, reason: str, *, undoes: str = ""
) -> VersionMoved:
    return VersionMoved(
        id=new_id(),
        on=unit.today,
        at=unit.now,
        by=visit.person_id,
        before=record.enrolment.scheme_version,
        after=to,
        reason=reason,
        undoes=undoes,
    )


def _keep(house: House, unit: UnitOfWork, enrolment: Enrolment, fact: VersionMoved) -> None:
    kept: Fact = fact
    enrolment.scheme_version = fact.after
    keep_fact(unit, kept, person_id=enrolment.person_id, enrolment=enrolment.id)
    settle(house, unit, enrolment)
