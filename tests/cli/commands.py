"""The command, run as people run it, and its answer."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from lti_tool.cli import main

ROOT = Path(__file__).resolve().parents[2]
OURS = ("MENTOR_", "DEMO_")

PATIENCE = 60.0
"""Seconds: a busy machine with two cores starts several Python programs at once."""


@dataclass(frozen=True)
class Answer:
    """What a command said, and the status it ended with."""

    status: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one clear line that a command ends with when it cannot do what it was asked."""
        assert self.status == 1, self
        assert "Traceback" not in self.err, self.err
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("mentor-modules: "), self.err
        return lines[0]

    @property
    def said(self) -> str:
        """What it printed, when all went well."""
        assert self.status == 0, self
        return self.out


@dataclass(frozen=True)
class Command:
    """``mentor-modules`` with settings of its own, in a folder of its own."""

    folder: Path
    settings: dict[str, str]

    def environment(self, **more: str) -> dict[str, str]:
        """What a process started for this test sees: none of the settings of whoever runs it."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        return kept | {"PYTHONPATH": str(ROOT)} | self.settings | more

    def __call__(self, *words: str, **settings: str) -> Answer:
        """Run it inside this process: quicker, and the same from ``main`` on."""
        out, err, status = io.StringIO(), io.StringIO(), 0
        with (
            mock.patch.dict(os.environ, self.environment(**settings), clear=True),
            mock.patch.object(sys, "argv", ["mentor-modules", *words]),
            redirect_stdout(out),
            redirect_stderr(err),
            own_log(),
        ):
            try:
                main()
            except SystemExit as end:
                status = int(end.code or 0)
        return Answer(status, out.getvalue(), err.getvalue())

    def process(self, *words: str, **settings: str) -> Answer:
        """Run it as a process, which must end by itself."""
        done = subprocess.run(
            [sys.executable, "-m", "lti_tool.cli", *words],
            cwd=self.folder,
            env=self.environment(**settings),
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return Answer(done.returncode, done.stdout, done.stderr)


@contextmanager
def own_log() -> Iterator[None]:
    """The application logs to the stderr that it finds; leave no handler that writes to ours."""
    log = logging.getLogger("lti_tool")
    before = log.handlers[:]
    log.handlers.clear()
    try:
        yield
    finally:
        log.handlers[:] = before
