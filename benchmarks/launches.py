"""Launches a second on one worker, beside other tools: the launch comparison kit, run as it is.

The kit is the folder that ``LTI_BENCH`` names. It starts each tool with one worker, plays the LMS,
and drives login and launch of ever new people in interleaved rounds. Its floor is the least that a
launch can be: verify the token, one commit, one cookie. Ratios to the floor travel between
machines; rates do not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tables import Table, not_run

ROOT = Path(__file__).resolve().parent.parent
TOOL_SPEC = Path(__file__).with_name("launch_tool.json")
PEERS = ("floor", "pylti1p3", "django-lti", "ltijs")
NODE_PEERS = ("ltijs",)
OLDEST_NODE = 20
COULD_NOT_RUN = 2
"""The kit's exit status when nothing was measured; 1 means that launches failed."""
COLUMNS = (
    "tool", "launches/s", "ratio to floor", "p50 ms", "p95 ms", "CPU ms", "RSS MiB",
    "keys fetched per launch", "failed", "others' cores",
)  # fmt: skip


@dataclass(frozen=True)
class Effort:
    """How long a comparison takes: ``rounds`` of about ``seconds`` for each tool."""

    rounds: int = 5
    seconds: float = 4.0
    peers: Sequence[str] = PEERS


def measure(delay_ms: int, effort: Effort) -> Table:
    """Compare launches with the LMS's keys ``delay_ms`` milliseconds away."""
    title = f"Launches on one worker, the LMS's keys {delay_ms} ms away"
    kit = _kit()
    missing = _missing_node()
    peers = [peer for peer in effort.peers if not (missing and peer in NODE_PEERS)]
    if kit is None:
        reason = "no comparison kit at LTI_BENCH"
        rows = [not_run(label, COLUMNS, reason) for label in (_label(), *effort.peers)]
        return Table(title, COLUMNS, rows)
    result, trouble = _compare(kit, peers, delay_ms, effort)
    if result is None and set(peers) & set(NODE_PEERS):
        missing = f"it could not be set up ({trouble})"
        peers = [peer for peer in peers if peer not in NODE_PEERS]
        result, trouble = _compare(kit, peers, delay_ms, effort)
    if result is None:
        rows = [not_run(label, COLUMNS, trouble) for label in (_label(), *effort.peers)]
        return Table(title, COLUMNS, rows)
    absent = [not_run(peer, COLUMNS, missing) for peer in effort.peers if peer not in peers]
    rows = [_row(row) for row in result["rows"]] + absent
    return Table(title, COLUMNS, rows, _note(result), result)


def _kit() -> Path | None:
    script = Path(os.environ.get("LTI_BENCH") or ROOT.parent / "shared/bench") / "compare.py"
    return script.resolve() if script.is_file() else None


def _label() -> str:
    return str(json.loads(TOOL_SPEC.read_text())["label"])


def _missing_node() -> str:
    """Why a peer on node cannot run here; empty when it can."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return "node and npm are not installed"
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = done.stdout.strip().lstrip("v")
    major = version.partition(".")[0]
    if not major.isdecimal() or int(major) < OLDEST_NODE:
        return f"node {OLDEST_NODE} or newer is needed, this is {version or 'unknown'}"
    return ""


def _compare(
    kit: Path, peers: Sequence[str], delay_ms: int, effort: Effort
) -> tuple[dict[str, Any] | None, str]:
    """The kit's result, or None and the last line of what it said."""
    with tempfile.TemporaryDirectory(prefix="launch-bench-") as folder:
        out = Path(folder) / "result.json"
        command = [sys.executable, str(kit), "--tool-spec", str(TOOL_SPEC)]
        command += ["--jwks-delay-ms", str(delay_ms), "--rounds", str(effort.rounds)]
        command += ["--seconds", str(effort.seconds), "--out", str(out), "--peers", *peers]
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
        sys.stderr.write(done.stderr)
        if done.returncode == COULD_NOT_RUN or not out.is_file():
            said = done.stderr.strip().splitlines() or ["it said nothing"]
            return None, said[-1].removeprefix("compare.py: ")
        result: dict[str, Any] = json.loads(out.read_text())
        return result, ""


def _row(row: Mapping[str, Any]) -> list[str]:
    keys = row["platform_hits_per_launch"].get("/jwks", 0)
    memory = (row["memory"] or {}).get("peak_rss_mib_largest")
    return [
        row["label"],
        f"{row['launches_per_s']:.0f}",
        _number(row.get("rate_ratio"), 2),
        _number(row["p50_ms"], 1),
        _number(row["p95_ms"], 1),
        _number(row["cpu_ms_per_launch"], 2),
        _number(memory, 0),
        f"{keys:g}",
        str(row["failed"]),
        f"{row['other_cpu_cores']:g}",
    ]


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _note(result: Mapping[str, Any]) -> str:
    machine, settings = result["machine"], result["settings"]
    node = f", node {machine['node']}" if machine.get("node") else ""
    return (
        f"{result['date']}; {machine['cores']} cores, {machine['processor']}; "
        f"Python {machine['python']}{node}; one worker each, eight launches at once, "
        f"rounds: {settings['rounds']} of about {settings['seconds']:g} s, medians."
    )
