"""The same house on SQLite and on PostgreSQL, its tables made by the migrations.

What needs PostgreSQL is marked ``slow``: it starts a server, once in a session.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url

from lti_tool.cli.runtime import running_house
from lti_tool.config import Settings, data_folder
from lti_tool.content.library import Library, load_packs
from lti_tool.persistence.database import prepare_engine
from lti_tool.persistence.schema import bring_up_to_date
from lti_tool.persistence.unit_of_work import Units
from lti_tool.usecases.house import House

from ..postgres import Server, running_server
from ..usecases.place import BASE_URL, SECRET, Place, StillClock

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


def settings_for(database_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        base_url=BASE_URL,
        secret_key=SECRET,
        packs=(data_folder("modules"),),
    )


def migrate(database_url: str) -> None:
    """``mentor-modules db upgrade``."""
    with running_house(settings_for(database_url), checked=False) as house:
        bring_up_to_date()
        house.units.engine.dispose()


def engine_for(database_url: str) -> Engine:
    """An engine as the application makes it."""
    url = make_url(database_url)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, pool_size=10)
    prepare_engine(engine)
    return engine


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated(server: Server) -> str:
    """A database on the server with every table and no row, to make copies of."""
    name = server.new_database()
    migrate(server.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a SQLite file."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database of the test's own."""
    if kind == "sqlite":
        template: Path = request.getfixturevalue("migrated_file")
        path = tmp_path / "house.db"
        path.write_bytes(template.read_bytes())
        return f"sqlite:///{path}"
    server: Server = request.getfixturevalue("server")
    return server.url(server.new_database(request.getfixturevalue("migrated")))


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def library() -> Library:
    return load_packs([data_folder("modules")])


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def house(engine: Engine, library: Library, clock: StillClock) -> House:
    return House(Units(engine, clock), library, BASE_URL, SECRET)


@pytest.fixture
def place(house: House) -> Place:
    return Place(house)
