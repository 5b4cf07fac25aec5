"""Whatever is sent in a form: an answer in words that says what is wrong, and never a 500."""

from __future__ import annotations

from http import HTTPStatus

import httpx
import pytest

from .attackers import FIRST, Cast
from .lms_client import Sent, Visit, forms_in, words_of
from .right_answers import AWARD
from .story import Link

pytestmark = pytest.mark.slow

QUESTION, SORT, STORY, REFLECTION = (
    "yardstick", "entry-or-mastery", "seuns-timetable", "timetable-pressure",
)  # fmt: skip
ANSWERS = f"/modules/{FIRST}/answers"
FUTURE = "2099-01-01"

MALFORMED: list[tuple[str, str, Sent]] = [
    ("mentor", f"{ANSWERS}/{QUESTION}", {"option": "99"}),
    ("mentor", f"{ANSWERS}/{QUESTION}", {"option": "-1"}),
    ("mentor", f"{ANSWERS}/{QUESTION}", {"option": "two"}),
    ("mentor", f"{ANSWERS}/{QUESTION}", {"option": "1", "write_id": "../../<script>"}),
    ("mentor", f"{ANSWERS}/{SORT}", {"item-0": "Nobel prize"}),
    ("mentor", f"{ANSWERS}/{STORY}", {"path": ["no", "such", "way"]}),
    ("mentor", f"{ANSWERS}/{REFLECTION}", {"text": "word " * 5000}),
    ("mentor", f"/awards/{AWARD}/details", {"email": "not-an-address"}),
    ("mentor", f"/awards/{AWARD}/details", {"mentor_name": ""}),
    ("mentor", f"/awards/{AWARD}/details", {"years_experience": "many"}),
    ("mentor", f"/awards/{AWARD}/details", {"postcode": "x" * 300}),
    ("mentor", f"/awards/{AWARD}/experience", {"criteria": "NOBEL.1", "evidence": "Long ago."}),
    ("mentor", f"/awards/{AWARD}/experience", {"criteria": "ENTRY.3", "evidence": ""}),
    ("mentor", f"/awards/{AWARD}/self-check/self-check", {"timetable": "Brilliant"}),
    ("tutor", "/tutor/mentors/{tom}/confirm", {}),
    ("tutor", "/tutor/mentors/{tom}/confirm", {"on-ENTRY.5/joint-observation": "31/02/2026"}),
    ("tutor", "/tutor/mentors/{tom}/confirm", {"on-ENTRY.5/joint-observation": FUTURE}),
    ("tutor", "/tutor/mentors/{tom}/confirm", {"on-ENTRY.5/joint-observation": "0001-01-01"}),
    ("link", "/confirm", {"tick-ENTRY.3/timetable": "yes", "name_typed": "Ruth Adeyemi"}),
    ("link", "/confirm", {"name_typed": "Ruth Adeyemi"}),
    ("link", "/decline", {"reason": " "}),
    ("link", "/hand-on", {"name": "Jo Bloggs", "email": "nobody"}),
]


@pytest.mark.parametrize(("who", "path", "values"), MALFORMED)
def test_a_malformed_form_is_answered_with_what_is_wrong(
    cast: Cast, who: str, path: str, values: Sent
) -> None:
    path = path.replace("{tom}", cast.tom.enrolment if "{tom}" in path else "")
    answer = (
        cast.toms_link.post(path, values)
        if who == "link"
        else cast.visit_for(who).post(path, values)
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, words_of(answer.text)


def test_entering_without_agreeing_or_with_nothing_filled_in_is_refused(cast: Cast) -> None:
    newcomer = cast.stranger().launch("mentor-leila", "21", "course-202")
    values: dict[str, str]
    for values in ({}, {**cast.leila.details(), "consent": ""}):
        answer = newcomer.post(f"/awards/{AWARD}/enter", values)
        assert answer.status_code in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT}


