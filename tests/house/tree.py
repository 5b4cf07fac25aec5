"""The files that belong to the project: all in its folder but what ``.gitignore`` leaves out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = ROOT / "lti_tool" / "persistence" / "migrations" / "versions"


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the project, also where it was unpacked without git."""
    lines = (ROOT / ".gitignore").read_text().split()
    left_out = [line.rstrip("/") for line in lines if not line.startswith("#")] + [".git"]
    return tuple(sorted(_walk(left_out)))


def _walk(left_out: list[str]) -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not _matches(name, left_out)]
        yield from (Path(folder, name) for name in files if not _matches(name, left_out))


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file written by hand; a migration is what the schema's history was."""
    return tuple(f for f in project_files() if f.suffix == ".py" and f.parent != MIGRATIONS)


@cache
def templates() -> tuple[Path, ...]:
    """Every template of the tool's pages; those of PDFs are no pages."""
    folder = ROOT / "templates"
    return tuple(
        f
        for f in project_files()
        if f.suffix == ".html" and f.is_relative_to(folder) and f.parent != folder / "pdf"
    )


def named(file: Path) -> str:
    """The file's name below the project's folder."""
    return str(file.relative_to(ROOT))
