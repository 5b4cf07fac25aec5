"""``mentor-modules provider``, ``school``, ``platform`` and ``staff``."""

from __future__ import annotations

import click

from lti_tool.cli.runtime import running_house
from lti_tool.usecases import platforms as use


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
    """Who may enter as the partnership office."""


@staff.command("grant")
@click.option("--provider", "provider_slug", required=True)
@click.option("--issuer", required=True)
@click.option("--client-id", required=True)
@click.option("--sub", required=True, help="The person's LTI user id on that platform.")
@click.option("--role", required=True, help="office")
def grant(provider_slug: str, issuer: str, client_id: str, sub: str, role: str) -> None:
    """Let a person of a platform enter as the provider's office."""
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
