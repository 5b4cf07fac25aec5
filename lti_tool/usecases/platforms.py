"""Register providers and their platforms, and find them again at launch."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from lti_tool.config import is_loopback
from lti_tool.domain.seats import STAFF
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tool_keys import ToolKey, jwks
from lti_tool.persistence.platforms import (
    Deployment,
    PlatformRegistration,
    Provider,
    School,
    StaffGrant,
    ToolKeyRow,
)
from lti_tool.persistence.unit_of_work import UnitOfWork, Units
from lti_tool.usecases.house import House

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?")

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
REMEMBERED_FOR = 60.0
"""Seconds for which a registration is remembered, so that a launch need not look it up."""


@dataclass(frozen=True, slots=True)
class PlatformAsked:
    """What an administrator says of a platform (LTI 1.3 core, section 3.1.2)."""

    issuer: str
    client_id: str
    deployment_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    frame_origin: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class PlatformListed:
    """A registration as ``platform list`` prints it."""

    provider: str
    issuer: str
    client_id: str
    deployments: tuple[str, ...]
    frame_origin: str


class Registrations:
    """Finds registrations, remembering them for a minute."""

    def __init__(self, units: Units, clock: Callable[[], float] = time.monotonic) -> None:
        self._units = units
        self._clock = clock
        self._known: dict[tuple[str, ...], tuple[float, Registration]] = {}

    def by_client(self, issuer: str, client_id: str | None) -> Registration | None:
        """By issuer and client id; without a client id only where there is just one."""
        named = {"issuer": issuer, "client_id": client_id} if client_id else {"issuer": issuer}
        return self._remembered(("client", issuer, client_id or ""), named)

    def by_id(self, registration_id: str) -> Registration | None:
        """By our own id."""
        return self._remembered(("id", registration_id), {"id": registration_id})

    def _remembered(self, key: tuple[str, ...], columns: dict[str, str]) -> Registration | None:
        known = self._known.get(key)
        if known is not None and known[0] > self._clock():
            return known[1]
        found = self._looked_up(columns)
        # An unknown platform is looked up again at once: somebody may be registering it now.
        if found is not None:
            self._known[key] = (self._clock() + REMEMBERED_FOR, found)
        return found

    def _looked_up(self, columns: dict[str, str]) -> Registration | None:
        query = select(PlatformRegistration).filter_by(**columns).limit(2)
        with self._units.reading() as unit:
            rows = unit.session.scalars(query).all()
            return registration_of(unit, rows[0]) if len(rows) == 1 else None


def registration_of(unit: UnitOfWork, row: PlatformRegistration) -> Registration:
    """The protocol edge's view of a row."""
    deployments = select(Deployment.deployment_id).where(Deployment.registration_id == row.id)
    return Registration(
        id=row.id,
        provider_id=row.provider_id,
        issuer=row.issuer,
        client_id=row.client_id,
        auth_url=row.auth_url,
        token_url=row.token_url,
        jwks_url=row.jwks_url,
        frame_origin=row.frame_origin,
        deployments=frozenset(unit.session.scalars(deployments)),
    )


def add_provider(
    units: Units, *, slug: str, name: str, office_name: str = "", office_email: str | None = None
) -> str:
    """Add a provider, or change the name and office of the one with that slug; its id.

    Raises:
        InvalidInput: the slug is not one.
    """
    if not SLUG.fullmatch(slug):
        raise InvalidInput(
            {"slug": f"{slug!r} cannot name a provider: use a to z, 0 to 9 and hyphens."}
        )
    with units.writing() as unit:
        provider = unit.session.scalar(select(Provider).where(Provider.slug == slug))
        if provider is None:
            provider = Provider(slug=slug, name=name, variables={}, created_at=unit.now)
            unit.session.add(provider)
        provider.name = name
        provider.office_name = office_name or f"{name} partnership office"
        provider.office_email = office_email
        unit.session.flush()
        return provider.id