def test_a_quiz_without_answers_is_not_marked(cast: Cast) -> None:
    path = f"/modules/{FIRST}/quiz"
    cast.tom.mentor.send(path)
    action = forms_in(cast.tom.mentor.page(path))[0].action.split("/quiz/")[1]
    for values in ({}, {"q-none": "0"}, {"q-": ["1", "2"]}):
        answer = cast.tom.mentor.post(f"{path}/{action}", values)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


JUNK = (
    "",
    "\0",
    "ø" * 30_000,
    "9" * 4_000,
    "-1",
    "2026-13-45",
    "' OR 1=1; DROP TABLE people; --",
    "<script>alert(1)</script>{{ 7*7 }}",
    "\U0001f9e8\u202e\ufeff",
)


def pages_with_forms(cast: Cast) -> list[tuple[Visit | Link, str]]:
    tom = cast.tom.mentor
    module = f"/modules/{FIRST}"
    pages: list[tuple[Visit | Link, str]] = [
        (tom, f"/awards/{AWARD}"),
        (tom, f"/awards/{AWARD}/details"),
        (tom, f"/awards/{AWARD}/experience"),
        (tom, f"/awards/{AWARD}/self-check/self-check"),
        (tom, f"{module}/sections/welcome"),
        (tom, f"{module}/sections/who-does-what"),
        (tom, f"{module}/sections/timetable"),
        (tom, f"{module}/quiz"),
        (cast.tutor, f"/tutor/mentors/{cast.tom.enrolment}"),
        (cast.office, "/office/"),
        (cast.office, f"/office/mentors/{cast.tom.enrolment}"),
        (cast.toms_link, ""),
        (cast.toms_link, "/hand-on"),
        (cast.toms_link, "/decline"),
    ]
    return pages


def test_junk_in_any_field_never_breaks_the_tool(cast: Cast) -> None:
    broken = []
    sent = 0
    for holder, path in pages_with_forms(cast):
        page = holder.page(path) if isinstance(holder, Visit) else link_page(holder, path)
        person = holder.person
        for form in (one for one in forms_in(page) if one.method == "post"):
            names = [name for name in form.names if name != "csrf_token"]
            url = httpx.URL(cast.world.tool).join(form.action or str(path))
            for junk in JUNK:
                values = form.filled(dict.fromkeys(names, junk))
                answer = person.request("POST", str(url), values)
                sent += 1
                if answer.status_code >= 500:
                    broken.append((form.action, junk[:20], answer.status_code))
    assert sent > 100
    assert broken == []


def link_page(link: Link, path: str) -> str:
    return link.person.request("GET", link.address + path).text


def test_a_body_that_is_no_form_is_refused(cast: Cast) -> None:
    visit = cast.tom.mentor
    cookies = {"Cookie": visit.person.jar.header(visit.url("/"))}
    for kind, body in (
        ("application/x-www-form-urlencoded", b"csrf_token=%FF%FE&text=\xff\xfe"),
        ("application/json", b'{"text": '),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("text/plain", b"\x00" * 1000),
    ):
        answer = cast.world.http.post(
            visit.url(f"{ANSWERS}/{REFLECTION}"),
            content=body,
            headers={"Content-Type": kind, **cookies},
        )
        assert answer.status_code == HTTPStatus.BAD_REQUEST, (kind, answer.status_code)


@pytest.mark.parametrize("path", ["answer", "launch", "link"])
def test_ten_megabytes_are_too_much(cast: Cast, path: str) -> None:
    urls = {
        "answer": cast.tom.mentor.url(f"{ANSWERS}/{REFLECTION}"),
        "launch": f"{cast.world.tool}/lti/launch",
        "link": f"{cast.toms_link.address}/decline",
    }
    body = [("csrf_token", cast.tom.mentor.csrf), ("text", "x" * 10_000_000)]
    answer = cast.tom.mentor.person.request("POST", urls[path], body)
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_no_error_was_ours(cast: Cast) -> None:
    log = cast.world.program("tool").log.read_text()
    assert "Traceback" not in log, log[-3000:]
