"""``mentor-modules db …`` and ``keys …``."""

from __future__ import annotations

import click

from lti_tool.cli.runtime import running_house
from lti_tool.persistence.schema import bring_up_to_date
from lti_tool.usecases.platforms import rotate_keys


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database up to date (also makes a new one)."""
    with running_house(checked=False):
        bring_up_to_date()
    click.echo("The database is up to date.")


@click.group()
def keys() -> None:
    """The keys that the tool signs with."""


@keys.command("rotate")
def rotate() -> None:
    """Sign with a new key from now on; earlier ones stay published at /lti/jwks."""
    with running_house() as house:
        click.echo(f"New key: {rotate_keys(house.units)}")
