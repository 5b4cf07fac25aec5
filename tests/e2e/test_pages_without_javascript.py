"""Everything that a mentor needs works where scripts are blocked: forms post, pages follow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, expect

from lti_tool.domain.blocks import Reflection

from .browsing import launch_address, profile
from .right_answers import MODULES, module, quiz_key, thoughts
from .servers import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MODULE = module(MODULES[0])
SECTION = next(
    one for one in MODULE.sections if any(isinstance(b, Reflection) for b in one.activities)
)
REFLECTION = next(b for b in SECTION.activities if isinstance(b, Reflection))


@pytest.fixture
def frame(chromium: Browser, demo: World) -> Iterator[Frame]:
    """The tool in the LMS's frame: with no script, the launch's two forms have buttons."""
    with profile(chromium, javascript=False) as context:
        page = context.new_page()
        page.goto(launch_address(demo, "mentor-tom", "module-1"))
        shown = page.frame_locator("iframe#tool")
        for address in ("/lti/login", "/lti/launch"):
            form = shown.locator(f"form[action$='{address}']")
            form.get_by_role("button", name="carry on").click()
        expect(shown.get_by_role("heading", level=1)).to_have_text(MODULE.title)
        yield page.frames[-1]


def open_section(frame: Frame, section_id: str) -> None:
    base = frame.url.split("/modules/")[0]
    frame.goto(f"{base}/modules/{MODULE.id}/sections/{section_id}")


def test_a_section_is_read_and_a_reflection_kept(frame: Frame) -> None:
    open_section(frame, SECTION.id)
    words = thoughts(REFLECTION.minimum_words)
    place = frame.locator(f"#b-{REFLECTION.id}")
    place.locator("textarea").fill(words)
    place.get_by_role("button", name="Save").click()
    expect(frame.get_by_text("Your answer is saved.")).to_be_visible()
    open_section(frame, SECTION.id)
    expect(place.locator("textarea")).to_have_value(words)
    expect(place.get_by_text("Done")).to_be_visible()


def test_the_quiz_is_taken_and_passed(frame: Frame) -> None:
    open_section(frame, MODULE.quiz_section.id)
    frame.get_by_role("button", name="Start the quiz").click()
    form = frame.locator("form.quiz")
    form.get_by_role("button", name="Hand in my answers").click()
    expect(frame.get_by_text("Some questions are still open")).to_be_visible()
    key = quiz_key(MODULE.id)
    for fieldset in form.locator("fieldset").all():
        question_id = (fieldset.get_attribute("id") or "").removeprefix("f-q-")
        for option in key[question_id]:
            form.locator(f"[id='q-{question_id}-{option}']").check()
    form.get_by_role("button", name="Hand in my answers").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("Passed: 100 per cent")
    frame.get_by_role("button", name="Continue").click()
    expect(frame.get_by_text("Page 12 of 12")).to_be_visible()
