"""Films, sound and another language in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from .. import bilingual
from ..bilingual import MODULE_ID
from .story import Person, Story

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # milliseconds; a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bilingual.write(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, packs: Path) -> Story:
    return Story(tmp_path_factory.mktemp("house"), packs=(packs,))


@pytest.fixture
def mentor(story: Story, request: pytest.FixtureRequest) -> Person:
    return story.enter(request.node.name, "mentor", name="Amara Okafor")


@pytest.fixture
def start(window: BrowserContext, address: str, mentor: Person) -> Page:
    page = window.new_page()
    page.goto(f"{address}{mentor.root}/modules/{MODULE_ID}/sections/start")
    return page


def until(page: Page, holds: str) -> None:
    """Wait for what a script sees (Playwright's own way of waiting needs ``unsafe-eval``)."""
    for _ in range(200):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {holds}")


def choose(page: Page, language: str) -> None:
    page.locator(".languages").get_by_role("button", name=language).click()
    expect(page.locator(".language-now")).to_have_text(language)


def test_a_film_and_a_sound_tell_their_length_before_they_are_played(start: Page) -> None:
    for kind in ("video", "audio"):
        until(start, f"document.querySelector('{kind}').readyState >= 1")
    assert start.evaluate("document.querySelector('video').videoWidth") == 64
    assert 1.9 < start.evaluate("document.querySelector('audio').duration") < 2.3
    expect(start.locator("[data-failed]:visible")).to_have_count(0)


def test_captions_are_shown_unless_one_turns_them_off(start: Page) -> None:
    cues = "document.querySelector('track').track.cues"
    until(start, f"{cues} && {cues}.length === 1")
    assert start.evaluate(f"{cues}[0].text") == "Welcome to the school."
    assert start.evaluate("document.querySelector('track').track.mode") == "showing"


def test_the_words_of_a_film_are_reached_and_opened_by_keyboard(start: Page) -> None:
    film = start.locator("#b-welcome")
    words = film.get_by_text("Welcome to the school.")
    expect(words).to_be_hidden()
    film.locator("summary").focus()
    start.keyboard.press("Enter")
    expect(words).to_be_visible()


def test_a_film_that_does_not_come_leaves_its_words(
    window: BrowserContext, address: str, mentor: Person
) -> None:
    page = window.new_page()
    page.route("**/media/welcome.webm*", lambda route: route.abort())
    page.goto(f"{address}{mentor.root}/modules/{MODULE_ID}/sections/start")
    film = page.locator("#b-welcome")
    expect(film.get_by_text("This film could not be loaded.")).to_be_visible()
    expect(film.get_by_text("Welcome to the school.")).to_be_visible()
    expect(page.locator("#b-voices [data-failed]")).to_be_hidden()


def size_of(page: Page) -> tuple[float, float]:
    box = page.locator("video").bounding_box()
    assert box is not None
    return box["width"], box["height"]


def test_nothing_moves_when_a_film_has_loaded(
    window: BrowserContext, address: str, mentor: Person
) -> None:
    page = window.new_page()
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/media/welcome.webm*", hold)
    page.goto(
        f"{address}{mentor.root}/modules/{MODULE_ID}/sections/start",
        wait_until="domcontentloaded",
    )
    until(page, "document.querySelector('audio').readyState >= 1")
    before = size_of(page)
    for route in waiting:
        route.continue_()
    until(page, "document.querySelector('video').readyState >= 1")

    assert size_of(page) == before
    assert abs(before[0] / before[1] - 16 / 9) < 0.02


def test_another_language_keeps_what_was_sorted_and_what_is_half_written(
    start: Page, address: str, mentor: Person
) -> None:
    jobs = start.locator("#b-jobs")
    jobs.get_by_label("Watches a lesson").select_option("Mentor")
    jobs.get_by_label("Sends the letter").select_option("Mentor")
    jobs.get_by_role("button", name="Check my answers").click()
    expect(jobs.get_by_text("It belongs to: Office.")).to_be_visible()
    choose(start, "Cymraeg")
    jobs = start.locator("#b-jobs")
    expect(jobs.get_by_label("Anfon y llythyr")).to_have_value("0")
    expect(jobs.get_by_text("It belongs to: Swyddfa.")).to_be_visible()

    start.goto(f"{address}{mentor.root}/modules/{MODULE_ID}/sections/think")
    start.locator("#b-own-week textarea").fill("Half a thought")
    choose(start, "English")
    expect(start.get_by_role("heading", level=1)).to_have_text("Think back")
    expect(start.locator("#b-own-week textarea")).to_have_value("Half a thought")
    expect(start.locator("#b-own-week .saved")).to_contain_text("Saved")


def test_it_fits_a_phone(start: Page) -> None:
    start.set_viewport_size({"width": 320, "height": 640})
    assert start.evaluate("document.documentElement.scrollWidth") <= 320
    folder = os.environ.get("MENTOR_PICTURES")
    if folder:
        start.screenshot(path=f"{folder}/phone.png", full_page=True)
        choose(start, "Cymraeg")
        start.set_viewport_size({"width": 1003, "height": 800})
        start.screenshot(path=f"{folder}/desktop.png", full_page=True)
