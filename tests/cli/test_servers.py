"""``serve`` and ``worker``: they start, do their work past everybody's idleness, and end."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from lti_tool.cli.servers import delivered
from lti_tool.content.library import Library
from lti_tool.outbound.http import HttpDoor
from lti_tool.outbound.tokens import AccessTokens
from lti_tool.persistence.unit_of_work import Units
from lti_tool.usecases.deliver import Couriers
from lti_tool.usecases.house import House

from .commands import Command
from .running import (
    Running,
    children,
    descendants,
    eventually,
    free_port,
    is_alive,
    running,
    status,
)

pytestmark = pytest.mark.slow

WORKERS = 2
IDLE = 12
REQUESTS = 20
SECONDS_A_REQUEST = 10
"""A worker that waits for an idle connection is held for 30: even one would be noticed."""


@dataclass(frozen=True)
class Server:
    """A tool that answers."""

    program: Running
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def server(command: Command) -> Iterator[Server]:
    port = free_port()
    words = ("serve", "--port", str(port), "--workers", str(WORKERS))
    with running(command, *words) as program:
        eventually(lambda: program.answers(f"http://127.0.0.1:{port}/healthz"), "the tool")
        yield Server(program, port)


def test_it_answers_and_ends_when_asked_to(server: Server) -> None:
    eventually(lambda: len(children(server.program.pid)) == WORKERS, "both workers")
    workers = children(server.program.pid)
    assert status(f"{server.url}/readyz") == 200
    assert status(f"{server.url}/no-such-page") == 404

    assert server.program.end(signal.SIGTERM) == 0
    assert [pid for pid in workers if is_alive(pid)] == []
    assert status(f"{server.url}/healthz") is None


def test_connections_on_which_nothing_comes_hold_nobody_up(server: Server) -> None:
    """Browsers open connections on a guess; a sync worker would wait for their first byte."""
    with ExitStack() as open_still:
        for _ in range(IDLE):
            address = ("127.0.0.1", server.port)
            open_still.enter_context(socket.create_connection(address, SECONDS_A_REQUEST))
        page = f"{server.url}/healthz"
        answers = [status(page, SECONDS_A_REQUEST) for _ in range(REQUESTS)]
    assert answers == [200] * REQUESTS


def test_a_worker_that_dies_is_replaced(server: Server) -> None:
    pid = server.program.pid
    eventually(lambda: len(children(pid)) == WORKERS, "both workers")
    killed = children(pid)[0]
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: len(set(children(pid)) - {killed}) == WORKERS, "another worker")
    assert status(f"{server.url}/readyz") == 200


@pytest.mark.parametrize(
    "words",
    [("--port", "70000"), ("--port", "0"), ("--workers", "0"), ("--threads", "0")],
    ids=" ".join,
)
def test_a_number_that_cannot_work_is_refused_before_anything_starts(
    command: Command, words: tuple[str, str]
) -> None:
    answer = command("serve", *words)
    assert answer.status == 2
    assert words[0] in answer.err


def test_a_worker_with_nothing_to_do_ends_by_itself(command: Command) -> None:
    answer = command.process("worker", "--once")
    assert (answer.said, answer.err) == ("", "")


def test_a_worker_ends_when_asked_to(command: Command) -> None:
    with running(command, "worker") as worker:
        # It has taken up its work once it has opened the database.
        eventually(lambda: Path(f"{command.folder / 'tool.db'}-wal").exists(), "its start")
        assert worker.end(signal.SIGTERM) == 0
        assert descendants(worker.pid) == []
        assert "Traceback" not in worker.said()


def test_a_worker_waits_for_a_database_that_does_not_answer(tmp_path: Path) -> None:
    nowhere = create_engine(f"sqlite:///{tmp_path / 'gone' / 'tool.db'}")
    house = House(Units(nowhere), Library((), (), ()), "http://localhost", "x" * 40)
    with HttpDoor() as door:
        nothing = Couriers(door, AccessTokens(door, lambda *_: ""), None, None)
        assert delivered(house, nothing) is None
