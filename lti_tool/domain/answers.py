"""The parts of an answer that arrives from a browser, checked one by one.

Numbers may arrive as text, since a form without JavaScript sends nothing else. What is kept is
always the same for the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lti_tool.errors import InvalidInput

LONGEST_TEXT = 20_000
"""Characters in a reflection."""
LONGEST_PATH = 200
"""Steps on one way through a story, going in circles included."""

_CHOOSE = "Please choose one of the answers shown."


def checked_index(field: str, value: object, size: int) -> int:
    """A number from 0 to ``size - 1``.

    Raises:
        InvalidInput: naming ``field``, for anything else.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 5:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < size:
        return value
    raise InvalidInput({field: _CHOOSE})


def checked_indexes(field: str, value: object, size: int) -> tuple[int, ...]:
    """Several such numbers, in order, each once.

    Raises:
        InvalidInput: naming ``field``, when it is not a list of such numbers.
    """
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise InvalidInput({field: _CHOOSE})
    return tuple(sorted({checked_index(field, number, size) for number in value}))


def step_names(field: str, value: object) -> tuple[str, ...]:
    """A list of at least one step id.

    Raises:
        InvalidInput: naming ``field``, when it is something else or too long.
    """
    if not isinstance(value, list | tuple) or not value:
        raise InvalidInput({field: "Please begin the story at its first step."})
    if len(value) > LONGEST_PATH:
        raise InvalidInput({field: "The story has been going in circles. Please begin it again."})
    if not all(isinstance(step, str) for step in value):
        raise InvalidInput({field: "Please choose one of the ways on that are shown."})
    return tuple(value)


def checked_text(field: str, value: object) -> str:
    """Text as it can be kept anywhere: line ends made equal, invisible control characters gone.

    Raises:
        InvalidInput: naming ``field``, when it is no text or longer than :data:`LONGEST_TEXT`.
    """
    if not isinstance(value, str):
        raise InvalidInput({field: "Please write your answer as text."})
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign in "\n\t" or not _unkeepable(sign)).strip()
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(
            {field: f"This is longer than {LONGEST_TEXT:,} characters. Please shorten it a little."}
        )
    return text


def _unkeepable(sign: str) -> bool:
    """Control characters and halves of a surrogate pair: databases refuse some of them."""
    return ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 or 0xD800 <= ord(sign) < 0xE000
