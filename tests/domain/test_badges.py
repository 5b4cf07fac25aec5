"""What a badge's credential says (Open Badges 3.0), and what it keeps to itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

from lti_tool.domain.badges import (
    Badge,
    claims,
    credential,
    criteria_words,
    identity_hash,
    opaque_id,
    revocation_list,
)

BASE = "https://mentors.example"
BADGE = Badge(
    credential_id=f"{BASE}/credentials/ABCD",
    status_url=f"{BASE}/credentials/ABCD/status",
    criteria_url=f"{BASE}/verify/ABCD",
    issuer_id=f"{BASE}/issuer/example",
    issuer_name="Example University",
    achievement_id=opaque_id("a", "award"),
    subject_id=opaque_id("a", "holder"),
    name="Kind Mentor",
    description="Is kind.",
    narrative=criteria_words(["Listens", "Asks"]),
    identity_hash=identity_hash("ada@home.example", "salt"),
    salt="salt",
    valid_from=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
)


def test_it_has_everything_that_the_specification_requires() -> None:
    said = credential(BADGE)
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["validFrom"] == "2026-11-22T09:30:00Z"
    assert said["issuer"]["type"] == ["Profile"]
    achievement = said["credentialSubject"]["achievement"]
    assert set(achievement) == {"id", "type", "name", "description", "criteria"}
    assert achievement["criteria"] == {
        "id": f"{BASE}/verify/ABCD",
        "narrative": "Every criterion of the award is met: Listens; Asks.",
    }
    assert said["credentialStatus"]["type"] == "1EdTechRevocationList"
    assert {"evidence", "proof"}.isdisjoint(said)


def test_the_claims_of_its_jwt_say_the_same_as_the_credential() -> None:
    """A verifier refuses it where they differ (section 8.2.6)."""
    said = claims(BADGE)
    assert said["iss"] == said["issuer"]["id"]
    assert said["jti"] == said["id"]
    assert said["sub"] == said["credentialSubject"]["id"]
    assert datetime.fromtimestamp(said["nbf"], UTC) == datetime.fromisoformat(said["validFrom"])


def test_whoever_knows_the_address_knows_the_holder_and_nobody_reads_it() -> None:
    (identity,) = credential(BADGE)["credentialSubject"]["identifier"]
    known = hashlib.sha256(("ada@home.example" + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${known}"
    assert identity["hashed"] is True
    assert "ada" not in json.dumps(claims(BADGE)).lower()
    assert identity_hash("ada@home.example", "other") != BADGE.identity_hash


def test_a_holder_without_an_address_is_not_told_by_an_empty_one() -> None:
    said = credential(replace(BADGE, identity_hash=""))
    assert "identifier" not in said["credentialSubject"]
    assert said["credentialSubject"]["id"].startswith("urn:uuid:")


def test_only_a_revoked_badge_is_on_its_list() -> None:
    assert revocation_list(BADGE, revoked=False)["revokedCredential"] == []
    (listed,) = revocation_list(BADGE, revoked=True)["revokedCredential"]
    assert listed == {"id": BADGE.credential_id, "revoked": True}


def test_opaque_ids_differ_wherever_a_part_does() -> None:
    assert opaque_id("a", "b") == opaque_id("a", "b")
    assert len({opaque_id("a", "b"), opaque_id("a", "c"), opaque_id("ab"), opaque_id("b")}) == 4
