"""The demo LMS's SQLite file: tables and transactions.

Nothing in it is ever thrown away by the LMS itself, so that a person or a test can look
afterwards at what the tool really sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS line_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    context_id TEXT NOT NULL,
    resource_link_id TEXT,
    label TEXT NOT NULL,
    score_maximum REAL NOT NULL,
    resource_id TEXT NOT NULL DEFAULT '',
    tag TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS seeded_link (resource_link_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS result (
    line_item_id INTEGER NOT NULL REFERENCES line_item ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    score REAL,
    comment TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    second INTEGER NOT NULL,
    activity_progress TEXT NOT NULL,
    grading_progress TEXT NOT NULL,
    PRIMARY KEY (line_item_id, user_id));
CREATE TABLE IF NOT EXISTS accepted_score (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    context_id TEXT NOT NULL,
    line_item_id INTEGER NOT NULL,
    label TEXT NOT NULL,
    user_id TEXT NOT NULL,
    body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS refusal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status INTEGER NOT NULL,
    reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS launch (
    id TEXT PRIMARY KEY,
    login_hint TEXT NOT NULL,
    persona_id TEXT NOT NULL,
    context_id TEXT NOT NULL,
    resource_link_id TEXT NOT NULL,
    document_target TEXT NOT NULL,
    created_at REAL NOT NULL,
    used_at REAL);
CREATE TABLE IF NOT EXISTS assertion (jti TEXT PRIMARY KEY, used_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS access_token (
    digest TEXT PRIMARY KEY,
    scopes TEXT NOT NULL,
    expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    envelope_from TEXT NOT NULL,
    envelope_to TEXT NOT NULL,
    raw BLOB NOT NULL);
"""


class Database:
    """One SQLite file; every use opens its own connection, so that threads never share one."""

    def __init__(self, path: Path) -> None:
        """Open the file, creating it and its tables where they are missing."""
        self._path = path
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading."""
        with self._connection() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start; rolled back on any error."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield connection
        finally:
            connection.close()
