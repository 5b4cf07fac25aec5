"""Sheets to print: forms that a mentor fills in on paper or on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from lti_tool.domain.blocks import Prose
from lti_tool.domain.texts import Html


class Orientation(StrEnum):
    """How an A4 sheet lies."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, slots=True)
class Fields:
    """Short things to fill in, each after its label, in so many columns."""

    kind: ClassVar[str] = "fields"

    id: str
    labels: tuple[str, ...]
    columns: int


@dataclass(frozen=True, slots=True)
class Lines:
    """Room for some lines of writing under a label."""

    kind: ClassVar[str] = "lines"

    id: str
    label: str
    lines: int
    hint: Html | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to fill in: ``rows`` are the rows' headings, or empty where there are none.

    With headings the first column holds them. ``lines`` is the height of a row in lines of writing;
    ``widths`` say how wide the columns are beside each other, where they are not all alike.
    """

    kind: ClassVar[str] = "grid"

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    lines: int
    widths: tuple[int, ...] = ()

    @property
    def per_cents(self) -> tuple[int, ...]:
        """Each column's share of the width; none where the columns are alike."""
        return tuple(100 * width // sum(self.widths) for width in self.widths)

    @property
    def headed(self) -> bool:
        """Whether its rows have headings."""
        return any(self.rows)


@dataclass(frozen=True, slots=True)
class Ticks:
    """Things to tick off."""

    kind: ClassVar[str] = "ticks"

    id: str
    title: str
    items: tuple[Html, ...]


Part = Prose | Fields | Lines | Grid | Ticks


@dataclass(frozen=True, slots=True)
class Takeaway:
    """One sheet; ``about`` says when to use it."""

    id: str
    title: str
    about: Html
    orientation: Orientation
    parts: tuple[Part, ...]
