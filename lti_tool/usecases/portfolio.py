"""Evidence: add, change, put in order, take out, put back. Once here, it counts in every award."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from lti_tool.domain.facts import EvidenceAdded, EvidenceChanged, EvidenceRemoved, Withdrawn
from lti_tool.domain.portfolio import Content, form_of
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.persistence.database import new_id
from lti_tool.persistence.portfolio import PortfolioFile, PortfolioItem
from lti_tool.persistence.records import FactRow
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_fact, keep_statement
from lti_tool.usecases import records
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_checking import Typed, checked, taken
from lti_tool.usecases.portfolio_files import KeptUpload, Upload, check_room
from lti_tool.usecases.portfolio_items import (
    content_of,
    files_of,
    items_of,
    lock_portfolio,
    next_position,
    own_item,
)
from lti_tool.usecases.portfolio_signed import check_told, would_fall
from lti_tool.usecases.portfolio_telling import PortfolioTelling
from lti_tool.usecases.visits import Visit

MOST_ITEMS = 500


class StaleItem(Conflict):
    """The item was changed elsewhere since this form was opened."""


def add_item(
    house: House,
    visit: Visit,
    kind: str,
    typed: Typed,
    *,
    upload: Upload | None = None,
    write_id: str = "",
) -> str:
    """Put evidence into the portfolio; its id. The same ``write_id`` again adds no second one.

    Raises:
        InvalidInput: what is missing or malformed, field by field (``file``, ``about`` among them).
        NotFound: no such kind.
        StorageFull: there is no room for the file; nothing was kept.
    """
    form = form_of(kind)
    kept, wrong = taken(house, form, upload, has_one=False)
    with house.units.writing() as unit:
        lock_portfolio(unit, visit.person_id)
        there = _written_before(unit, visit.person_id, write_id)
        if there is not None:
            return there
        content = checked(house, unit, visit, form, typed, kept, wrong)
        if kept is not None:
            check_room(house, unit, visit.person_id, kept)
        if len(items_of(unit, visit.person_id)) >= MOST_ITEMS:
            raise InvalidInput(
                {"title": f"A portfolio can hold {MOST_ITEMS} pieces. Take one out first."}
            )
        return keep_new(house, unit, visit, content, kept, write_id=write_id)


def keep_new(
    house: House,
    unit: UnitOfWork,
    visit: Visit,
    content: Content,
    kept: KeptUpload | None,
    *,
    write_id: str = "",
    source: str | None = None,
) -> str:
    """Write a new item with its fact and its statement; its id."""
    row = PortfolioItem(
        id=new_id(),
        person_id=visit.person_id,
        kind=str(content.kind),
        title=content.title,
        about_day=content.about_day,
        shows=content.shows,
        own=dict(content.own),
        about=list(content.about),
        source=source,
        position=next_position(unit, visit.person_id),
        write_id=write_id[:64],
        digest=content.digest,
        added_at=unit.now,
        changed_at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()
    if kept is not None:
        unit.session.add(_file_row(unit, row, kept))
    fact = EvidenceAdded(
        **_said(unit, visit), item=row.id, about=tuple(row.about), digest=row.digest
    )
    keep_fact(unit, fact, person_id=visit.person_id, enrolment=None)
    telling = PortfolioTelling(house, unit, visit)
    keep_statement(unit, visit.person_id, telling.added(row, fact.id))
    records.refresh(house, unit, person_id=visit.person_id)
    return row.id


def change_item(
    house: House,
    visit: Visit,
    item_id: str,
    typed: Typed,
    *,
    revision: int,
    upload: Upload | None = None,
    drop_file: bool = False,
    told: str = "",
) -> None:
    """Change an item; what is the same as before changes nothing.

    ``told`` names the signatures of which the mentor was told that they fall (see ``knowing``).

    Raises:
        InvalidInput: what is missing or malformed, field by field.
        RecordClosed: its words belong to a record whose certificate has been issued.
        NotFound: no such item of one's own.
        SignaturesWouldFall: signatures would fall that the mentor was not told of.
        StaleItem: it was changed elsewhere since the form was opened.
        StorageFull: there is no room for the file; nothing was changed.
    """
    with house.units.reading() as unit:
        before = own_item(unit, visit.person_id, item_id)
        has_one = item_id in files_of(unit, visit.person_id) and not drop_file
    form = form_of(before.kind)
    kept, wrong = taken(house, form, upload, has_one=has_one)
    with house.units.writing() as unit:
        lock_portfolio(unit, visit.person_id)
        row = own_item(unit, visit.person_id, item_id)
        old_file = files_of(unit, visit.person_id).get(item_id)
        stays = kept is None and old_file is not None and not drop_file
        file = old_file.sha256 if stays and old_file else ""
        content = checked(house, unit, visit, form, typed, kept, wrong, file=file, row=row)
        if content.digest == row.digest:
            return
        _check_newest(row, revision)
        _change(house, unit, visit, row, content, old_file, told)
        _exchange_file(house, unit, row, old_file if not stays else None, kept)


def _check_newest(row: PortfolioItem, revision: int) -> None:
    if revision < row.revision:
        raise StaleItem(
            "This was changed in another window since you opened it here. What you typed is "
            "still below; look at what was saved there before you save this."
        )


def _change(
    house: House,
    unit: UnitOfWork,
    visit: Visit,
    row: PortfolioItem,
    content: Content,
    old_file: PortfolioFile | None,
    told: str,
) -> None:
    """What a certificate rests on keeps its words; it may be tagged for further awards."""
    fact = EvidenceChanged(
        **_said(unit, visit), item=row.id, about=content.about, digest=content.digest
    )
    words_too = content_of(row, old_file) != replace(content, about=tuple(row.about))
    loses_tags = not set(row.about) <= set(content.about)
    falling = would_fall(house, unit, visit.person_id, [fact], closed_too=words_too or loses_tags)
    check_told(falling, told)
    row.title, row.about_day, row.shows = content.title, content.about_day, content.shows
    row.own, row.about, row.digest = dict(content.own), list(content.about), content.digest
    row.revision += 1
    row.changed_at = unit.now
    keep_fact(unit, fact, person_id=visit.person_id, enrolment=None)
    telling = PortfolioTelling(house, unit, visit)
    keep_statement(unit, visit.person_id, telling.changed(row, fact.id))
    records.refresh(house, unit, person_id=visit.person_id)


def _exchange_file(
    house: House,
    unit: UnitOfWork,
    row: PortfolioItem,
    old: PortfolioFile | None,
    kept: KeptUpload | None,
) -> None:
    if kept is not None:
        check_room(house, unit, row.person_id, kept)
    if old is not None:
        unit.session.delete(old)
        unit.session.flush()
    if kept is not None:
        unit.session.add(_file_row(unit, row, kept))
        unit.session.flush()


def remove_item(house: House, visit: Visit, item_id: str, *, told: str = "") -> None:
    """Take an item out; it can be put back for some time.

    Raises:
        Conflict: it belongs to a record whose certificate has been issued.
        NotFound: no such item of one's own.
        SignaturesWouldFall: signatures would fall that the mentor was not told of.
    """
    with house.units.writing() as unit:
        lock_portfolio(unit, visit.person_id)
        row = own_item(unit, visit.person_id, item_id)
        fact = EvidenceRemoved(**_said(unit, visit), item=row.id)
        check_told(would_fall(house, unit, visit.person_id, [fact]), told)
        row.removed_at, row.removal = unit.now, fact.id
        row.revision += 1
        keep_fact(unit, fact, person_id=visit.person_id, enrolment=None)
        telling = PortfolioTelling(house, unit, visit)
        added = _added_fact(unit, row)
        keep_statement(unit, visit.person_id, telling.removed(row, fact.id, added))
        records.refresh(house, unit, person_id=visit.person_id)


def put_back(house: House, visit: Visit, item_id: str, *, told: str = "") -> None:
    """Undo taking an item out: it counts again, from the day on which it first did.

    Raises:
        Conflict: it would change a record whose certificate has been issued.
        NotFound: no such item of one's own was taken out.
        SignaturesWouldFall: signatures would fall that the mentor was not told of.
    """
    with house.units.writing() as unit:
        lock_portfolio(unit, visit.person_id)
        row = own_item(unit, visit.person_id, item_id, removed=True)
        fact = Withdrawn(**_said(unit, visit), fact=row.removal or "", reason="Put back")
        check_told(would_fall(house, unit, visit.person_id, [fact]), told)
        row.removed_at, row.removal = None, None
        row.revision += 1
        row.position = next_position(unit, visit.person_id)
        keep_fact(unit, fact, person_id=visit.person_id, enrolment=None)
        telling = PortfolioTelling(house, unit, visit)
        keep_statement(unit, visit.person_id, telling.added(row, fact.id))
        records.refresh(house, unit, person_id=visit.person_id)


def move_item(house: House, visit: Visit, item_id: str, *, up: bool) -> None:
    """Put an item before the one above it, or after the one below; at the end it stays.

    Raises:
        NotFound: no such item of one's own.
    """
    with house.units.writing() as unit:
        lock_portfolio(unit, visit.person_id)
        own_item(unit, visit.person_id, item_id)
        rows = items_of(unit, visit.person_id)
        at = next(place for place, row in enumerate(rows) if row.id == item_id)
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            for place, row in enumerate(rows, start=1):
                row.position = place


def _said(unit: UnitOfWork, visit: Visit) -> dict[str, Any]:
    """What every fact of this moment has; each of its fields has a type of its own, hence Any."""
    return {"id": new_id(), "on": unit.today, "at": unit.now, "by": visit.person_id}


def _written_before(unit: UnitOfWork, person_id: str, write_id: str) -> str | None:
    query = select(PortfolioItem.id).where(
        PortfolioItem.person_id == person_id, PortfolioItem.write_id == write_id[:64]
    )
    return unit.session.scalar(query.limit(1)) if write_id else None


def _added_fact(unit: UnitOfWork, row: PortfolioItem) -> str:
    """The newest fact by which the item came in."""
    query = (
        select(FactRow.id, FactRow.body)
        .where(FactRow.person_id == row.person_id, FactRow.kind == EvidenceAdded.__name__)
        .order_by(FactRow.at)
    )
    rows = unit.session.execute(query)
    return next(str(fact) for fact, body in rows if body["item"] == row.id)


def _file_row(unit: UnitOfWork, row: PortfolioItem, kept: KeptUpload) -> PortfolioFile:
    return PortfolioFile(
        id=new_id(),
        item_id=row.id,
        person_id=row.person_id,
        sha256=kept.sha256,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        kept_at=unit.now,
    )
