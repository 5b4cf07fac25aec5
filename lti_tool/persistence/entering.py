"""What a launch writes, in SQLAlchemy Core and in as few statements as it takes.

Courses and links seldom change: what was written is remembered per process, so that a launch
into a known course writes three rows (person, membership, session) in its one commit.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Course, LaunchSession, Membership, Person, ResourceLink

REMEMBERED = 20_000


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


class LaunchWriter:
    """Writes launches to one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(writes=True)
        upsert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._person = _upsert_person(upsert)
        self._membership = _upsert_membership(upsert)
        self._course = _upsert(upsert, Course, ("registration_id", "deployment_id", "context_id"))
        self._link = _upsert(upsert, ResourceLink, ("course_id", "resource_link_id"))
        self._session = _table(LaunchSession).insert().values(_binds(LaunchSession))
        self._links: OrderedDict[tuple[Any, ...], tuple[str, str]] = OrderedDict()

    def write(self, row: LaunchRow) -> None:
        """Keep the launch, in one commit.

        Raises:
            NonceAlreadySpent: nothing is kept then.
        """
        key = (row.course, row.link)
        known = self._links.get(key)
        with self._engine.connect() as connection, connection.begin():
            course_id, link_id = known or self._write_places(connection, row)
            person_id = self._write_person(connection, row)
            connection.execute(
                self._membership,
                {
                    "person_id": person_id,
                    "course_id": course_id,
                    "role": row.role,
                    "seen_at": row.at,
                },
            )
            self._write_session(connection, row, person_id, course_id, link_id)
        if known is None:
            self._remember(key, (course_id, link_id))

    def _write_places(self, connection: Connection, row: LaunchRow) -> tuple[str, str]:
        course = connection.execute(self._course, {"id": new_id(), **dict(row.course)})
        course_id: str = course.scalar_one()
        values = {"id": new_id(), "course_id": course_id, **dict(row.link)}
        link_id: str = connection.execute(self._link, values).scalar_one()
        return course_id, link_id

    def _write_person(self, connection: Connection, row: LaunchRow) -> str:
        values = {
            "id": new_id(),
            "issuer": row.issuer,
            "sub": row.sub,
            "name": row.name,
            "email": row.email,
            "locale": row.locale,
            "first_seen": row.at,
            "last_seen": row.at,
        }
        person_id: str = connection.execute(self._person, values).scalar_one()
        return person_id

    def _write_session(
        self, connection: Connection, row: LaunchRow, person_id: str, course_id: str, link_id: str
    ) -> None:
        values = {
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
        try:
            connection.execute(self._session, values)
        except IntegrityError as error:
            raise NonceAlreadySpent from error

    def _remember(self, key: tuple[Any, ...], ids: tuple[str, str]) -> None:
        self._links[key] = ids
        if len(self._links) > REMEMBERED:
            self._links.popitem(last=False)


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


def _binds(model: Any) -> dict[str, Any]:
    return {column.name: bindparam(column.name) for column in _table(model).columns}


def _upsert(upsert: Any, model: Any, key: tuple[str, ...]) -> Any:
    """Insert, or set every column but the key, giving the row's id back."""
    statement = upsert(model).values(_binds(model))
    changed = {
        column.name: statement.excluded[column.name]
        for column in _table(model).columns
        if column.name not in {"id", *key}
    }
    statement = statement.on_conflict_do_update(index_elements=list(key), set_=changed)
    return statement.returning(_table(model).c.id)


def _upsert_person(upsert: Any) -> Any:
    """A platform that stops sending a name or an address does not erase the one we know."""
    people = _table(Person)
    statement = upsert(Person).values(_binds(Person))
    changed = {"last_seen": statement.excluded.last_seen}
    for name in ("name", "email", "locale"):
        from_launch = statement.excluded[name]
        changed[name] = func.coalesce(from_launch, people.c[name])
    statement = statement.on_conflict_do_update(index_elements=["issuer", "sub"], set_=changed)
    return statement.returning(people.c.id)


def _upsert_membership(upsert: Any) -> Any:
    statement = upsert(Membership).values(_binds(Membership))
    return statement.on_conflict_do_update(
        index_elements=["person_id", "course_id"],
        set_={"role": statement.excluded.role, "seen_at": statement.excluded.seen_at},
    )
