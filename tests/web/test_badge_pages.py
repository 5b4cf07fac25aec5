"""The badge on pages: where it is downloaded, and what anybody can fetch of it."""

from __future__ import annotations

from pathlib import Path

import jwt
import pytest
from flask.testing import FlaskClient

from lti_tool.usecases import certify
from lti_tool.usecases.render_documents import render

from .cumbria import Cumbria
from .story import Story

BASE = "http://localhost:8000"


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Cumbria:
    """A mentor who holds QMS; the worker has made the documents."""
    way = certified(tmp_path_factory.mktemp("badge"))
    assert "Badge (SVG)" not in way.mentor.get(way.at).text
    rendered(way)
    return way


def certified(folder: Path) -> Cumbria:
    """All the way; the worker has yet to make the documents."""
    way = Cumbria(Story(folder))
    way.is_briefed()
    way.is_observed()
    way.adds_evidence()
    way.hands_in()
    way.panel_decides()
    way.signs(way.tutor, "tutor")
    way.signs(way.panellist("chris"), "panel")
    issued = way.office.post(f"/office/mentors/{way.id}/issue")
    assert "The certificate has been issued" in issued.text
    return way


def rendered(way: Cumbria) -> None:
    keep = render(way.story.house, number_of(way))
    with way.story.house.units.writing() as unit:
        keep(unit)


def number_of(way: Cumbria) -> str:
    assert way.page.certificate is not None
    return way.page.certificate.number


@pytest.fixture
def browser(way: Cumbria) -> FlaskClient:
    return way.story.app.test_client()


def test_mentor_tutor_and_office_download_it_as_a_picture(way: Cumbria) -> None:
    path = f"/documents/{number_of(way)}/badge.svg"
    for person, page in (
        (way.mentor, way.at),
        (way.tutor, f"/tutor/mentors/{way.id}"),
        (way.office, "/office/certificates"),
    ):
        assert path in person.get(page).text
        answer = person.get(path)
        assert answer.status_code == 200
        assert answer.mimetype == "image/svg+xml"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "default-src" in answer.headers["Content-Security-Policy"]


def test_nobody_else_downloads_it(way: Cumbria) -> None:
    path = f"/documents/{number_of(way)}/badge.svg"
    assert way.story.mentor("eve", name="Eve").get(path).status_code == 404
    for kind in ("credential", "secrets"):
        answer = way.mentor.get(f"/documents/{number_of(way)}/{kind}.pdf")
        assert answer.status_code == 404


def test_anybody_can_check_it_with_what_is_public(way: Cumbria, browser: FlaskClient) -> None:
    """As a verifier does: credential, key, issuer, status."""
    answer = browser.get(f"/credentials/{number_of(way).lower()}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers
    key_url = jwt.get_unverified_header(answer.text)["kid"]
    key = browser.get(key_url.removeprefix(BASE)).get_json()
    said = jwt.decode(
        answer.text,
        jwt.PyJWK.from_dict(key).key,
        algorithms=["RS256"],
        options={"verify_nbf": False},
    )
    issuer = browser.get(said["iss"].removeprefix(BASE)).get_json()
    assert issuer["id"] == said["iss"]
    assert issuer["name"] == "Brent Teaching Partnership"
    assert key_url in issuer["assertionMethod"]
    status = browser.get(said["credentialStatus"]["id"].removeprefix(BASE)).get_json()
    assert status["revokedCredential"] == []
    assert "amara" not in str(said).lower()
    assert "d" not in key


def test_the_page_for_checking_names_it(way: Cumbria, browser: FlaskClient) -> None:
    page = browser.get(f"/verify/{number_of(way)}").text
    assert "The badge that goes with it" in page
    assert "Qualified Mentor Status" in page
    assert f"/credentials/{number_of(way)}" in page


@pytest.mark.parametrize(
    "path",
    [
        "/credentials/ABCD-EFGH-2345-WXYZ",
        "/credentials/ABCD-EFGH-2345-WXYZ/status",
        "/credentials/%00",
        "/credentials/x'--",
        f"/credentials/{'x' * 3000}",
        "/issuer/nobody",
        "/issuer/keys/nobody",
    ],
)
def test_what_is_not_there_is_a_404(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_the_installation_has_a_profile_of_its_own(browser: FlaskClient) -> None:
    answer = browser.get("/issuer")
    assert answer.status_code == 200
    assert answer.get_json()["id"] == f"{BASE}/issuer"
    assert answer.get_json()["type"] == ["Profile"]


def test_a_certificate_without_a_badge_says_nothing_of_one(
    way: Cumbria, browser: FlaskClient
) -> None:
    story = way.story
    mentor = story.mentor("tom", name="Tom Whitfield")
    number = story.issue(story.office(), story.ready_to_issue(mentor, story.tutor()))
    assert "adge" not in browser.get(f"/verify/{number}").text
    assert browser.get(f"/credentials/{number}").status_code == 404
    assert mentor.get(f"/documents/{number}/badge.svg").status_code == 404


def test_a_revoked_badge_is_gone_and_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    way = certified(tmp_path_factory.mktemp("revoked"))
    rendered(way)
    number, browser = number_of(way), way.story.app.test_client()
    certify.revoke(way.story.house, way.office.visit, number, "The wrong Amara.")
    answer = browser.get(f"/credentials/{number}")
    assert answer.status_code == 410
    assert "This badge was revoked on 22 November 2026." in answer.text
    assert "eyJ" not in answer.text
    assert "wrong Amara" not in answer.text
    listed = browser.get(f"/credentials/{number}/status").get_json()["revokedCredential"]
    assert [one["id"] for one in listed] == [f"{BASE}/credentials/{number}"]
    page = browser.get(f"/verify/{number}").text
    assert "The badge was revoked with the certificate" in page
