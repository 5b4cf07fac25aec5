"""People in browsers: each in a profile of their own, with third-party cookies blocked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Playwright, expect

from .camera import DESKTOP, NARROW, Camera
from .servers import World, eventually

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 15_000
"""Milliseconds: pages answer in a tenth of a second, unless the machine is busy."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--lang=en-GB",
    "--no-first-run",
]

COURSE = "course-101"
LINKS = {"module-1": "11", "module-2": "12", "award": "13", "home": "14"}


def start_chromium(playwright: Playwright) -> Browser:
    """Debian's Chromium. Its off-the-record profiles block third-party cookies by themselves,
    which ``test_frames`` proves for this very browser."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@contextmanager
def profile(browser: Browser, *, javascript: bool = True) -> Iterator[BrowserContext]:
    """A fresh browser profile: no cookie, no storage of anybody else."""
    context = browser.new_context(
        viewport=DESKTOP,
        java_script_enabled=javascript,
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        context.close()


def launch_address(world: World, persona: str, link: str, course: str = COURSE) -> str:
    """The LMS's page with the tool in a frame."""
    return f"{world.lms}/as/{persona}/courses/{course}/links/{LINKS.get(link, link)}"


Role = Literal["button", "link"]


@dataclass
class Visitor:
    """Somebody in the LMS with the tool in a frame, and beside it a narrow window of their own."""

    world: World
    persona: str
    page: Page
    camera: Camera | None = None
    small: Page | None = None
    course: str = COURSE

    @classmethod
    def enter(
        cls,
        browser_profile: BrowserContext,
        world: World,
        persona: str,
        link: str,
        camera: Camera | None = None,
        beside: BrowserContext | None = None,
        course: str = COURSE,
    ) -> Visitor:
        """Open the link in the course; with a camera also in a narrow window ``beside`` it."""
        visitor = cls(world, persona, browser_profile.new_page(), camera, course=course)
        visitor.open(link)
        if camera and beside:
            visitor.small = narrow_window(beside)
            address = launch_address(world, persona, link, course)
            visitor.small.goto(f"{address}/frame?target=window")
            visitor.small.wait_for_url(f"{world.tool}/l/**")
        return visitor

    def open(self, link: str) -> None:
        """Launch a link of the course; the tool has answered when this returns."""
        self.page.goto(launch_address(self.world, self.persona, link, self.course))
        eventually(
            lambda: urlsplit(self.frame.url).path.startswith("/l/"),
            f"the tool in {self.persona}'s frame (it shows {self.frame.url})",
        )
        self.frame.wait_for_load_state()

    @property
    def frame(self) -> Frame:
        """The tool's frame."""
        element = self.page.wait_for_selector("iframe#tool")
        frame = element.content_frame() if element else None
        assert frame is not None, "the LMS shows no frame"
        return frame

    @property
    def path(self) -> str:
        """Where in the tool: the address without the launch's own part."""
        parts = urlsplit(self.frame.url)
        return "/" + parts.path.split("/", 3)[3]

    def press(self, words: str, *, exact: bool = False, role: Role | None = None) -> None:
        """Press a button or follow a link, and wait for the page that follows."""
        roles: tuple[Role, Role] = (role, role) if role else ("button", "link")
        first, second = (self.frame.get_by_role(one, name=words, exact=exact) for one in roles)
        target = first.or_(second)
        with self.page.expect_event("framenavigated", lambda frame: frame == self.frame):
            target.first.click()
        self.frame.wait_for_load_state()

    def go(self, path: str) -> None:
        """Go to a page of this visit by its address."""
        parts = urlsplit(self.frame.url)
        handle = parts.path.split("/")[2]
        self.frame.goto(f"{self.world.tool}/l/{handle}{path}")

    def heading(self, words: str) -> None:
        """Expect the page's one main heading."""
        expect(self.frame.get_by_role("heading", level=1)).to_have_text(words, timeout=PATIENCE)

    def sees(self, words: str) -> None:
        """Expect some words somewhere on the page."""
        expect(self.frame.get_by_text(words).first).to_be_visible(timeout=PATIENCE)

    def check(self, name: str) -> None:
        """Have the page checked and photographed in the frame alone: it has no address."""
        if self.camera is not None:
            self.camera.look(name, self.page, self.frame)

    def look(self, name: str) -> None:
        """Have the page checked and photographed, in the frame and alone at 320 px."""
        self.check(name)
        if self.camera is not None and self.small is not None:
            handle = urlsplit(self.small.url).path.split("/")[2]
            address = f"{self.world.tool}/l/{handle}{self.path}"
            self.camera.narrow(name, self.small, address)


def narrow_window(context: BrowserContext) -> Page:
    """A page 320 px wide."""
    page = context.new_page()
    page.set_viewport_size(NARROW)
    return page
