"""The audit in a real browser: saved as one goes, off line, in two windows; and held to axe."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from ..audited import AUDIT, write_pack
from ..usecases.auditing import Auditor
from .story import Person, Story

pytestmark = pytest.mark.browser
AT = f"/audits/{AUDIT}"
FIRST = f"{AT}/standards/ST1"
expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder: Path = tmp_path_factory.mktemp("house")
    return Story(folder, packs=(write_pack(folder / "packs"),))


@pytest.fixture
def mentor(story: Story, request: pytest.FixtureRequest) -> Person:
    return story.enter(request.node.name, "mentor", name="Amara Okafor")


@pytest.fixture
def auditor(story: Story, mentor: Person) -> Auditor:
    return Auditor(story.house, mentor.visit)


@pytest.fixture
def page(window: BrowserContext, address: str, mentor: Person) -> Page:
    opened = window.new_page()
    opened.goto(f"{address}{mentor.root}{FIRST}")
    return opened


def rate(page: Page, line: str, word: str) -> None:
    page.locator(f'[id="f-{line}"]').get_by_role("radio", name=word).check()


def test_what_one_rates_and_writes_is_saved_by_itself(page: Page, auditor: Auditor) -> None:
    rate(page, "ST1.1", "Amber")
    expect(page.locator("#saved")).to_have_text("Not saved yet")
    expect(page.locator("#saved")).to_have_text("Saved 12:00")
    expect(page.locator("#rated")).to_have_text("1 of 5 rated")
    page.get_by_label("Strengths").fill("I listen")
    expect(page.locator("#saved")).to_have_text("Not saved yet")
    expect(page.locator("#saved")).to_have_text("Saved 12:00")
    kept = auditor.page(auditor.groups[0])
    assert (dict(kept.ratings), kept.notes["strengths"]) == ({"ST1.1": "Amber"}, "I listen")


def test_save_and_go_on_takes_along_what_was_not_saved_yet(page: Page, auditor: Auditor) -> None:
    rate(page, "ST1.2", "Green")
    page.get_by_role("button", name="Save and go on", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(auditor.groups[1].title)
    assert dict(auditor.page(auditor.groups[0]).ratings) == {"ST1.2": "Green"}
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.get_by_text("Your audit is saved so far")).to_be_visible()


def test_what_is_chosen_off_line_comes_back_and_is_sent(
    window: BrowserContext, page: Page, address: str, mentor: Person, auditor: Auditor
) -> None:
    window.set_offline(True)
    rate(page, "ST1.3", "Red")
    page.get_by_label("Strengths").fill("typed in a tunnel")
    expect(page.locator("#saved")).to_have_text("Offline: kept on this device")
    page.get_by_role("button", name="Save and go on", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(auditor.groups[0].title)
    page.close()
    window.set_offline(False)
    again = window.new_page()
    again.goto(f"{address}{mentor.root}{FIRST}")
    expect(again.get_by_label("Strengths")).to_have_value("typed in a tunnel")
    expect(again.locator("#saved")).to_have_text("Saved 12:00")
    expect(again.get_by_role("heading", level=1)).to_have_text(auditor.groups[0].title)
    assert dict(auditor.page(auditor.groups[0]).ratings) == {"ST1.3": "Red"}


@pytest.mark.parametrize(
    ("choice", "strengths"),
    [("Keep what is on this page", "here"), ("Show what was saved there", "there")],
)
def test_of_two_versions_the_mentor_chooses(
    page: Page, auditor: Auditor, choice: str, strengths: str
) -> None:
    auditor.saves(auditor.groups[0], notes={"strengths": "there"})
    page.get_by_label("Strengths").fill("here")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("button", name=choice).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Strengths")).to_have_value(strengths)
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert auditor.page(auditor.groups[0]).notes["strengths"] == strengths


def test_a_whole_standard_is_rated_with_the_keyboard(page: Page, auditor: Auditor) -> None:
    page.locator("[id='f-ST1.1-0']").focus()
    for _ in range(5):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    page.keyboard.type("I keep time")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_have_text("Saved 12:00")
    kept = auditor.page(auditor.groups[0])
    assert set(kept.ratings.values()) == {"Amber"}
    assert (len(kept.ratings), kept.notes["strengths"]) == (5, "I keep time")


def test_every_page_of_the_audit_is_right_for_axe_and_for_a_narrow_screen(
    page: Page, address: str, mentor: Person, auditor: Auditor
) -> None:
    auditor.completes("Red", targets="Listen longer", actions="Count to ten " * 20)
    auditor.reviews("Green")
    auditor.begins_review()
    step = auditor.steps()[0].id
    paths = (AT, FIRST, f"{AT}/results/2", f"{AT}/plan", f"{AT}/plan/{step}")
    wrong: list[object] = []
    for width in (1003, 320):
        page.set_viewport_size({"width": width, "height": 640})
        for path in paths:
            page.goto(f"{address}{mentor.root}{path}")
            found = Axe().run(page).response["violations"]
            wrong += [(path, one["id"]) for one in found]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((path, f"scrolls sideways at {width}"))
    assert wrong == []
