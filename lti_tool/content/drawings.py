"""SVG drawings, cleaned to stand in a page: shapes and words, nothing that runs or reaches out.

The drawing is read by an XML parser that stops at a document type, so there is nothing to expand;
only the elements and attributes named here pass, and whatever else there is becomes a mistake at
its line. Ids are given the figure's name in front, since a page may hold several drawings.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from xml.parsers import expat

from lti_tool.content.files import TextFile
from lti_tool.content.findings import Findings, did_you_mean
from lti_tool.domain.texts import Html

LARGEST_DRAWING = 40_000
"""Bytes in one drawing."""
SMALLEST_WORDS = 24
"""The width of a drawing in heights of its smallest words, at most: 12 px on a small phone."""
DEEPEST = 24
"""Levels of groups in groups."""

_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
_ELEMENTS = frozenset({"svg", "g", "defs", "marker", "title", "desc", "text", "tspan", *_SHAPES})
_SILENT = frozenset({"title", "desc"})
_PAINT = {
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "opacity"),
    *("stroke-linejoin", "stroke-dasharray", "stroke-opacity", "stroke-miterlimit"),
}
_PLACE = {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height"}
_WRITING = {"font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"}
_MARKING = {"markerWidth", "markerHeight", "refX", "refY", "orient", "markerUnits", "viewBox"}
_LINKED = {"marker-start", "marker-mid", "marker-end"}
_ATTRIBUTES = frozenset(
    {"id", "d", "points", "transform", "dx", "dy", "letter-spacing"}
    | _PAINT
    | _PLACE
    | _WRITING
    | _MARKING
    | _LINKED
)
_ROOT_ONLY = frozenset({"xmlns", "version", "role", "aria-label", "preserveAspectRatio"})
_VALUE = re.compile(r"[A-Za-z0-9#.,()%+\-\s]*")
_LINK = re.compile(r"url\(#([A-Za-z][A-Za-z0-9_-]*)\)")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(?:px)?")
_UNREADABLE = "this drawing is not well-formed XML ({reason}); export it again as plain SVG"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that may stand in a page; its size is that of its ``viewBox``."""

    svg: Html
    width: int
    height: int


def read_drawing(file: TextFile, prefix: str, findings: Findings) -> Drawing | None:
    """The drawing in the file; ``None`` once its mistakes have been noted."""
    if len(file.text.encode()) > LARGEST_DRAWING:
        kilobytes = LARGEST_DRAWING // 1000
        message = f"this drawing is larger than {kilobytes} kB; draw it with fewer points"
        findings.mistake(file.name, 1, message)
        return None
    return _Cleaner(file, prefix, findings).cleaned()


class _Stop(Exception):
    """There is no sense in reading on; it never leaves this file."""