def add_platform(units: Units, asked: PlatformAsked) -> str:
    """Register a platform, or add the deployment to a known one; the registration's id.

    Raises:
        InvalidInput: an address is not https (http is accepted on loopback only) or malformed,
            there are several providers and none was named, or the platform is another provider's.
        NotFound: the provider named does not exist.
    """
    _check_addresses(asked)
    with units.writing() as unit:
        registration = unit.session.scalar(
            select(PlatformRegistration).where(
                PlatformRegistration.issuer == asked.issuer,
                PlatformRegistration.client_id == asked.client_id,
            )
        )
        if registration is None:
            registration = _new_registration(unit, asked)
        else:
            _change_registration(unit, registration, asked)
        key = (registration.id, asked.deployment_id)
        if unit.session.get(Deployment, key) is None:
            unit.session.add(
                Deployment(
                    registration_id=registration.id,
                    deployment_id=asked.deployment_id,
                    created_at=unit.now,
                )
            )
        return registration.id


def _new_registration(unit: UnitOfWork, asked: PlatformAsked) -> PlatformRegistration:
    registration = PlatformRegistration(
        provider_id=_provider(unit, asked.provider).id,
        issuer=asked.issuer,
        client_id=asked.client_id,
        auth_url=asked.auth_url,
        token_url=asked.token_url,
        jwks_url=asked.jwks_url,
        frame_origin=_origin(asked.frame_origin or asked.issuer),
        created_at=unit.now,
    )
    unit.session.add(registration)
    unit.session.flush()
    return registration


def _change_registration(
    unit: UnitOfWork, registration: PlatformRegistration, asked: PlatformAsked
) -> None:
    if asked.provider and _provider(unit, asked.provider).id != registration.provider_id:
        raise InvalidInput(
            {"provider": "This platform belongs to another provider: leave --provider out."}
        )
    if asked.frame_origin:
        registration.frame_origin = _origin(asked.frame_origin)


def _provider(unit: UnitOfWork, slug: str | None) -> Provider:
    """The provider named, the only one, or on an empty database a first one."""
    if slug:
        provider = unit.session.scalar(select(Provider).where(Provider.slug == slug))
        if provider is None:
            raise NotFound(f"There is no provider {slug!r}. Add it first: provider add {slug} …")
        return provider
    known = unit.session.scalars(select(Provider).limit(2)).all()
    if len(known) == 1:
        return known[0]
    if known:
        raise InvalidInput({"provider": "There are several providers: say which with --provider."})
    provider = Provider(
        slug="default",
        name="Your provider",
        office_name="Partnership office",
        variables={},
        created_at=unit.now,
    )
    unit.session.add(provider)
    unit.session.flush()
    return provider


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_web_address(url: str) -> bool:
    """Whether it is a whole http(s) address whose host can stand in a response header."""
    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.port != 0 else ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and _HOST.fullmatch(host) is not None


def _check_addresses(asked: PlatformAsked) -> None:
    wrong: dict[str, str] = {}
    named = {
        "issuer": asked.issuer,
        "auth-url": asked.auth_url,
        "token-url": asked.token_url,
        "jwks-url": asked.jwks_url,
    }
    if asked.frame_origin:
        named["frame-origin"] = asked.frame_origin
    for name, url in named.items():
        if not _is_web_address(url):
            wrong[name] = f"--{name} is {url!r}; it must be a whole address beginning with https."
        elif not url.startswith("https:") and not is_loopback(url):
            wrong[name] = f"--{name} must begin with https (http is accepted on this machine only)."
    for name, value in (("client-id", asked.client_id), ("deployment-id", asked.deployment_id)):
        if not value.strip() or len(value) > 255:
            wrong[name] = f"--{name} must have between 1 and 255 characters."
    if wrong:
        raise InvalidInput(wrong)


