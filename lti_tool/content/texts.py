"""The texts of one YAML file of a module, turned into HTML with mistakes noted at their lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from lti_tool.content.findings import Findings, did_you_mean
from lti_tool.content.markdown import Complaint, Writing
from lti_tool.content.media import Media
from lti_tool.content.yaml_source import Path, YamlSource
from lti_tool.domain.texts import Html

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\[@[^\]]*\]|\[\[|\]\([a-z]+:|\*\*\w")


@dataclass(frozen=True, slots=True)
class Texts:
    """Where texts come from, and what they may refer to."""

    source: YamlSource
    writing: Writing
    codes: Collection[str] | None
    """Codes of the standards' statements; ``None`` when those could not be read."""
    media: Media = field(default_factory=lambda: Media((), Findings()))
    """Where blocks find their pictures; without folders there are none."""

    def of(self, source: YamlSource) -> Texts:
        """The same for another piece of YAML."""
        return replace(self, source=source)

    def block(self, text: str, *path: str | int) -> Html:
        """A text of some paragraphs or lists."""
        rendered, complaints = self.writing.block(text)
        self._note(path, complaints)
        return rendered

    def line(self, text: str, *path: str | int) -> Html:
        """A text of one paragraph, for a button, a label or a line of a list."""
        rendered, complaints = self.writing.line(text)
        self._note(path, complaints)
        return rendered

    def plain(self, text: str, *path: str | int) -> str:
        """A title or a label: words without Markdown."""
        for message, near in self.writing.wrong_words(text):
            self.source.mistake(path, message, near)
        found = _MARKUP.search(text)
        if found:
            self.source.mistake(path, "write this as plain words, without Markdown", found[0])
        return " ".join(text.split())

    def standards(self, codes: Iterable[str], *path: str | int) -> tuple[str, ...]:
        """Codes of statements, each known and named once."""
        named: list[str] = []
        for number, code in enumerate(codes):
            if code in named:
                self.source.mistake((*path, number), f"{code} is named twice here; keep one")
            elif self.codes is not None and code not in self.codes:
                hint = did_you_mean(code, self.codes)
                self.source.mistake((*path, number), f"there is no statement `{code}`{hint}")
            named.append(code)
        return tuple(named)

    def unique(self, what: str, names: Iterable[str], *path: str | int, key: str = "id") -> None:
        """Note every name in a list of things that an earlier one of them has already."""
        seen: set[str] = set()
        for number, name in enumerate(names):
            if name in seen:
                where = (*path, number, key) if key else (*path, number)
                self.source.mistake(where, f"another {what} is called `{name}`; rename one")
            seen.add(name)

    def _note(self, path: Path, complaints: Iterable[Complaint]) -> None:
        for complaint in complaints:
            self.source.mistake(path, complaint.message, complaint.near)
