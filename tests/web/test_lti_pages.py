"""Login and launch over HTTP, with really signed tokens: cookies, redirects, readable refusals."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from .sending import told
from .signing_platform import CLAIM, SigningPlatform, platform_on_this_machine
from .story import StoppedClock, Story

MODULE = "west-london/entry-1"


class RealClock(StoppedClock):
    """Tokens are signed with the time of day, so the app has it too."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"), clock=RealClock())


@pytest.fixture
def browser(story: Story) -> FlaskClient:
    return story.app.test_client()


@pytest.fixture(scope="module")
def running() -> Iterator[SigningPlatform]:
    with platform_on_this_machine() as platform:
        yield platform


@pytest.fixture(scope="module")
def lms(running: SigningPlatform, story: Story) -> SigningPlatform:
    running.register_with(story.app)
    return running


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_login_sends_the_browser_to_the_platform(
    browser: FlaskClient, lms: SigningPlatform, method: str
) -> None:
    fields = lms.login_fields()
    answer = (
        browser.get("/lti/login", query_string=fields)
        if method == "GET"
        else browser.post("/lti/login", data=fields)
    )
    assert answer.status_code == 302
    location = urlsplit(answer.headers["Location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == f"{lms.issuer}/auth"
    assert parse_qs(location.query)["redirect_uri"] == ["http://localhost:8000/lti/launch"]


def test_the_state_cookie_works_in_another_sites_frame_and_nowhere_else(
    browser: FlaskClient, lms: SigningPlatform
) -> None:
    answer = browser.post("/lti/login", data=lms.login_fields())
    (cookie,) = answer.headers.getlist("Set-Cookie")
    parts = set(cookie.split("; "))
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/lti/launch"} <= parts


def test_a_launch_leads_to_its_visit_and_forgets_the_state(
    browser: FlaskClient, lms: SigningPlatform
) -> None:
    answer = lms.launch(browser)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    assert path.startswith("/l/")
    visit, state = answer.headers.getlist("Set-Cookie")
    assert visit.startswith(f"mm_{path.split('/')[2][:10]}=")
    assert {
        f"Path={path.rstrip('/')}",
        "Secure",
        "HttpOnly",
        "SameSite=None",
        "Partitioned",
    } <= set(visit.split("; "))
    assert state.startswith("mm_state_")
    assert "Max-Age=0" in state
    page = browser.get(path, base_url="https://localhost", follow_redirects=True)
    assert "My modules and awards" in page.text


def test_a_link_to_a_module_opens_that_module(browser: FlaskClient, lms: SigningPlatform) -> None:
    answer = lms.launch(browser, **{f"{CLAIM}custom": {"module": MODULE}})
    page = browser.get(answer.headers["Location"], base_url="https://localhost")
    assert page.headers["Location"].endswith(f"/modules/{MODULE}")


def test_a_launch_that_is_sent_twice_is_refused_the_second_time(
    browser: FlaskClient, lms: SigningPlatform
) -> None:
    login = browser.post("/lti/login", data=lms.login_fields(), base_url="https://localhost")
    form = lms.answer_to(login)
    kept = browser.get_cookie(
        login.headers["Set-Cookie"].partition("=")[0], domain="localhost", path="/lti/launch"
    )
    assert kept is not None
    assert browser.post("/lti/launch", data=form, base_url="https://localhost").status_code == 303
    browser.set_cookie(kept.key, kept.value, path="/lti/launch")
    again = browser.post("/lti/launch", data=form, base_url="https://localhost")
    assert again.status_code == 409
    assert "nonce_spent" in again.text
    assert "Set-Cookie" not in again.headers


IN_A_FRAME = {"Sec-Fetch-Dest": "iframe"}


def test_in_a_frame_the_cookie_is_tried_before_the_lms_is_asked(
    browser: FlaskClient, lms: SigningPlatform
) -> None:
    first = browser.post("/lti/login", data=lms.login_fields(), headers=IN_A_FRAME)
    assert first.status_code == 303
    assert first.location.startswith("/lti/login?")
    assert "SameSite=None; Partitioned" in first.headers["Set-Cookie"]
    kept = {**IN_A_FRAME, "Cookie": first.headers["Set-Cookie"].split(";")[0]}
    second = browser.get(first.location, headers=kept)
    assert second.location.startswith(f"{lms.issuer}/auth?")
    third = browser.post("/lti/login", data=lms.login_fields(), headers=kept)
    assert third.location.startswith(f"{lms.issuer}/auth?")


def test_a_frame_that_keeps_no_cookie_offers_a_window_with_the_login_still_unused(
    story: Story, lms: SigningPlatform
) -> None:
    def bare() -> FlaskClient:
        return story.app.test_client(use_cookies=False)

    first = bare().post("/lti/login", data=lms.login_fields(), headers=IN_A_FRAME)
    refused = bare().get(first.location, headers=IN_A_FRAME)
    assert refused.status_code == 403
    assert "Open in a new window" in refused.text
    link = html.unescape(refused.text.split('class="btn btn-primary" href="')[1].split('"')[0])
    assert "cookie_checked" not in link
    window = bare().get(link, headers={"Sec-Fetch-Dest": "document"})
    assert window.location.startswith(f"{lms.issuer}/auth?")


def test_a_login_too_long_for_an_address_goes_on_unchecked(
    browser: FlaskClient, lms: SigningPlatform
) -> None:
    long = lms.login_fields(lti_message_hint="h" * 3_900, login_hint="p" * 3_900)
    answer = browser.post("/lti/login", data=long, headers=IN_A_FRAME)
    assert answer.location.startswith(f"{lms.issuer}/auth?")


def test_without_the_cookie_a_new_window_is_offered(
    story: Story, browser: FlaskClient, lms: SigningPlatform
) -> None:
    login = browser.post("/lti/login", data=lms.login_fields(), base_url="https://localhost")
    refused = story.app.test_client().post("/lti/launch", data=lms.answer_to(login))
    assert refused.status_code == 403
    assert 'target="_blank"' in refused.text
    start = refused.text.index('href="/lti/login?')
    again = refused.text[start + 6 : refused.text.index('"', start + 6)].replace("&amp;", "&")
    assert browser.get(again).status_code == 302


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"iss": "https://nobody.example"}, 403, "unknown_platform"),
        ({"iss": ""}, 400, "issuer_missing"),
        ({"lti_deployment_id": "d-9"}, 403, "login_names_unknown_deployment"),
        ({"login_hint": "x" * 5000}, 400, "login_parameter_too_long"),
    ],
)
def test_a_refused_login_says_why_and_what_to_do(
    browser: FlaskClient, lms: SigningPlatform, changes: dict[str, str], status: int, code: str
) -> None:
    answer = browser.post("/lti/login", data=lms.login_fields(**changes))
    assert answer.status_code == status
    assert code in answer.text
    assert "<h1>" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_refusal_can_be_seen_in_the_frame_it_happened_in(browser: FlaskClient) -> None:
    answer = browser.post("/lti/launch", data={})
    assert answer.status_code == 400
    assert "frame-ancestors" not in answer.headers["Content-Security-Policy"]


def test_a_refused_launch_opens_no_visit(browser: FlaskClient, lms: SigningPlatform) -> None:
    answer = lms.launch(browser, **{f"{CLAIM}deployment_id": "d-2"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_the_launch_address_typed_by_hand_says_how_to_open_it(browser: FlaskClient) -> None:
    answer = browser.get("/lti/launch")
    assert answer.status_code == 200
    assert "Open this from your course" in answer.text


def test_our_keys_are_published_and_may_be_kept(browser: FlaskClient) -> None:
    answer = browser.get("/lti/jwks")
    (key,) = told(answer)["keys"]
    assert key["kty"] == "RSA"
    assert "d" not in key
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_somebody_without_a_part_in_the_course_is_told_whom_to_ask(
    browser: FlaskClient, lms: SigningPlatform
) -> None:
    answer = lms.launch(browser, **{f"{CLAIM}roles": []})
    page = browser.get(answer.headers["Location"], base_url="https://localhost")
    assert page.status_code == 403
    assert "ask whoever runs the course" in page.text
