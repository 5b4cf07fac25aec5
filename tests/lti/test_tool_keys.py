"""Our own keys, read back by a library that platforms use."""

from __future__ import annotations

import json

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lti_tool.lti.jwk import thumbprint
from lti_tool.lti.tool_keys import ToolKey, client_assertion, jwks

from .signing_lms import NOW, REGISTRATION


@pytest.fixture(scope="module")
def key() -> ToolKey:
    return ToolKey.generate()


def test_a_platform_verifies_our_assertion_with_our_published_key(key: ToolKey) -> None:
    published = jwt.PyJWKSet.from_dict(json.loads(json.dumps(jwks([key]))))
    token = client_assertion(key, REGISTRATION, audience=REGISTRATION.token_url, now=NOW)
    header = jwt.get_unverified_header(token)
    assert header == {"alg": "RS256", "typ": "JWT", "kid": key.kid}
    claims = jwt.decode(
        token,
        published[header["kid"]].key,
        algorithms=["RS256"],
        audience=REGISTRATION.token_url,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims.pop("jti")
    assert claims == {
        "iss": "client-A",
        "sub": "client-A",
        "aud": "https://lms.example.ac.uk/token",
        "iat": int(NOW),
        "exp": int(NOW) + 300,
    }


def test_no_two_assertions_share_an_id(key: ToolKey) -> None:
    tokens = [client_assertion(key, REGISTRATION, audience="x", now=NOW) for _ in range(3)]
    assert len(set(tokens)) == 3


def test_nothing_private_is_published(key: ToolKey) -> None:
    assert set(key.public_jwk()) == {"kty", "use", "alg", "kid", "n", "e"}


def test_every_key_is_published_under_a_name_of_its_own(key: ToolKey) -> None:
    other = ToolKey.generate()
    assert [jwk["kid"] for jwk in jwks([key, other])["keys"]] == [key.kid, other.kid]
    assert key.kid != other.kid


@pytest.mark.parametrize("passphrase", [None, "a passphrase"])
def test_a_key_keeps_its_name_when_it_is_stored(key: ToolKey, passphrase: str | None) -> None:
    pem = key.to_pem(passphrase=passphrase)
    assert ("ENCRYPTED" in pem) == (passphrase is not None)
    assert ToolKey.from_pem(pem, passphrase=passphrase).kid == key.kid


@pytest.mark.parametrize("passphrase", [None, "wrong"])
def test_an_encrypted_key_does_not_open_otherwise(key: ToolKey, passphrase: str | None) -> None:
    with pytest.raises(ValueError, match=r".*"):
        ToolKey.from_pem(key.to_pem(passphrase="a passphrase"), passphrase=passphrase)


def test_what_is_no_rsa_key_is_refused() -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    for pem in (curve.decode(), "not a key"):
        with pytest.raises(ValueError, match=r".*"):
            ToolKey.from_pem(pem)


def test_the_name_is_the_thumbprint_of_rfc_7638() -> None:
    """The example of its section 3.1."""
    example = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1"
        "L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4"
        "QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO"
        "pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csF"
        "Cur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
    }
    published = jwt.PyJWK({**example, "alg": "RS256"}).key
    assert thumbprint(published) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
