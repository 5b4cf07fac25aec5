"""What several commands need: the settings, the application, its house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from lti_tool.app import create_app
from lti_tool.config import Settings
from lti_tool.persistence import schema
from lti_tool.usecases.house import House


@contextmanager
def running_house(settings: Settings | None = None, *, checked: bool = True) -> Iterator[House]:
    """The house inside an application context.

    Raises:
        ConfigurationError: a setting is wrong, or (with ``checked``) the database is behind.
    """
    app = create_app(settings)
    schema.install(app)
    with app.app_context():
        house = house_of(app)
        if checked:
            schema.check_up_to_date(house.units.engine)
        yield house


def house_of(app: Flask) -> House:
    """The application's house."""
    house: House = app.extensions["house"]
    return house
