"""Whatever goes wrong is a readable page with a way on, and never tells a stranger anything."""

from __future__ import annotations

import logging

import pytest
from flask import Blueprint

from lti_tool.domain.seats import Role
from lti_tool.web import access

from .sending import send, told
from .story import AWARD, Person, Story


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def mentor(story: Story) -> Person:
    return story.mentor()


@pytest.mark.parametrize(
    "path",
    [
        "/modules/west-london/no-such-module",
        "/modules/west-london/entry-1/sections/no-such-page",
        "/modules/west-london/entry-1/sections/%00",
        "/awards/west-london/no-such-award",
        f"/awards/{AWARD}/self-check/no-such-audit",
        "/documents/ABCD-EFGH-IJKL-MNOP/certificate.pdf",
        "/documents/x/y.pdf",
        "/no-such-page",
    ],
)
def test_what_is_not_there_is_a_404_with_a_way_on(mentor: Person, path: str) -> None:
    answer = mentor.get(path)
    assert answer.status_code == 404
    assert "This page is not here" in answer.text


def test_a_lost_mentor_is_shown_the_way_to_their_pages(mentor: Person) -> None:
    page = mentor.get("/modules/west-london/no-such-module").text
    assert f'<a class="btn btn-primary" href="{mentor.root}/mine">' in page


@pytest.mark.parametrize("path", ["/tutor/", "/office/"])
def test_somebody_elses_desk_is_refused_with_a_way_on(mentor: Person, path: str) -> None:
    answer = mentor.get(path)
    assert answer.status_code == 403
    assert f'href="{mentor.root}/mine"' in answer.text


def test_a_tutor_has_no_record_of_their_own(story: Story) -> None:
    assert story.tutor().get(f"/awards/{AWARD}").status_code == 403


@pytest.mark.parametrize("cookie", [None, "", "0" * 40, "ÿ" * 40])
def test_the_handle_alone_opens_nothing(story: Story, mentor: Person, cookie: str | None) -> None:
    stranger = story.app.test_client()
    name = access.cookie_name(mentor.visit.handle)
    headers = (
        {} if cookie is None else {"Cookie": f"{name}={cookie}".encode("latin-1").decode("latin-1")}
    )
    answer = stranger.get(f"{mentor.root}/mine", headers=headers)
    assert answer.status_code == 401
    assert "open the link again" in answer.text
    assert "Amara" not in answer.text


def test_the_cookie_of_one_launch_does_not_open_another(story: Story, mentor: Person) -> None:
    tom = story.mentor("tom", name="Tom Whitfield")
    assert mentor.browser.get(f"{tom.root}/mine").status_code == 401


def test_a_wrong_method_names_the_right_ones(mentor: Person) -> None:
    answer = mentor.browser.post(f"{mentor.root}/mine")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_ten_megabytes_are_too_much(mentor: Person) -> None:
    answer = mentor.browser.post(
        f"{mentor.root}/awards/{AWARD}/details", data={"subject": "x" * 10_000_000}
    )
    assert answer.status_code == 413
    assert "larger than this tool can take" in answer.text


def test_thousands_of_fields_are_too_much(mentor: Person) -> None:
    data = {f"field-{number}": "x" for number in range(5000)}
    answer = send(mentor, f"/awards/{AWARD}/details", data)
    assert answer.status_code in {413, 422}


def test_a_script_is_answered_in_json(mentor: Person) -> None:
    answer = mentor.get("/no-such-page", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "address" in told(answer)["error"]


def test_an_error_of_ours_says_so_and_keeps_the_handle_out_of_the_log(
    tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    story = Story(tmp_path_factory.mktemp("broken"))
    broken = Blueprint("broken", __name__, url_prefix="/l/<handle>/broken")
    broken.add_url_rule("/", view_func=lambda: str(1 // 0))
    access.register(story.app, broken, access.needs(Role.MENTOR))
    mentor = story.mentor()
    with caplog.at_level(logging.DEBUG):
        answer = mentor.get("/broken/")
    assert answer.status_code == 500
    assert "our fault" in answer.text
    assert "ZeroDivisionError" not in answer.text
    reference = answer.text.partition("Reference: <code>")[2][:8]
    (record,) = (r for r in caplog.records if reference in r.getMessage())
    assert record.exc_info is not None
    assert mentor.visit.handle not in caplog.text


def test_done_on_this_computer_ends_the_visit(story: Story) -> None:
    leaving = story.mentor("leila", name="Leila Haddad")
    assert "Your visit has ended" in send(leaving, "/leave").text
    assert leaving.get("/mine").status_code == 401
