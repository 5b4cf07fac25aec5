"""A PostgreSQL server of the tests' own: made in a temporary folder, and gone afterwards.

Debian's ``postgresql`` package has the programs. The server listens on a socket in its folder
only, so no port is taken, and it does not wait for disks. It refuses to run as root, for whom it
runs as ``postgres``.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
from psycopg import sql

OWNER = "postgres"
STARTS_WITHIN = 60.0
"""Seconds, on a machine that is busy with other tests."""
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
AWAKE = ("autovacuum=off", "listen_addresses=")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; its databases are for one test each."""

    folder: Path

    def new_database(self, template: str = "template1") -> str:
        """Make a database, as a copy of another to which nobody is connected; its name."""
        name = "test_" + secrets.token_hex(6)
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return name

    def url(self, database: str) -> str:
        """The address as ``MENTOR_DATABASE_URL`` gives it."""
        return f"postgresql://{OWNER}@/{database}?host={self.folder}"

    def _conninfo(self) -> str:
        return f"host={self.folder} user={OWNER} dbname=postgres"

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            psycopg.connect(self._conninfo(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_server() -> Iterator[Server]:
    """A server with an empty cluster; stopped, and its folder removed, at the end."""
    programs = _programs()
    folder = Path(mkdtemp(prefix="mentor-pg-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER, OWNER)
        user = {"user": OWNER, "group": OWNER, "extra_groups": []}
    try:
        _initialise(programs, folder, user)
        yield from _run(programs, folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    newest = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    found = newest[-1] if newest else shutil.which("initdb")
    assert found, "PostgreSQL is not installed: apt-get install postgresql"
    return Path(found).parent


def _initialise(programs: Path, folder: Path, user: dict[str, Any]) -> None:
    command = [str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username", OWNER]
    command += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **user)
    assert done.returncode == 0, done.stderr


def _run(programs: Path, folder: Path, user: dict[str, Any]) -> Iterator[Server]:
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    for setting in (*QUICK, *AWAKE):
        command += ["-c", setting]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, **user
        )
    server = Server(folder)
    try:
        _wait(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # "fast": it does not wait for anybody to hang up
        process.wait(30)


def _wait(server: Server, process: subprocess.Popen[Any]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while not server.answers():
        log = (server.folder / "log").read_text(errors="replace")
        assert process.poll() is None, f"PostgreSQL ended: {log}"
        assert time.monotonic() < end, f"PostgreSQL does not answer: {log}"
        time.sleep(0.05)
