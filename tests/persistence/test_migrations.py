"""The migrations make the tables that the models describe, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade
from sqlalchemy import Engine, inspect, text

from lti_tool.cli.runtime import running_house
from lti_tool.errors import ConfigurationError
from lti_tool.persistence.models import db
from lti_tool.persistence.schema import MIGRATIONS, bring_up_to_date, check_up_to_date

from ..postgres import Server
from .conftest import engine_for, settings_for


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Server = request.getfixturevalue("server")
    return server.url(server.new_database())


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    """A database without a table, as ``mentor-modules db upgrade`` finds it."""
    with running_house(settings_for(empty_url), checked=False) as house:
        yield house.units.engine
        house.units.engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def indexes(engine: Engine) -> set[str]:
    """Every index as the database itself writes it, partial ones with their condition."""
    if engine.dialect.name == "postgresql":
        query = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
    else:
        query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    with engine.connect() as connection:
        return {" ".join(row.split()) for row in connection.scalars(text(query))}


def constraints(engine: Engine) -> set[str]:
    query = (
        "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND conrelid <> 0"
    )
    with engine.connect() as connection:
        return set(connection.scalars(text(query)))


def test_a_new_database_is_brought_up_to_date_and_says_so(empty: Engine) -> None:
    with pytest.raises(ConfigurationError, match="mentor-modules db upgrade"):
        check_up_to_date(empty)
    bring_up_to_date()
    check_up_to_date(empty)
    bring_up_to_date()
    assert tables(empty) == {*db.metadata.tables, "alembic_version"}


def test_migrations_and_models_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences: list[Any] = compare_metadata(context, db.metadata)
    assert differences == []


def test_every_index_is_the_models(engine: Engine, empty_url: str) -> None:
    """What Alembic does not compare: on which rows an index is, for one."""
    modelled = engine_for(empty_url)
    db.metadata.create_all(modelled)
    theirs = {index for index in indexes(engine) if "alembic_version" not in index}
    assert theirs == indexes(modelled)
    assert any("WHERE (outcome IS NULL)" in one or "WHERE outcome IS NULL" in one for one in theirs)
    modelled.dispose()


@pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.slow)])
def test_every_constraint_is_the_models(engine: Engine, empty_url: str) -> None:
    modelled = engine_for(empty_url)
    db.metadata.create_all(modelled)
    theirs = {one for one in constraints(engine) if not one.startswith("alembic_version")}
    assert theirs == constraints(modelled)
    modelled.dispose()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_tables_that_launches_write_are_kept_by_their_key_on_sqlite(engine: Engine) -> None:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
    with engine.connect() as connection:
        found = set(connection.scalars(text(query)))
    wanted = {
        name
        for name, table in db.metadata.tables.items()
        if table.dialect_options["sqlite"]["with_rowid"] is False
    }
    assert found == wanted
    assert {"launch_sessions", "people", "memberships"} <= wanted


def test_down_and_up_again(empty: Engine) -> None:
    bring_up_to_date()
    downgrade(directory=str(MIGRATIONS), revision="base")
    assert tables(empty) == {"alembic_version"}
    bring_up_to_date()
    assert tables(empty) == {*db.metadata.tables, "alembic_version"}
