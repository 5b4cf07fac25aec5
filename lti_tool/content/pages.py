"""A file that is a page: front matter, Markdown, and blocks in fences.

Sections and sheets to print are both of that form; they differ in the blocks that they may hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from markdown_it.token import Token

from lti_tool.content.files import TextFile
from lti_tool.content.findings import did_you_mean
from lti_tool.content.patterns import NAME, WORDS
from lti_tool.content.shape import Shape, parse
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import YamlSource, line_of, read_yaml
from lti_tool.domain.blocks import Prose

_HEAD = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(\n|\Z)", re.DOTALL)
_ID = re.compile(r"^id:[ \t]*[\"']?([a-z][a-z0-9-]*)", re.MULTILINE)
_INFO = re.compile(r"\{([A-Za-z_-]+)\}[ \t]+(\S+)")

F = TypeVar("F", bound=Shape)
B = TypeVar("B")


def id_in(file: TextFile) -> str | None:
    """The id in a page's front matter, before anything else in it is read or checked."""
    head = _HEAD.match(file.text)
    found = _ID.search(head[0]) if head else None
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Grammar(Generic[F, B]):
    """What such a file may hold: its front matter, and its blocks by kind."""

    front: type[F]
    begins_with: str
    """What to say when the front matter is missing."""
    kinds: Mapping[str, type[Shape]]
    build: Callable[[str, str, Texts], B | None]


@dataclass(slots=True)
class Page(Generic[F, B]):
    """A page as it was read; ``texts`` note mistakes in the front matter."""

    file: TextFile
    texts: Texts
    front: F
    blocks: tuple[Prose | B, ...]
    lines: tuple[int, ...]
    """The line in which each of ``blocks`` begins."""
    block_lines: dict[str, int]
    kind_lines: dict[str, list[int]] = field(default_factory=dict)

    @property
    def id_line(self) -> int:
        """The line of its id."""
        return self.texts.source.span(("id",)).first


class PageReader(Generic[F, B]):
    """Reads one page; everything that is wrong in it is noted."""

    def __init__(self, file: TextFile, texts: Texts, grammar: Grammar[F, B]) -> None:
        """``texts`` are those of the module, whose names the page may use."""
        self._file = file
        self._module = texts
        self._grammar = grammar
        self._findings = texts.source.findings
        self._offset = 0
        self._block_lines: dict[str, int] = {}
        self._kind_lines: dict[str, list[int]] = {}

    def read(self) -> Page[F, B] | None:
        """The page; ``None`` when its front matter cannot be read."""
        found = _HEAD.match(self._file.text)
        if not found:
            self._mistake(1, self._grammar.begins_with)
            return None
        head = read_yaml(self._file, self._findings, text=found[1] or "", offset=1)
        front = parse(head, self._grammar.front) if head else None
        self._offset = found[0].count("\n")
        placed = tuple(self._blocks(self._file.text[found.end() :]))
        if head is None or front is None:
            return None
        texts = self._module.of(head)
        blocks = tuple(block for _, block in placed)
        lines = tuple(line for line, _ in placed)
        return Page(self._file, texts, front, blocks, lines, self._block_lines, self._kind_lines)

    def _blocks(self, body: str) -> Iterator[tuple[int, Prose | B]]:
        prose: list[Token] = []
        for token in self._module.writing.tokens(body):
            if token.type == "fence" and token.level == 0:
                yield from self._prose(prose)
                prose = []
                block = self._fence(token)
                if block is not None:
                    yield self._line(token), block
            elif token.type == "fence":
                self._mistake(self._line(token), "a block stands at the margin, not in a list")
            else:
                prose.append(token)
        yield from self._prose(prose)

    def _prose(self, tokens: list[Token]) -> Iterator[tuple[int, Prose]]:
        writing = self._module.writing
        for complaint in writing.complaints(tokens):
            first, last = complaint.first + self._offset, complaint.last + self._offset
            line = line_of(self._file.lines, first, last, complaint.near)
            self._mistake(line, complaint.message)
        html = writing.html(tokens)
        if html:
            yield self._line(tokens[0]), Prose(html, html.words)

    def _fence(self, token: Token) -> B | None:
        line = self._line(token)
        found = _INFO.fullmatch(token.info.strip())
        kinds = self._grammar.kinds
        if not found or found[1] not in kinds:
            hint = did_you_mean(found[1], kinds) if found else ""
            example = next(iter(kinds))
            message = f"a block begins with its kind and id, as ```{{{example}}} my-id{hint}"
            self._mistake(line, message)
            return None
        kind, block_id = found.groups()
        if not self._closed(token):
            self._mistake(line, f"the block `{block_id}` is not closed; end it with a line ```")
            return None
        self._check_id(block_id, line)
        if not token.content.strip():
            self._mistake(line, f"the block `{block_id}` is empty; say in it what it holds")
            return None
        self._kind_lines.setdefault(kind, []).append(line)
        source = read_yaml(self._file, self._findings, text=token.content, offset=line)
        return self._built(kind, block_id, source) if source else None

    def _built(self, kind: str, block_id: str, source: YamlSource) -> B | None:
        return self._grammar.build(kind, block_id, self._module.of(source))

    def _check_id(self, block_id: str, line: int) -> None:
        if not re.fullmatch(NAME, block_id):
            self._mistake(line, f"the id `{block_id}` must be {WORDS[NAME]}")
        if block_id in self._block_lines:
            self._mistake(line, f"another block is called `{block_id}`; rename one")
        self._block_lines[block_id] = line

    def _closed(self, token: Token) -> bool:
        first, last = token.map or [0, 0]
        lines = self._file.lines
        number = last + self._offset - 1
        end = lines[number].strip() if number < len(lines) else ""
        return last - first > 1 and len(end) >= len(token.markup) and set(end) == {token.markup[0]}

    def _line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + 1 + self._offset

    def _mistake(self, line: int, message: str) -> None:
        self._findings.mistake(self._file.name, line, message)
