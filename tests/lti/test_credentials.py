"""Signed credentials, read back by a library that verifiers use (Open Badges 3.0, 8.2)."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest

from lti_tool.lti.credentials import sign_credential
from lti_tool.lti.jws import decode_base64url
from lti_tool.lti.tool_keys import ToolKey

CLAIMS = {"iss": "https://a.example/issuer", "name": "Kind Mentor", "nbf": 1_700_000_000}
KEY_URL = "https://a.example/issuer/keys/1"


@pytest.fixture(scope="module")
def key() -> ToolKey:
    return ToolKey.generate()


@pytest.fixture(scope="module")
def signed(key: ToolKey) -> str:
    return sign_credential(key, CLAIMS, key_url=KEY_URL)


def read(signed: str, key: ToolKey) -> dict[str, Any]:
    public = jwt.PyJWK.from_dict(dict(key.public_jwk()))
    found: dict[str, Any] = jwt.decode(signed, public.key, algorithms=["RS256"])
    return found


def test_its_header_leads_to_the_key_and_holds_nothing_else(signed: str) -> None:
    header = jwt.get_unverified_header(signed)
    assert header == {"alg": "RS256", "typ": "JWT", "kid": KEY_URL}


def test_the_public_key_proves_it(signed: str, key: ToolKey) -> None:
    assert read(signed, key) == CLAIMS


def test_a_changed_word_is_noticed(signed: str, key: ToolKey) -> None:
    head, body, signature = signed.split(".")
    said = json.loads(decode_base64url(body.encode()))
    assert said["name"] == "Kind Mentor"
    forged = jwt.encode({**said, "name": "Kinder Mentor"}, "x" * 32).split(".")[1]
    with pytest.raises(jwt.InvalidSignatureError):
        read(f"{head}.{forged}.{signature}", key)


def test_another_key_proves_nothing(signed: str) -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        read(signed, ToolKey.generate())


def test_the_same_key_signs_the_same_bytes(signed: str, key: ToolKey) -> None:
    assert sign_credential(key, CLAIMS, key_url=KEY_URL) == signed
