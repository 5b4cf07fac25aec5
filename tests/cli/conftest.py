"""The command on a SQLite file of the test's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ..content.packs import write
from .commands import Command


@pytest.fixture(scope="session")
def small_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One small pack: every command reads all packs, which takes most of its time."""
    return write(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and no row, made by ``db upgrade``, to make copies of."""
    folder = tmp_path_factory.mktemp("migrated")
    file = folder / "tool.db"
    command = Command(folder, {"MENTOR_DATABASE_URL": f"sqlite:///{file}"})
    assert command("db", "upgrade").status == 0
    return file


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the test's database is, or will be."""
    return tmp_path / "tool.db"


@pytest.fixture
def fresh(tmp_path: Path, database: Path, small_pack: Path) -> Command:
    """The command of an installation that has no database yet."""
    settings = {"MENTOR_DATABASE_URL": f"sqlite:///{database}", "MENTOR_PACKS": str(small_pack)}
    return Command(tmp_path, settings)


@pytest.fixture
def command(fresh: Command, migrated: Path, database: Path) -> Command:
    """The command of an installation whose database is up to date and empty."""
    shutil.copyfile(migrated, database)
    return fresh
