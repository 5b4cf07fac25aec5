"""What several commands need: the settings, the application, its house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from lti_tool.app import create_app
from lti_tool.config import Settings
from lti_tool.errors import ConfigurationError
from lti_tool.persistence import schema
from lti_tool.usecases.house import House

DATABASES = frozenset({"sqlite", "postgres", "postgresql", "postgresql+psycopg"})


@contextmanager
def running_house(settings: Settings | None = None, *, checked: bool = True) -> Iterator[House]:
    """The house inside an application context.

    Raises:
        ConfigurationError: a setting is wrong, the database cannot be opened, or (with
            ``checked``) it is behind.
    """
    settings = settings or Settings.from_environment()
    _check_address(settings.database_url)
    app = create_app(settings)
    schema.install(app)
    with app.app_context():
        house = house_of(app)
        engine = house.units.engine
        try:
            _check_opens(engine)
            if checked:
                schema.check_up_to_date(engine)
            yield house
        finally:
            engine.dispose()  # the demo runs on: its SQLite file is whole and nobody's


def house_of(app: Flask) -> House:
    """The application's house."""
    house: House = app.extensions["house"]
    return house


def _check_address(database_url: str) -> None:
    try:
        usable = make_url(database_url).drivername in DATABASES
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        usable = False
    if not usable:  # not repeated: there may be a password in it
        raise ConfigurationError(
            "MENTOR_DATABASE_URL is not an address that can be used; it must begin with "
            "sqlite:/// or postgresql://"
        )


def _check_opens(engine: Engine) -> None:
    try:
        with engine.connect():
            pass
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise ConfigurationError(
            f"The database that MENTOR_DATABASE_URL names cannot be opened: {reason}"
        ) from None
