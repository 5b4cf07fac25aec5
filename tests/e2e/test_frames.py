"""The tool as a third party in the LMS's frame, in a browser that blocks third-party cookies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from .browsing import ARGUMENTS, CHROMIUM, Visitor, launch_address, profile
from .lms_client import Person
from .probe import Probe, probe_site
from .servers import World, eventually
from .story import Story

PEOPLE = (("mentor-tom", "Tom Whitfield"), ("tutor-daniel", "Daniel Hughes"))

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def probe() -> Iterator[Probe]:
    with probe_site() as site:
        yield site


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with profile(chromium) as context:
        yield context.new_page()


@contextmanager
def with_preferences(
    chromium: Browser, folder: Path, preferences: Mapping[str, object]
) -> Iterator[Page]:
    """A browser of its own, whose profile begins with these preferences."""
    (folder / "Default").mkdir()
    (folder / "Default" / "Preferences").write_text(json.dumps(preferences))
    context = chromium.browser_type.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=ARGUMENTS
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def visit_in_a_frame(page: Page, probe: Probe) -> set[str]:
    """Which cookies a site gets back in another site's frame."""
    for path in ("set", "tell"):
        page.goto(probe.framing("127.0.0.1", f"http://localhost:{probe.port}/{path}"))
    return eventually(lambda: probe.sent, "the frame to have been loaded")[-1]


def test_this_browser_blocks_third_party_cookies_and_keeps_partitioned_ones(
    page: Page, probe: Probe
) -> None:
    assert visit_in_a_frame(page, probe) == {"partitioned"}


def test_the_probe_would_notice_a_browser_that_does_not_block(
    chromium: Browser, probe: Probe, tmp_path: Path
) -> None:
    with with_preferences(chromium, tmp_path, {"profile": {"cookie_controls_mode": 0}}) as page:
        assert visit_in_a_frame(page, probe) == {"partitioned", "unpartitioned"}


def test_the_tools_own_cookie_lives_in_the_frame_and_nowhere_else(page: Page, demo: World) -> None:
    visitor = Visitor(demo, "mentor-tom", page)
    visitor.open("home")
    with page.expect_request(lambda one: urlsplit(one.url).path.endswith("/mine")) as asked:
        visitor.go("/mine")
    assert "mm_" in (asked.value.all_headers().get("cookie") or "")
    address = visitor.frame.url
    outside = page.context.new_page()
    answer = outside.goto(address)
    assert answer is not None
    assert answer.status == 401
    expect(outside.get_by_role("heading", level=1)).to_have_text("This visit has ended")


def test_two_people_in_two_tabs_never_mix(chromium: Browser, demo: World) -> None:
    with profile(chromium) as context:
        tabs = {name: Visitor(demo, persona, context.new_page()) for persona, name in PEOPLE}
        for visitor in tabs.values():
            visitor.open("award")
        for name, visitor in tabs.items():
            visitor.page.bring_to_front()
            visitor.frame.goto(visitor.frame.url)
            expect(visitor.frame.locator(".who")).to_contain_text(name)


def test_the_frame_is_as_tall_as_the_page(page: Page, demo: World) -> None:
    visitor = Visitor(demo, "mentor-tom", page)
    visitor.open("module-1")
    frame = page.locator("iframe#tool")

    def is_as_tall() -> bool:
        needed = visitor.frame.evaluate("document.documentElement.scrollHeight")
        tall: int = frame.evaluate("it => it.clientHeight")
        return bool(tall >= needed > 600)

    eventually(is_as_tall, "the frame to grow")


def test_only_the_lms_may_frame_a_visit(demo: World) -> None:
    answer = Person(demo).launch("mentor-tom").get("/mine")
    assert frame_ancestors(answer) == {"'self'", demo.lms}


def frame_ancestors(answer: httpx.Response) -> set[str]:
    policy = answer.headers["content-security-policy"]
    (directive,) = [one for one in policy.split(";") if one.split()[0] == "frame-ancestors"]
    return set(directive.split()[1:])


def test_another_site_cannot_show_public_pages_in_a_frame(
    page: Page, demo: World, probe: Probe
) -> None:
    with page.expect_event("requestfailed") as failed:
        page.goto(probe.framing("127.0.0.1", f"{demo.tool}/verify"))
    assert failed.value.failure == "net::ERR_BLOCKED_BY_RESPONSE"


def test_a_signing_page_cannot_be_framed_by_anyone(page: Page, demo: World) -> None:
    story = Story(demo, "mentor-leila", "Leila Haddad", course="course-202", award_link="22")
    story.enter()
    story.check_self()
    story.ask_pcm()
    link = story.link("Leila Haddad asks you to confirm")
    Visitor(demo, "mentor-tom", page).open("home")
    with page.expect_event("requestfailed") as failed:
        page.locator("iframe#tool").evaluate("(frame, to) => { frame.src = to; }", link.address)
    assert failed.value.failure == "net::ERR_BLOCKED_BY_RESPONSE"


def test_without_any_cookie_the_launch_says_what_to_do(
    chromium: Browser, demo: World, tmp_path: Path
) -> None:
    block_all = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    with with_preferences(chromium, tmp_path, block_all) as page:
        page.goto(launch_address(demo, "mentor-tom", "home"))
        frame = page.frame_locator("iframe#tool")
        expect(frame.get_by_role("heading", level=1)).to_have_text("This page could not be opened")
        expect(frame.get_by_role("link", name="Open in a new window")).to_be_visible()
        expect(frame.get_by_text("go back to your course and open the link")).to_be_visible()
