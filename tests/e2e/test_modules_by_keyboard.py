"""Every module that is shipped, taken to its end by keyboard alone, every page of it checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from .browsing import Visitor, launch_address, profile
from .camera import OVERFLOWING, RUN_AXE
from .keyboard import Keyboard, Student
from .right_answers import module, packs
from .servers import World, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ZOOMED = ViewportSize(width=320, height=256)
"""What a window of 1280 by 1024 shows at 400 %: the narrow screen of WCAG 2.2, 1.4.10."""

PLACES = {
    "west-london/entry-1": ("mentor-leila", "course-202", "21"),
    "west-london/entry-2": ("mentor-leila", "course-202", "23"),
    "west-london/mastery-3": ("mentor-nadia", "course-303", "33"),
    "west-london/mastery-4": ("mentor-nadia", "course-303", "34"),
    "west-london/mastery-5": ("mentor-nadia", "course-303", "35"),
    "west-london/mastery-6": ("mentor-nadia", "course-303", "36"),
    "cumbria/briefing": ("mentor-nadia", "course-404", "41"),
}
"""Who takes a module in the demo LMS, and where."""


@dataclass
class Look:
    """What is wrong with the pages of a module, as axe and a narrow window find it."""

    visitor: Visitor
    zoomed: Page
    violations: dict[str, list[str]] = field(default_factory=dict)
    too_wide: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def at(self, name: str) -> None:
        """Look at the page that is shown in the frame, and at the same at 400 %."""
        self.seen.append(name)
        frame = self.visitor.frame
        frame.evaluate(Axe().axe_script)
        if found := frame.evaluate(RUN_AXE):
            self.violations[name] = [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
        self.narrow(name, self.visitor.path)

    def narrow(self, name: str, path: str) -> None:
        handle = urlsplit(self.zoomed.url).path.split("/")[2]
        self.zoomed.goto(f"{self.visitor.world.tool}/l/{handle}{path}")
        if found := self.zoomed.evaluate(OVERFLOWING):
            self.too_wide[name] = str(found)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as open_profiles:
        yield open_profiles


def launched(stack: ExitStack, chromium: Browser, demo: World, module_id: str) -> Look:
    """The module in the LMS's frame, and beside it a window at 400 %."""
    persona, course, link = PLACES[module_id]
    address = launch_address(demo, persona, link, course)
    page = stack.enter_context(profile(chromium)).new_page()
    zoomed = stack.enter_context(profile(chromium)).new_page()
    zoomed.set_viewport_size(ZOOMED)
    zoomed.goto(f"{address}/frame?target=window")
    zoomed.wait_for_url(f"{demo.tool}/l/**")
    page.goto(address)
    visitor = Visitor(demo, persona, page)
    eventually(lambda: urlsplit(visitor.frame.url).path.startswith("/l/"), "the tool in its frame")
    visitor.frame.wait_for_load_state()
    return Look(visitor, zoomed)


def test_every_module_that_is_shipped_is_walked() -> None:
    assert set(PLACES) == {one.id for one in packs().modules}


@pytest.mark.parametrize("module_id", PLACES)
def test_a_module_is_taken_to_its_end_without_a_mouse(
    stack: ExitStack, chromium: Browser, demo: World, module_id: str
) -> None:
    look = launched(stack, chromium, demo, module_id)
    student = Student.at(look.visitor, look.at)
    student.takes(module_id)

    persona, course, _ = PLACES[module_id]
    look.visitor.go(f"/modules/{module_id}/print")
    look.at("print")
    assert look.violations == {}
    assert look.too_wide == {}
    assert student.keys.unseen == {}
    assert len(look.seen) == len(module(module_id).sections) + 5
    eventually(
        lambda: 100.0 in demo.grades(persona, course).values(),
        "the gradebook to be told that all of it is done",
        within=60,
    )
    completed = demo.rows(
        "SELECT w.score FROM module_work w JOIN people p ON p.id = w.person_id"
        " WHERE p.sub = ? AND w.module_id = ? AND w.completed_at IS NOT NULL",
        persona,
        module_id,
    )
    assert completed == [(100,)]


@pytest.mark.parametrize("module_id", ["west-london/entry-1", "cumbria/briefing"])
def test_at_400_per_cent_one_always_sees_where_one_is(
    stack: ExitStack, chromium: Browser, demo: World, module_id: str
) -> None:
    look = launched(stack, chromium, demo, module_id)
    section = max(module(module_id).sections, key=lambda one: len(one.activities))
    look.narrow(section.id, f"/modules/{module_id}/sections/{section.id}")
    keys = Keyboard(look.zoomed, lambda: look.zoomed)
    keys.tab_until(lambda stop: stop.text == "I am done on this computer", "the page's end")
    assert keys.unseen == {}
    assert look.too_wide == {}
