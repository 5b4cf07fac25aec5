"""The office fills in its words, and a mentor reads them: seen in a browser, and by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .browsing import Visitor, profile
from .camera import Camera
from .right_answers import MODULES, module
from .servers import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "the Partnership Hub of Brent"


def test_the_office_fills_in_its_words_and_a_mentor_reads_them(
    chromium: Browser, demo: World
) -> None:
    camera = Camera()
    with profile(chromium) as at_the_office, profile(chromium) as beside:
        office = Visitor.enter(at_the_office, demo, "office-helen", "award", camera, beside)
        office.go("/office/")
        office.look("office desk with questions")
        office.press("questions of your mentors")
        office.heading("Your provider’s words")
        office.look("office words")
        field = office.frame.locator("#f-word_office_name")
        field.evaluate("field => field.removeAttribute('maxlength')")
        field.fill("a" * 201)
        office.press("Save all words")
        expect(office.frame.locator("#error-summary")).to_be_focused()
        office.look("office words wrong")
        field.fill(NAME)
        office.press("Save all words")
        office.sees("Every mentor reads these words from now on")
        expect(field).to_have_value(NAME)
        # As if this page had been opened before a colleague wrote that name.
        opened = office.frame.locator("input[name=was_office_name]")
        opened.evaluate("field => { field.value = '' }")
        field.fill("the hub")
        office.press("Save all words")
        office.sees("Somebody else changed this in the meantime")
        expect(field).to_have_value("the hub")
        office.check("office words changed meanwhile")
        office.go("/office/words/office_name")
        expect(office.frame.locator("mark").first).to_have_text(NAME)
        office.look("office word")
    assert camera.violations == {}
    assert camera.too_wide == {}
    reads_it(chromium, demo)


def reads_it(chromium: Browser, demo: World) -> None:
    """A mentor comes to a page where the word stands."""
    section = next(s for s in module(MODULES[0]).sections if "the partnership office" in str(s))
    with profile(chromium) as browser_profile:
        mentor = Visitor.enter(browser_profile, demo, "mentor-tom", "module-1")
        mentor.go(f"/modules/{MODULES[0]}/sections/{section.id}")
        expect(mentor.frame.locator("main")).to_contain_text(NAME)
