"""Certificates from before awards built on each other count as earlier awards from now on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, MetaData, insert, select

from lti_tool.cli.runtime import running_house
from lti_tool.domain.facts import AwardHeld
from lti_tool.persistence.reading import facts_of_person
from lti_tool.persistence.schema import MIGRATIONS
from lti_tool.persistence.unit_of_work import Units

from ..postgres import Server
from .conftest import settings_for

THEN = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def before(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as it was before, with a certificate that stands and one that was revoked."""
    server: Server | None = None if kind == "sqlite" else request.getfixturevalue("server")
    url = server.url(server.new_database()) if server else f"sqlite:///{tmp_path / 'before.db'}"
    with running_house(settings_for(url), checked=False) as house:
        upgrade(directory=str(MIGRATIONS), revision="0007")
        _fill(house.units.engine)
        yield house.units.engine
        house.units.engine.dispose()


def _fill(engine: Engine) -> None:
    """A mentor with two certificates; what does not matter here is filled with what fits."""
    found = MetaData()
    found.reflect(engine)
    when = THEN if engine.dialect.name == "postgresql" else THEN.replace(tzinfo=None)
    fitting: dict[type, Any] = {str: "", int: 0, object: {}, datetime: when, date: THEN.date()}
    with engine.begin() as connection:

        def put(table: str, **values: Any) -> None:
            for column in found.tables[table].columns:
                if not column.nullable and column.name not in values:
                    values[column.name] = fitting[column.type.python_type]
            connection.execute(insert(found.tables[table]).values(**values))

        put("providers", id="p")
        put("registrations", id="r", provider_id="p")
        put("courses", id="c", registration_id="r")
        for person in ("mentor", "office"):
            put("people", id=person, sub=person)
        for number, award in enumerate(("west-london/entry", "acme/first")):
            at = {"person_id": "mentor", "provider_id": "p", "course_id": "c"}
            put("enrolments", id=f"e{number}", award_id=award, **at)
            put(
                "certificates",
                number=f"N{number}",
                enrolment_id=f"e{number}",
                issued_by="office",
                revoked_at=when if number else None,
            )


def held(engine: Engine) -> list[AwardHeld]:
    with Units(engine).reading() as unit:
        found = facts_of_person(unit, "mentor", AwardHeld)
    return [fact for fact in found if isinstance(fact, AwardHeld)]


def test_a_certificate_that_stands_counts_and_a_revoked_one_does_not(before: Engine) -> None:
    upgrade(directory=str(MIGRATIONS), revision="0008")
    (fact,) = held(before)
    assert (fact.award, fact.certificate) == ("west-london/entry", "N0")
    assert (fact.on, fact.at, fact.by) == (date(2026, 5, 1), THEN, "office")


def test_going_back_leaves_nothing_that_was_not_known_then(before: Engine) -> None:
    upgrade(directory=str(MIGRATIONS), revision="0008")
    downgrade(directory=str(MIGRATIONS), revision="0007")
    found = MetaData()
    found.reflect(before)
    with before.connect() as connection:
        assert connection.execute(select(found.tables["facts"])).all() == []
