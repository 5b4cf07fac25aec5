"""What a page costs a slow link, and whether it stands still while it loads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .browsing import launch_address, profile
from .right_answers import module, packs
from .servers import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BYTES = 120_000
MOST_SHIFT = 0.01
"""Of a screen; web.dev calls 0.1 good."""

WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) { window.shifted += entry.value; }
}).observe({ type: "layout-shift", buffered: true });
"""

MODULES = [one.id for one in packs().modules]


@pytest.fixture
def page(chromium: Browser, demo: World) -> Iterator[Page]:
    """A window of the tool's own that has loaded nothing yet: the way there is no part of it."""
    with profile(chromium) as context:
        address = launch_address(demo, "mentor-tom", "14")
        context.add_init_script(WATCH_SHIFTS)
        page = context.new_page()
        page.goto(f"{address}/frame?target=window")
        page.wait_for_url(f"{demo.tool}/l/**")
        yield page


def transferred(page: Page, address: str) -> int:
    """Bytes on the wire for an address and all that it asks for, headers too, nothing cached."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda one: sizes.append(one["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    session.detach()
    assert len(sizes) >= 8, "the page, its styles, its scripts and its letters"
    return int(sum(sizes))


@pytest.mark.parametrize("module_id", MODULES)
def test_the_heaviest_page_of_a_module_is_light_and_stands_still(
    page: Page, demo: World, module_id: str
) -> None:
    root = "/".join(page.url.split("/")[:5])
    sections = [
        f"{root}/modules/{module_id}/sections/{one.id}" for one in module(module_id).sections
    ]
    heaviest = max(sections, key=lambda address: len(page.request.get(address).body()))
    weight = transferred(page, heaviest)
    shifted = float(page.evaluate("window.shifted"))
    print(f"{heaviest.rsplit('/', 1)[1]}: {weight} bytes, shifted by {shifted:.4f}")
    assert weight < MOST_BYTES
    assert shifted < MOST_SHIFT
