"""A fact comes out of the database as it went in, whatever its kind."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import pytest

from lti_tool.domain.facts import KINDS, Decision, Fact
from lti_tool.domain.seats import Seat
from lti_tool.persistence.reading import fact_of
from lti_tool.persistence.records import FactRow
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases.house import House

from ..usecases.place import Place, rows

A_DAY = date(2028, 2, 29)
VALUES: dict[Any, object] = {
    str: "west-london/entry-1",
    int: 51,
    date: A_DAY,
    date | None: A_DAY,
    tuple[str, ...]: ("ST1", "ST2.3"),
    Seat: Seat.LINK_TUTOR,
    Decision: Decision.REFER,
}


def a_fact(kind: str, by: str) -> Fact:
    """A fact of that kind with a value in every field."""
    of = KINDS[kind]
    hints = get_type_hints(of)
    given: dict[str, Any] = {
        field.name: VALUES.get(hints[field.name], {"mentor_name": "Élodie"})
        for field in dataclasses.fields(of)
    }
    at = datetime(2026, 10, 25, 0, 30, 0, 250, tzinfo=UTC)
    fact: Any = of(**(given | {"id": "f1", "at": at, "by": by}))
    kept: Fact = fact
    return kept


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_of_fact_is_kept_whole(house: House, place: Place, name: str) -> None:
    person = place.mentor().person_id
    fact = a_fact(name, person)
    with house.units.writing() as unit:
        keep_fact(unit, fact, person_id=person, enrolment=None)

    (row,) = rows(house, FactRow)

    assert fact_of(row) == fact


def test_a_day_that_has_not_come_is_kept_as_none(house: House, place: Place) -> None:
    person = place.mentor().person_id
    mentored: Any = a_fact("Mentored", person)
    going_on: Fact = dataclasses.replace(mentored, last=None)
    with house.units.writing() as unit:
        keep_fact(unit, going_on, person_id=person, enrolment=None)

    (row,) = rows(house, FactRow)

    assert fact_of(row) == going_on
