"""``mentor-modules content check`` and ``content list``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from lti_tool.config import Settings
from lti_tool.content import load_packs
from lti_tool.content.check import check_packs, list_json


@click.group()
def content() -> None:
    """The packs: schemes and their modules."""


@content.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
def check(path: Path | None) -> None:
    """Read packs and name every mistake as file:line; PATH is a pack, a scheme or a folder."""
    report = check_packs([path] if path else Settings.from_environment().packs)
    for line in report.lines():
        click.echo(line)
    if not report.good:
        sys.exit(1)


@content.command("list")
@click.option("--json", "as_json", is_flag=True, help="Everything, for other programs.")
def list_content(as_json: bool) -> None:
    """Show the schemes, awards and modules that are offered."""
    library = load_packs(Settings.from_environment().packs)
    if as_json:
        click.echo(json.dumps(list_json(library), indent=2, ensure_ascii=False))
        return
    for scheme in library.schemes:
        click.echo(f"{scheme.id}  {scheme.title} ({scheme.version})")
        for award in scheme.awards:
            click.echo(f"  award   {award.id}  {award.title}: {len(award.criteria)} criteria")
    for module in library.modules:
        click.echo(f"module  {module.id}  {module.title} ({module.version})")
