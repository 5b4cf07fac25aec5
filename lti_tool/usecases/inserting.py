"""Insert what may be there already: the database decides, so that nobody can come in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from lti_tool.persistence.unit_of_work import UnitOfWork


# A model's table is typed by SQLAlchemy as any selectable, hence Any.
def insert_unless_there(unit: UnitOfWork, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows in one query, in order; those that a unique index knows are left alone."""
    if not rows:
        return
    on_postgresql = unit.session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if on_postgresql else sqlite.insert
    table: Table = model.__table__
    statement = insert(table).on_conflict_do_nothing()
    unit.session.execute(statement, [dict(row) for row in rows])
