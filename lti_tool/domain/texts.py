"""Texts of a pack: safe HTML, its plain words, and the variables that a provider fills in."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

_END_OF_BLOCK = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote|dt|dd)>|<br ?/?>|<hr ?/?>")
_TAG = re.compile(r"""<[^>"]*(?:"[^"]*"[^>"]*)*>""")
_CITATION = re.compile(r'\s*<a class="citation".*?</a>', re.DOTALL)
_TOKEN = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")


class Html(str):
    """Text that is safe to put into a page as it is (templates see that by ``__html__``)."""

    __slots__ = ()

    def __html__(self) -> str:
        return self

    @property
    def plain(self) -> str:
        """The words alone, without citations: a line each for paragraph, heading, item or cell."""
        text = " ".join(_CITATION.sub("", self).split())
        text = html.unescape(_TAG.sub("", _END_OF_BLOCK.sub("\n", text)))
        lines = (" ".join(line.split()) for line in text.split("\n"))
        return "\n".join(line for line in lines if line)

    @property
    def words(self) -> int:
        """How many words a reader sees."""
        return count_words(self.plain)


def count_words(text: str) -> int:
    """How many words a text has; a dash or a bullet standing alone is none."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


BUILT_IN_VARIABLES = frozenset({"pass_mark", "draw"})
"""Variables that every module has: the quiz's pass mark, and how many questions are drawn."""


def variables_in(text: str) -> list[str]:
    """The names of the variables that stand in a text, in order."""
    return _TOKEN.findall(text)


def without_variables(text: str) -> str:
    """The text with its well-formed variables taken out."""
    return _TOKEN.sub("", text)


# The walk takes and gives back every kind of value that a module is made of, hence Any.
def filled(value: Any, values: Mapping[str, str]) -> Any:
    """The same value with its variables filled in, escaped wherever they stand in HTML."""
    if isinstance(value, Html):
        return Html(_fill_text(value, {k: html.escape(v) for k, v in values.items()}))
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return _fill_text(value, values)
    if isinstance(value, tuple):
        return tuple(filled(item, values) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: filled(getattr(value, f.name), values) for f in fields(value)}
        return replace(value, **parts)
    return value


def _fill_text(text: str, values: Mapping[str, str]) -> str:
    if "{{" not in text:
        return text
    return _TOKEN.sub(lambda token: values.get(token[1], token[0]), text)
