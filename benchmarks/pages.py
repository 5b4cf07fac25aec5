"""What Lighthouse says of the modules' pages, in Chromium, as a mentor sees them after a launch.

For every module its contents page and its longest section. Lighthouse comes from npm (``make
lighthouse`` installs it beside its ``package.json``); it opens each page in a browser in which the
mentor has launched the module, on its emulated phone and slow network. What a page transfers is
asserted in ``tests/e2e``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from benchmarks.launches import Effort
from benchmarks.machine import about_this_machine
from benchmarks.tables import Table
from lti_tool.config import data_folder
from lti_tool.content import load_packs
from lti_tool.domain.modules import Module, Prose
from tests.e2e.browsing import ARGUMENTS, CHROMIUM, launch_address
from tests.e2e.servers import World, demo_command, free_port

LIGHTHOUSE = Path(__file__).with_name("lighthouse") / "node_modules" / ".bin" / "lighthouse"
PERSONA = "mentor-tom"
CATEGORIES = ("accessibility", "best-practices", "performance")
COLUMNS = ("page", *CATEGORIES, "server ms", "layout shift")
LONGEST_WAIT = 120
VISITS = 9
FIRST_BYTE = """() => {
  const [it] = performance.getEntriesByType("navigation");
  return it.responseStart - it.requestStart;
}"""


@dataclass(frozen=True)
class Pages:
    """A browser in which somebody has launched the tool."""

    address: str
    port: int
    page: Page

    def look(self, path: str) -> Mapping[str, Any]:
        """Lighthouse's report on one page of the visit.

        Raises:
            CalledProcessError: Lighthouse could not look at it.
        """
        command = [
            str(LIGHTHOUSE),
            self.address + path,
            f"--port={self.port}",
            "--disable-storage-reset",
            f"--only-categories={','.join(CATEGORIES)}",
            "--output=json",
            "--output-path=stdout",
            "--quiet",
        ]
        environment = {**os.environ, "CHROME_PATH": CHROMIUM}
        done = subprocess.run(
            command, check=True, capture_output=True, env=environment, timeout=LONGEST_WAIT
        )
        report: Mapping[str, Any] = json.loads(done.stdout)
        return report

    def server_ms(self, path: str) -> float:
        """Milliseconds until the server's first byte: the median of some visits."""
        return statistics.median(self._wait(path) for _ in range(VISITS))

    def _wait(self, path: str) -> float:
        self.page.goto(self.address + path)
        waited: float = self.page.evaluate(FIRST_BYTE)
        return waited


@contextmanager
def launched(world: World, folder: Path) -> Iterator[Pages]:
    """The mentor's browser, after a launch in a window of its own."""
    port = free_port()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, f"--remote-debugging-port={port}"],
        )
        page = context.new_page()
        page.goto(f"{launch_address(world, PERSONA, 'home')}/frame?target=window")
        page.wait_for_url(f"{world.tool}/l/**")
        handle = urlsplit(page.url).path.split("/")[2]
        yield Pages(f"{world.tool}/l/{handle}", port, page)
        context.close()


def measure(effort: Effort) -> list[Table]:
    """The table; every page is looked at once, for Lighthouse takes its own pains."""
    del effort
    modules = load_packs([data_folder("modules")]).modules
    paths = [path for module in modules for path in _paths(module)]
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        (there / "demo").mkdir()
        with demo_command(there / "demo") as world, launched(world, there / "browser") as pages:
            rows = [_row(path, pages.look(path), pages.server_ms(path)) for path in paths]
    return [
        Table(
            title="Pages of the modules in Lighthouse, on its slow phone",
            columns=COLUMNS,
            rows=rows,
            note=about_this_machine(rounds=1),
        )
    ]


def _paths(module: Module) -> list[str]:
    longest = max(
        module.sections,
        key=lambda s: sum(block.words for block in s.blocks if isinstance(block, Prose)),
    )
    here = f"/modules/{module.id}"
    return [here, f"{here}/sections/{longest.id}"]


def _row(path: str, report: Mapping[str, Any], server_ms: float) -> list[str]:
    audits = report["audits"]
    scores = [f"{100 * report['categories'][name]['score']:.0f}" for name in CATEGORIES]
    return [
        path.removeprefix("/modules/"),
        *scores,
        f"{server_ms:.0f}",
        f"{audits['cumulative-layout-shift']['numericValue']:.3f}",
    ]
