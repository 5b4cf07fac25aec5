"""What evidence can be about: the standards, and the rows of the awards that one is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from lti_tool.domain.portfolio import is_about
from lti_tool.domain.requirements import EvidenceFor
from lti_tool.domain.schemes import Award
from lti_tool.domain.standards import Standard
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_views import Tag, TagGroup
from lti_tool.usecases.records import award_of


def awards_of(house: House, unit: UnitOfWork, person_id: str) -> tuple[Award, ...]:
    """The awards that a person is in, as they have them, in the order of the packs."""
    query = select(Enrolment).where(Enrolment.person_id == person_id)
    mine = {enrolment.award_id: enrolment for enrolment in unit.session.scalars(query)}
    offered = (a.id for scheme in house.library.schemes for a in scheme.awards)
    return tuple(award_of(house, mine[name]) for name in offered if name in mine)


def standards_of(house: House) -> tuple[Standard, ...]:
    """Every standard of the packs, each code once."""
    found = {one.code: one for edition in house.library.standards for one in edition.standards}
    return tuple(found.values())


def tag_groups(house: House, awards: Iterable[Award]) -> tuple[TagGroup, ...]:
    """What can be ticked: each standard with its statements, then the rows of the awards.

    A row that asks for evidence about a standard is not offered beside that standard: ticking the
    standard is what counts for it.
    """
    awards = tuple(awards)
    counted = _counted(awards)
    standards = [_standard(one, counted) for one in standards_of(house)]
    codes = {tag.code for group in standards for tag in group.tags}
    rows = [TagGroup(award.title, _rows(award, codes, counted)) for award in awards]
    return (*standards, *(group for group in rows if group.tags))


def _standard(standard: Standard, counted: Mapping[str, list[str]]) -> TagGroup:
    whole = Tag(standard.code, "The standard as a whole", tuple(counted.get(standard.code, ())))
    parts = (
        Tag(one.code, one.words, tuple(counted.get(one.code, ()))) for one in standard.statements
    )
    return TagGroup(f"{standard.code} {standard.title}", (whole, *parts))


def _rows(award: Award, codes: set[str], counted: Mapping[str, list[str]]) -> tuple[Tag, ...]:
    tags = []
    for criterion in award.criteria:
        asked = [r.about for r in criterion.requirements if isinstance(r, EvidenceFor)]
        for code in asked or [criterion.id]:
            if code not in codes:
                tags.append(Tag(code, criterion.title, tuple(counted.get(code, ()))))
    return tuple(dict.fromkeys(tags))


def _counted(awards: Iterable[Award]) -> dict[str, list[str]]:
    """Code to the rows that ask for evidence about it, in words."""
    found: dict[str, list[str]] = defaultdict(list)
    for award in awards:
        for criterion, requirement in award.requirements():
            if isinstance(requirement, EvidenceFor):
                found[requirement.about].append(f"{award.title}: {criterion.title}")
    return found


def counts_for(tags: Iterable[str], awards: Iterable[Award]) -> tuple[str, ...]:
    """The rows that an item with these tags counts towards, in words."""
    tags = tuple(tags)
    return tuple(
        words for code, rows in _counted(awards).items() if is_about(tags, code) for words in rows
    )


def in_order(tags: Iterable[str], groups: Iterable[TagGroup]) -> tuple[str, ...]:
    """Tags in the order in which they are offered; those no longer offered come last."""
    places = {tag.code: place for place, tag in enumerate(t for g in groups for t in g.tags)}
    return tuple(sorted(dict.fromkeys(tags), key=lambda code: (places.get(code, 10**6), code)))
