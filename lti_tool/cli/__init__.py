"""The ``mentor-modules`` command."""

from __future__ import annotations

import sys

import click

from lti_tool import __version__
from lti_tool.cli.content import content
from lti_tool.cli.database import db, keys
from lti_tool.cli.demo import demo
from lti_tool.cli.platforms import platform, provider, school, staff
from lti_tool.cli.servers import serve, worker
from lti_tool.errors import MentorModulesError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mentor-modules")
def group() -> None:
    """Train and certify the school mentors of student teachers, inside Moodle or Canvas."""


for command in (serve, worker, demo, platform, provider, school, staff, content, db, keys):
    group.add_command(command)


def main() -> None:
    """Run the command; a deliberate error is one clear message and exit status 1."""
    try:
        group(standalone_mode=True)
    except MentorModulesError as error:
        click.echo(f"mentor-modules: {error}", err=True)
        sys.exit(1)
