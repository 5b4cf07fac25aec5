"""What a portfolio tells a record store: who, where, what kind of evidence, about what."""

from __future__ import annotations

from urllib.parse import urlsplit

from lti_tool.domain import statements
from lti_tool.domain.modules import count_words
from lti_tool.domain.portfolio import form_of
from lti_tool.domain.schemes import Award
from lti_tool.domain.statements import Actor, Course, Json, Named, StatementContext
from lti_tool.persistence.portfolio import PortfolioItem
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.telling import award_named
from lti_tool.usecases.visits import Visit


class PortfolioTelling:
    """Makes the statements of one person's portfolio at one moment; they share a registration."""

    def __init__(self, house: House, unit: UnitOfWork, visit: Visit) -> None:
        name = visit.name or None if house.statements_with_names else None
        self._base_url = house.base_url
        self._ctx = StatementContext(
            base_url=house.base_url,
            actor=Actor(visit.issuer, visit.sub, name),
            at=unit.now,
            course=Course(visit.course_id, visit.course_title),
            platform=urlsplit(visit.issuer).hostname,
            registration=statements.registration_id(house.base_url, f"portfolio/{visit.person_id}"),
        )

    def added(self, item: PortfolioItem, fact_id: str) -> Json:
        """It came in, or was put back, by that fact."""
        return statements.evidence_added(
            self._ctx, event_id=fact_id, item=_named(item), about=item.about
        )

    def changed(self, item: PortfolioItem, fact_id: str) -> Json:
        """It was changed by that fact."""
        return statements.evidence_changed(
            self._ctx, event_id=fact_id, item=_named(item), about=item.about
        )

    def removed(self, item: PortfolioItem, fact_id: str, added: str) -> Json:
        """It was taken out by that fact; ``added`` is the fact that it had come in by."""
        return statements.evidence_removed(
            self._ctx,
            event_id=fact_id,
            item=_named(item),
            added=statements.statement_id(self._base_url, "evidence_added", added),
        )

    def rationale(self, award: Award, about: str, text: str, fact_id: str) -> Json:
        """A rationale was saved."""
        return statements.rationale_written(
            self._ctx,
            event_id=fact_id,
            award=award_named(award),
            rationale=Named(about, f"Rationale: {about}"),
            words=count_words(text),
        )


def _named(item: PortfolioItem) -> Named:
    """Its title is the mentor's own: the store hears only of what kind it is."""
    return Named(item.id, f"Evidence: {form_of(item.kind).title.lower()}")
