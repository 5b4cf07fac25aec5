"""Keys: the platform's own, and the tool's as the tool publishes them.

LTI 1.3 core, section 5 (1EdTech Security Framework 1.0, section 6): RS256 and JWKS.
"""

from __future__ import annotations

import json
import os
import threading
import urllib.error
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lti_tool.demo.errors import ServiceRefusalError

FETCH_TIMEOUT_SECONDS = 5
MAX_JWKS_BYTES = 100_000


class PlatformKey:
    """The RSA key that signs id_tokens; made once, and kept in the data directory."""

    def __init__(self, path: Path) -> None:
        """Load the key, or make one that only this user can read."""
        if not path.exists():
            _write_private(path, _new_key_pem())
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError(f"{path} does not hold an RSA key")
        self._key = key
        public: dict[str, Any] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self.kid = _thumbprint(public)
        self._jwk = {"kty": "RSA", "n": public["n"], "e": public["e"]}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """The claims as an RS256 JWT."""
        return jwt.encode(dict(claims), self._key, algorithm="RS256", headers={"kid": self.kid})

    def jwks(self) -> dict[str, Any]:
        """The public key as a JSON Web Key Set (RFC 7517)."""
        return {"keys": [self._jwk | {"kid": self.kid, "alg": "RS256", "use": "sig"}]}


class ToolKeys:
    """The tool's public keys, fetched when first needed and again on an unknown ``kid``."""

    def __init__(self, url: str) -> None:
        """Remember where the tool publishes its keys; nothing is fetched yet."""
        self._url = url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._lock = threading.Lock()
        # The tool is on this machine: a proxy from the environment would never reach it.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def key(self, kid: str) -> jwt.PyJWK:
        """The key with this id.

        Raises:
            ServiceRefusalError: the tool's key set cannot be had, or does not hold the key.
        """
        with self._lock:
            if kid not in self._keys:
                self._keys = self._fetch()
            if kid not in self._keys:
                raise ServiceRefusalError(
                    400, f"The tool's key set has no key with kid {kid!r}", "invalid_client"
                )
            return self._keys[kid]

    def _fetch(self) -> dict[str, jwt.PyJWK]:
        try:
            with self._opener.open(self._url, timeout=FETCH_TIMEOUT_SECONDS) as answer:
                key_set = jwt.PyJWKSet.from_dict(json.loads(answer.read(MAX_JWKS_BYTES)))
        except (OSError, ValueError, AttributeError, jwt.PyJWTError) as error:
            raise ServiceRefusalError(
                400, f"The tool's key set at {self._url} cannot be used: {error}", "invalid_client"
            ) from error
        return {key.key_id: key for key in key_set.keys if key.key_id}


def _new_key_pem() -> bytes:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_private(path: Path, content: bytes) -> None:
    # Written whole under another name first: a kill in between never leaves half a key.
    partial = path.with_suffix(".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    partial.replace(path)


def _thumbprint(jwk: Mapping[str, Any]) -> str:
    """RFC 7638: the same key has the same id after a restart."""
    text = json.dumps({"e": jwk["e"], "kty": "RSA", "n": jwk["n"]}, separators=(",", ":"))
    return urlsafe_b64encode(sha256(text.encode()).digest()).rstrip(b"=").decode()
