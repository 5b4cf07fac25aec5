"""Programs that go on running, and what becomes of the processes they start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

from .commands import PATIENCE, Command

T = TypeVar("T")


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(look: Callable[[], T | None], what: str, within: float = PATIENCE) -> T:
    """What ``look`` finds, as soon as it finds something."""
    deadline = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {within:g} s for {what}"
        time.sleep(0.05)
    return found


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be noticed does not."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def children(pid: int) -> list[int]:
    """The processes that this one started and that run still."""
    with suppress(FileNotFoundError, ProcessLookupError):
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [child for child in map(int, listed) if is_alive(child)]
    return []


def descendants(pid: int) -> list[int]:
    """Those, and theirs."""
    return [one for child in children(pid) for one in (child, *descendants(child))]


def words_of(pid: int) -> list[str]:
    """The command line of a process."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []


@dataclass(frozen=True)
class Running:
    """A command that has not ended."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def part(self, *words: str) -> int | None:
        """The one process it started whose command line holds these words."""
        found = [pid for pid in children(self.pid) if set(words) <= set(words_of(pid))]
        return found[0] if len(found) == 1 else None

    def answers(self, url: str) -> bool:
        """Whether that address answers well; fails once the program has ended."""
        assert self.process.poll() is None, self.said()
        return status(url) == 200

    def end(self, number: int = signal.SIGTERM, within: float = PATIENCE) -> int:
        """Ask it to end; the status it ended with."""
        self.process.send_signal(number)
        return self.process.wait(within)


def status(url: str, seconds: float = 10) -> int | None:
    """What that address answers within so many seconds."""
    try:
        with urlopen(url, timeout=seconds) as answer:
            answer.read()
            code: int = answer.status
            return code
    except HTTPError as refusal:
        with refusal:
            return refusal.code
    except OSError:
        return None


@contextmanager
def running(command: Command, *words: str, **settings: str) -> Iterator[Running]:
    """The command as a process; whatever it leaves running when the test is over is killed."""
    log = command.folder / f"{words[0]}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "lti_tool.cli", *words],
            cwd=command.folder,
            env=command.environment(**settings),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    program = Running(process, log)
    try:
        yield program
    finally:
        left = [*descendants(program.pid), program.pid] if process.poll() is None else []
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(10)
