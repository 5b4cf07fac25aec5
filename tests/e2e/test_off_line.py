"""The connection goes in the middle of an answer: nothing is lost, and nothing is kept twice.

Each way is gone twice: in a window of the tool's own, where a browser keeps what could not be sent,
and in the LMS's frame, where this browser keeps nothing for anybody. There the page alone holds it,
and says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    Locator,
    Page,
    Request,
    Route,
    expect,
)

from lti_tool.domain.blocks import Reflection
from lti_tool.domain.modules import Module, Section

from .browsing import Visitor, launch_address, profile
from .right_answers import module, quiz_key, thoughts
from .servers import World, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MODULE = "cumbria/briefing"
PERSONA, COURSE, LINK = "mentor-tom", "course-404", "41"
OFFLINE = {
    "window": "Offline: kept on this device",
    "frame": "Offline: not saved. Please keep this page open.",
}
BEFORE, MEANWHILE = "Written in the staff room. ", "Written in a tunnel. "


@dataclass
class Place:
    """The tool in a mentor's browser: in the LMS's frame, or in a window of its own."""

    context: BrowserContext
    world: World
    where: str
    page: Page
    shown: Frame

    @classmethod
    def entered(cls, context: BrowserContext, world: World, where: str) -> Place:
        page = context.new_page()
        address = launch_address(world, PERSONA, LINK, COURSE)
        if where == "window":
            page.goto(f"{address}/frame?target=window")
            page.wait_for_url(f"{world.tool}/l/**")
            return cls(context, world, where, page, page.main_frame)
        page.goto(address)
        visitor = Visitor(world, PERSONA, page)
        eventually(lambda: "/l/" in visitor.frame.url, "the tool in its frame")
        visitor.frame.wait_for_load_state()
        return cls(context, world, where, page, visitor.frame)

    @property
    def offline(self) -> str:
        """What the page says of an answer that could not be sent."""
        return OFFLINE[self.where]

    def connect(self, is_connected: bool) -> None:
        self.context.set_offline(not is_connected)

    def go(self, path: str) -> None:
        handle = self.shown.url.split("/")[4]
        self.shown.goto(f"{self.world.tool}/l/{handle}/modules/{MODULE}{path}")

    def block(self, section: Section, block_id: str) -> Locator:
        self.go(f"/sections/{section.id}")
        return self.shown.locator(f"[data-block='{block_id}']")

    def press(self, words: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_event("framenavigated", lambda one: one == self.shown):
            self.shown.get_by_role("button", name=words).click()
        self.shown.wait_for_load_state()

    def kept(self) -> int:
        """How many answers this browser still holds."""
        if self.where == "frame":
            return 0
        return int(self.shown.evaluate("Object.keys(localStorage).length"))


@pytest.fixture(params=OFFLINE)
def place(chromium: Browser, demo: World, request: pytest.FixtureRequest) -> Iterator[Place]:
    with profile(chromium) as context:
        yield Place.entered(context, demo, str(request.param))


def reflections(of: Module) -> list[tuple[Section, Reflection]]:
    return [
        (section, block)
        for section in of.sections
        for block in section.activities
        if isinstance(block, Reflection)
    ]


def answer(world: World, block_id: str) -> tuple[dict[str, Any], int]:
    """The one answer to a block that is kept, and its revision."""
    found = world.rows(
        "SELECT a.response, a.revision FROM block_answers a JOIN people p ON p.id = a.person_id"
        " WHERE p.sub = ? AND a.module_id = ? AND a.block_id = ?",
        PERSONA,
        MODULE,
        block_id,
    )
    ((response, revision),) = found
    return json.loads(response), revision


def told_about(world: World, ending: str) -> int:
    """How many statements tell of the mentor and the thing whose id ends so."""
    return sum(
        one["actor"]["account"]["name"] == PERSONA and one["object"]["id"].endswith(ending)
        for one in world.statements()
    )


def saved(place: Locator) -> None:
    expect(place.locator(".saved")).to_contain_text("Saved ")


def test_a_reflection_survives_the_loss_of_the_network(place: Place, demo: World) -> None:
    section, reflection = reflections(module(MODULE))[0]
    block = place.block(section, reflection.id)
    area = block.locator("textarea")
    area.press("Control+a")
    keyboard = place.page.keyboard
    keyboard.type(BEFORE)
    place.connect(False)
    keyboard.type(MEANWHILE)
    expect(block.locator(".saved")).to_have_text(place.offline)
    expect(place.shown.locator("#say")).to_contain_text("You are offline.")
    after = thoughts(reflection.minimum_words) + place.where
    keyboard.type(after)
    expect(block.locator(".saved")).to_have_text(place.offline)
    place.connect(True)
    saved(block)
    expect(place.shown.locator("#say")).to_contain_text("You are connected again.")

    response, revision = answer(demo, reflection.id)
    assert response == {"text": BEFORE + MEANWHILE + after}
    assert told_about(demo, f"/{reflection.id}") == 1 <= revision
    assert place.kept() == 0


def test_an_answer_that_arrived_unheard_is_not_kept_twice_nor_held_against_its_writer(
    place: Place, demo: World
) -> None:
    section, reflection = reflections(module(MODULE))[1]
    block = place.block(section, reflection.id)
    after = thoughts(reflection.minimum_words) + place.where
    revision_before = int(block.get_attribute("data-revision") or 0)
    unheard: list[str] = []

    def swallow(route: Route) -> None:
        route.fetch()
        unheard.append(route.request.url)
        route.abort()

    place.context.route("**/answers/*", swallow)
    block.locator("textarea").fill(BEFORE + place.where)
    expect(block.locator(".saved")).to_have_text(place.offline)
    block.locator("textarea").fill(MEANWHILE + place.where)
    while len(unheard) < 2:
        place.page.wait_for_timeout(100)
    place.context.unroute("**/answers/*")
    block.locator("textarea").fill(after)
    saved(block)
    expect(place.shown.get_by_text("There are two versions")).to_have_count(0)

    response, revision = answer(demo, reflection.id)
    assert response == {"text": after}
    assert revision == revision_before + 3
    assert told_about(demo, f"/{reflection.id}") == 1


def test_saving_by_the_button_sends_it_once(place: Place) -> None:
    section, reflection = reflections(module(MODULE))[0]
    block = place.block(section, reflection.id)
    sent: list[str] = []

    def note(one: Request) -> None:
        if "/answers/" in one.url:
            sent.append(one.method)

    place.page.on("request", note)
    block.locator("textarea").fill(f"Pressed at once, in a {place.where}.")
    block.get_by_role("button", name="Save").click()
    saved(block)
    place.page.wait_for_timeout(1_500)  # longer than any save that would still come by itself
    assert sent == ["POST"]


def choices(place: Place) -> dict[str, list[str]]:
    """What is ticked on the page, by question."""
    found: list[list[str]] = place.shown.evaluate(
        "() => [...document.querySelectorAll('form.quiz input:checked')]"
        ".map((one) => [one.name.slice(2), one.value])"
    )
    ticked: dict[str, list[str]] = {}
    for name, value in found:
        ticked.setdefault(name, []).append(value)
    return ticked


def asked(place: Place) -> list[str]:
    ids: list[str] = place.shown.evaluate(
        "() => [...document.querySelectorAll('form.quiz fieldset')].map((one) => one.id.slice(4))"
    )
    return ids


def tick(place: Place, names: list[str]) -> dict[str, list[str]]:
    """Choose rightly; what was chosen."""
    key = quiz_key(MODULE)
    for name in names:
        for option in key[name]:
            place.shown.locator(f"[id='q-{name}-{option}']").check()
    return {name: [str(option) for option in key[name]] for name in names}


def attempt_open(place: Place) -> Locator:
    """The page of an attempt that is open, begun where there is none."""
    place.go("/quiz")
    form = place.shown.locator("form.quiz")
    if form.count() == 0:
        again = "Start the quiz" if place.shown.locator("h1", has_text="Quiz").count() else "Try"
        place.press(again)
    return form


def attempts(world: World) -> list[tuple[Any, ...]]:
    return world.rows(
        "SELECT a.percent, a.passed FROM quiz_attempts a JOIN people p ON p.id = a.person_id"
        " WHERE p.sub = ? AND a.module_id = ? ORDER BY a.number",
        PERSONA,
        MODULE,
    )


def test_a_quiz_survives_the_loss_of_the_network_and_goes_on_on_another_device(
    place: Place, demo: World, chromium: Browser
) -> None:
    form = attempt_open(place)
    before = attempts(demo)
    questions = asked(place)
    ticked = tick(place, questions[:3])
    saved(form)
    place.connect(False)
    ticked |= tick(place, questions[3:-1])
    expect(form.locator(".saved")).to_have_text(place.offline)
    form.get_by_role("button", name="Hand in").click()
    expect(form.locator(".saved")).to_contain_text("Hand it in when you are connected again")
    place.connect(True)
    saved(form)
    assert place.kept() == 0

    with profile(chromium) as elsewhere:
        other = Place.entered(elsewhere, demo, place.where)
        other.go("/quiz")
        assert choices(other) == ticked
        tick(other, questions[-1:])
        saved(other.shown.locator("form.quiz"))
        other.press("Hand in my answers")
        expect(other.shown.get_by_role("heading", level=1)).to_have_text("Passed: 100 per cent")
        assert other.kept() == 0

    assert attempts(demo) == [*before[:-1], (100, 1)]
    response, _ = answer(demo, module(MODULE).quiz_section.required[-1].id)
    assert set(response) == {"attempt"}
    passed = [
        one["id"]
        for one in demo.statements()
        if one["actor"]["account"]["name"] == PERSONA and one["verb"]["id"].endswith("/passed")
    ]
    assert len(passed) == len(set(passed)) == len([one for one in attempts(demo) if one[1]])


def test_two_windows_with_one_quiz_do_not_overwrite_each_other_unseen(place: Place) -> None:
    attempt_open(place)
    there = Place.entered(place.context, place.world, place.where)
    there.go("/quiz")
    boxes = f"[name='q-{asked(place)[0]}']:not(:checked)"
    with there.page.expect_response("**/choices"):
        there.shown.locator(boxes).first.check()
    place.shown.locator(boxes).last.check()
    warning = place.shown.locator(".box-title", has_text="This quiz was changed in another window")
    expect(warning).to_be_visible()
    with place.page.expect_response("**/choices"):
        place.shown.get_by_role("button", name="Go on with what is here").click()
    saved(place.shown.locator("form.quiz"))
    expect(warning).to_have_count(0)
    there.go("/quiz")
    assert choices(there) == choices(place)
