"""The database's schema: brought up to date by migrations, and checked before people come."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate, upgrade
from sqlalchemy import Engine

from lti_tool.errors import ConfigurationError
from lti_tool.persistence.models import db

MIGRATIONS = Path(__file__).parent / "migrations"


def install(app: Flask) -> None:
    """Let Flask-Migrate know our database and where its migrations are."""
    Migrate(app, db, directory=str(MIGRATIONS))


def bring_up_to_date() -> None:
    """Run every migration that has not run yet (inside an application context)."""
    upgrade(directory=str(MIGRATIONS))


def check_up_to_date(engine: Engine) -> None:
    """Refuse to work on a database that is behind.

    Raises:
        ConfigurationError: it is; the sentence names the command that mends it.
    """
    wanted = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != wanted:
        raise ConfigurationError(
            "The database is not up to date. Bring it up to date first: mentor-modules db upgrade"
        )
