"""The programs under test, each a process of its own, on free ports and in a temporary folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx

from lti_tool.cli.demo import Place, prepare

STARTS_WITHIN = 60.0
"""Seconds: a busy machine with two cores starts three Python programs at once."""

ONE_EACH = httpx.Limits(max_keepalive_connections=0)
"""A connection for every request: one that is kept open does not outlive a killed server."""

T = TypeVar("T")


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(
    look: Callable[[], T | None], what: str, *, within: float = 20.0, every: float = 0.05
) -> T:
    """What ``look`` finds, as soon as it finds something.

    Raises:
        AssertionError: it found nothing in that many seconds.
    """
    deadline = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {within:g} s for {what}"
        time.sleep(every)
    return found


@dataclass
class Program:
    """One process, its log in a file; in a group of its own, so that it can be killed whole."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    killed: bool = False
    """Down on purpose, until it is started again."""

    def start(self) -> None:
        """Start it, or start it again."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                env=dict(self.environment),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.killed = False

    @property
    def pid(self) -> int:
        """The process that we started."""
        assert self.process is not None, f"{self.name} was never started"
        return self.process.pid

    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def children(self) -> list[int]:
        """The processes that it started, such as a server's workers."""
        with suppress(FileNotFoundError, ProcessLookupError):
            listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
            return [int(pid) for pid in listed.split()]
        return []

    def kill(self) -> None:
        """SIGKILL, without a warning, to it and to what it started."""
        self.killed = True
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait(10)

    def stop(self) -> None:
        """Ask it to end, then insist."""
        if not self.alive() or self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def tail(self, lines: int = 25) -> str:
        """The end of its log, for a failing test."""
        words = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"--- {self.name}: {self.log}", *words[-lines:]])


@dataclass
class World:
    """Where the tool and its demo LMS are, what they keep, and the programs that run."""

    place: Place
    programs: list[Program] = field(default_factory=list)
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=40, limits=ONE_EACH))

    @property
    def tool(self) -> str:
        return self.place.tool

    @property
    def lms(self) -> str:
        return self.place.lms

    def program(self, name: str) -> Program:
        return next(one for one in self.programs if one.name == name)

    # --- What the LMS remembers ---------------------------------------------------------------

    def lms_json(self, path: str) -> Any:
        """What the demo LMS tells at ``/api/<path>``."""
        answer = self.http.get(f"{self.lms}/api/{path}")
        answer.raise_for_status()
        return answer.json()

    def mails(self, address: str, subject: str = "") -> list[dict[str, Any]]:
        """The mails to an address whose subject holds ``subject``, oldest first."""
        found: list[dict[str, Any]] = self.lms_json(f"mail?address={address}")
        return [one for one in found if subject in one["subject"]]

    def mail(self, address: str, subject: str, *, within: float = 25.0) -> dict[str, Any]:
        """The newest such mail, once there is one."""
        found = eventually(
            lambda: self.mails(address, subject), f"a mail “{subject}” to {address}", within=within
        )
        return found[-1]

    def grades(self, persona: str, course: str = "course-101") -> dict[str, float]:
        """A learner's results in a course, by the line item's label."""
        (found,) = [one for one in self.lms_json("gradebook") if one["context_id"] == course]
        return {
            item["label"]: result["score"]
            for item in found["line_items"]
            for result in item["results"]
            if result["user_id"] == persona
        }

    # --- What the tool keeps ------------------------------------------------------------------

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the tool's database holds, read past the tool."""
        path = self.place.folder / "tool.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
            return database.execute(query, values).fetchall()

    def statements(self) -> list[dict[str, Any]]:
        """Every xAPI statement kept, oldest first."""
        kept = self.rows("SELECT body FROM statements ORDER BY seq")
        return [json.loads(body) for (body,) in kept]

    def waiting(self) -> int:
        """How many things wait to leave the house."""
        ((count,),) = self.rows("SELECT count(*) FROM outbox WHERE outcome IS NULL")
        return int(count)

    def logs(self) -> str:
        """The ends of all logs."""
        return "\n".join(one.tail() for one in self.programs)

    def wait_until_up(self) -> None:
        """Until tool and LMS answer, all programs still running."""
        eventually(self._up, "tool and LMS to answer", within=STARTS_WITHIN)

    def _up(self) -> bool:
        dead = [one.name for one in self.programs if not one.alive() and not one.killed]
        assert not dead, f"{dead} ended:\n{self.logs()}"
        if any(one.killed for one in self.programs):
            return False  # and about to be started again
        return self._answers(f"{self.tool}/readyz") and self._answers(f"{self.lms}/")

    def _answers(self, url: str) -> bool:
        try:
            return self.http.get(url, timeout=5).is_success
        except httpx.TransportError:
            return False


@contextmanager
def demo_command(folder: Path) -> Iterator[World]:
    """``mentor-modules demo``: what ``make demo`` starts, by itself."""
    place = Place(folder, free_port(), free_port(), 0)
    environment = {
        **os.environ,
        "DEMO_PORT": str(place.tool_port),
        "DEMO_LMS_PORT": str(place.lms_port),
    }
    command = ["lti_tool.cli", "demo", "--folder", str(folder)]
    with _running(World(place, [Program("demo", command, environment, folder / "demo.log")])) as it:
        yield it


@contextmanager
def separate_programs(folder: Path, **settings: str) -> Iterator[World]:
    """The tool, its worker and the demo LMS as three programs that a test can kill."""
    place = replace(Place(folder, free_port(), free_port(), free_port()))
    environment = {**place.environment(), **settings}
    prepare(environment, place)
    serve = ["lti_tool.cli", "serve", "--port", str(place.tool_port), "--workers", "2"]
    programs = [
        Program(name, command, environment, folder / f"{name}.log")
        for name, command in (
            ("tool", serve),
            ("worker", ["lti_tool.cli", "worker"]),
            ("lms", ["lti_tool.demo"]),
        )
    ]
    with _running(World(place, programs)) as it:
        yield it


@contextmanager
def _running(world: World) -> Iterator[World]:
    try:
        for program in world.programs:
            program.start()
        world.wait_until_up()
        yield world
    finally:
        for program in reversed(world.programs):
            program.stop()
        world.http.close()
