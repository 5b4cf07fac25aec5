"""Which words of the glossary and which sources a page's texts speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from lti_tool.domain.modules import Html, Module, Reference, Term

_TERM = re.compile(r'popovertarget="term-([^"]+)"')
_CITED = re.compile(r'href="#ref-([^"]+)"')


def terms_in(module: Module, *values: object) -> tuple[Term, ...]:
    """The terms that are marked in these values, in the glossary's order.

    Feedback that is not shown yet is looked at as well: it comes into the page without a new one.
    """
    found = _found(_TERM, values)
    return tuple(term for term in module.glossary if term.id in found)


def references_in(module: Module, *values: object) -> tuple[Reference, ...]:
    """The references that these values cite, in their order."""
    found = _found(_CITED, values)
    return tuple(reference for reference in module.references if reference.id in found)


def _found(pattern: re.Pattern[str], values: tuple[object, ...]) -> set[str]:
    return {name for text in _texts(values) for name in pattern.findall(text)}


def _texts(value: object) -> Iterator[Html]:
    """Every text in a value of the content, however deep."""
    if isinstance(value, Html):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
