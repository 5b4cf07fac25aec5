"""Run the benchmarks, print their tables, and keep the figures in ``benchmarks/results.json``.

python -m benchmarks.run                 all of it, some ten minutes on an idle machine
python -m benchmarks.run --quick         one short round: does it run? (figures mean little)
python -m benchmarks.run --readme        also write the tables into README.md
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks import launches, progress
from benchmarks.tables import Table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("results.json")
README = ROOT / "README.md"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
KEY_DISTANCES_MS = (0, 50)

Benchmark = Callable[[launches.Effort], Sequence[Table]]


def launch_tables(effort: launches.Effort) -> list[Table]:
    """The launch comparison, with the LMS's keys beside us and as far away as a real LMS."""
    return [launches.measure(distance, effort) for distance in KEY_DISTANCES_MS]


def page_tables(effort: launches.Effort) -> Sequence[Table]:
    """Lighthouse on the modules' pages; it needs a browser, so it is asked for by name only."""
    from benchmarks import pages  # noqa: PLC0415  # `make bench` has no browser to import

    return pages.measure(effort)


BENCHMARKS: dict[str, Benchmark] = {
    "launches": launch_tables,
    "progress": progress.measure,
    "pages": page_tables,
}
"""Every benchmark by name, in the order of the README."""
USUAL = ("launches", "progress")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; what cannot be measured here is a row that says so."""
    asked = _parser().parse_args(arguments)
    effort = launches.Effort(peers=asked.peers)
    if asked.quick:
        effort = replace(effort, rounds=1, seconds=1.0)
    measured = {name: list(BENCHMARKS[name](effort)) for name in asked.only}
    print(_markdown(measured))
    if not asked.quick:
        _keep(measured)
    if asked.readme:
        write_between_markers(README, _markdown(_kept()))
    return 0


def _markdown(measured: Mapping[str, Sequence[Table]]) -> str:
    tables = (table for name in BENCHMARKS for table in measured.get(name, ()))
    return "\n\n".join(table.markdown() for table in tables)


def write_between_markers(path: Path, text: str) -> None:
    """Replace what stands between the two markers of ``path``.

    Raises:
        ValueError: a marker is missing.
    """
    before, found_begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not (found_begin and found_end):
        raise ValueError(f"{path} lacks {BEGIN} or {END}")
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _keep(measured: Mapping[str, Sequence[Table]]) -> None:
    """What was measured now takes the place of what was measured before; the rest stays."""
    kept = {**_kept(), **measured}
    lines = {name: [asdict(table) for table in tables] for name, tables in kept.items()}
    RESULTS.write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")


def _kept() -> dict[str, list[Table]]:
    known = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {name: [Table(**table) for table in tables] for name, tables in known.items()}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="The benchmarks behind the README's tables.")
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=USUAL)
    parser.add_argument("--peers", nargs="+", default=launches.PEERS, help="of the launches")
    parser.add_argument("--quick", action="store_true", help="one short round; nothing is kept")
    parser.add_argument("--readme", action="store_true", help="write the tables into README.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
