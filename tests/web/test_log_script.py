"""A log's pages in a real browser: kept as one types, in two windows; and held to axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from ..usecases.leading import MEETING
from .exeter import AT, LeadWalk, answers
from .story import Person, Story

pytestmark = pytest.mark.browser
LOG = f"{AT}/logs/{MEETING}"
PATIENCE = 20_000
"""Milliseconds; a busy machine is slow, not wrong."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    made = Story(tmp_path_factory.mktemp("house"))
    made.vouch_for_the_school()
    return made


@pytest.fixture
def walk(story: Story, request: pytest.FixtureRequest) -> LeadWalk:
    return LeadWalk(story, request.node.name[:40], "Amara Okafor").enters()


@pytest.fixture
def mentor(walk: LeadWalk) -> Person:
    return walk.mentor


def opened(window: BrowserContext, address: str, mentor: Person, path: str) -> Page:
    page = window.new_page()
    page.goto(f"{address}{mentor.root}{path}")
    return page


def test_what_one_types_is_kept_by_itself_and_then_signed_off(
    window: BrowserContext, address: str, mentor: Person
) -> None:
    page = opened(window, address, mentor, LOG)
    page.get_by_role("button", name="Write a new one").click()
    page.get_by_label("Trainee").fill("Kim")
    said = page.locator("[data-saved]")
    expect(said).to_have_text("Not saved yet")
    expect(said).to_contain_text("Draft kept at", timeout=PATIENCE)
    page.get_by_label("Progress since the last meeting").fill("Both targets are met.")
    expect(said).to_have_text("Not saved yet")
    expect(said).to_contain_text("Draft kept at", timeout=PATIENCE)
    page.reload()
    expect(page.get_by_label("Progress since the last meeting")).to_have_value(
        "Both targets are met."
    )
    for label in ("What was talked about", "Targets for the week", "What comes next"):
        page.get_by_label(label).fill("Some words")
    page.get_by_label("Yes, this is right.").check()
    page.get_by_label("Type your full name to sign off").fill("Amara Okafor")
    page.get_by_role("button", name="Sign off now").click()
    expect(page.get_by_role("heading", name="Signed off", exact=True)).to_be_visible()
    expect(page.locator("textarea")).to_have_count(0)


def test_of_two_windows_the_later_one_is_told_and_keeps_what_was_typed(
    window: BrowserContext, address: str, mentor: Person, walk: LeadWalk
) -> None:
    entry = walk.new_entry()
    first, second = (opened(window, address, mentor, entry) for _ in range(2))
    first.get_by_label("What comes next").fill("From the first window")
    expect(first.locator("[data-saved]")).to_contain_text("Draft kept at", timeout=PATIENCE)
    second.get_by_label("What comes next").fill("From the second")
    expect(second.locator("[data-saved]")).to_contain_text("another window", timeout=PATIENCE)
    expect(second.get_by_label("What comes next")).to_have_value("From the second")
    second.get_by_role("button", name="Keep the draft and go on later").click()
    expect(second.get_by_text("This was changed in another window")).to_be_visible()
    expect(second.get_by_label("What comes next")).to_have_value("From the second")


def test_off_line_it_says_so_and_goes_on_when_the_connection_is_back(
    window: BrowserContext, address: str, mentor: Person, walk: LeadWalk
) -> None:
    page = opened(window, address, mentor, walk.new_entry())
    said = page.locator("[data-saved]")
    window.set_offline(True)
    page.get_by_label("What comes next").fill("Typed in a tunnel")
    expect(said).to_contain_text("there is no connection", timeout=PATIENCE)
    window.set_offline(False)
    page.get_by_label("Trainee").fill("Kim")
    expect(said).to_contain_text("Draft kept at", timeout=PATIENCE)


def test_every_page_of_a_log_is_right_for_axe_and_for_a_narrow_screen(
    window: BrowserContext, address: str, mentor: Person, walk: LeadWalk
) -> None:
    walk.writes("planning")
    for weeks_ago in (6, 2):
        walk.signs_off(weeks_ago=weeks_ago)
    signed, correcting = walk.signs_off(), walk.signs_off(weeks_ago=1)
    answered, asked = walk.sends(signed), walk.sends(correcting)
    answers(answered, "differs", "We met on Thursday. " * 20)
    walk.sent(f"{correcting}/correct", {})
    asked = walk.sends(walk.signs_off(weeks_ago=3))
    inside = (f"{AT}/overview", f"{AT}/reflections/planning", LOG, f"{LOG}/print", signed,
              correcting, walk.new_entry(), AT)  # fmt: skip
    paths = [f"{mentor.root}{path}" for path in inside] + [answered.link, asked.link]
    page, wrong = window.new_page(), []
    for width in (1003, 320):
        page.set_viewport_size({"width": width, "height": 640})
        for path in paths:
            page.goto(f"{address}{path}")
            found = Axe().run(page).response["violations"]
            wrong += [(path, one["id"]) for one in found]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((path, f"scrolls sideways at {width}"))
    assert wrong == []
