"""The badge that goes with a certificate: made when it is issued, signed by the worker, public."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lti_tool.domain.badges import (
    CONTEXTS,
    Badge,
    claims,
    criteria_words,
    identity_hash,
    opaque_id,
    revocation_list,
)
from lti_tool.domain.certificates import normalised_number
from lti_tool.errors import NotFound
from lti_tool.lti.credentials import sign_credential
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.outbound.badge_svg import render_badge
from lti_tool.persistence.platforms import Provider, ToolKeyRow
from lti_tool.persistence.records import Certificate, Document
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import current_key
from lti_tool.usecases.records import OpenRecord

SVG, PLAIN = "image/svg+xml", "text/plain"
PICTURE, CREDENTIAL = "badge", "credential"
"""Kinds of documents: the picture to hand on, and the signed credential inside it."""


@dataclass(frozen=True, slots=True)
class PublicCredential:
    """A badge as anybody may fetch it; ``signed`` is empty once it is revoked."""

    signed: str
    revoked_on: date | None


def badge_of(
    house: House, unit: UnitOfWork, record: OpenRecord, provider: Provider, number: str
) -> Badge | None:
    """What the certificate's badge will say; None where the award gives none."""
    certificate = record.award.certificate
    if certificate is None or certificate.badge is None:
        return None
    issuer = issuer_id(house, provider.slug)
    address = record.state.record.details.get("email", "")
    salt = _salt(house, number)
    return Badge(
        credential_id=f"{house.base_url}/credentials/{number}",
        status_url=f"{house.base_url}/credentials/{number}/status",
        criteria_url=f"{house.base_url}/verify/{number}",
        issuer_id=issuer,
        issuer_name=provider.name,
        achievement_id=opaque_id(issuer, record.award.id),
        subject_id=opaque_id(house.base_url, "holder", number),
        name=certificate.badge.name,
        description=certificate.badge.description,
        narrative=criteria_words([row.title for row in record.award.criteria]),
        identity_hash=identity_hash(address, salt) if address else "",
        salt=salt,
        valid_from=unit.now.replace(microsecond=0),
    )


def unpacked_badge(kept: Mapping[str, Any] | None) -> Badge | None:
    """The badge out of the JSON that is kept with its certificate."""
    if not kept:
        return None
    return Badge(**{**kept, "valid_from": datetime.fromisoformat(kept["valid_from"])})


def render(house: House, badge: Badge) -> dict[str, tuple[str, bytes]]:
    """Media type and content by kind of document, signed with the key that signs now."""
    key = current_key(house.units)
    signed = sign_credential(key, claims(badge), key_url=key_url(house, key.kid))
    return {
        PICTURE: (SVG, render_badge(badge, signed)),
        CREDENTIAL: (PLAIN, signed.encode()),
    }


def credential(house: House, typed: str) -> PublicCredential:
    """The signed credential of a certificate's number; for anybody.

    Raises:
        NotFound: there is no such badge, or it has not been signed yet.
    """
    with house.units.reading() as unit:
        certificate, _ = _badge(unit, typed)
        signed = unit.session.scalar(
            select(Document.content).where(
                Document.certificate_number == certificate.number, Document.kind == CREDENTIAL
            )
        )
    if certificate.revoked_at is not None:
        return PublicCredential("", certificate.revoked_at.astimezone(LONDON).date())
    if signed is None:
        raise NotFound("This badge is still being made. Please look again in a minute.")
    return PublicCredential(signed.decode(), None)


def status(house: House, typed: str) -> dict[str, Any]:
    """Whether the badge has been revoked, as verifiers ask for it.

    Raises:
        NotFound: there is no such badge.
    """
    with house.units.reading() as unit:
        certificate, badge = _badge(unit, typed)
    return revocation_list(badge, revoked=certificate.revoked_at is not None)


def profile(house: House, slug: str | None = None) -> dict[str, Any]:
    """Who gives badges, and the keys that ever signed one; of the installation without ``slug``.

    A Profile (Open Badges 3.0, appendix B.1.16) with its verification methods (Controlled
    Identifiers 1.0, section 2.2).

    Raises:
        NotFound: there is no such provider.
    """
    with house.units.reading() as unit:
        name = "Mentor modules" if slug is None else _provider_name(unit, slug)
    own = issuer_id(house, slug)
    methods = [
        {
            "id": key_url(house, key.kid),
            "type": "JsonWebKey",
            "controller": own,
            "publicKeyJwk": key.public_jwk(),
        }
        for key in _keys(house)
    ]
    return {
        "@context": list(CONTEXTS[:2]),
        "id": own,
        "type": ["Profile"],
        "name": name,
        "url": house.base_url,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def public_key(house: House, kid: str) -> dict[str, str]:
    """One of our keys as a JWK, a retired one too: what it signed stays good.

    Raises:
        NotFound: we never had such a key.
    """
    with house.units.reading() as unit:
        found = unit.session.get(ToolKeyRow, kid)
    if found is None:
        raise NotFound("There is no such key here.")
    return ToolKey.from_pem(found.private_pem).public_jwk()


def issuer_id(house: House, slug: str | None) -> str:
    """The address of a provider's profile, which names it in badges."""
    return f"{house.base_url}/issuer/{slug}" if slug else f"{house.base_url}/issuer"


def key_url(house: House, kid: str) -> str:
    """Where the public half of a key stands."""
    return f"{house.base_url}/issuer/keys/{kid}"


def _keys(house: House) -> list[ToolKey]:
    current_key(house.units)  # a new installation makes its first
    with house.units.reading() as unit:
        rows = unit.session.scalars(select(ToolKeyRow).order_by(ToolKeyRow.created_at)).all()
    return [ToolKey.from_pem(row.private_pem) for row in rows]


def _provider_name(unit: UnitOfWork, slug: str) -> str:
    name = unit.session.scalar(select(Provider.name).where(Provider.slug == slug))
    if name is None:
        raise NotFound("Nobody of that name gives badges here.")
    return name


def _badge(unit: UnitOfWork, typed: str) -> tuple[Certificate, Badge]:
    number = normalised_number(typed)
    certificate = unit.session.get(Certificate, number) if number else None
    badge = unpacked_badge(certificate.document.get("badge")) if certificate else None
    if certificate is None or badge is None:
        raise NotFound("We know no badge of this number.")
    return certificate, badge


def _salt(house: House, number: str) -> str:
    """Different for every badge; the same when it is made again."""
    said = f"badge\n{number}".encode()
    return hmac.new(house.secret_key.encode(), said, hashlib.sha256).hexdigest()[:32]
