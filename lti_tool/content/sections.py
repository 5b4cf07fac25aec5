"""A section's file becomes a section: what is read, done and shown on one page."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.content.blocks import build_block
from lti_tool.content.files import TextFile
from lti_tool.content.pages import Grammar, PageReader
from lti_tool.content.schema import KINDS, FrontMatter
from lti_tool.content.texts import Texts
from lti_tool.domain.blocks import Activity
from lti_tool.domain.modules import Section

_SECTION: Grammar[FrontMatter, Activity] = Grammar(
    front=FrontMatter,
    begins_with="a section begins with its id, title and minutes between lines ---",
    kinds=KINDS,
    build=build_block,
)


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section, and the lines of the ids in it."""

    section: Section
    file: TextFile
    id_line: int
    block_lines: dict[str, int]
    quizzes: tuple[int, ...]
    """The lines of its quiz blocks; there should be none or one."""
    lines: tuple[int, ...]
    """The line in which each block of the section begins, prose too."""


def read_section(file: TextFile, texts: Texts) -> ReadSection | None:
    """The section; ``None`` when its front matter cannot be read.

    ``texts`` are those of the module: what its pages may refer to, and where mistakes are noted.
    """
    page = PageReader(file, texts, _SECTION).read()
    if page is None:
        return None
    section = Section(
        id=page.front.id,
        title=page.texts.plain(page.front.title, "title"),
        minutes=page.front.minutes,
        blocks=page.blocks,
    )
    quizzes = tuple(page.kind_lines.get("quiz", ()))
    return ReadSection(section, file, page.id_line, page.block_lines, quizzes, page.lines)
