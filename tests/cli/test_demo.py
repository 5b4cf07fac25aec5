"""``demo``: three programs and one that watches over them, started and ended as one."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.cli.demo import Part
from lti_tool.errors import ConfigurationError

from .commands import PATIENCE, Command
from .running import (
    Running,
    descendants,
    eventually,
    free_port,
    is_alive,
    running,
    status,
)

PARTS = {
    "tool": ("gunicorn", "lti_tool.app:create_app()"),
    "worker": ("lti_tool.cli", "worker"),
    "demo LMS": ("lti_tool.demo",),
}


@pytest.fixture
def ports() -> dict[str, str]:
    return {"DEMO_PORT": str(free_port()), "DEMO_LMS_PORT": str(free_port())}


@pytest.fixture
def bare(tmp_path: Path, small_pack: Path) -> Command:
    """The command as ``make demo`` runs it, but for the packs, which take long to read."""
    return Command(tmp_path, {"MENTOR_PACKS": str(small_pack)})


@pytest.fixture
def demo(bare: Command, ports: dict[str, str]) -> Iterator[Running]:
    """The demo, once it has said where it is."""
    with running(bare, "demo", "--folder", "demo", **ports) as program:
        eventually(lambda: ended(program) or "Ctrl-C stops both" in program.said(), "the demo")
        yield program


def ended(program: Running) -> bool:
    assert program.process.poll() is None, program.said()
    return False


def addresses(ports: dict[str, str]) -> list[str]:
    return [
        f"http://127.0.0.1:{ports['DEMO_PORT']}/readyz",
        f"http://127.0.0.1:{ports['DEMO_LMS_PORT']}/",
    ]


@pytest.mark.slow
def test_what_dies_is_started_again_and_nothing_outlives_the_demo(
    demo: Running, ports: dict[str, str]
) -> None:
    assert [status(address) for address in addresses(ports)] == [200, 200]
    left_behind = [pid for name in PARTS for pid in kill(demo, name)]
    eventually(
        lambda: all(map(demo.answers, addresses(ports))) and not any(map(is_alive, left_behind)),
        "both to answer again, and their predecessors' processes to end",
    )

    everybody = descendants(demo.pid)
    assert len(everybody) > len(PARTS)
    assert demo.end(signal.SIGTERM) == 0
    assert [pid for pid in everybody if is_alive(pid)] == []
    assert [status(address) for address in addresses(ports)] == [None, None]


def kill(demo: Running, name: str) -> list[int]:
    """Kill a part and wait for the next one; the processes that the killed one had started."""
    killed = demo.part(*PARTS[name])
    assert killed is not None, demo.said()
    left_behind = descendants(killed)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: demo.part(*PARTS[name]) not in {None, killed}, f"another {name}")
    assert f"The {name} ended unexpectedly; starting it again." in demo.said()
    return left_behind


@pytest.mark.slow
def test_ctrl_c_ends_it_even_while_it_starts(bare: Command, ports: dict[str, str]) -> None:
    with running(bare, "demo", "--folder", "demo", **ports) as program:
        eventually(lambda: ended(program) or program.part(*PARTS["demo LMS"]), "its programs")
        everybody = descendants(program.pid)
        assert program.end(signal.SIGINT) == 0
        eventually(lambda: not any(map(is_alive, everybody)), "all of them to end", 5)
        assert "Traceback (most recent call last)" not in program.said()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["DEMO_PORT", "DEMO_LMS_PORT"])
def test_a_port_that_is_in_use_is_named_with_the_way_on(
    bare: Command, ports: dict[str, str], name: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(ports[name])))
        taken.listen()
        refusal = bare.process("demo", "--folder", "demo", **ports).refusal
    assert f"Port {ports[name]} is in use already" in refusal
    assert f"{name}=… make demo" in refusal


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_no_number_is_refused(bare: Command, port: str) -> None:
    refusal = bare("demo", "--folder", str(bare.folder / "demo"), DEMO_PORT=port).refusal
    assert "DEMO_PORT must be a port number" in refusal


def test_what_keeps_ending_is_given_up(capfd: pytest.CaptureFixture[str]) -> None:
    part = Part("worker", [sys.executable, "-c", "print('no disk left')"], os.environ)
    part.start()
    for starts in (1, 2):
        wait_for_end(part)
        assert len(part.starts) == starts
        part.revive()
    wait_for_end(part)
    with pytest.raises(ConfigurationError, match="The worker keeps ending"):
        part.revive()
    assert capfd.readouterr().out.count("no disk left") == 3


def wait_for_end(part: Part) -> None:
    assert part.process is not None
    part.process.wait(PATIENCE)
