"""What a record sheet prints that stands beside the record: people's names, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from lti_tool.domain.certificates import EvidenceLine
from lti_tool.domain.facts import EvidenceAdded, EvidenceChanged, RationaleWritten
from lti_tool.domain.progress import RequirementStatus
from lti_tool.domain.requirements import EvidenceFor
from lti_tool.persistence.people import Person
from lti_tool.persistence.portfolio import PortfolioItem, Rationale
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.records import OpenRecord
from lti_tool.usecases.reflections import written_of


@dataclass(frozen=True, slots=True)
class SheetSources:
    """Names by person, and what the sheet's table of evidence says."""

    names: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[EvidenceLine, ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    """Title and text of each reflection that the record counts."""


def sheet_sources(unit: UnitOfWork, record: OpenRecord, *, written: bool = True) -> SheetSources:
    """In at most four queries, however much evidence there is.

    Without ``written`` the mentor's reflections are left out.
    """
    wanted = {fact.by for fact in record.facts}
    people = unit.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return SheetSources(
        names={person_id: name or "" for person_id, name in people},
        evidence=_evidence(unit, record),
        written=_written(unit, record) if written else (),
    )


def _written(unit: UnitOfWork, record: OpenRecord) -> tuple[tuple[str, str], ...]:
    """The reflections that are saved, in the award's order."""
    if not record.award.reflections:
        return ()
    kept = written_of(unit, record.enrolment)
    return tuple(
        (question.title, kept[question.id].text)
        for question in record.award.reflections
        if question.id in kept and kept[question.id].text
    )


def _evidence(unit: UnitOfWork, record: OpenRecord) -> tuple[EvidenceLine, ...]:
    """For each standard or criterion: the rationale, and the pieces that the record counts."""
    asked = [
        (row.criterion.title, status, status.requirement.rationale)
        for row in record.state.record.criteria
        for status in row.requirements
        if isinstance(status.requirement, EvidenceFor)
    ]
    if not asked:
        return ()
    items = _items(unit, [item for _, status, _ in asked for item in _counted(status)])
    rationales = _rationales(unit, record)
    return tuple(
        EvidenceLine(
            title=title,
            rationale=_rationale(status, rationales),
            pieces=tuple(items[item] for item in items if item in _counted(status)),
            asks_rationale=asks_rationale,
        )
        for title, status, asks_rationale in asked
    )


def _counted(status: RequirementStatus) -> set[str]:
    found = (f for f in status.facts if isinstance(f, EvidenceAdded | EvidenceChanged))
    return {fact.item for fact in found}


def _items(unit: UnitOfWork, wanted: list[str]) -> dict[str, str]:
    """What is printed of each piece, in the mentor's own order."""
    query = (
        select(PortfolioItem.id, PortfolioItem.title, PortfolioItem.about_day)
        .where(PortfolioItem.id.in_(wanted))
        .order_by(PortfolioItem.position, PortfolioItem.id)
    )
    return {key: f"{title} ({_day(day)})" for key, title, day in unit.session.execute(query)}


def _rationales(unit: UnitOfWork, record: OpenRecord) -> dict[str, str]:
    query = select(Rationale.about, Rationale.text).where(
        Rationale.enrolment_id == record.enrolment.id
    )
    return {about: text for about, text in unit.session.execute(query)}


def _rationale(status: RequirementStatus, rationales: Mapping[str, str]) -> str:
    written = next((f for f in status.facts if isinstance(f, RationaleWritten)), None)
    return rationales.get(written.about, "") if written else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
