"""Which of all the schemes a mentor is here for: an installation may hold the schemes of many."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from lti_tool.domain.schemes import Award, Scheme
from lti_tool.persistence.people import ResourceLink
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit


def near_awards(
    house: House, unit: UnitOfWork, visit: Visit, entered: Iterable[str]
) -> frozenset[str]:
    """Ids of the awards of every scheme that the mentor has entered, or that the course links to.

    None at all where nothing tells: then every scheme is as near as any other.
    """
    query = select(ResourceLink.award, ResourceLink.module).where(
        ResourceLink.course_id == visit.course_id
    )
    named = {name for link in unit.session.execute(query) for name in link if name}
    named |= set(entered)
    schemes = [scheme for scheme in house.library.schemes if _belongs(scheme, named)]
    return frozenset(award.id for scheme in schemes for award in scheme.awards)


def _belongs(scheme: Scheme, named: set[str]) -> bool:
    return any(not named.isdisjoint(_names(award)) for award in scheme.awards)


def _names(award: Award) -> tuple[str, ...]:
    return (award.id, *award.modules())
