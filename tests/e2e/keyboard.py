"""A mentor without a mouse: Tab, Space, Enter, arrow keys and typing, and nothing else.

Scripts only look: what has the focus, whether it can be seen, what stands beside it. What is right
is looked up in the pack, since no page gives it away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Frame, Page, expect

from lti_tool.domain.blocks import Activity, Question, QuizBlock, Reflection, Scenario, Sort
from lti_tool.domain.modules import Module, Section

from .browsing import Visitor
from .right_answers import module, quiz_key, right, thoughts, way_through

MOST_STOPS = 250
"""Tab stops on one page; a page with more is going round in circles."""

LOOK = """() => {
  const it = document.activeElement;
  const style = getComputedStyle(it);
  const box = it.getClientRects()[0] || it.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const on_top = document.elementFromPoint(x, y);
  const inside = x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight;
  const group = it.name ? [...document.getElementsByName(it.name)] : [];
  return {
    tag: it.tagName.toLowerCase(), type: it.type || "", name: it.name || "", id: it.id,
    value: it.value || "", text: it.textContent.trim().replace(/\\s+/g, " ").slice(0, 120),
    block: it.closest("[data-block]")?.dataset.block || "",
    turns: Boolean(it.closest(".turn form, .actions form")) && it.tagName === "BUTTON",
    options: group.map((one) => one.value),
    seen: box.width > 0 && (!inside || it.contains(on_top) || Boolean(on_top?.contains(it))),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


@dataclass(frozen=True)
class Stop:
    """What has the focus."""

    tag: str
    type: str
    name: str
    id: str
    value: str
    text: str
    block: str
    turns: bool
    options: list[str]
    seen: bool
    ring: bool


@dataclass
class Keyboard:
    """The keys, and the places where one could not see where one is."""

    page: Page
    shown: Callable[[], Page | Frame]
    unseen: dict[str, str] = field(default_factory=dict)

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)

    def look(self) -> Stop:
        found: dict[str, Any] = self.shown().evaluate(LOOK)
        stop = Stop(**found)
        if stop.tag != "body" and not (stop.seen and stop.ring):
            where = f"{self.shown().url.rsplit('/', 1)[1]}: {stop.tag} {stop.id} {stop.text[:40]}"
            self.unseen[where] = f"seen {stop.seen}, ring {stop.ring}"
        return stop

    def tab_until(self, found: Callable[[Stop], bool], what: str) -> Stop:
        """Tab on to the first stop that fits."""
        for _ in range(MOST_STOPS):
            self.press("Tab")
            stop = self.look()
            if found(stop):
                return stop
        raise AssertionError(f"{MOST_STOPS} times Tab, and not at {what}; now at {stop}")

    def go_on(self, words: str) -> None:
        """To the button or link of those words, and press it; the page that follows has loaded."""
        self.tab_until(lambda stop: stop.text.startswith(words), words)
        self.follow()

    def follow(self) -> None:
        """Press what has the focus, which leads to another page."""
        frame = self.shown()
        main = frame if isinstance(frame, Frame) else frame.main_frame
        with self.page.expect_event("framenavigated", lambda one: one == main):
            self.press("Enter")
        main.wait_for_load_state()


@dataclass
class Student:
    """Takes a module by keyboard; ``check`` looks at every page once it is worked through."""

    visitor: Visitor
    keys: Keyboard
    check: Callable[[str], None]

    @classmethod
    def at(cls, visitor: Visitor, check: Callable[[str], None]) -> Student:
        """In front of the LMS's page: Tab leads through it into the tool's frame."""
        frame = visitor.frame  # the LMS keeps it while pages come and go in it
        return cls(visitor, Keyboard(visitor.page, lambda: frame), check)

    def takes(self, module_id: str) -> None:
        """From the contents page to "Well done"."""
        the_module = module(module_id)
        self.visitor.heading(the_module.title)
        self.check("contents")
        self._into_the_frame()
        self.keys.go_on("Start the module")
        for section in the_module.sections:
            self._section(the_module, section)
        self.visitor.heading("Well done")
        self.check("done")

    def _into_the_frame(self) -> None:
        for _ in range(MOST_STOPS):
            self.keys.press("Tab")
            if self.visitor.page.evaluate("document.activeElement.id") == "tool":
                return
        raise AssertionError("Tab does not lead into the frame")

    def _section(self, the_module: Module, section: Section) -> None:
        self.visitor.heading(section.title)
        self._past_the_navigation()
        todo = {block.id: block for block in section.required}
        quiz = next((b for b in todo.values() if isinstance(b, QuizBlock)), None)
        if quiz:
            del todo[quiz.id]
        while todo:
            stop = self.keys.tab_until(lambda one: one.block in todo, f"one of {list(todo)}")
            self._do(todo.pop(stop.block), stop)
        self.check(section.id)
        if quiz:
            self._quiz(the_module)
        last = section == the_module.sections[-1]
        self.keys.go_on("Finish" if last and not quiz else "Continue")

    def _past_the_navigation(self) -> None:
        self.keys.press("Tab")
        assert self.keys.look().text == "Skip to the content"
        self.keys.press("Enter")

    # --- Activities ------------------------------------------------------------------------------

    def _do(self, activity: Activity, stop: Stop) -> None:
        place = self.visitor.frame.locator(f"[data-block='{activity.id}']")
        match activity:
            case Question():
                self.choose(stop, [str(number) for number in right(activity.options)])
                self._send("Answer")
                expect(place.locator(".feedback-right")).to_be_focused()
            case Sort():
                self._sort(activity, stop)
                expect(place.get_by_text("Everything is in its place.")).to_be_focused()
            case Scenario():
                self._walk(activity)
            case Reflection():
                self.keys.page.keyboard.type(thoughts(activity.minimum_words))
                self._send("Save")
                expect(place.locator(".saved")).to_contain_text("Saved ")
                expect(place.locator(".chip-done")).to_be_visible()

    def choose(self, stop: Stop, wanted: list[str]) -> None:
        """One of a row of radio buttons, or several of a row of boxes, from the first one on."""
        if stop.type == "radio":
            self.keys.press("Space")
            self.keys.press("ArrowDown", stop.options.index(wanted[0]))
            return
        for number, value in enumerate(stop.options):
            if number:
                self.keys.press("Tab")
            if value in wanted:
                self.keys.press("Space")

    def _send(self, words: str) -> None:
        self.keys.tab_until(lambda one: one.text.startswith(words), words)
        self.keys.press("Enter")

    def _sort(self, block: Sort, stop: Stop) -> None:
        for number, item in enumerate(block.items):
            if number:
                stop = self.keys.tab_until(lambda one: one.tag == "select", "the next item")
            assert stop.name == f"item-{number}"
            self.keys.press("ArrowDown", block.bins.index(item.bin) + 1)
        self._send("Check my answers")

    def _walk(self, story: Scenario) -> None:
        way = way_through(story)
        place = self.visitor.frame.locator(f"[data-block='{story.id}']")
        for gone, step in enumerate(way[1:], start=1):
            if self.keys.look().value != step or gone > 1:
                self._tab_to(story, step)
            self.keys.press("Enter")
            expect(place.locator("ol.path > li")).to_have_count(gone)
            expect(place.locator(".scene")).to_be_focused()

    def _tab_to(self, story: Scenario, step: str) -> None:
        self.keys.tab_until(lambda one: one.block == story.id and one.value == step, step)

    def _quiz(self, the_module: Module) -> None:
        self.keys.go_on("Start the quiz")
        self._past_the_navigation()
        key = quiz_key(the_module.id)
        for _ in range(the_module.quiz.draw):
            stop = self.keys.tab_until(
                lambda one: one.name.startswith("q-"), "the next question of the quiz"
            )
            self.choose(stop, [str(n) for n in key[stop.name.removeprefix("q-")]])
            self._past_the_other_boxes(stop)
        self.check("quiz")
        self.keys.go_on("Hand in my answers")
        self.visitor.heading("Passed: 100 per cent")
        self.check("result")

    def _past_the_other_boxes(self, stop: Stop) -> None:
        """Boxes are a stop each; where one has ticked is the last of them already."""
        if stop.type == "checkbox":
            assert self.keys.look().value == stop.options[-1]
