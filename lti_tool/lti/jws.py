"""Compact JWS, strictly read, and RSA signatures (RFC 7515; RFC 7518, 3.3).

A general JWT library costs a launch some 130 µs where ``cryptography`` alone needs 21, and offers
algorithms that an LTI platform must not use: here only RS256, RS384 and RS512 exist
(1EdTech Security Framework 1.0, 5.1.3, point 7). Header fields that name or carry a key (``jku``,
``jwk``, ``x5u``, ``x5c``) are not even looked at.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from lti_tool.lti.strict_json import decode_object

_BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_TO_BASE64 = bytes.maketrans(b"-_", b"+/")
# With 2 or 3 characters left over, the last one has 4 or 2 bits to spare, which must be zero.
_CLEAN_LAST = {0: _BASE64URL, 2: _BASE64URL[::16], 3: _BASE64URL[::4]}
_PADDING = PKCS1v15()
_HASHES: dict[str, HashAlgorithm] = {"RS256": SHA256(), "RS384": SHA384(), "RS512": SHA512()}


@dataclass(frozen=True, slots=True)
class CompactJws:
    """A compact JWS taken apart; ``payload`` is worth nothing before :func:`is_signed_by`."""

    header: dict[str, Any]
    payload: bytes
    signing_input: bytes
    signature: bytes


def parse_compact(token: str) -> CompactJws:
    """Take ``header.payload.signature`` apart.

    Raises:
        ValueError: not three parts of canonical base64url, or the header is not a JSON object.
    """
    signing_input, _, signature = token.encode("ascii").rpartition(b".")
    header, dot, payload = signing_input.partition(b".")
    if not dot:
        raise ValueError("a compact JWS has three parts")
    return CompactJws(
        header=decode_object(decode_base64url(header)),
        payload=decode_base64url(payload),
        signing_input=signing_input,
        signature=decode_base64url(signature),
    )


def decode_base64url(text: bytes) -> bytes:
    """``text`` decoded as base64url without padding (RFC 7515, 2), in the one canonical spelling.

    Raises:
        ValueError: empty, a character of another alphabet, or spare bits that are not zero.
    """
    clean_last = _CLEAN_LAST.get(len(text) % 4)
    if not text or clean_last is None or text[-1] not in clean_last:
        raise ValueError("not canonical base64url")
    if text.translate(None, _BASE64URL):
        raise ValueError("not base64url")
    return binascii.a2b_base64(text.translate(_TO_BASE64) + b"=" * (-len(text) % 4))


def is_supported(algorithm: object) -> bool:
    """Whether ``algorithm`` (a header's ``alg``, of any type) is of the RS256 family."""
    return isinstance(algorithm, str) and algorithm in _HASHES


def is_signed_by(jws: CompactJws, key: RSAPublicKey) -> bool:
    """Whether ``key`` made the signature, with the header's algorithm (one that is supported)."""
    try:
        key.verify(jws.signature, jws.signing_input, _PADDING, _HASHES[jws.header["alg"]])
    except InvalidSignature:
        return False
    return True
