"""The player with its script, in a real browser: saving as one types, off line and on again."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lti_tool.domain.modules import Activity, Question, Reflection, Scenario, Section
from lti_tool.usecases import study

from .story import Person, Story

pytestmark = pytest.mark.browser
MODULE = "west-london/entry-1"
expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"))


@pytest.fixture
def mentor(story: Story, request: pytest.FixtureRequest) -> Person:
    return story.enter(request.node.name[:40], "mentor", name="Amara Okafor")


def first(story: Story, kind: type[Activity]) -> tuple[Section, Activity]:
    return next(
        (section, block)
        for section in story.house.library.module(MODULE).sections
        for block in section.activities
        if isinstance(block, kind) and block.counts
    )


def opened(window: BrowserContext, address: str, mentor: Person, section: Section) -> Page:
    page = window.new_page()
    page.goto(f"{address}{mentor.root}/modules/{MODULE}/sections/{section.id}")
    return page


def kept(story: Story, mentor: Person, section: Section, block: Activity) -> str:
    answers = study.open_section(story.house, mentor.visit, MODULE, section.id).answers
    return str(answers[block.id].response["text"]) if block.id in answers else ""


def test_feedback_comes_without_leaving_the_page_and_takes_the_focus(
    window: BrowserContext, address: str, mentor: Person, story: Story
) -> None:
    section, block = first(story, Question)
    page = opened(window, address, mentor, section)
    place = page.locator(f'[data-block="{block.id}"]')
    place.locator("input[type=radio]").first.check()
    place.get_by_role("button", name="Answer").click()
    expect(place.locator(".feedback")).to_be_focused()
    expect(page.locator(".side .bar-words")).not_to_have_text("0 per cent done")


def test_a_story_goes_on_in_place(
    window: BrowserContext, address: str, mentor: Person, story: Story
) -> None:
    section, block = first(story, Scenario)
    assert isinstance(block, Scenario)
    page = opened(window, address, mentor, section)
    place = page.locator(f'[data-block="{block.id}"]')
    place.locator(".way").first.click()
    expect(place.locator(".path .chosen")).to_have_count(1)
    place.get_by_role("button", name="Begin the story again").or_(
        place.get_by_role("button", name="Try another way")
    ).click()
    expect(place.locator(".path")).to_have_count(0)


def test_what_one_types_is_saved_by_itself(
    window: BrowserContext, address: str, mentor: Person, story: Story
) -> None:
    section, block = first(story, Reflection)
    page = opened(window, address, mentor, section)
    place = page.locator(f'[data-block="{block.id}"]')
    place.locator("textarea").fill("saved while I think")
    expect(place.locator(".saved")).to_have_text("Not saved yet")
    expect(place.locator(".saved")).to_have_text("Saved 12:00")
    assert kept(story, mentor, section, block) == "saved while I think"


def test_what_is_typed_off_line_survives_leaving_the_page_and_is_sent_later(
    window: BrowserContext, address: str, mentor: Person, story: Story
) -> None:
    section, block = first(story, Reflection)
    page = opened(window, address, mentor, section)
    place = page.locator(f'[data-block="{block.id}"]')
    window.set_offline(True)
    place.locator("textarea").fill("typed in a tunnel")
    expect(place.locator(".saved")).to_have_text("Offline: kept on this device")
    page.close()
    window.set_offline(False)
    assert kept(story, mentor, section, block) == ""
    page = opened(window, address, mentor, section)
    place = page.locator(f'[data-block="{block.id}"]')
    expect(place.locator("textarea")).to_have_value("typed in a tunnel")
    expect(place.locator(".saved")).to_have_text("Saved 12:00")
    assert kept(story, mentor, section, block) == "typed in a tunnel"
    assert page.evaluate("Object.keys(localStorage)") == []


def test_two_windows_are_shown_side_by_side_and_the_mentor_chooses(
    window: BrowserContext, address: str, mentor: Person, story: Story
) -> None:
    section, block = first(story, Reflection)
    here = opened(window, address, mentor, section).locator(f'[data-block="{block.id}"]')
    there = opened(window, address, mentor, section).locator(f'[data-block="{block.id}"]')
    there.locator("textarea").fill("from the other window")
    expect(there.locator(".saved")).to_have_text("Saved 12:00")
    here.locator("textarea").fill("from this window")
    expect(here.get_by_text("from the other window")).to_be_visible()
    here.get_by_role("button", name="Keep this one").click()
    expect(here.locator(".saved")).to_have_text("Saved 12:00")
    assert kept(story, mentor, section, block) == "from this window"
