"""What every answer says to the browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.app import create_app
from lti_tool.config import Settings, data_folder

from .story import ISSUER, Story


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"))


def test_nothing_runs_that_is_not_ours(story: Story) -> None:
    policy = story.mentor().get("/mine").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["base-uri"] == "'none'"
    assert "unsafe" not in policy


def test_a_visit_may_be_framed_by_its_own_platform_only(story: Story) -> None:
    policy = story.mentor().get("/mine").headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors 'self' {ISSUER}")


@pytest.mark.parametrize("path", ["/s/no-such-link", "/verify", "/", "/no-such-page"])
def test_pages_outside_a_launch_are_framed_by_nobody(story: Story, path: str) -> None:
    policy = story.app.test_client().get(path).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'none'")


def test_an_ended_visit_says_so_in_whatever_frame_it_is(story: Story) -> None:
    answer = story.app.test_client().get("/l/no-such-handle/mine")
    assert answer.status_code == 401
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]
    assert "<form" not in answer.text


def test_pages_are_kept_nowhere_and_addresses_told_to_nobody(story: Story) -> None:
    headers = story.mentor().get("/mine").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_sets_a_session_cookie(story: Story) -> None:
    assert "Set-Cookie" not in story.mentor().get("/mine").headers


@pytest.mark.parametrize(
    ("base_url", "told"), [("https://mentors.example", True), ("http://localhost:8000", False)]
)
def test_browsers_are_told_to_stay_on_https(tmp_path: Path, base_url: str, told: bool) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'house.db'}",
        base_url=base_url,
        secret_key="a-secret-that-only-these-tests-know-of",
        packs=(data_folder("modules"),),
    )
    headers = create_app(settings).test_client().get("/lti/launch").headers
    assert ("Strict-Transport-Security" in headers) is told


def test_a_style_sheet_is_kept_for_good_and_compressed(story: Story) -> None:
    page = story.mentor().get("/mine").text
    start = page.index('href="/assets/') + 6
    address = page[start : page.index('"', start)]
    answer = story.app.test_client().get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith("text/css")


def test_yesterdays_address_still_gets_a_file_but_not_for_good(story: Story) -> None:
    answer = story.app.test_client().get("/assets/0000/css/app.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["css/../../pyproject.toml", "nothing.css", "../pyproject.toml"])
def test_nothing_else_can_be_fetched_as_an_asset(story: Story, path: str) -> None:
    assert story.app.test_client().get(f"/assets/0000/{path}").status_code == 404
