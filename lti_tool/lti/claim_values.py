"""Single values out of a token: of the right type, clean enough to show, short enough to keep.

Optional claims of the wrong type count as absent: Moodle and other PHP platforms send ``[]`` for an
empty object, and a launch must not fail over a title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

LONGEST_ID = 255
"""Characters of any identifier (LTI Core 1.3, 5.3.3, 5.3.5 and 5.3.6)."""

_LONGEST_TEXT = 255
_LONGEST_URL = 2000
_LONGEST_EMAIL = 254
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
# Control characters become spaces; those that turn the direction of writing go, lest a name rewrite
# the line around it. Joiners stay: Persian and Indian names need them.
_UNWANTED: dict[int, str | None] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
}


def is_identifier(value: object) -> bool:
    """Whether ``value`` is a text of 1 to 255 characters; identifiers are never cut or cleaned."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID


def members(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object claim called ``name``, empty where it is absent or no object."""
    value = claims.get(name)
    return value if isinstance(value, dict) else {}


def text(value: object) -> str | None:
    """``value`` on one line and at most 255 characters, or None where there is nothing to show."""
    if not isinstance(value, str):
        return None
    if not value.isprintable():
        value = value.translate(_UNWANTED)
    return " ".join(value.split())[:_LONGEST_TEXT].rstrip() or None


def web_address(value: object) -> str | None:
    """``value`` if it is an absolute http or https address of at most 2,000 characters."""
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= _LONGEST_URL:
        return None
    try:
        parts = urlsplit(value)
        has_host = bool(parts.hostname)
    except ValueError:
        return None
    return value if has_host and parts.scheme in {"http", "https"} else None


def email_address(value: object) -> str | None:
    """``value`` if it has the shape of an e-mail address; the platform vouches for it, not we."""
    if not isinstance(value, str) or len(value) > _LONGEST_EMAIL or not value.isprintable():
        return None
    return value if _EMAIL.fullmatch(value) else None


def language_tag(value: object) -> str | None:
    """``value`` as a BCP 47 tag; Moodle's underscores (``en_gb``) become hyphens."""
    if not isinstance(value, str) or not _LANGUAGE_TAG.fullmatch(value):
        return None
    return value.replace("_", "-")
