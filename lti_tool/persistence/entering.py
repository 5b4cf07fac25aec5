"""What a launch writes, in as few statements as it takes, and one commit.

Courses and links seldom change: what was written is remembered per process, so that a launch
into a known course writes three rows (person, membership, session).

The statements are SQLAlchemy Core's, compiled once, and run on the pool's own connection: on the
busiest path of the product that halves what they cost.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table, bindparam, func, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Course, LaunchSession, Membership, Person, ResourceLink

REMEMBERED = 20_000
COURSE_KEY = ("registration_id", "deployment_id", "context_id")
LINK_KEY = ("course_id", "resource_link_id")
SERVICES = frozenset({"line_items_url", "ags_scopes", "memberships_url", "line_item_url"})
"""Kept when a launch does not name them: some platforms leave the claims out for some people."""


@dataclass(frozen=True, slots=True)
class LaunchRow:
    """A launch as it is kept. ``course`` and ``link`` hold their columns by name."""

    handle_hash: str
    registration_id: str
    nonce: str
    issuer: str
    sub: str
    name: str | None
    email: str | None
    locale: str | None
    role: str
    course: tuple[tuple[str, str | None], ...]
    link: tuple[tuple[str, str | None], ...]
    module: str | None
    award: str | None
    return_url: str | None
    at: datetime


class NonceAlreadySpent(Exception):
    """The nonce of this registration is in the table already."""


class _Prepared:
    """A Core statement, compiled once for one database."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._order: tuple[str, ...] | None = (
            tuple(compiled.positiontup) if compiled.positiontup else None
        )
        self._processors: list[tuple[str, Callable[[Any], Any]]] = [
            (name, processor)
            for name, bind in compiled.binds.items()
            if (processor := bind.type.dialect_impl(dialect).bind_processor(dialect))
        ]

    def run(self, cursor: Any, values: Mapping[str, Any]) -> None:
        """Execute on a DB-API cursor."""
        if self._processors:
            ready = dict(values)
            for name, processor in self._processors:
                ready[name] = processor(ready[name])
            values = ready
        cursor.execute(self.text, [values[n] for n in self._order] if self._order else values)

    def id_of(self, cursor: Any, values: Mapping[str, Any]) -> str:
        """Execute, and give the id that the statement returns."""
        self.run(cursor, values)
        row_id: str = cursor.fetchone()[0]
        return row_id


_PlaceKey = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A course and a link as they were written last, and their ids."""

    course: tuple[tuple[str, str | None], ...]
    link: tuple[tuple[str, str | None], ...]
    ids: tuple[str, str]


class LaunchWriter:
    """Writes launches to one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        dialect = engine.dialect
        on_sqlite = dialect.name == "sqlite"
        upsert = sqlite.insert if on_sqlite else postgresql.insert
        self._begin = "BEGIN IMMEDIATE" if on_sqlite else None
        self._person = _Prepared(_upsert_person(upsert), dialect)
        self._membership = _Prepared(_upsert_membership(upsert), dialect)
        self._course = _Prepared(_upsert(upsert, Course, COURSE_KEY), dialect)
        self._link = _Prepared(_upsert(upsert, ResourceLink, LINK_KEY), dialect)
        self._session = _Prepared(_spend_nonce(upsert), dialect)
        self._places: OrderedDict[_PlaceKey, _Place] = OrderedDict()

    def write(self, row: LaunchRow) -> None:
        """Keep the launch, in one commit.

        Raises:
            NonceAlreadySpent: nothing is kept then.
        """
        key = _key_of(row)
        known = self._known_ids(key, row)
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            if self._begin:
                cursor.execute(self._begin)
            ids = self._write(cursor, row, known)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            connection.close()
        if known is None:
            self._remember(key, _Place(row.course, row.link, ids))

    def _known_ids(self, key: _PlaceKey, row: LaunchRow) -> tuple[str, str] | None:
        """The ids of course and link, unless this launch says something new of them."""
        known = self._places.get(key)
        same = known is not None and (known.course, known.link) == (row.course, row.link)
        return known.ids if known and same else None

    def _write(self, cursor: Any, row: LaunchRow, known: tuple[str, str] | None) -> tuple[str, str]:
        course_id, link_id = known or self._write_places(cursor, row)
        person_id = self._person.id_of(cursor, _person_values(row))
        membership = {
            "person_id": person_id,
            "course_id": course_id,
            "role": row.role,
            "seen_at": row.at,
        }
        self._membership.run(cursor, membership)
        self._session.run(cursor, _session_values(row, person_id, course_id, link_id))
        if cursor.fetchone() is None:
            raise NonceAlreadySpent
        return course_id, link_id

    def _write_places(self, cursor: Any, row: LaunchRow) -> tuple[str, str]:
        course_id = self._course.id_of(cursor, {"id": new_id(), **dict(row.course)})
        values = {"id": new_id(), "course_id": course_id, **dict(row.link)}
        return course_id, self._link.id_of(cursor, values)

    def _remember(self, key: _PlaceKey, place: _Place) -> None:
        self._places[key] = place
        if len(self._places) > REMEMBERED:
            self._places.popitem(last=False)


