"""JSON Web Keys, to and from RSA public keys (RFC 7517; RFC 7518, 6.3; RFC 7638)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from lti_tool.lti.jws import decode_base64url, is_supported

SHORTEST_KEY = 2048
LONGEST_KEY = 8192
"""Bits. Longer ones cost a verification so much time that they would be an attack."""

_LARGEST_EXPONENT = 2**32
_MOST_KEYS = 100


def public_keys(document: object) -> dict[str, RSAPublicKey]:
    """The usable signing keys of a key set, by ``kid``; the first of a name counts.

    Keys of other kinds, for other uses, too short or malformed are left out: one bad entry must not
    lock a university out.

    Raises:
        ValueError: ``document`` is not a JWK set (RFC 7517, 5).
    """
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise ValueError("not a JWK set")
    keys: dict[str, RSAPublicKey] = {}
    for jwk in document["keys"][:_MOST_KEYS]:
        if isinstance(jwk, dict) and _is_for_signatures(jwk) and jwk["kid"] not in keys:
            key = _rsa_public_key(jwk)
            if key is not None:
                keys[jwk["kid"]] = key
    return keys


def public_jwk(key: RSAPublicKey, kid: str) -> dict[str, str]:
    """``key`` as a JWK for a key set: its public members only."""
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, **_public_members(key)}


def thumbprint(key: RSAPublicKey) -> str:
    """The JWK thumbprint with SHA-256 (RFC 7638), which makes a good ``kid``."""
    members = {"kty": "RSA", **_public_members(key)}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    return _encode(hashlib.sha256(canonical).digest())


def _is_for_signatures(jwk: dict[str, Any]) -> bool:
    key_ops = jwk.get("key_ops", ["verify"])
    return (
        jwk.get("kty") == "RSA"
        and isinstance(jwk.get("kid"), str)
        and jwk.get("use", "sig") == "sig"
        and ("alg" not in jwk or is_supported(jwk["alg"]))
        and isinstance(key_ops, list)
        and "verify" in key_ops
    )


def _rsa_public_key(jwk: dict[str, Any]) -> RSAPublicKey | None:
    try:
        modulus, exponent = _integer(jwk.get("n")), _integer(jwk.get("e"))
        if not SHORTEST_KEY <= modulus.bit_length() <= LONGEST_KEY or exponent > _LARGEST_EXPONENT:
            return None
        return RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        return None


def _integer(value: object) -> int:
    if not isinstance(value, str):
        raise ValueError("not a text")
    # Some platforms pad, against RFC 7515, 2; the number is the same.
    return int.from_bytes(decode_base64url(value.rstrip("=").encode("ascii")), "big")


def _public_members(key: RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"n": _encode_integer(numbers.n), "e": _encode_integer(numbers.e)}


def _encode_integer(number: int) -> str:
    return _encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
