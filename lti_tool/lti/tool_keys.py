"""Our own keys: what we sign with, and what platforms fetch to check it.

1EdTech Security Framework 1.0, 4.1.1 (signed JWT assertions, RFC 7523) and 6.3. Several keys can be
published at once, so that a key is rotated by publishing the next one before using it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lti_tool.lti.jwk import public_jwk, thumbprint
from lti_tool.lti.registrations import Registration

ASSERTION_LIFETIME = 300
"""Seconds that a client assertion is good for."""


@dataclass(frozen=True, slots=True)
class ToolKey:
    """An RSA key pair of this tool, named by its thumbprint."""

    kid: str
    private_key: rsa.RSAPrivateKey

    @classmethod
    def generate(cls) -> Self:
        """A fresh key of 2048 bits."""
        return cls._named(rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @classmethod
    def from_pem(cls, pem: str, *, passphrase: str | None = None) -> Self:
        """A key from its PEM text, with the ``kid`` it always had.

        Raises:
            ValueError: not an RSA private key, or the wrong passphrase.
        """
        try:
            key = serialization.load_pem_private_key(
                pem.encode(), password=passphrase.encode() if passphrase else None
            )
        except TypeError as error:  # a passphrase for a plain key, or none for an encrypted one
            raise ValueError("the passphrase does not fit the key") from error
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError("not an RSA key")
        return cls._named(key)

    @classmethod
    def _named(cls, key: rsa.RSAPrivateKey) -> Self:
        return cls(kid=thumbprint(key.public_key()), private_key=key)

    def to_pem(self, *, passphrase: str | None = None) -> str:
        """The key as PKCS #8 PEM, encrypted where a passphrase is given."""
        encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase:
            encryption = serialization.BestAvailableEncryption(passphrase.encode())
        return self.private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        ).decode()

    def public_jwk(self) -> dict[str, str]:
        """The public half as a JWK."""
        return public_jwk(self.private_key.public_key(), self.kid)


def jwks(keys: Iterable[ToolKey]) -> dict[str, list[dict[str, str]]]:
    """The key set to publish at ``/lti/jwks``."""
    return {"keys": [key.public_jwk() for key in keys]}


def client_assertion(key: ToolKey, registration: Registration, *, audience: str, now: float) -> str:
    """A signed statement that we are this registration's client (RFC 7523, 3).

    ``audience`` is what the platform wants to read in ``aud``, most often its ``token_url``;
    ``now`` is in seconds since the epoch.
    """
    issued_at = int(now)
    claims = {
        "iss": registration.client_id,
        "sub": registration.client_id,
        "aud": audience,
        "iat": issued_at,
        "exp": issued_at + ASSERTION_LIFETIME,
        "jti": secrets.token_urlsafe(16),
    }
    # A key object: PyJWT would parse a PEM again for every signature, which takes 34 ms.
    return jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})
