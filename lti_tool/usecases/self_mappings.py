"""Mark where one's evidence sits in a framework of somebody else: suggested, and never asked for.

Marks are the mentor's own. They are no facts, so they make no signature fall, and no award asks for
them; nobody else sees them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from lti_tool.domain.self_mapping import Descriptor, Dimension, SelfMapping
from lti_tool.errors import Conflict
from lti_tool.persistence.frameworks import MappingMark
from lti_tool.persistence.portfolio import PortfolioItem
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_items import items_of, lock_portfolio
from lti_tool.usecases.visits import Visit


class StaleMark(Conflict):
    """The place was marked elsewhere since this page was opened."""


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """A piece of evidence that can be marked."""

    id: str
    title: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingPage:
    """The framework with what is marked in it."""

    mapping: SelfMapping
    marked: Mapping[str, tuple[MarkedItem, ...]]
    """By descriptor."""
    pieces: int
    """How much evidence there is to mark."""

    @property
    def found(self) -> int:
        """How many places something is marked at."""
        return sum(bool(items) for items in self.marked.values())

    @property
    def places(self) -> int:
        """How many places there are."""
        return sum(1 for _ in self.mapping.descriptors)


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One place of the framework, to be marked."""

    mapping: SelfMapping
    dimension: Dimension
    descriptor: Descriptor
    items: tuple[MarkedItem, ...]
    marked: frozenset[str]
    revision: int


@dataclass(frozen=True, slots=True)
class MappingLink:
    """A framework that an award leads to."""

    id: str
    title: str


def mappings_of(house: House, award_id: str) -> tuple[MappingLink, ...]:
    """The frameworks of an award's scheme."""
    return tuple(
        MappingLink(mapping.id, mapping.title)
        for scheme in house.library.schemes
        if any(award.id == award_id for award in scheme.awards)
        for mapping in scheme.self_mappings
    )


def mapping_page(house: House, visit: Visit, mapping_id: str) -> MappingPage:
    """The framework, and where the visitor's evidence sits.

    Raises:
        NotFound: there is no such framework.
    """
    mapping = house.library.self_mapping(mapping_id)
    with house.units.reading() as unit:
        items = [_marked(row) for row in items_of(unit, visit.person_id)]
        marks = _marks(unit, visit.person_id, mapping.id)
    return MappingPage(
        mapping=mapping,
        marked={
            place.id: tuple(one for one in items if one.id in _of(marks, place.id))
            for _, place in mapping.descriptors
        },
        pieces=len(items),
    )


def place_page(house: House, visit: Visit, mapping_id: str, descriptor_id: str) -> PlacePage:
    """One place of it, and the evidence that can be marked there.

    Raises:
        NotFound: there is no such framework, or no such place in it.
    """
    mapping = house.library.self_mapping(mapping_id)
    dimension, descriptor = mapping.descriptor(descriptor_id)
    with house.units.reading() as unit:
        kept = unit.session.get(MappingMark, (visit.person_id, mapping.id, descriptor.id))
        items = tuple(_marked(row) for row in items_of(unit, visit.person_id))
    return PlacePage(
        mapping=mapping,
        dimension=dimension,
        descriptor=descriptor,
        items=items,
        marked=frozenset(kept.items if kept else ()),
        revision=kept.revision if kept else 0,
    )


def mark(
    house: House,
    visit: Visit,
    mapping_id: str,
    descriptor_id: str,
    items: Iterable[str],
    *,
    revision: int,
) -> None:
    """Mark a place with some of one's own evidence, or with none; what is not one's own is dropped.

    Raises:
        NotFound: there is no such framework, or no such place in it.
        StaleMark: it was marked elsewhere since the page was opened.
    """
    mapping = house.library.self_mapping(mapping_id)
    _, descriptor = mapping.descriptor(descriptor_id)
    wanted = set(items)
    with house.units.writing() as unit:
        lock_portfolio(unit, visit.person_id)
        own = [row.id for row in items_of(unit, visit.person_id) if row.id in wanted]
        key = (visit.person_id, mapping.id, descriptor.id)
        kept = unit.session.get(MappingMark, key) or MappingMark(
            person_id=key[0], mapping_id=key[1], descriptor_id=key[2], items=[], revision=0
        )
        if own == kept.items:
            return
        if revision < kept.revision:
            raise StaleMark("This was marked in another window since you opened it here.")
        kept.items, kept.marked_at = own, unit.now
        kept.revision += 1
        unit.session.add(kept)


def _marks(unit: UnitOfWork, person_id: str, mapping_id: str) -> dict[str, MappingMark]:
    query = select(MappingMark).where(
        MappingMark.person_id == person_id, MappingMark.mapping_id == mapping_id
    )
    return {row.descriptor_id: row for row in unit.session.scalars(query)}


def _of(marks: Mapping[str, MappingMark], descriptor_id: str) -> list[str]:
    return marks[descriptor_id].items if descriptor_id in marks else []


def _marked(row: PortfolioItem) -> MarkedItem:
    return MarkedItem(row.id, row.title, tuple(row.about))
