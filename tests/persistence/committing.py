"""What a database is told by its driver: launches speak to it below SQLAlchemy."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event


def commits_of(engine: Engine) -> list[str]:
    """A list that grows with every commit from now on."""
    seen: list[str] = []

    def note(said: str) -> None:
        if said.startswith("COMMIT"):
            seen.append(said)

    def listen(connection: Any, _record: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.set_trace_callback(note)
            return
        really = connection.commit

        def commit() -> None:
            note("COMMIT")
            really()

        connection.commit = commit

    engine.dispose()
    event.listen(engine, "connect", listen)
    return seen


def statements_of(engine: Engine) -> list[str]:
    """A list that grows with everything that a SQLite database is told from now on."""
    said: list[str] = []

    def listen(connection: Any, _record: object) -> None:
        connection.set_trace_callback(said.append)

    engine.dispose()
    event.listen(engine, "connect", listen)
    return said
