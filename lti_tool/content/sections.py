"""A section's file: front matter, Markdown, and activities in fenced blocks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from lti_tool.content.blocks import build_block
from lti_tool.content.files import TextFile
from lti_tool.content.findings import Findings, did_you_mean
from lti_tool.content.markdown import Writing
from lti_tool.content.patterns import NAME, WORDS
from lti_tool.content.schema import KINDS, FrontMatter
from lti_tool.content.shape import parse
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import YamlSource, line_of, read_yaml
from lti_tool.domain.blocks import Activity, Block, Prose
from lti_tool.domain.modules import Section

_HEAD = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(\n|\Z)", re.DOTALL)
_INFO = re.compile(r"\{([A-Za-z_-]+)\}[ \t]+(\S+)")


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section, and the lines of the ids in it."""

    section: Section
    file: TextFile
    id_line: int
    block_lines: dict[str, int]
    quizzes: tuple[int, ...]
    """The lines of its quiz blocks; there should be none or one."""


class SectionReader:
    """Reads one section; everything that is wrong in it is noted."""

    def __init__(
        self, file: TextFile, writing: Writing, codes: Collection[str] | None, findings: Findings
    ) -> None:
        self._file = file
        self._writing = writing
        self._codes = codes
        self._findings = findings
        self._offset = 0
        self._block_lines: dict[str, int] = {}
        self._quizzes: list[int] = []

    def read(self) -> ReadSection | None:
        """The section; ``None`` when its front matter cannot be read."""
        found = _HEAD.match(self._file.text)
        if not found:
            self._mistake(1, "a section begins with its id, title and minutes between lines ---")
            return None
        head = read_yaml(self._file, self._findings, text=found[1] or "", offset=1)
        front = parse(head, FrontMatter) if head else None
        self._offset = found[0].count("\n")
        blocks = tuple(self._blocks(self._file.text[found.end() :]))
        if head is None or front is None:
            return None
        section = Section(
            id=front.id,
            title=self._texts(head).plain(front.title, "title"),
            minutes=front.minutes,
            blocks=blocks,
        )
        id_line = head.span(("id",)).first
        return ReadSection(section, self._file, id_line, self._block_lines, tuple(self._quizzes))

    def _blocks(self, body: str) -> Iterator[Block]:
        prose: list[Token] = []
        for token in self._writing.tokens(body):
            if token.type == "fence" and token.level == 0:
                yield from self._prose(prose)
                prose = []
                block = self._fence(token)
                if block:
                    yield block
            elif token.type == "fence":
                self._mistake(self._line(token), "a block stands at the margin, not in a list")
            else:
                prose.append(token)
        yield from self._prose(prose)

    def _prose(self, tokens: list[Token]) -> Iterator[Prose]:
        for complaint in self._writing.complaints(tokens):
            first, last = complaint.first + self._offset, complaint.last + self._offset
            line = line_of(self._file.lines, first, last, complaint.near)
            self._mistake(line, complaint.message)
        html = self._writing.html(tokens)
        if html:
            yield Prose(html, html.words)

    def _fence(self, token: Token) -> Activity | None:
        line = self._line(token)
        found = _INFO.fullmatch(token.info.strip())
        if not found or found[1] not in KINDS:
            hint = did_you_mean(found[1], KINDS) if found else ""
            self._mistake(line, f"a block begins with its kind and id, as ```{{note}} my-id{hint}")
            return None
        if not self._closed(token):
            self._mistake(line, f"the block `{found[2]}` is not closed; end it with a line ```")
            return None
        self._check_id(found[2], line)
        if not token.content.strip():
            self._mistake(line, f"the block `{found[2]}` is empty; say in it what it holds")
            return None
        self._quizzes += [line] if found[1] == "quiz" else []
        source = read_yaml(self._file, self._findings, text=token.content, offset=line)
        return build_block(found[1], found[2], self._texts(source)) if source else None

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

    def _texts(self, source: YamlSource) -> Texts:
        return Texts(source, self._writing, self._codes)

    def _line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + 1 + self._offset

    def _mistake(self, line: int, message: str) -> None:
        self._findings.mistake(self._file.name, line, message)
