"""A house on a database of its own, with the real packs, a still clock and a few people.

The database is a SQLite file; with ``MENTOR_TEST_POSTGRES_URL`` every test gets a schema of its
own on that server instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from lti_tool.content.library import Library, load_packs
from lti_tool.persistence.database import Base, new_id, prepare_engine
from lti_tool.persistence.unit_of_work import Units
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

from .learning import Learner
from .place import BASE_URL, MODULES, SECRET, Place, StillClock
from .watching import Queries


@pytest.fixture(scope="session")
def library() -> Library:
    return load_packs([MODULES])


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url = os.environ.get("MENTOR_TEST_POSTGRES_URL")
    made = _on_postgresql(url) if url else create_engine(f"sqlite:///{tmp_path / 'house.db'}")
    prepare_engine(made)
    Base.metadata.create_all(made)
    yield made
    made.dispose()


def _on_postgresql(url: str) -> Engine:
    schema = "test_" + new_id().replace("-", "_").lower()
    server = create_engine(url)
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    server.dispose()
    return create_engine(url, connect_args={"options": f"-csearch_path={schema}"})


@pytest.fixture
def house(engine: Engine, library: Library, clock: StillClock) -> House:
    return House(Units(engine, clock), library, BASE_URL, SECRET)


@pytest.fixture
def place(house: House) -> Place:
    return Place(house)


@pytest.fixture
def mentor(place: Place) -> Visit:
    return place.mentor()


@pytest.fixture
def learner(house: House, mentor: Visit) -> Learner:
    return Learner(house, mentor)


@pytest.fixture
def queries(engine: Engine) -> Callable[[], Queries]:
    return lambda: Queries(engine)