def list_platforms(units: Units) -> tuple[PlatformListed, ...]:
    """Every registration with its deployments."""
    with units.reading() as unit:
        rows = unit.session.execute(
            select(PlatformRegistration, Provider)
            .join(Provider, Provider.id == PlatformRegistration.provider_id)
            .order_by(Provider.slug, PlatformRegistration.issuer, PlatformRegistration.client_id)
        ).all()
        return tuple(
            PlatformListed(
                provider=provider.slug,
                issuer=row.issuer,
                client_id=row.client_id,
                deployments=tuple(sorted(registration_of(unit, row).deployments)),
                frame_origin=row.frame_origin,
            )
            for row, provider in rows
        )


def grant_staff(
    units: Units, *, provider: str, issuer: str, client_id: str, sub: str, role: str
) -> None:
    """Let somebody of a platform enter as office, partnership manager or panel of the provider.

    Raises:
        InvalidInput: the role is not one that can be granted, or nobody was named.
        NotFound: no such provider, or no such registration of it.
    """
    if role not in set(STAFF):
        raise InvalidInput(
            {"role": f"The role {role!r} cannot be granted; {', '.join(STAFF)} can."}
        )
    if not sub.strip():
        raise InvalidInput({"sub": "--sub must name the person, as the platform knows them."})
    with units.writing() as unit:
        owner = _provider(unit, provider)
        registration = unit.session.scalar(
            select(PlatformRegistration).where(
                PlatformRegistration.issuer == issuer,
                PlatformRegistration.client_id == client_id,
                PlatformRegistration.provider_id == owner.id,
            )
        )
        if registration is None:
            raise NotFound("This provider has no platform with that issuer and client id.")
        grant = {
            "provider_id": owner.id,
            "registration_id": registration.id,
            "sub": sub,
            "role": role,
        }
        if unit.session.scalar(select(StaffGrant.id).filter_by(**grant)) is None:
            unit.session.add(StaffGrant(**grant, created_at=unit.now))


def add_school(
    units: Units, *, provider: str, name: str, postcode: str, email_domain: str | None
) -> None:
    """Add a partner school; a confirmed e-mail domain vouches for its PCM's address."""
    with units.writing() as unit:
        owner = _provider(unit, provider)
        known = {"provider_id": owner.id, "name": name, "postcode": postcode}
        school = unit.session.scalar(select(School).filter_by(**known))
        if school is None:
            school = School(**known, created_at=unit.now)
            unit.session.add(school)
        if email_domain:  # left out, a domain that was confirmed before stays
            school.email_domain = email_domain.strip().lower().removeprefix("@")


def current_key(units: Units) -> ToolKey:
    """The key that signs now; the first call of an installation makes it."""
    with units.reading() as unit:
        pem = _newest_pem(unit)
    if pem is None:
        with units.writing() as unit:
            pem = _newest_pem(unit) or _new_key(unit)
    return ToolKey.from_pem(pem)


def _newest_pem(unit: UnitOfWork) -> str | None:
    return unit.session.scalar(
        select(ToolKeyRow.private_pem)
        .where(ToolKeyRow.retired_at.is_(None))
        .order_by(ToolKeyRow.created_at.desc())
        .limit(1)
    )


def _new_key(unit: UnitOfWork) -> str:
    key = ToolKey.generate()
    pem = key.to_pem()
    unit.session.add(ToolKeyRow(kid=key.kid, private_pem=pem, created_at=unit.now))
    return pem


def rotate_keys(units: Units) -> str:
    """Make a new key that signs from now on; older ones stay published. Its ``kid``."""
    with units.writing() as unit:
        return ToolKey.from_pem(_new_key(unit)).kid


def tool_jwks(house: House) -> dict[str, Any]:
    """The public keys that platforms check our assertions with (RFC 7517)."""
    current_key(house.units)
    with house.units.reading() as unit:
        pems = unit.session.scalars(
            select(ToolKeyRow.private_pem).where(ToolKeyRow.retired_at.is_(None))
        ).all()
    return dict(jwks([ToolKey.from_pem(pem) for pem in pems]))
