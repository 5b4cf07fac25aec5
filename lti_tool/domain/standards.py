"""Standards as values: shared by every scheme, referred to by code (``ST2.4``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a standard, in the pack's own words."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard with its statements."""

    code: str
    title: str
    words: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class StandardSet:
    """One edition of a body's standards."""

    id: str
    title: str
    edition: str
    source: str
    standards: tuple[Standard, ...]

    def statements(self) -> Iterator[Statement]:
        """Every statement, in the source's order."""
        for standard in self.standards:
            yield from standard.statements
