"""Sheets to print: files in ``takeaways/`` become forms (``docs/pack-format.md``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from pydantic import Discriminator, Field, StringConstraints, Tag

from lti_tool.content import patterns
from lti_tool.content.files import TextFile
from lti_tool.content.pages import Grammar, PageReader
from lti_tool.content.shape import Shape, Text, parse
from lti_tool.content.texts import Texts
from lti_tool.domain.takeaways import Fields, Grid, Lines, Orientation, Part, Takeaway, Ticks

TAKEAWAYS = "takeaways"
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Height = Annotated[int, Field(ge=1, le=40)]
RowHeadings = Annotated[tuple[Label, ...], Field(min_length=1, max_length=40)]


class TakeawayFront(Shape):
    """The head of a sheet's file."""

    id: Annotated[str, StringConstraints(pattern=patterns.NAME)]
    title: Text
    about: Text
    orientation: Orientation = Orientation.PORTRAIT


class FieldsIn(Shape):
    """A ``fields`` block."""

    fields: Annotated[tuple[Label, ...], Field(min_length=1, max_length=24)]
    columns: Annotated[int, Field(ge=1, le=3)] = 2


class LinesIn(Shape):
    """A ``lines`` block."""

    label: Label
    lines: Height
    hint: Text | None = None


class GridIn(Shape):
    """A ``grid`` block."""

    caption: Label
    columns: Annotated[tuple[Label, ...], Field(min_length=1, max_length=8)]
    rows: Annotated[
        Annotated[Height, Tag("[number]")] | Annotated[RowHeadings, Tag("[list]")],
        Discriminator(lambda value: "[list]" if isinstance(value, list | tuple) else "[number]"),
    ]
    lines: Height = 2
    widths: Annotated[tuple[Annotated[int, Field(ge=1, le=9)], ...], Field(max_length=8)] = ()


class TicksIn(Shape):
    """A ``ticks`` block."""

    title: Label
    items: Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]


PARTS: dict[str, type[Shape]] = {
    "fields": FieldsIn,
    "lines": LinesIn,
    "grid": GridIn,
    "ticks": TicksIn,
}


def read_takeaway(file: TextFile, texts: Texts) -> Takeaway | None:
    """The sheet; ``None`` when its front matter cannot be read.

    ``texts`` are those of the module. A sheet stands alone, so it cites nothing and marks no terms.
    """
    alone = replace(texts.writing, references={}, terms=None)
    page = PageReader(file, replace(texts, writing=alone), _SHEET).read()
    if page is None:
        return None
    stem = file.name.rsplit("/", 1)[-1].removesuffix(".md")
    if page.front.id != stem:
        message = f"the file is called `{stem}.md`; make the id the same"
        page.texts.source.mistake(("id",), message)
    return Takeaway(
        id=page.front.id,
        title=page.texts.plain(page.front.title, "title"),
        about=page.texts.line(page.front.about, "about"),
        orientation=page.front.orientation,
        parts=page.blocks,
    )


def _build(kind: str, part_id: str, texts: Texts) -> Part | None:
    given = parse(texts.source, PARTS[kind])
    return _BUILDERS[kind](part_id, given, texts) if given else None


def _fields(part_id: str, given: FieldsIn, texts: Texts) -> Fields:
    labels = tuple(texts.plain(label, "fields", n) for n, label in enumerate(given.fields))
    return Fields(part_id, labels, given.columns)


def _lines(part_id: str, given: LinesIn, texts: Texts) -> Lines:
    hint = texts.line(given.hint, "hint") if given.hint else None
    return Lines(part_id, texts.plain(given.label, "label"), given.lines, hint)


def _grid(part_id: str, given: GridIn, texts: Texts) -> Grid:
    rows = ("",) * given.rows if isinstance(given.rows, int) else given.rows
    if given.widths and len(given.widths) != len(given.columns):
        message = f"there are {len(given.columns)} columns; give each of them a width, or none"
        texts.source.mistake(("widths",), message)
    return Grid(
        id=part_id,
        caption=texts.plain(given.caption, "caption"),
        columns=tuple(texts.plain(name, "columns", n) for n, name in enumerate(given.columns)),
        rows=tuple(texts.plain(row, "rows", n) for n, row in enumerate(rows)),
        lines=given.lines,
        widths=given.widths,
    )


def _ticks(part_id: str, given: TicksIn, texts: Texts) -> Ticks:
    items = tuple(texts.line(item, "items", n) for n, item in enumerate(given.items))
    return Ticks(part_id, texts.plain(given.title, "title"), items)


# Each builder takes the shape that PARTS names for its kind, which a type cannot say.
_BUILDERS: dict[str, Callable[..., Part]] = {
    "fields": _fields,
    "lines": _lines,
    "grid": _grid,
    "ticks": _ticks,
}

_SHEET: Grammar[TakeawayFront, Part] = Grammar(
    front=TakeawayFront,
    begins_with="a sheet begins with its id, title and about between lines ---",
    kinds=PARTS,
    build=_build,
)
