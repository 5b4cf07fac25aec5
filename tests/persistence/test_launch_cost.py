"""What a launch costs, from login to the redirect: one commit, and no call once keys are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.app import create_app
from lti_tool.persistence.people import LaunchSession
from lti_tool.usecases.house import House

from ..demo.tool import JwksServer
from ..usecases.delivering import published_keys
from ..usecases.place import rows
from ..web.signing_platform import CLAIM, KEY, SigningPlatform
from .committing import commits_of, statements_of
from .conftest import settings_for


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    app = create_app(settings_for(database_url))
    yield app
    house: House = app.extensions["house"]
    house.units.engine.dispose()


@pytest.fixture
def published() -> Iterator[JwksServer]:
    with published_keys(k1=KEY) as published:
        yield published


@pytest.fixture
def lms(app: Flask, published: JwksServer) -> SigningPlatform:
    """A platform all of whose addresses are on the server that counts."""
    lms = SigningPlatform(published.url.removesuffix("/jwks"), KEY)
    lms.register_with(app)
    return lms


def launch(lms: SigningPlatform, browser: FlaskClient, **claims: Any) -> None:
    answer = lms.launch(browser, **claims)
    assert answer.status_code in {302, 303}, answer.text


def test_a_launch_commits_once_and_a_login_not_at_all(app: Flask, lms: SigningPlatform) -> None:
    house: House = app.extensions["house"]
    commits = commits_of(house.units.engine)
    browser = app.test_client()
    other_course = {f"{CLAIM}context": {"id": "course-2", "title": "Another"}}
    said: list[dict[str, Any]] = [{}, {}, {"sub": "person-8"}, other_course]
    for number, claims in enumerate(said, 1):
        login = browser.post("/lti/login", data=lms.login_fields(), base_url="https://localhost")
        assert login.status_code == 302
        assert len(commits) == number - 1
        launch(lms, browser, **claims)
        assert len(commits) == number
    assert len(rows(house, LaunchSession)) == 4


def test_a_refused_launch_commits_nothing(app: Flask, lms: SigningPlatform) -> None:
    house: House = app.extensions["house"]
    browser = app.test_client()
    launch(lms, browser)
    commits = commits_of(house.units.engine)
    for claims in ({"aud": "somebody-else"}, {f"{CLAIM}deployment_id": "d-9"}, {"nonce": "x"}):
        assert 400 <= lms.launch(browser, **claims).status_code < 500
    assert commits == []


def test_once_the_keys_are_known_a_launch_calls_nobody(
    app: Flask, lms: SigningPlatform, published: JwksServer
) -> None:
    browser = app.test_client()
    launch(lms, browser)
    assert published.asked == 1
    for number in range(5):
        launch(lms, browser, sub=f"person-{number}")
        launch(lms, app.test_client(), **{f"{CLAIM}context": {"id": f"c-{number}"}})
    assert published.asked == 1


def test_a_launch_needs_no_lms_that_answers_once_the_keys_are_known(app: Flask) -> None:
    with published_keys(k1=KEY) as published:
        lms = SigningPlatform(published.url.removesuffix("/jwks"), KEY)
        lms.register_with(app)
        launch(lms, app.test_client())
    launch(lms, app.test_client(), sub="person-8")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_launch_asks_little_of_the_database(app: Flask, lms: SigningPlatform) -> None:
    """Everything that SQLite is told is counted, whichever way it is told."""
    house: House = app.extensions["house"]
    browser = app.test_client()
    launch(lms, browser)
    said = statements_of(house.units.engine)
    login = browser.post("/lti/login", data=lms.login_fields(), base_url="https://localhost")
    assert said == []
    form = lms.answer_to(login)
    assert browser.post("/lti/launch", data=form, base_url="https://localhost").status_code == 303
    assert [" ".join(one.split()[:3]) for one in said] == [
        "BEGIN IMMEDIATE",
        "INSERT INTO people",
        "INSERT INTO memberships",
        "INSERT INTO launch_sessions",
        "COMMIT",
    ]
