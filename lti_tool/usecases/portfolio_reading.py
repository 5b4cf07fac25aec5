"""The evidence that belongs to a record, for its readers: tutor, PCM and office, read-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from lti_tool.domain.portfolio import belongs_to, built_along, is_about
from lti_tool.domain.requirements import EvidenceFor
from lti_tool.domain.schemes import Award, Criterion
from lti_tool.persistence.portfolio import PortfolioItem, Rationale
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_items import items_and_files, view_of
from lti_tool.usecases.portfolio_tags import tag_groups
from lti_tool.usecases.portfolio_views import ItemView, PortfolioPart, ReaderGroup, pieces
from lti_tool.usecases.records import award_of, visible_enrolment
from lti_tool.usecases.requests import find_request, may_still_read
from lti_tool.usecases.visits import Visit

NOTHING = PortfolioPart(())


def portfolio_for_record(house: House, visit: Visit, enrolment_id: str) -> PortfolioPart:
    """The evidence of one mentor for one award, as their tutor or office sees it.

    Raises:
        NotFound: no such record, or not this visitor's to see.
    """
    with house.units.reading() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        query = select(Rationale).where(Rationale.enrolment_id == enrolment.id)
        return _part(house, unit, enrolment, unit.session.scalars(query))


def portfolio_by_link(house: House, token: str) -> PortfolioPart:
    """The same behind an e-mailed link; nothing once it cannot be answered any more.

    Raises:
        NotFound: no such link.
    """
    with house.units.reading() as unit:
        request = find_request(house, unit, token)
        if not may_still_read(unit, request):
            return NOTHING
        query = (
            select(Enrolment, Rationale)
            .outerjoin(Rationale, Rationale.enrolment_id == Enrolment.id)
            .where(Enrolment.id == request.enrolment_id)
        )
        rows = unit.session.execute(query).all()
        return _part(house, unit, rows[0][0], (one for _, one in rows if one is not None))


def _part(
    house: House, unit: UnitOfWork, enrolment: Enrolment, written: Iterable[Rationale]
) -> PortfolioPart:
    """In few queries: these pages show much else."""
    award = award_of(house, enrolment)
    found = items_and_files(unit, enrolment.person_id)
    mine = [(row, file) for row, file in found if belongs_to(row.about, award)]
    asked = [(c, r) for c, r in award.requirements() if isinstance(r, EvidenceFor)]
    if not mine and not asked:
        return NOTHING
    groups, items = tag_groups(house, [award]), [row for row, _ in mine]
    views = [view_of(house, row, file, groups, (award,)) for row, file in mine]
    rationales = {one.about: one for one in written}
    first = [
        _asked(criterion, one, items, views, rationales.get(one.about)) for criterion, one in asked
    ]
    rest = _further(award, items, views, {one.about for _, one in asked})
    return PortfolioPart((*first, *rest))


def _asked(
    criterion: Criterion,
    asked: EvidenceFor,
    items: Sequence[PortfolioItem],
    views: Sequence[ItemView],
    rationale: Rationale | None,
) -> ReaderGroup:
    saved = rationale.saved_at if rationale else None
    found = _about(asked.about, items, views)
    return ReaderGroup(
        title=criterion.title,
        pieces=f"{len(found)} of {pieces(asked.at_least)}",
        rationale=rationale.text if rationale else "",
        rationale_on=saved.astimezone(LONDON).date() if saved else None,
        asks_rationale=asked.rationale,
        items=found,
    )


def _further(
    award: Award, items: Sequence[PortfolioItem], views: Sequence[ItemView], done: set[str]
) -> list[ReaderGroup]:
    """Rows that ask for no evidence, and have some all the same."""
    found = {
        criterion.title: _about(criterion.id, items, views)
        for criterion in award.criteria
        if criterion.id not in done
    }
    found |= {code: _about(code, items, views) for code in built_along(award) if code not in done}
    return [ReaderGroup(title, "", "", None, some) for title, some in found.items() if some]


def _about(
    code: str, items: Sequence[PortfolioItem], views: Sequence[ItemView]
) -> tuple[ItemView, ...]:
    return tuple(v for row, v in zip(items, views, strict=True) if is_about(row.about, code))
