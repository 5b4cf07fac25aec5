"""What a form sent, read with clear limits. What is wrong is named by field and said in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import request

from lti_tool.errors import InvalidInput
from lti_tool.web.dates import read_day

LINE = 200
"""Characters that fit in a one-line field."""

PARAGRAPHS = 5_000
"""Characters that fit in a comment or a reason."""


def text(name: str, *, longest: int = LINE) -> str:
    """The text of a field, without the blanks around it; empty when it was not sent.

    Raises:
        InvalidInput: it is longer than ``longest`` characters.
    """
    value = request.form.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()
    if len(value) > longest:
        raise InvalidInput(
            {name: f"This is {len(value):,} characters long; please keep it under {longest:,}."}
        )
    return value


def texts(names: Iterable[str], *, longest: int = LINE) -> dict[str, str]:
    """The texts of several fields.

    Raises:
        InvalidInput: every field that is too long.
    """
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for name in names:
        try:
            values[name] = text(name, longest=longest)
        except InvalidInput as error:
            wrong |= error.fields
    if wrong:
        raise InvalidInput(wrong)
    return values


def ticked(name: str) -> bool:
    """Whether a single tick box was ticked."""
    return bool(request.form.get(name))


def number(name: str) -> int:
    """A whole number such as a revision, 0 when it was not sent or is none."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def day(name: str) -> date:
    """A day that must be there.

    Raises:
        InvalidInput: there is none, or it is not a day.
    """
    typed = request.form.get(name, "").strip()
    if not typed:
        raise InvalidInput({name: "Please give the day on which it happened."})
    value = read_day(typed[:LINE])
    if value is None:
        raise InvalidInput({name: "Please write the day like this: 22/11/2026."})
    return value


def page_number() -> int:
    """The page of a list from ``?page=``, 1 when it is missing or senseless."""
    value = request.args.get("page", "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else 1
