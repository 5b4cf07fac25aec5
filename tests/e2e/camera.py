"""Looks at every page once: axe's verdict, a picture as in the LMS, one on a narrow screen."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, ViewportSize

SCREENS = Path(__file__).resolve().parents[2] / "test-output" / "screens"
DESKTOP = ViewportSize(width=1300, height=900)
NARROW = ViewportSize(width=320, height=640)

# All of axe-core's rules that are on by themselves: WCAG 2.2 A and AA, and its best practices. Only
# what is wrong is sent back: the long list of what is right costs more than finding it.
RUN_AXE = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"

PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

OVERFLOWING = """() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= window.innerWidth) return "";
  const culprits = [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
    .map((one) => one.tagName.toLowerCase() + "." + one.className).slice(-3);
  return `${wide} px wide: ${culprits.join(", ")}`;
}"""


@dataclass
class Camera:
    """Keeps pictures in the run's output, and what axe and the narrow screen found wrong."""

    violations: dict[str, str] = field(default_factory=dict)
    too_wide: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    seconds: float = 0.0
    """What looking cost: people are quicker."""
    _axe: Axe = field(default_factory=Axe)

    def __post_init__(self) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)

    def look(self, name: str, page: Page, inside: Page | Frame | None = None) -> None:
        """Check what is shown ``inside`` (a frame of ``page``), and take its picture."""
        with self._timed():
            self._ask_axe(name, inside or page)
            # Chromium paints a frame of another site only where the window shows it: a picture of
            # the whole page needs a window of the page's height.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size(ViewportSize(width=DESKTOP["width"], height=height))
            (inside or page).evaluate(PAINTED)
            self._shoot(name, page)
            page.set_viewport_size(DESKTOP)

    def _ask_axe(self, name: str, shown: Page | Frame) -> None:
        self.seen.append(name)
        shown.evaluate(self._axe.axe_script)
        if found := shown.evaluate(RUN_AXE):
            self.violations[name] = "; ".join(_words(one) for one in found)

    def narrow(self, name: str, page: Page, address: str) -> None:
        """The page alone at 320 px: a picture, and whether anything has to be scrolled sideways."""
        with self._timed():
            page.goto(address)
            self._shoot(f"{name}-320", page)
            if found := page.evaluate(OVERFLOWING):
                self.too_wide[name] = str(found)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds += time.monotonic() - began

    def _shoot(self, name: str, page: Page) -> None:
        safe = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")
        page.screenshot(path=SCREENS / f"{safe}.jpg", type="jpeg", quality=80, full_page=True)


def _words(violation: dict[str, Any]) -> str:
    places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
    return f"{violation['id']} ({violation['help']}) at {', '.join(places[:3])}"
