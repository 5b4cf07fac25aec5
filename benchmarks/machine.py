"""Where and when something was measured: a line to stand above every table."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path


def about_this_machine(rounds: int) -> str:
    """Day, cores, processor and Python, and that the figures are medians of so many rounds."""
    today = datetime.now(UTC).date().isoformat()
    return (
        f"{today}; {os.cpu_count()} cores, {_processor()}; Python {platform.python_version()}; "
        f"rounds: {rounds}, medians."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