def _key_of(row: LaunchRow) -> _PlaceKey:
    course, link = dict(row.course), dict(row.link)
    return (*(course.get(name) for name in COURSE_KEY), link.get("resource_link_id"))


def _person_values(row: LaunchRow) -> dict[str, Any]:
    return {
        "id": new_id(),
        "issuer": row.issuer,
        "sub": row.sub,
        "name": row.name,
        "email": row.email,
        "locale": row.locale,
        "reading_language": None,
        "first_seen": row.at,
        "last_seen": row.at,
    }


def _session_values(row: LaunchRow, person_id: str, course_id: str, link_id: str) -> dict[str, Any]:
    return {
        "handle_hash": row.handle_hash,
        "registration_id": row.registration_id,
        "nonce": row.nonce,
        "person_id": person_id,
        "course_id": course_id,
        "resource_link_ref": link_id,
        "role": row.role,
        "module": row.module,
        "award": row.award,
        "return_url": row.return_url,
        "started_at": row.at,
        "last_used_at": row.at,
        "ended_at": None,
    }


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


def _binds(model: Any) -> dict[str, Any]:
    return {c.name: bindparam(c.name, type_=c.type) for c in _table(model).columns}


def _upsert(upsert: Any, model: Any, key: tuple[str, ...]) -> Any:
    """Insert, or set every column but the key, giving the row's id back."""
    statement = upsert(model).values(_binds(model))
    changed = {}
    for column in _table(model).columns:
        new = statement.excluded[column.name]
        if column.name in SERVICES:
            new = func.coalesce(func.nullif(new, literal_column("''")), column)
        if column.name not in {"id", *key}:
            changed[column.name] = new
    statement = statement.on_conflict_do_update(index_elements=list(key), set_=changed)
    return statement.returning(_table(model).c.id)


def _upsert_person(upsert: Any) -> Any:
    """A platform that stops sending a name or an address does not erase the one we know."""
    people = _table(Person)
    statement = upsert(Person).values(_binds(Person))
    changed = {"last_seen": statement.excluded.last_seen}
    for name in ("name", "email", "locale"):
        changed[name] = func.coalesce(statement.excluded[name], people.c[name])
    statement = statement.on_conflict_do_update(index_elements=["issuer", "sub"], set_=changed)
    return statement.returning(people.c.id)


def _upsert_membership(upsert: Any) -> Any:
    statement = upsert(Membership).values(_binds(Membership))
    return statement.on_conflict_do_update(
        index_elements=["person_id", "course_id"],
        set_={"role": statement.excluded.role, "seen_at": statement.excluded.seen_at},
    )


def _spend_nonce(upsert: Any) -> Any:
    """The session's row, unless its nonce is there: then nothing comes back."""
    statement = upsert(LaunchSession).values(_binds(LaunchSession))
    statement = statement.on_conflict_do_nothing(index_elements=["registration_id", "nonce"])
    return statement.returning(_table(LaunchSession).c.handle_hash)
