"""PDFs for a web process, rendered in a process of their own that ends with them.

A web process that loaded WeasyPrint would carry its 65 MiB as long as it lives, and whatever goes
wrong with a document would go wrong in it. Starting costs about a second, so whoever asks keeps
the result.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from lti_tool.errors import MentorModulesError
from lti_tool.outbound.pdf import Job, write

LONGEST = 20
"""Seconds; the web server gives a request thirty."""

_ROOT = Path(__file__).resolve().parents[2]
"""Where the package is found."""


class NotRendered(MentorModulesError):
    """A document could not be made, or not in time."""


def write_apart(asked: Job) -> bytes:
    """The PDF of a job, made by a process of its own.

    Raises:
        NotRendered: it took too long, or the process failed; its last words are in the message.
    """
    command = [sys.executable, "-m", "lti_tool.outbound.pdf_apart"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=json.dumps(asdict(asked)).encode(),
            capture_output=True,
            timeout=LONGEST,
            cwd=_ROOT,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotRendered(f"A PDF was not ready after {LONGEST} seconds.") from error
    if done.returncode != 0:
        last_words = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise NotRendered(f"A PDF could not be made: {last_words}")
    return done.stdout


def _environment() -> dict[str, str]:
    """Ours without the product's settings: who only sets type needs no secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MENTOR_")}


def main() -> None:
    """Read a job and write its PDF."""
    sys.stdout.buffer.write(write(Job(**json.load(sys.stdin.buffer))))


if __name__ == "__main__":
    main()