class _Cleaner:
    """Writes the drawing anew while it is read."""

    def __init__(self, file: TextFile, prefix: str, findings: Findings) -> None:
        self._file = file
        self._prefix = prefix
        self._findings = findings
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._out: list[str] = []
        self._open: list[str] = []
        self._sizes: list[float | None] = []
        self._size = (0.0, 0.0)
        self._ids: set[str] = set()
        self._links: list[tuple[str, int]] = []
        self._good = True

    def cleaned(self) -> Drawing | None:
        try:
            self._parser.Parse(self._file.text, True)
        except _Stop:
            return None
        except expat.ExpatError as error:
            self._findings.mistake(
                self._file.name,
                error.lineno,
                _UNREADABLE.format(reason=expat.errors.messages[error.code]),
            )
            return None
        for name, line in self._links:
            if name not in self._ids:
                hint = did_you_mean(name, self._ids)
                self._mistake(f"nothing in this drawing has the id `{name}`{hint}", line)
        if not self._good:
            return None
        width, height = self._size
        return Drawing(Html("".join(self._out)), round(width), round(height))

    def _mistake(self, message: str, line: int | None = None) -> None:
        self._good = False
        self._findings.mistake(self._file.name, line or self._parser.CurrentLineNumber, message)

    def _doctype(self, *_: object) -> None:
        self._mistake("leave out the document type (<!DOCTYPE …>)")
        raise _Stop

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        self._sizes.append(self._sizes[-1] if self._sizes else None)
        if len(self._open) == 1:
            self._root(name, attributes)
            return
        if len(self._open) > DEEPEST:
            self._mistake("this drawing holds groups in groups in groups; take some apart")
            raise _Stop
        if name not in _ELEMENTS or name == "svg" or _SILENT.intersection(self._open[:-1]):
            self._mistake(f"<{name}> cannot stand here; a drawing holds shapes and words only")
            return
        kept = "".join(self._attribute(name, *pair) for pair in attributes.items())
        if name not in _SILENT:
            self._out.append(f"<{name}{kept}>")

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        numbers = attributes.get("viewBox", "").replace(",", " ").split()
        if name != "svg" or len(numbers) != 4 or not all(map(_NUMBER.fullmatch, numbers)):
            self._mistake('a drawing begins with <svg xmlns="…" viewBox="0 0 480 300">')
            return
        self._size = (float(numbers[2]), float(numbers[3]))
        if not (1 <= self._size[0] <= 4000 and 1 <= self._size[1] <= 4000):
            self._mistake("the width and height of a viewBox are between 1 and 4000")
        others = [pair for pair in attributes.items() if pair[0] not in _ROOT_ONLY]
        kept = "".join(self._attribute("svg", *pair) for pair in others)
        self._out.append(f'<svg{kept} aria-hidden="true">')

    def _attribute(self, element: str, name: str, value: str) -> str:
        if element == "svg" and name in {"width", "height"}:
            return ""  # the page sets its size; the viewBox keeps its shape
        if name not in _ATTRIBUTES:
            self._mistake(f"`{name}` cannot be part of a drawing; leave it out")
            return ""
        if name == "id":
            return self._own_id(value)
        if name in _LINKED:
            return self._linked(name, value)
        if name == "font-size":
            self._set_size(value)
        if not _VALUE.fullmatch(value) or "url(" in value.lower():
            self._mistake(f"`{name}` cannot be `{value[:40]}`; write a plain value")
            return ""
        return f' {name}="{html.escape(value)}"'

    def _own_id(self, value: str) -> str:
        if not _ID.fullmatch(value):
            self._mistake("an id is letters, digits and hyphens, beginning with a letter")
        elif value in self._ids:
            self._mistake(f"another part of this drawing has the id `{value}`; rename one")
        self._ids.add(value)
        return f' id="{self._own(value)}"'

    def _own(self, name: str) -> str:
        """The name on the page: no block's id holds an underscore, so that no two are the same."""
        return f"{self._prefix}_{name}"

    def _linked(self, name: str, value: str) -> str:
        found = _LINK.fullmatch(value.strip())
        if not found:
            self._mistake(f"`{name}` names a marker of this drawing, as url(#arrow)")
            return ""
        self._links.append((found[1], self._parser.CurrentLineNumber))
        return f' {name}="url(#{self._own(found[1])})"'

    def _set_size(self, value: str) -> None:
        found = _LENGTH.fullmatch(value.strip())
        if found:
            self._sizes[-1] = float(found[1])
        else:
            self._mistake("give `font-size` as a number, in the units of the viewBox")

    def _words(self, data: str) -> None:
        if _SILENT.intersection(self._open):
            return
        if self._open[-1] not in {"text", "tspan"}:
            if data.strip():
                self._mistake("words stand in <text>")
            return
        if data.strip():
            self._check_words(data)
        self._out.append(html.escape(data))

    def _check_words(self, data: str) -> None:
        if "{" in data:
            self._mistake("a drawing's words are its own: no variable, and no curly bracket")
        size = self._sizes[-1]
        least = self._size[0] / SMALLEST_WORDS
        if size is None:
            self._mistake("give these words a `font-size`")
        elif size < least:
            self._mistake(
                f"these words are too small for a phone: in a drawing {self._size[0]:g} wide, give "
                f"them a `font-size` of {least:g} or more, or make the drawing narrower"
            )

    def _end(self, name: str) -> None:
        self._open.pop()
        self._sizes.pop()
        if name not in _SILENT:
            self._out.append(f"</{name}>")
