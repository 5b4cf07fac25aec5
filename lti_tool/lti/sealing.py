"""Texts that only we can have made: HMAC-SHA256 over a payload, safe in an address and in a cookie.

Sealed is not secret: whoever holds the text can read it. Keys are derived per purpose, and sealing
and :meth:`Sealer.mac` have different keys, so that no text made for one use is ever good for
another.
"""

from __future__ import annotations

import base64
import hmac


class Sealer:
    """Seals and unseals payloads for one purpose."""

    def __init__(self, secret: str, purpose: str) -> None:
        root = secret.encode()
        self._seal_key = hmac.digest(root, f"seal:{purpose}".encode(), "sha256")
        self._mac_key = hmac.digest(root, f"mac:{purpose}".encode(), "sha256")

    def seal(self, payload: bytes) -> str:
        """``payload`` and its HMAC as ``<base64url>.<base64url>``: 4/3 of its size plus 44."""
        body = _encode(payload)
        return f"{body}.{_encode(hmac.digest(self._seal_key, body.encode(), 'sha256'))}"

    def unseal(self, text: str) -> bytes:
        """The payload of a text made by :meth:`seal`.

        Raises:
            ValueError: it was not sealed with this secret for this purpose, or was altered.
        """
        body, _, tag = text.encode("ascii").rpartition(b".")
        expected = _encode(hmac.digest(self._seal_key, body, "sha256")).encode()
        if not hmac.compare_digest(expected, tag):
            raise ValueError("not sealed by us")
        return base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4))

    def mac(self, text: str) -> str:
        """The HMAC of ``text`` alone (43 characters), to keep elsewhere as proof."""
        return _encode(hmac.digest(self._mac_key, text.encode(), "sha256"))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
