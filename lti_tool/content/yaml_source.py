"""YAML read so that every value knows its line, and nothing in it can do harm.

The parser's events are put together here instead of by PyYAML's constructor. That gives line
numbers, finds keys written twice, and leaves no room for tags (``!!python/…``), for aliases (a few
lines of which can stand for gigabytes) or for nesting deep enough to exhaust the stack.

Plain words stay text: ``2026.1`` is not a number and ``No`` is not false. The schema turns text
into numbers and booleans where it expects them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from lti_tool.content.files import UNPRINTABLE, TextFile
from lti_tool.content.findings import Findings

DEEPEST = 24
"""Levels of nesting; the format needs eight."""

Path = tuple[str | int, ...]
Value = str | None | list["Value"] | dict[str, "Value"]

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last line of a value, from 1."""

    first: int
    last: int


@dataclass(slots=True)
class YamlSource:
    """Values with the lines they stand in, and a way to note mistakes about them."""

    file: TextFile
    findings: Findings
    value: Value = None
    spans: dict[Path, Span] = field(default_factory=dict)

    def span(self, path: Path) -> Span:
        """Where the value stands; for a path that is not there, where its parent does."""
        while path and path not in self.spans:
            path = path[:-1]
        return self.spans.get(path, Span(1, 1))

    def mistake(self, path: Path, message: str, near: str = "") -> None:
        """Note a mistake at a value, or at the line of it in which ``near`` stands."""
        self.findings.mistake(self.file.name, self._line(path, near), message)

    def hint(self, path: Path, message: str) -> None:
        """Note a hint at a value."""
        self.findings.hint(self.file.name, self._line(path, ""), message)

    def at(self, path: Path) -> YamlSource:
        """The part of it that stands at a path, as a source of its own."""
        value: Value = self.value
        for part in path:
            match value:
                case dict() if isinstance(part, str):
                    value = value.get(part)
                case list() if isinstance(part, int):
                    value = value[part]
        below = {p[len(path) :]: s for p, s in self.spans.items() if p[: len(path)] == path}
        return YamlSource(self.file, self.findings, value, below)

    def _line(self, path: Path, near: str) -> int:
        span = self.span(path)
        return line_of(self.file.lines, span.first, span.last, near)


def line_of(lines: list[str], first: int, last: int, near: str) -> int:
    """The first line from ``first`` to ``last`` in which ``near`` stands, else ``first``."""
    if near:
        for number in range(first, min(last, len(lines)) + 1):
            if near in lines[number - 1]:
                return number
    return first


def read_yaml(
    file: TextFile, findings: Findings, *, text: str | None = None, offset: int = 0
) -> YamlSource | None:
    """Read a file, or a part of one that begins after ``offset`` lines.

    ``None`` once a mistake has been noted: syntax, tabs, keys written twice, tags, aliases, nesting
    deeper than :data:`DEEPEST`, or more than one document.
    """
    text = file.text if text is None else text
    whole = Span(offset + 1, offset + 1 + text.rstrip("\n").count("\n"))
    source = YamlSource(file, findings, spans={(): whole})
    try:
        _check_tabs(text)
        source.value = _Composer(text, source.spans, offset).document()
    except _Problem as problem:
        findings.mistake(file.name, problem.line + offset, problem.message)
        return None
    return source


class _Problem(Exception):
    """One mistake on its way out of the parser; it never leaves this file."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message
        super().__init__(message)


def _check_tabs(text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            raise _Problem(number, "this line is indented with a tab; use spaces")


class _Composer:
    """Builds one document from the parser's events, depth first."""

    def __init__(self, text: str, spans: dict[Path, Span], offset: int) -> None:
        self._events = _events(text)
        self._spans = spans
        self._offset = offset

    def document(self) -> Value:
        self._expect(yaml.StreamStartEvent)
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        value = self._value(next(self._events), ())
        self._expect(yaml.DocumentEndEvent)
        end = next(self._events)
        if not isinstance(end, yaml.StreamEndEvent):
            raise _Problem(_line(end), "a second document begins here; remove the line ---")
        return value

    def _expect(self, kind: type[yaml.Event]) -> None:
        event = next(self._events)
        if not isinstance(event, kind):
            raise _Problem(_line(event), "the YAML cannot go on like this; check the lines above")

    def _value(self, event: yaml.Event, path: Path) -> Value:
        self._check(event, path)
        first = _line(event)
        value: Value
        if isinstance(event, yaml.MappingStartEvent):
            value, event = self._mapping(path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value, event = self._sequence(path)
        else:
            value = _scalar(event)
        self._note(path, first, _last_line(event))
        return value

    def _check(self, event: yaml.Event, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Problem(
                _line(event),
                "anchors (&) and aliases (*) are not used in packs; write the text out, in quotes "
                "if it begins with such a sign",
            )
        if getattr(event, "tag", None):
            raise _Problem(
                _line(event),
                "tags (!) are not used in packs; put the text in quotes if it begins with !",
            )
        if len(path) > DEEPEST:
            raise _Problem(_line(event), "this is nested too deeply; check the indentation")

    def _mapping(self, path: Path) -> tuple[dict[str, Value], yaml.Event]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._check(event, path)
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Problem(line, "a name is expected before the colon here")
            key = _text(event)
            if key in found:
                raise _Problem(line, f"`{key}` is written twice here; keep one of them")
            found[key] = self._value(next(self._events), (*path, key))
            self._note((*path, key), line, self._spans[(*path, key)].last - self._offset)
        return found, event

    def _sequence(self, path: Path) -> tuple[list[Value], yaml.Event]:
        found: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found, event

    def _note(self, path: Path, first: int, last: int) -> None:
        self._spans[path] = Span(first + self._offset, max(first, last) + self._offset)


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _Problem(min(line, text.count("\n") + 1), _syntax(error)) from None
    except yaml.YAMLError:
        raise _Problem(1, "this is not YAML; compare it with another pack") from None


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "it cannot be read"
    return (
        f"the YAML stops making sense here ({problem}); check the indentation, and put texts with "
        "a colon or a quotation mark in quotes or after `>-`"
    )


def _scalar(event: yaml.Event) -> str | None:
    text = _text(event)
    if getattr(event, "style", None) in {None, ""} and text in _EMPTY:
        return None
    return text


def _text(event: yaml.Event) -> str:
    text = str(getattr(event, "value", ""))
    if UNPRINTABLE.search(text):
        raise _Problem(_line(event), "an invisible character stands for nothing here; delete it")
    return text


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1


def _last_line(event: yaml.Event) -> int:
    """The last line that a value stands in: block texts end at the start of the line after."""
    mark = event.end_mark
    return int(mark.line) + (1 if mark.column else 0) if mark else 1
