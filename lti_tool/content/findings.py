"""What is found while packs are read: mistakes, which stop a pack, and hints, which do not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from lti_tool.errors import Mistake


class Findings:
    """Collects findings, so that one reading of a pack names every mistake in it."""

    def __init__(self) -> None:
        self._mistakes: set[Mistake] = set()
        self._hints: set[Mistake] = set()

    def mistake(self, file: str, line: int, message: str) -> None:
        """Note something that must be mended before the pack can be used."""
        self._mistakes.add(Mistake(file, max(1, line), message))

    def hint(self, file: str, line: int, message: str) -> None:
        """Note something that an author may want to look at."""
        self._hints.add(Mistake(file, max(1, line), message))

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Every mistake, by file and line."""
        return tuple(sorted(self._mistakes, key=_place))

    @property
    def hints(self) -> tuple[Mistake, ...]:
        """Every hint, by file and line."""
        return tuple(sorted(self._hints, key=_place))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean `this`?`` with the nearest known word, else the words there are, if few."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1)
    if near:
        return f"; did you mean `{near[0]}`?"
    if 0 < len(names) <= 8:
        return "; it can be " + ", ".join(f"`{name}`" for name in names)
    return ""


def _place(mistake: Mistake) -> tuple[str, int, str]:
    return mistake.file, mistake.line, mistake.message
