"""The gradebook: line items, results, and every score that was ever accepted.

What is stored follows Moodle 4.5: see :meth:`Gradebook.record`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.demo.clock import now_text
from lti_tool.demo.database import Database
from lti_tool.demo.errors import ServiceRefusalError
from lti_tool.demo.personas import Course


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of a course's gradebook (AGS 2.0, section 3.2)."""

    id: int
    context_id: str
    resource_link_id: str | None
    label: str
    score_maximum: float
    resource_id: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A score that passed every check (AGS 2.0, section 3.4).

    Attributes:
        second: the timestamp in whole seconds since 1970, which is what Moodle compares.
        body: what was posted, as it came.
    """

    user_id: str
    timestamp: str
    second: int
    activity_progress: str
    grading_progress: str
    score_given: float | None
    score_maximum: float | None
    comment: str
    body: Mapping[str, Any]

    def on_scale_of(self, line_item: LineItem) -> float | None:
        """The grade to store, or None where this score holds none, which erases the grade."""
        if self.grading_progress != "FullyGraded" or self.score_given is None:
            return None
        maximum = self.score_maximum or 1.0
        return min(max(self.score_given / maximum, 0.0), 1.0) * line_item.score_maximum


class Gradebook:
    """Line items and results of every course, in the database."""

    def __init__(self, database: Database) -> None:
        """Keep the database that all of this stands in."""
        self._database = database

    def seed(self, courses: Iterable[Course]) -> None:
        """Give each graded link its line item, once ever: a deleted one does not come back."""
        with self._database.write() as db:
            for course in courses:
                for link in course.links:
                    if link.score_maximum is not None and _is_new(db, link.id):
                        item = LineItem(0, course.id, link.id, link.title, link.score_maximum)
                        _insert(db, item)

    def line_items(
        self, context_id: str, filters: Mapping[str, str] | None = None
    ) -> list[LineItem]:
        """A course's line items, oldest first, where every filter (column: value) holds."""
        wanted = {"context_id": context_id} | dict(filters or {})
        with self._database.read() as db:
            rows = db.execute("SELECT * FROM line_item ORDER BY id").fetchall()
        return [
            LineItem(**row)
            for row in rows
            if all(row[column] == value for column, value in wanted.items())
        ]

    def line_item(self, context_id: str, line_item_id: int) -> LineItem:
        """One line item of a course.

        Raises:
            ServiceRefusalError: 404 where the course has no such line item.
        """
        with self._database.read() as db:
            row = db.execute(
                "SELECT * FROM line_item WHERE id = ? AND context_id = ?",
                (line_item_id, context_id),
            ).fetchone()
        if row is None:
            raise ServiceRefusalError(404, "There is no such line item in this course")
        return LineItem(**row)

    def only_line_item_of(self, context_id: str, resource_link_id: str) -> LineItem | None:
        """The line item that a launch of this link may name: none if there are several."""
        found = self.line_items(context_id, {"resource_link_id": resource_link_id})
        return found[0] if len(found) == 1 else None

    def create(self, line_item: LineItem) -> LineItem:
        """Add a line item; its id is chosen here."""
        with self._database.write() as db:
            line_item_id = _insert(db, line_item)
        return self.line_item(line_item.context_id, line_item_id)

    def update(self, line_item: LineItem) -> None:
        """Store a line item's new label, maximum, resource id and tag."""
        with self._database.write() as db:
            db.execute(
                "UPDATE line_item SET label = ?, score_maximum = ?, resource_id = ?, tag = ?"
                " WHERE id = ?",
                (
                    line_item.label,
                    line_item.score_maximum,
                    line_item.resource_id,
                    line_item.tag,
                    line_item.id,
                ),
            )

    def delete(self, line_item: LineItem) -> None:
        """Remove a line item with its results; the log of accepted scores stays."""
        with self._database.write() as db:
            db.execute("DELETE FROM line_item WHERE id = ?", (line_item.id,))

    def record(self, line_item: LineItem, score: Score) -> None:
        """Store a score as Moodle does: clamped, erasing when ungraded, comment replaced.

        Raises:
            ServiceRefusalError: 409 where the timestamp is not later than the stored one,
                compared by whole seconds.
        """
        with self._database.write() as db:
            stored = db.execute(
                "SELECT second FROM result WHERE line_item_id = ? AND user_id = ?",
                (line_item.id, score.user_id),
            ).fetchone()
            if stored is not None and score.second <= stored["second"]:
                raise ServiceRefusalError(
                    409, "Refusing score with an earlier or equal timestamp for this user"
                )
            _store(db, line_item, score)

    def results(self, line_item: LineItem) -> list[sqlite3.Row]:
        """The stored results of a line item, one for each person who ever had a score."""
        with self._database.read() as db:
            return db.execute(
                "SELECT * FROM result WHERE line_item_id = ? ORDER BY user_id", (line_item.id,)
            ).fetchall()

    def accepted_scores(self) -> list[dict[str, Any]]:
        """Every accepted score in the order of arrival, as JSON-ready values."""
        with self._database.read() as db:
            rows = db.execute("SELECT * FROM accepted_score ORDER BY id").fetchall()
        return [dict(row) | {"body": json.loads(row["body"])} for row in rows]


def _is_new(db: sqlite3.Connection, resource_link_id: str) -> bool:
    cursor = db.execute("INSERT OR IGNORE INTO seeded_link VALUES (?)", (resource_link_id,))
    return cursor.rowcount == 1


def _insert(db: sqlite3.Connection, item: LineItem) -> int:
    cursor = db.execute(
        "INSERT INTO line_item"
        " (context_id, resource_link_id, label, score_maximum, resource_id, tag)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            item.context_id,
            item.resource_link_id,
            item.label,
            item.score_maximum,
            item.resource_id,
            item.tag,
        ),
    )
    return int(cursor.lastrowid or 0)


def _store(db: sqlite3.Connection, line_item: LineItem, score: Score) -> None:
    result: Sequence[Any] = (
        line_item.id,
        score.user_id,
        score.on_scale_of(line_item),
        score.comment,
        score.timestamp,
        score.second,
        score.activity_progress,
        score.grading_progress,
    )
    db.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?)", result)
    db.execute(
        "INSERT INTO accepted_score (received_at, context_id, line_item_id, label, user_id, body)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            now_text(),
            line_item.context_id,
            line_item.id,
            line_item.label,
            score.user_id,
            json.dumps(score.body),
        ),
    )
