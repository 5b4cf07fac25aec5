"""A long page with many pictures stands still from the first moment, however slowly they come."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, Route

from lti_tool.domain.blocks import Prose
from lti_tool.usecases import visits
from lti_tool.web.access import cookie_name

from ..content import packs
from .story import Story

pytestmark = pytest.mark.browser

MODULE = "acme/basics"
WORDS = 3_000
SLOWLY = 300
"""Milliseconds that every picture and every letter is kept back."""

WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) { window.shifted += entry.value; }
}).observe({ type: "layout-shift", buffered: true });
"""


def photograph() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(stream, "PNG")
    return stream.getvalue()


def shown(number: int, file: str) -> str:
    return (
        f"```{{figure}} picture-{number}\nfile: {file}\nalt: A picture.\ncaption: A picture\n"
        "description: What it shows.\n```\n\n"
    )


def long_section() -> str:
    """Three thousand words with a picture after every three hundred."""
    head = "---\nid: long\ntitle: A long page\nminutes: 20\n---\n"
    said = "What a trainee sees in a lesson is not yet what a mentor sees in it. " * 20
    files = ("photo.png", "order.svg")
    parts = [f"{said}\n\n{shown(n, files[n % 2])}" for n in range(WORDS // len(said.split()) + 1)]
    return head + "".join(parts)


def long_module(root: Path) -> Path:
    """A pack whose module has such a page."""
    listed = packs.edited(
        f"{MODULE}/module.yaml", "  - 01-start.md\n", "  - 01-start.md\n  - 04-long.md\n"
    )
    files: dict[str, str | bytes] = {
        **listed,
        f"{MODULE}/04-long.md": long_section(),
        f"{MODULE}/media/photo.png": photograph(),
    }
    return packs.write(root, files)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    root = long_module(tmp_path_factory.mktemp("packs"))
    return Story(tmp_path_factory.mktemp("house"), packs=(root,))


@pytest.fixture
def page(playwright: Playwright, story: Story, address: str) -> Iterator[Page]:
    """The long page, opened in a window, its pictures and letters late."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    context.add_init_script(WATCH_SHIFTS)
    mentor = story.enter("amara", "mentor", name="Amara Okafor")
    handle = mentor.visit.handle
    value = visits.cookie_of(story.house, handle)
    context.add_cookies([{"name": cookie_name(handle), "value": value, "url": address}])
    page = context.new_page()

    def late(route: Route) -> None:
        page.wait_for_timeout(SLOWLY)
        route.continue_()

    page.route("**/media/*", late)
    page.route("**/fonts/*", late)
    page.goto(f"{address}{mentor.root}/modules/{MODULE}/sections/long")
    yield page
    browser.close()


def test_three_thousand_words_with_late_pictures_do_not_move(page: Page, story: Story) -> None:
    words = sum(
        block.words
        for block in story.house.library.module(MODULE).section("long").blocks
        if isinstance(block, Prose)
    )
    assert words >= WORDS
    for _ in range(60):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(20)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate(
        "[...document.querySelectorAll('main img')].map((one) => one.complete && one.naturalWidth)"
    )
    assert loaded == [900] * len(loaded)
    assert len(loaded) >= 5
    assert page.evaluate("window.shifted") == 0


def test_the_watch_would_notice_a_page_that_moves(page: Page) -> None:
    page.evaluate("document.querySelector('.lesson').prepend(document.createElement('textarea'))")
    page.wait_for_timeout(500)
    assert page.evaluate("window.shifted") > 0
