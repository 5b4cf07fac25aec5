"""The log of what this LMS refused, and why."""

from __future__ import annotations

from typing import Any

from lti_tool.demo.clock import now_text
from lti_tool.demo.database import Database


class Refusals:
    """Every refused request, oldest first; query strings and bodies are left out."""

    def __init__(self, database: Database) -> None:
        """Keep the database they stand in."""
        self._database = database

    def note(self, method: str, path: str, status: int, reason: str) -> None:
        """Add one refusal."""
        with self._database.write() as db:
            db.execute(
                "INSERT INTO refusal (at, method, path, status, reason) VALUES (?, ?, ?, ?, ?)",
                (now_text(), method, path, status, reason),
            )

    def all(self) -> list[dict[str, Any]]:
        """Every refusal as JSON-ready values: id, at, method, path, status, reason."""
        with self._database.read() as db:
            return [dict(row) for row in db.execute("SELECT * FROM refusal ORDER BY id")]
