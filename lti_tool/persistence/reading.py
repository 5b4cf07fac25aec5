"""Facts out of their rows, and the look-ups that several use cases share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from lti_tool.domain import facts as domain
from lti_tool.domain.seats import Seat
from lti_tool.persistence.records import Enrolment, FactRow
from lti_tool.persistence.unit_of_work import UnitOfWork

_DAYS = frozenset({"first", "last", "until", "held_on"})
"""Fields of facts that are days, or nothing."""


def fact_of(row: FactRow) -> domain.Fact:
    """The fact that a row keeps."""
    body = {name: _value(name, value) for name, value in row.body.items()}
    kind: Any = domain.KINDS[row.kind]
    fact: domain.Fact = kind(id=row.id, on=row.on, at=row.at, by=row.by, **body)
    return fact


def _value(name: str, value: Any) -> Any:
    """A field's value again, out of its JSON (``writing.keep_fact``)."""
    if name == "seat":
        return Seat(value)
    if name == "decision":
        return domain.Decision(value)
    if name in _DAYS and value is not None:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def facts_of(unit: UnitOfWork, enrolment: Enrolment) -> tuple[domain.Fact, ...]:
    """All facts that count for one enrolment: its own, and the person's."""
    query = select(FactRow).where(
        FactRow.person_id == enrolment.person_id,
        or_(FactRow.enrolment_id == enrolment.id, FactRow.enrolment_id.is_(None)),
    )
    return tuple(fact_of(row) for row in unit.session.scalars(query))


def facts_of_person(unit: UnitOfWork, person_id: str, *kinds: type) -> tuple[domain.Fact, ...]:
    """The facts of these kinds that count in every award of a person."""
    query = select(FactRow).where(
        FactRow.person_id == person_id,
        FactRow.enrolment_id.is_(None),
        FactRow.kind.in_([kind.__name__ for kind in kinds]),
    )
    return tuple(fact_of(row) for row in unit.session.scalars(query))


def facts_of_many(
    unit: UnitOfWork, enrolments: Iterable[Enrolment]
) -> dict[str, tuple[domain.Fact, ...]]:
    """The same for a page of enrolments, in one query."""
    wanted = list(enrolments)
    query = select(FactRow).where(FactRow.person_id.in_([e.person_id for e in wanted]))
    by_enrolment: dict[str, list[domain.Fact]] = defaultdict(list)
    by_person: dict[str, list[domain.Fact]] = defaultdict(list)
    for row in unit.session.scalars(query):
        if row.enrolment_id is None:
            by_person[row.person_id].append(fact_of(row))
        else:
            by_enrolment[row.enrolment_id].append(fact_of(row))
    return {e.id: (*by_enrolment[e.id], *by_person[e.person_id]) for e in wanted}


def details_of_many(unit: UnitOfWork, enrolments: Iterable[Enrolment]) -> dict[str, dict[str, str]]:
    """The newest details of each of a page of enrolments, in one query; for none, without one."""
    wanted = [enrolment.id for enrolment in enrolments]
    if not wanted:
        return {}
    query = (
        select(FactRow.enrolment_id, FactRow.body)
        .where(
            FactRow.enrolment_id.in_(wanted),
            FactRow.kind == domain.DetailsGiven.__name__,
        )
        .order_by(FactRow.at, FactRow.id)
    )
    return {
        enrolment_id: body["values"]
        for enrolment_id, body in unit.session.execute(query)
        if enrolment_id is not None
    }
