"""``mentor-modules content check``, ``content list`` and ``content takeaways``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from lti_tool.config import Settings
from lti_tool.content import load_packs
from lti_tool.content.check import check_packs, library_at
from lti_tool.content.listing import list_json
from lti_tool.usecases.takeaways import all_takeaways


@click.group()
def content() -> None:
    """The packs: schemes and their modules."""


@content.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--draft", is_flag=True, help="Let a module pass that is not good enough yet.")
def check(path: Path | None, draft: bool) -> None:
    """Name every mistake in packs as file:line, and whatever is below the bar.

    PATH is a module, a pack or a folder of packs. "The bar" in docs/pack-format.md says what a
    module needs before it is published.
    """
    report = check_packs([path] if path else Settings.from_environment().packs)
    for line in report.lines():
        click.echo(line)
    if not (report.good if draft else report.ready):
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


@content.command("takeaways")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the PDFs.")
@click.option("--provider", default="", help="Name printed at the head of every sheet.")
@click.option(
    "--variable", "variables", multiple=True, metavar="NAME=WORDS", help="What a provider fills in."
)
def print_takeaways(path: Path, out: Path, provider: str, variables: tuple[str, ...]) -> None:
    """Write the sheets to print of a module, a pack or a folder of packs as PDFs.

    They go into OUT, in a folder for every module, in every language that it comes in.
    """
    for file, content in all_takeaways(library_at(path), provider, _pairs(variables)):
        target = out / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        click.echo(target)


def _pairs(variables: tuple[str, ...]) -> dict[str, str]:
    pairs = [variable.partition("=") for variable in variables]
    wrong = [name for name, equals, _ in pairs if not equals]
    if wrong:
        raise click.BadParameter(f"write NAME=WORDS, not {wrong[0]!r}", param_hint="--variable")
    return {name.strip(): words for name, _, words in pairs}
