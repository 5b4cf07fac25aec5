"""JSON objects that can be kept: no NaN, no lone surrogates, no NUL, no bottomless nesting.

RFC 8259 leaves these to the reader. PostgreSQL refuses the last three in a text column, so a token
that carries them would otherwise fail long after it was accepted.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

# Only an escape brings such characters past the UTF-8 decoder. Half of an emoji's pair matches too.
_SUSPICIOUS_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def decode_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in ``raw`` (UTF-8).

    Raises:
        ValueError: not JSON, not an object, or holding something that cannot be kept.
    """
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
        if not isinstance(value, dict):
            raise ValueError("not a JSON object")
        if _SUSPICIOUS_ESCAPE.search(raw):
            _refuse_unkeepable(value)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _refuse_unkeepable(value: object) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("a NUL character")
        value.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_unkeepable(name)
            _refuse_unkeepable(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_unkeepable(inner)
