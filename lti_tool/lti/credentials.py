"""Credentials signed as JSON Web Tokens (1EdTech Open Badges 3.0, section 8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt

from lti_tool.lti.tool_keys import ToolKey


def sign_credential(key: ToolKey, claims: Mapping[str, Any], *, key_url: str) -> str:
    """The credential as a compact JWS.

    ``key_url`` is where the public key stands as a JWK: the header's ``kid`` has to lead to it
    (section 8.2.3, which allows no more than ``alg``, ``kid`` and ``typ`` besides).
    """
    return jwt.encode(dict(claims), key.private_key, algorithm="RS256", headers={"kid": key_url})
