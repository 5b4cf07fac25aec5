"""``mentor-modules provider``, ``school``, ``platform`` and ``staff``."""

from __future__ import annotations

import json

import click

from lti_tool.cli.runtime import running_house
from lti_tool.usecases import platforms as use
from lti_tool.usecases import provider_words as words


@click.group()
def provider() -> None:
    """Providers (SCITTs and HEIs) that share this installation."""


@provider.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="As it stands on certificates.")
@click.option("--office-name", default="", help="How its partnership office is called.")
@click.option("--office-email", default=None, help="Where mentors and schools can write.")
def add_provider(slug: str, name: str, office_name: str, office_email: str | None) -> None:
    """Add a provider, or change the names of the one called SLUG."""
    with running_house() as house:
        use.add_provider(
            house.units,
            slug=slug,
            name=name,
            office_name=office_name,
            office_email=office_email,
        )
    click.echo(f"Provider {slug}: {name}")


@provider.command("variables")
@click.argument("slug")
@click.option("--set", "to_set", multiple=True, metavar="NAME=VALUE", help="Fill one in.")
@click.option("--unset", "to_unset", multiple=True, metavar="NAME", help="Back to its default.")
@click.option("--json", "as_json", is_flag=True, help="Everything, for other programs.")
def provider_variables(
    slug: str, to_set: tuple[str, ...], to_unset: tuple[str, ...], as_json: bool
) -> None:
    """Show the words that the modules say for the provider called SLUG, and change them.

    The office can do the same on its page "Your provider's words".
    """
    values = dict(_pair(given) for given in to_set) | dict.fromkeys(to_unset, "")
    with running_house() as house:
        changed = words.set_provider_words(house, slug, values) if values else 0
        found = words.provider_words(house, slug)
    if as_json:
        click.echo(json.dumps([_as_json(word) for word in found], indent=2, ensure_ascii=False))
    elif values:
        click.echo(f"{changed} {'word' if changed == 1 else 'words'} changed.")
    else:
        for word in found:
            click.echo(f"{word.name}: {word.value or _instead(word)}")


def _pair(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals:
        raise click.BadParameter(f"{given!r} is not NAME=VALUE", param_hint="--set")
    return name.strip(), value


def _instead(word: words.ProviderWord) -> str:
    return "(mentors are told to ask)" if word.is_question else f"({' / '.join(word.defaults)})"


def _as_json(word: words.ProviderWord) -> dict[str, object]:
    return {
        "name": word.name,
        "value": word.value,
        "defaults": list(word.defaults),
        "question": word.is_question,
        "about": word.about,
        "asked": list(word.asked),
        "modules": [module_id for module_id, _ in word.modules],
    }


@click.group()
def school() -> None:
    """Partner schools."""


@school.command("add")
@click.option("--provider", "provider_slug", required=True)
@click.option("--name", required=True)
@click.option("--postcode", required=True)
@click.option(
    "--email-domain",
    default=None,
    help="The school's confirmed domain: it vouches for its PCM's address.",
)
def add_school(provider_slug: str, name: str, postcode: str, email_domain: str | None) -> None:
    """Add a school, or confirm its e-mail domain."""
    with running_house() as house:
        use.add_school(
            house.units,
            provider=provider_slug,
            name=name,
            postcode=postcode,
            email_domain=email_domain,
        )
    click.echo(f"School: {name}, {postcode}")


@click.group()
def platform() -> None:
    """The LMSs that may launch this tool."""


@platform.command("add")
@click.option("--issuer", required=True)
@click.option("--client-id", required=True)
@click.option("--deployment-id", required=True)
@click.option("--auth-url", required=True, help="Authentication request URL.")
@click.option("--token-url", required=True, help="Access token URL.")
@click.option("--jwks-url", required=True, help="Public keyset URL.")
@click.option(
    "--frame-origin",
    default=None,
    help="Where its pages are served from, if not at the issuer's host (Canvas).",
)
@click.option("--provider", "provider_slug", default=None, help="Needed with several providers.")
def add_platform(
    issuer: str,
    client_id: str,
    deployment_id: str,
    auth_url: str,
    token_url: str,
    jwks_url: str,
    frame_origin: str | None,
    provider_slug: str | None,
) -> None:
    """Register an LMS; with a known issuer and client id, add the deployment to it."""
    asked = use.PlatformAsked(
        issuer=issuer,
        client_id=client_id,
        deployment_id=deployment_id,
        auth_url=auth_url,
        token_url=token_url,
        jwks_url=jwks_url,
        frame_origin=frame_origin,
        provider=provider_slug,
    )
    with running_house() as house:
        use.add_platform(house.units, asked)
        base = house.base_url
    click.echo(f"Registered {issuer}, client {client_id}, deployment {deployment_id}.")
    click.echo("In the LMS, enter:")
    for name, path in (
        ("Tool URL and redirection URI", "/lti/launch"),
        ("Initiate login URL", "/lti/login"),
        ("Public keyset URL", "/lti/jwks"),
    ):
        click.echo(f"  {name + ':':<30} {base}{path}")


@platform.command("list")
def list_platforms() -> None:
    """Show every registration with its deployments."""
    with running_house() as house:
        found = use.list_platforms(house.units)
    if not found:
        click.echo("No LMS is registered yet. Add one with: mentor-modules platform add …")
    for line in found:
        click.echo(f"{line.provider}: {line.issuer}  client {line.client_id}")
        click.echo(f"  deployments: {', '.join(line.deployments)}")
        click.echo(f"  framed by:   {line.frame_origin}")


@click.group()
def staff() -> None:
    """Who may enter as the provider's own: the office, the partnership manager, the panel."""


@staff.command("grant")
@click.option("--provider", "provider_slug", required=True)
@click.option("--issuer", required=True)
@click.option("--client-id", required=True)
@click.option("--sub", required=True, help="The person's LTI user id on that platform.")
@click.option("--role", required=True, help="office, partnership_manager or panel")
def grant(provider_slug: str, issuer: str, client_id: str, sub: str, role: str) -> None:
    """Let a person of a platform enter as one of the provider's own."""
    with running_house() as house:
        use.grant_staff(
            house.units,
            provider=provider_slug,
            issuer=issuer,
            client_id=client_id,
            sub=sub,
            role=role,
        )
    click.echo(f"{sub} may now enter as {role} of {provider_slug}.")
