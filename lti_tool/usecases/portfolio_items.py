"""Rows of a portfolio: found, turned into what pages show, and kept in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from lti_tool.domain.portfolio import Content, ItemKind, form_of
from lti_tool.domain.schemes import Award
from lti_tool.errors import NotFound
from lti_tool.persistence.people import Person
from lti_tool.persistence.portfolio import PortfolioFile, PortfolioItem
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_tags import counts_for, in_order
from lti_tool.usecases.portfolio_views import FileView, ItemView, RemovedItem, TagGroup

REMOVED_KEPT = timedelta(days=30)
"""For so long an item that was taken out can be put back."""


def lock_portfolio(unit: UnitOfWork, person_id: str) -> None:
    """Let nobody else change this portfolio until the transaction ends (SQLite locks anyway)."""
    query = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    unit.session.execute(query)


def own_item(
    unit: UnitOfWork, person_id: str, item_id: str, *, removed: bool = False
) -> PortfolioItem:
    """A person's own item; with ``removed`` one that was taken out.

    Raises:
        NotFound: there is none of that id, it is somebody else's, or it is (not) taken out.
    """
    row = unit.session.get(PortfolioItem, item_id)
    if row is None or row.person_id != person_id or (row.removed_at is not None) is not removed:
        raise NotFound("There is no such evidence in your portfolio. It may have been taken out.")
    return row


def items_of(unit: UnitOfWork, person_id: str) -> list[PortfolioItem]:
    """A person's items in the order in which they put them."""
    query = (
        select(PortfolioItem)
        .where(PortfolioItem.person_id == person_id, PortfolioItem.removed_at.is_(None))
        .order_by(PortfolioItem.position, PortfolioItem.id)
    )
    return list(unit.session.scalars(query))


def items_and_files(
    unit: UnitOfWork, person_id: str
) -> list[tuple[PortfolioItem, PortfolioFile | None]]:
    """The same with the file of each, in one query."""
    query = (
        select(PortfolioItem, PortfolioFile)
        .outerjoin(PortfolioFile, PortfolioFile.item_id == PortfolioItem.id)
        .where(PortfolioItem.person_id == person_id, PortfolioItem.removed_at.is_(None))
        .order_by(PortfolioItem.position, PortfolioItem.id)
    )
    return [(row, file) for row, file in unit.session.execute(query)]


def files_of(unit: UnitOfWork, person_id: str) -> dict[str, PortfolioFile]:
    """The files of a person's items, by item."""
    query = select(PortfolioFile).where(PortfolioFile.person_id == person_id)
    return {row.item_id: row for row in unit.session.scalars(query)}


def next_position(unit: UnitOfWork, person_id: str) -> int:
    """The place after the last one."""
    query = select(func.max(PortfolioItem.position)).where(PortfolioItem.person_id == person_id)
    return int(unit.session.scalar(query) or 0) + 1


def removed_of(unit: UnitOfWork, person_id: str) -> tuple[RemovedItem, ...]:
    """What can still be put back, newest first."""
    query = (
        select(PortfolioItem)
        .where(
            PortfolioItem.person_id == person_id,
            PortfolioItem.removed_at > unit.now - REMOVED_KEPT,
        )
        .order_by(PortfolioItem.removed_at.desc())
    )
    return tuple(
        RemovedItem(
            row.id,
            row.title,
            row.removed_at.astimezone(LONDON).date(),
            (row.removed_at + REMOVED_KEPT).astimezone(LONDON).date(),
        )
        for row in unit.session.scalars(query)
        if row.removed_at is not None
    )


def content_of(row: PortfolioItem, file: PortfolioFile | None) -> Content:
    """What a signature on the item covers."""
    return Content(
        kind=ItemKind(row.kind),
        title=row.title,
        about_day=row.about_day,
        shows=row.shows,
        own=row.own,
        about=tuple(row.about),
        file=file.sha256 if file else "",
    )


def views_of(
    house: House,
    unit: UnitOfWork,
    person_id: str,
    rows: Sequence[PortfolioItem],
    groups: Iterable[TagGroup],
    awards: Iterable[Award],
) -> tuple[ItemView, ...]:
    """The items as pages show them, in the order given."""
    files, groups, awards = files_of(unit, person_id), tuple(groups), tuple(awards)
    return tuple(view_of(house, row, files.get(row.id), groups, awards) for row in rows)


def view_of(
    house: House,
    row: PortfolioItem,
    file: PortfolioFile | None,
    groups: tuple[TagGroup, ...],
    awards: tuple[Award, ...],
) -> ItemView:
    """One item as pages show it."""
    form = form_of(row.kind)
    return ItemView(
        id=row.id,
        form=form,
        title=row.title,
        about_day=row.about_day,
        shows=row.shows,
        fields=tuple((one.name, one.label, row.own.get(one.name, "")) for one in form.fields),
        about=in_order(row.about, groups),
        counts_for=counts_for(row.about, awards),
        file=file_view(file) if file else None,
        from_module=_module_title(house, row.source),
        revision=row.revision,
        added_at=row.added_at,
        changed_at=row.changed_at,
    )


def file_view(file: PortfolioFile) -> FileView:
    """A file as pages show it."""
    return FileView(file.id, file.name, file.media_type, file.size, file.sha256)


def _module_title(house: House, source: str | None) -> str:
    module_id = (source or "").partition("#")[0]
    return next((m.title for m in house.library.modules if m.id == module_id), "")
