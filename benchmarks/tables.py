"""What a benchmark answers, and how the answers become Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NOT_RUN = "not run"


@dataclass(frozen=True)
class Table:
    """One table of the performance section.

    Attributes:
        title: its heading.
        columns: the names of its columns, the first for what was measured.
        rows: a cell for each column.
        note: one paragraph under the heading: date, machine, settings.
        data: what stands behind the rows, for ``results.json``.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    data: Any = field(default=None, compare=False)

    def markdown(self) -> str:
        """Heading, note and table."""
        lines = [_line(self.columns), _line(["---"] * len(self.columns))]
        lines += [_line(row) for row in self.rows]
        parts = [f"### {self.title}", self.note, "\n".join(lines)]
        return "\n\n".join(part for part in parts if part)


def not_run(label: str, columns: Sequence[str], reason: str) -> list[str]:
    """A row for what could not be measured here, with the reason in its second cell."""
    return [label, f"{NOT_RUN}: {reason}", *([""] * (len(columns) - 2))]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
