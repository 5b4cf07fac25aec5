"""A digital badge as a value: what its credential says (1EdTech Open Badges 3.0)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
"""The data model, the badges, and what names the list that tells of revocation."""


@dataclass(frozen=True, slots=True)
class Badge:
    """Everything that a badge says; kept with its certificate, so that it is signed as issued.

    ``identity_hash`` is empty where the holder gave no e-mail address.
    """

    credential_id: str
    """Where anybody can fetch it."""
    status_url: str
    criteria_url: str
    issuer_id: str
    issuer_name: str
    achievement_id: str
    """The same for everybody to whom this provider gives this award."""
    subject_id: str
    name: str
    description: str
    narrative: str
    identity_hash: str
    salt: str
    valid_from: datetime


def opaque_id(*parts: str) -> str:
    """The same ``urn:uuid:`` for the same parts, which nobody can read back out of it."""
    return uuid5(NAMESPACE_URL, "\n".join(parts)).urn


def criteria_words(titles: Sequence[str]) -> str:
    """What the badge is given for, in one sentence."""
    return f"Every criterion of the award is met: {'; '.join(titles)}."


def identity_hash(identity: str, salt: str) -> str:
    """Who the holder is, for somebody who knows it already (Open Badges 3.0, IdentityHash)."""
    return "sha256$" + hashlib.sha256((identity + salt).encode()).hexdigest()


def credential(badge: Badge) -> dict[str, Any]:
    """The AchievementCredential, with neither proof nor anything that names the holder.

    Open Badges 3.0, appendix B.1.1; the verifiable credentials data model 2.0.
    """
    return {
        "@context": list(CONTEXTS),
        "id": badge.credential_id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.name,
        "issuer": {"id": badge.issuer_id, "type": ["Profile"], "name": badge.issuer_name},
        "validFrom": f"{badge.valid_from:%Y-%m-%dT%H:%M:%SZ}",
        "credentialSubject": _subject(badge),
        "credentialStatus": {"id": badge.status_url, "type": "1EdTechRevocationList"},
    }


def claims(badge: Badge) -> dict[str, Any]:
    """The credential with the claims of its JWT (Open Badges 3.0, section 8.2.4.1)."""
    return {
        **credential(badge),
        "iss": badge.issuer_id,
        "jti": badge.credential_id,
        "nbf": int(badge.valid_from.timestamp()),
        "sub": badge.subject_id,
    }


def revocation_list(badge: Badge, *, revoked: bool) -> dict[str, Any]:
    """The list of one badge: a list of all would name every number that was taken back.

    1EdTech Revocation List Status Method 1.0.
    """
    listed = [{"id": badge.credential_id, "revoked": True}] if revoked else []
    return {"id": badge.status_url, "issuer": badge.issuer_id, "revokedCredential": listed}


def _subject(badge: Badge) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "id": badge.subject_id,
        "type": ["AchievementSubject"],
        "achievement": {
            "id": badge.achievement_id,
            "type": ["Achievement"],
            "name": badge.name,
            "description": badge.description,
            "criteria": {"id": badge.criteria_url, "narrative": badge.narrative},
        },
    }
    if badge.identity_hash:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": badge.identity_hash,
                "identityType": "emailAddress",
                "salt": badge.salt,
            }
        ]
    return subject
