"""The files of a pack, read with care: a pack may come from anybody.

Nothing outside the pack's folder is read (symbolic links are followed only inside it), nothing
large, nothing that is not plain UTF-8 text.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from lti_tool.content.findings import Findings

LARGEST_FILE = 1_000_000
"""Bytes in one file of a pack."""

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, stray marks of byte order, and code points that are no characters."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's text with equal line ends; ``name`` is how mistakes call it."""

    name: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines; line ``n`` of an editor is ``lines[n - 1]``."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a pack; ``name`` is how mistakes call it, ``pack`` what it may not leave."""

    path: Path
    name: str
    pack: Path

    def file_name(self, name: str) -> str:
        """How mistakes call a file in this folder."""
        return f"{self.name}/{printable(name)}"

    def entries(self, findings: Findings) -> list[Path]:
        """What is in the folder, hidden things aside, by name."""
        try:
            found = sorted(self.path.iterdir())
        except OSError as error:
            findings.mistake(self.name, 1, f"this folder cannot be read: {_reason(error)}")
            return []
        return [path for path in found if not path.name.startswith((".", "_"))]

    def has(self, name: str) -> bool:
        """Whether there is something of that name."""
        return os.path.lexists(self.path / name)

    def inside(self, name: str) -> bool:
        """Whether what it leads to is inside the pack."""
        try:
            target = (self.path / name).resolve()
            return target.is_relative_to(self.pack.resolve())
        except (OSError, RuntimeError):  # RuntimeError: links that go in circles
            return False

    def read(self, name: str, findings: Findings) -> TextFile | None:
        """The text of a file; ``None`` once a mistake has been noted."""
        shown = self.file_name(name)
        path = self.path / name
        problem = self._problem(name)
        if problem:
            findings.mistake(shown, 1, problem)
            return None
        try:
            with path.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            findings.mistake(shown, 1, f"this file cannot be read: {_reason(error)}")
            return None
        return _decoded(shown, data, findings)

    def _problem(self, name: str) -> str | None:
        path = self.path / name
        if not self.has(name):
            return f"there is no file {printable(name)} here; add it, or correct the name"
        if not self.inside(name):
            return "this link leads out of the pack; put the file itself into the pack"
        if not path.is_file():
            return "this is not a file; put a text file in its place"
        return None


def _decoded(name: str, data: bytes, findings: Findings) -> TextFile | None:
    if len(data) > LARGEST_FILE:
        findings.mistake(name, 1, "this file is larger than 1 MB; divide it into smaller ones")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.mistake(name, line, "this is not UTF-8 text; save the file as UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    odd = UNPRINTABLE.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        sign = f"U+{ord(odd[0]):04X}"
        findings.mistake(name, line, f"there is an invisible character ({sign}) here; delete it")
        return None
    return TextFile(name, text)


def printable(name: str) -> str:
    """A file's name as it can be printed, whatever bytes it is made of."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return UNPRINTABLE.sub("\ufffd", text).replace("\n", "\ufffd")


def _reason(error: OSError) -> str:
    return (error.strerror or "the system gives no reason").lower()
