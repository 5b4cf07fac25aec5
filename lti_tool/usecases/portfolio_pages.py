"""What the owner of a portfolio is shown: the list, one item, and what can be ticked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lti_tool.domain.facts import (
    EvidenceAdded,
    EvidenceChanged,
    EvidenceRemoved,
    RationaleWritten,
)
from lti_tool.domain.portfolio import is_about
from lti_tool.domain.progress import CriterionStatus, Record, RequirementStatus
from lti_tool.domain.requirements import EvidenceFor
from lti_tool.domain.schemes import Award
from lti_tool.persistence.database import new_id
from lti_tool.persistence.portfolio import PortfolioItem
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_files import used_by
from lti_tool.usecases.portfolio_items import items_of, own_item, removed_of, views_of
from lti_tool.usecases.portfolio_reflections import reflections_waiting
from lti_tool.usecases.portfolio_signed import FallingSignature, RecordClosed, would_fall
from lti_tool.usecases.portfolio_tags import awards_of, tag_groups
from lti_tool.usecases.portfolio_views import (
    EvidenceRow,
    ItemView,
    Portfolio,
    TagGroup,
)
from lti_tool.usecases.records import find_enrolment, open_record
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item, what can be ticked for it, and the signatures that a change would undo."""

    item: ItemView
    groups: tuple[TagGroup, ...]
    falling: tuple[FallingSignature, ...]
    closed: str = ""
    """Why what it says stays as it is; empty where it can be changed."""


def portfolio_page(house: House, visit: Visit, about: str = "") -> Portfolio:
    """The whole portfolio, or what in it is about one code."""
    with house.units.reading() as unit:
        awards = awards_of(house, unit, visit.person_id)
        groups = tag_groups(house, awards)
        rows = items_of(unit, visit.person_id)
        known = {tag.code for group in groups for tag in group.tags}
        about = about if about in known else ""
        shown = [row for row in rows if not about or is_about(row.about, about)]
        return Portfolio(
            items=views_of(house, unit, visit.person_id, shown, groups, awards),
            removed=removed_of(unit, visit.person_id),
            rows=tuple(_rows(house, unit, visit, awards)),
            about=about,
            total=len(rows),
            reflections_waiting=reflections_waiting(house, unit, visit),
            suggested=views_of(
                house, unit, visit.person_id, _suggested(house, awards, rows, about), groups, awards
            )
            if about
            else (),
            used=used_by(unit, visit.person_id),
            most=house.files.most if house.files else 0,
        )


def _suggested(
    house: House, awards: Iterable[Award], rows: Iterable[PortfolioItem], about: str
) -> list[PortfolioItem]:
    """What is about rows of earlier stages and not about this row yet: it need not be found twice.

    The sources set no row of one stage beside a row of another, so which fits is the mentor's to
    say: nothing counts before they have ticked it.
    """
    of_row = [a for a in awards if any(row.id == about for row in a.criteria)]
    stages = {name for award in of_row for name in award.subsumes}
    earlier = [
        row.id
        for scheme in house.library.every_version
        for award in scheme.awards
        if award.id in stages
        for row in award.criteria
    ]
    return [
        item
        for item in rows
        if not is_about(item.about, about) and any(is_about(item.about, code) for code in earlier)
    ]


def _rows(
    house: House, unit: UnitOfWork, visit: Visit, awards: tuple[Award, ...]
) -> list[EvidenceRow]:
    found: list[EvidenceRow] = []
    for award in awards:
        if not any(isinstance(r, EvidenceFor) for _, r in award.requirements()):
            continue
        enrolment = find_enrolment(unit, visit.person_id, award.id)
        if enrolment is not None:
            found += evidence_rows(open_record(house, unit, enrolment).state.record)
    return found


def evidence_rows(record: Record) -> list[EvidenceRow]:
    """What the award asks for in evidence, and how far it is, in the sheet's order."""
    return [
        _row(record, row, status)
        for row in record.criteria
        for status in row.requirements
        if isinstance(status.requirement, EvidenceFor)
    ]


def _row(record: Record, row: CriterionStatus, status: RequirementStatus) -> EvidenceRow:
    asked = status.requirement
    if not isinstance(asked, EvidenceFor):
        raise TypeError("this asks for no evidence")
    return EvidenceRow(
        award=record.award,
        criterion=row.criterion,
        about=asked.about,
        at_least=asked.at_least,
        found=sum(isinstance(f, EvidenceAdded | EvidenceChanged) for f in status.facts),
        needs_rationale=asked.rationale,
        rationale_written=any(isinstance(f, RationaleWritten) for f in status.facts),
        met=status.met,
    )


def offered(house: House, visit: Visit) -> tuple[TagGroup, ...]:
    """What a new item can be about."""
    with house.units.reading() as unit:
        return tag_groups(house, awards_of(house, unit, visit.person_id))


def item_page(house: House, visit: Visit, item_id: str, *, removing: bool = False) -> ItemPage:
    """One's own item, before it is changed (or, with ``removing``, taken out).

    Raises:
        RecordClosed: it is to be taken out of a record whose certificate has been issued.
        NotFound: no such item of one's own.
    """
    with house.units.reading() as unit:
        row = own_item(unit, visit.person_id, item_id)
        return ItemPage(
            _one(house, unit, visit, row),
            tag_groups(house, awards_of(house, unit, visit.person_id)),
            *_effects(house, unit, visit, row, removing=removing),
        )


def _one(house: House, unit: UnitOfWork, visit: Visit, row: PortfolioItem) -> ItemView:
    awards = awards_of(house, unit, visit.person_id)
    return views_of(house, unit, visit.person_id, [row], tag_groups(house, awards), awards)[0]


def _effects(
    house: House, unit: UnitOfWork, visit: Visit, row: PortfolioItem, *, removing: bool
) -> tuple[tuple[FallingSignature, ...], str]:
    """The signatures that would fall, and why more than tags cannot be changed."""
    change = _change(unit, visit, row, removing=removing)
    try:
        return would_fall(house, unit, visit.person_id, [change], locking=False), ""
    except RecordClosed as error:
        if removing:
            raise
        falling = would_fall(
            house, unit, visit.person_id, [change], locking=False, closed_too=False
        )
        return falling, str(error)


def _change(
    unit: UnitOfWork, visit: Visit, row: PortfolioItem, *, removing: bool
) -> EvidenceChanged | EvidenceRemoved:
    if removing:
        fact: EvidenceRemoved | EvidenceChanged = EvidenceRemoved(
            id=new_id(), on=unit.today, at=unit.now, by=visit.person_id, item=row.id
        )
    else:
        fact = EvidenceChanged(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=visit.person_id,
            item=row.id,
            about=tuple(row.about),
            digest=row.digest,
        )
    return fact
