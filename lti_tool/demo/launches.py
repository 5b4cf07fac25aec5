"""Launches under way: who opened which link, until the tool asks for the id_token.

As in Moodle, the login hint counts only together with the launch it was made for, and a launch
is answered once.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from dataclasses import dataclass

from lti_tool.demo.database import Database
from lti_tool.demo.errors import LaunchRefusalError

LIFETIME_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Launch:
    """One opening of one link by one person."""

    id: str
    login_hint: str
    persona_id: str
    context_id: str
    resource_link_id: str
    document_target: str


class Launches:
    """The launches that this LMS has begun."""

    def __init__(self, database: Database) -> None:
        """Keep the database they stand in."""
        self._database = database

    def begin(
        self, persona_id: str, context_id: str, resource_link_id: str, document_target: str
    ) -> Launch:
        """Start a launch with a fresh, opaque id and login hint."""
        launch = Launch(
            id=f"ltilaunch_{secrets.token_urlsafe(18)}",
            login_hint=secrets.token_urlsafe(18),
            persona_id=persona_id,
            context_id=context_id,
            resource_link_id=resource_link_id,
            document_target=document_target,
        )
        self._save(launch)
        return launch

    def finish(self, launch_id: str, login_hint: str) -> Launch:
        """Take the launch that both hints name; it cannot be taken again.

        Raises:
            LaunchRefusalError: the launch is unknown, too old, already answered, or the login
                hint is another person's.
        """
        with self._database.write() as db:
            row = db.execute("SELECT * FROM launch WHERE id = ?", (launch_id,)).fetchone()
            _refuse_unusable(row)
            if not secrets.compare_digest(row["login_hint"].encode(), login_hint.encode()):
                raise LaunchRefusalError(
                    400, "login_hint does not belong to the person of this launch", "access_denied"
                )
            db.execute("UPDATE launch SET used_at = ? WHERE id = ?", (time.time(), launch_id))
        return _launch(row)

    def _save(self, launch: Launch) -> None:
        with self._database.write() as db:
            db.execute(
                "INSERT INTO launch VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    launch.id,
                    launch.login_hint,
                    launch.persona_id,
                    launch.context_id,
                    launch.resource_link_id,
                    launch.document_target,
                    time.time(),
                ),
            )


def _launch(row: sqlite3.Row) -> Launch:
    return Launch(
        id=row["id"],
        login_hint=row["login_hint"],
        persona_id=row["persona_id"],
        context_id=row["context_id"],
        resource_link_id=row["resource_link_id"],
        document_target=row["document_target"],
    )


def _refuse_unusable(row: sqlite3.Row | None) -> None:
    if row is None:
        raise LaunchRefusalError(400, "lti_message_hint names no launch of this LMS")
    if row["used_at"] is not None:
        raise LaunchRefusalError(400, "This launch has already been answered once")
    if time.time() - row["created_at"] > LIFETIME_SECONDS:
        raise LaunchRefusalError(400, "This launch was begun too long ago")
