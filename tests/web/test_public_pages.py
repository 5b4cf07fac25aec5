"""Pages for anybody: checking a certificate, our statements, and what machines ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lti_tool.persistence.database import db
from lti_tool.usecases import certify

from .story import Story


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Nobody in these tests changes anything but by issuing one certificate more."""
    return Story(tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="module")
def number(story: Story) -> str:
    """The number of a certificate that stands."""
    return issued(story, "amara", "Amara Okafor")


@pytest.fixture
def browser(story: Story) -> FlaskClient:
    return story.app.test_client()


def issued(story: Story, sub: str, name: str) -> str:
    mentor = story.mentor(sub, name=name)
    return story.issue(story.office(), story.ready_to_issue(mentor, story.tutor()))


def test_a_certificate_that_stands_is_valid(browser: FlaskClient, number: str) -> None:
    answer = browser.get(f"/verify/{number}")
    assert answer.status_code == 200
    for words in ("This certificate is valid", "Amara Okafor", "Brent Teaching Partnership"):
        assert words in answer.text
    assert "22 November 2026" in answer.text
    assert "oakfield" not in answer.text.lower()


@pytest.mark.parametrize("typed", [str.lower, lambda n: n.replace("-", " "), lambda n: f" {n}"])
def test_capitals_blanks_and_dashes_do_not_matter(
    browser: FlaskClient, number: str, typed: object
) -> None:
    assert callable(typed)
    answer = browser.get("/verify", query_string={"number": typed(number)}, follow_redirects=True)
    assert answer.status_code == 200
    assert "This certificate is valid" in answer.text
    assert answer.request.path == f"/verify/{number}"


def test_a_revoked_certificate_says_so_and_not_why(story: Story, browser: FlaskClient) -> None:
    number = issued(story, "tom", "Tom Whitfield")
    certify.revoke(story.house, story.office().visit, number, "The wrong Tom.")
    answer = browser.get(f"/verify/{number}")
    assert answer.status_code == 200
    assert "has been revoked" in answer.text
    assert "is valid" not in answer.text
    assert "The wrong Tom" not in answer.text


@pytest.mark.parametrize("typed", ["ABCD-EFGH-2345-WXYZ", "<script>", "x" * 3000, "%00", "☃"])
def test_an_unknown_number_is_a_404_that_helps(browser: FlaskClient, typed: str) -> None:
    answer = browser.get(f"/verify/{typed}")
    assert answer.status_code == 404
    assert "We know no certificate of this number" in answer.text
    assert "four groups of four" in answer.text
    assert "<script>" not in answer.text


def test_an_empty_form_asks_for_the_number(browser: FlaskClient) -> None:
    assert "Please type the number" not in browser.get("/verify").text
    assert "Please type the number" in browser.get("/verify?number=+").text


def test_a_name_is_shown_as_it_is_written(story: Story, browser: FlaskClient) -> None:
    number = issued(story, "zoe", "Zoë <b>O’Brien</b>")
    assert "Zoë &lt;b&gt;O’Brien&lt;/b&gt;" in browser.get(f"/verify/{number}").text


def test_search_engines_leave_certificates_alone(browser: FlaskClient, number: str) -> None:
    assert "noindex" in browser.get(f"/verify/{number}").headers["X-Robots-Tag"]
    assert "noindex" in browser.get("/verify/AAAA").headers["X-Robots-Tag"]


@pytest.mark.parametrize("path", ["/", "/verify", "/privacy", "/accessibility"])
def test_public_pages_are_whole_and_may_not_be_framed(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1>") == 1
    assert 'lang="en-GB"' in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_the_accessibility_statement_says_what_is_not_proven(browser: FlaskClient) -> None:
    page = browser.get("/accessibility").text
    assert "What is not proven" in page
    assert "If something is in your way" in page


def test_the_xapi_profile_is_served_as_json_ld(browser: FlaskClient) -> None:
    answer = browser.get("/xapi/profile")
    assert answer.mimetype == "application/ld+json"
    profile = answer.get_json(force=True)
    assert profile["id"] == "http://localhost:8000/xapi/profile"


def test_alive_asks_nothing_of_the_database_and_ready_does(tmp_path: Path) -> None:
    story = Story(tmp_path)
    browser = story.app.test_client()
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/readyz").status_code == 200
    with story.app.app_context():
        db.drop_all()
    assert browser.get("/healthz").status_code == 200
    unready = browser.get("/readyz")
    assert unready.status_code == 503
    assert "sqlite" not in unready.text.lower()
