"""Where the parts of a module stand in its files, for whatever is said about them later.

A :class:`~lti_tool.domain.modules.Module` knows no files; its reader keeps this beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lti_tool.content.sections import ReadSection
from lti_tool.content.yaml_source import YamlSource


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of a pack."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one module that was read without a mistake."""

    _head: YamlSource
    _bank: YamlSource
    _sections: Mapping[str, ReadSection]

    @classmethod
    def of(cls, head: YamlSource, bank: YamlSource, sections: Iterable[ReadSection]) -> Places:
        """The places of what was read from these."""
        return cls(head, bank, {read.section.id: read for read in sections})

    def head(self, *path: str | int) -> Place:
        """A value in ``module.yaml``; where it is missing, what it belongs to."""
        return _place(self._head, path)

    def bank(self, *path: str | int) -> Place:
        """A value in ``quiz.yaml``."""
        return _place(self._bank, path)

    def section(self, section_id: str) -> Place:
        """The head of a section's file."""
        read = self._sections[section_id]
        return Place(read.file.name, read.id_line)

    def block(self, section_id: str, number: int) -> Place:
        """Where the block of that number in a section begins."""
        read = self._sections[section_id]
        return Place(read.file.name, read.lines[number])


def _place(source: YamlSource, path: tuple[str | int, ...]) -> Place:
    return Place(source.file.name, source.span(path).first)
