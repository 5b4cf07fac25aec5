"""What people must not be able to do, over HTTP, against the tool as it is served."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest

from .attackers import FIRST, SECOND, Cast, below, routes
from .lms_client import Jar, Visit, forms_in, words_of
from .right_answers import AWARD
from .story import Link, signature
from .walk import AMARA

pytestmark = pytest.mark.slow

QUESTION = "yardstick"


# --- Launches -----------------------------------------------------------------------------------


def test_a_launch_cannot_be_replayed(cast: Cast) -> None:
    person = cast.stranger()
    form = person.launch_form("mentor-tom", "13")
    cookies = dict(person.jar.cookies)
    assert person.request("POST", form.action, form.fields).status_code == HTTPStatus.SEE_OTHER
    for jar in (person.jar, Jar(cookies)):
        person.jar = jar
        again = person.request("POST", form.action, form.fields)
        assert 400 <= again.status_code < 500, words_of(again.text)
        assert "set-cookie" not in again.headers


def test_a_launch_counts_only_in_the_browser_that_began_it(cast: Cast) -> None:
    form = cast.stranger().launch_form("mentor-amara", "13")
    stolen = cast.stranger().request("POST", form.action, form.fields)
    assert 400 <= stolen.status_code < 500


def test_a_launch_with_another_persons_claims_is_refused(cast: Cast) -> None:
    person = cast.stranger()
    form = person.launch_form("mentor-tom", "13")
    fields = dict(form.fields)
    head, claims, mac = fields["id_token"].split(".")
    other = claims[:40] + ("A" if claims[40] != "A" else "B") + claims[41:]
    fields["id_token"] = ".".join((head, other, mac))
    assert 400 <= person.request("POST", form.action, [*fields.items()]).status_code < 500


# --- Whose visit it is --------------------------------------------------------------------------


def test_a_handle_is_worth_nothing_without_its_cookie(cast: Cast) -> None:
    page = cast.stranger().request("GET", cast.amara.mentor.url("/mine"))
    assert page.status_code == HTTPStatus.UNAUTHORIZED
    assert "Amara" not in page.text


def test_another_visits_cookie_does_not_open_it(cast: Cast) -> None:
    tom = cast.tom.mentor.person
    (value, _) = next(iter(v for n, v in tom.jar.cookies.items() if n.startswith("mm_")))
    handle = cast.amara.mentor.path.rsplit("/", 1)[1]
    thief = cast.stranger()
    thief.jar.cookies[f"mm_{handle[:10]}"] = (value, cast.amara.mentor.path)
    page = thief.request("GET", cast.amara.mentor.url("/mine"))
    assert page.status_code == HTTPStatus.UNAUTHORIZED


def test_every_page_of_a_visit_needs_the_visit(cast: Cast, tmp_path: Path) -> None:
    made_up = Visit(cast.stranger(), "/l/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef", _csrf="0" * 64)
    answered = {}
    for method in ("GET", "POST"):
        for rule in routes(tmp_path, method):
            if rule.rule.startswith("/l/"):
                url = made_up.url(below(rule))
                answered[method, rule.rule] = made_up.person.request(method, url).status_code
    assert len(answered) > 30
    assert set(answered.values()) == {HTTPStatus.UNAUTHORIZED}


# --- CSRF ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "", "0" * 64, "not-hex-ø"])
def test_no_form_is_taken_without_its_pages_token(
    cast: Cast, tmp_path: Path, token: str | None
) -> None:
    fields = [] if token is None else [("csrf_token", token)]
    taken = {}
    for rule in routes(tmp_path, "POST"):
        audience = rule.endpoint.split(".")[0]
        if rule.rule.startswith("/l/"):
            visit = cast.visit_for(audience)
            answer = visit.person.request("POST", visit.url(below(rule)), fields)
        elif rule.rule.startswith("/s/"):
            link = cast.toms_link
            answer = link.person.request("POST", link.address + below(rule), fields)
        else:
            continue
        taken[rule.rule] = answer.status_code
    assert len(taken) > 20
    assert set(taken.values()) == {HTTPStatus.BAD_REQUEST}, taken


def test_another_visits_token_does_not_count(cast: Cast) -> None:
    mine = cast.tom.mentor
    theirs = Visit(mine.person, mine.path, _csrf=cast.amara.mentor.csrf)
    assert theirs.post(f"/awards/{AWARD}/ask-pcm").status_code == HTTPStatus.BAD_REQUEST


# --- Other people's records ---------------------------------------------------------------------


def amaras_request(cast: Cast) -> str:
    rows = cast.world.rows(
        "SELECT id FROM signing_requests WHERE enrolment_id = ?", cast.amara.enrolment
    )
    return str(rows[0][0])


def amaras_fact(cast: Cast) -> str:
    rows = cast.world.rows(
        "SELECT id FROM facts WHERE enrolment_id = ? AND kind = 'Confirmed'", cast.amara.enrolment
    )
    return str(rows[0][0])


def amaras_attempt(cast: Cast) -> str:
    query = "SELECT a.id FROM quiz_attempts a JOIN people p ON p.id = a.person_id WHERE p.sub = ?"
    return str(cast.world.rows(query, cast.amara.persona)[0][0])


OTHERS: dict[str, tuple[str, str, Callable[[Cast], str]]] = {
    "a mentor, another's request": (
        "mentor", "POST", lambda c: f"/awards/{AWARD}/requests/{amaras_request(c)}/remind"),
    "a mentor, another's attempt": (
        "mentor", "POST", lambda c: f"/modules/{FIRST}/quiz/{amaras_attempt(c)}"),
    "a tutor, a mentor of another course": (
        "tutor", "GET", lambda c: f"/tutor/mentors/{c.leila.enrolment}"),
    "a tutor, confirming there": (
        "tutor", "POST", lambda c: f"/tutor/mentors/{c.leila.enrolment}/confirm"),
    "a tutor, signing there": (
        "tutor", "POST", lambda c: f"/tutor/mentors/{c.leila.enrolment}/sign"),
    "a tutor, asking to withdraw there": (
        "tutor", "GET", lambda c: f"/tutor/mentors/{c.leila.enrolment}/withdraw/{amaras_fact(c)}"),
    "a tutor, withdrawing there": (
        "tutor", "POST", lambda c: f"/tutor/mentors/{c.leila.enrolment}/withdraw/{amaras_fact(c)}"),
    "a tutor, a confirmation of another record": (
        "tutor", "POST", lambda c: f"/tutor/mentors/{c.tom.enrolment}/withdraw/{amaras_fact(c)}"),
    "a tutor, a record that is none": ("tutor", "GET", lambda _: "/tutor/mentors/nobody"),
    "the office, a record that is none": (
        "office", "POST", lambda _: "/office/mentors/nobody/issue"),
    "the office, a request that is none": (
        "office", "POST", lambda _: "/office/addresses/nobody/vouch"),
    "the office, a delivery that is none": (
        "office", "POST", lambda _: "/office/deliveries/999999/retry"),
    "the office, a certificate that is none": (
        "office", "GET", lambda _: "/office/certificates/AAAA-AAAA-AAAA-AAAA/revoke"),
    "anybody, a document that is none": (
        "mentor", "GET", lambda _: "/documents/AAAA-AAAA-AAAA-AAAA/certificate.pdf"),
    "an answer to another module's question": (
        "mentor", "POST", lambda _: f"/modules/{SECOND}/answers/{QUESTION}"),
    "a module that is none": ("mentor", "GET", lambda _: "/modules/west-london/entry-9"),
    "an award that is none": ("mentor", "GET", lambda _: "/awards/west-london/nobel"),
    "a page that is none": ("mentor", "GET", lambda _: f"/modules/{FIRST}/sections/none"),
    "a self-check that is none": ("mentor", "POST", lambda _: f"/awards/{AWARD}/self-check/none"),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_not_ones_own_is_not_there(cast: Cast, case: str) -> None:
    who, method, path = OTHERS[case]
    visit = cast.visit_for(who)
    answer = visit.get(path(cast)) if method == "GET" else visit.post(path(cast), DECENT)
    assert answer.status_code == HTTPStatus.NOT_FOUND, words_of(answer.text)


DECENT = {
    "reason": "Because.", "option": "0", "digest": "0" * 64, "agreed": "yes", "name_typed": "Tom W",
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("mentor", "/tutor/"),
        ("mentor", "/office/"),
        ("mentor", "/office/certificates"),
        ("tutor", "/office/"),
        ("tutor", f"/awards/{AWARD}"),
    ],
)
def test_pages_of_another_part_are_closed(cast: Cast, who: str, path: str) -> None:
    assert cast.visit_for(who).get(path).status_code == HTTPStatus.FORBIDDEN


def test_nobody_but_the_office_issues(cast: Cast) -> None:
    path = f"/office/mentors/{cast.amara.enrolment}/issue"
    assert cast.tutor.post(path).status_code == HTTPStatus.FORBIDDEN
    assert cast.world.rows("SELECT number FROM certificates") == []


# --- E-mailed links -----------------------------------------------------------------------------


def test_a_signing_link_works_once(cast: Cast) -> None:
    used = cast.amara.signed_with
    again = used.post("/sign", {**DECENT, "name_typed": "Ruth Adeyemi"})
    assert again.status_code == HTTPStatus.CONFLICT
    assert "You have signed" in again.text
    assert "You have signed" in used.get().text


def test_a_link_is_good_for_one_purpose(cast: Cast) -> None:
    assert cast.toms_link.post("/sign", DECENT).status_code == HTTPStatus.CONFLICT


def test_a_changed_link_leads_nowhere(cast: Cast) -> None:
    address = cast.toms_link.address
    for other in (address[:-1], address[:-1] + ("0" if address[-1] != "0" else "1"), address + "0"):
        assert Link(cast.stranger(), other).get().status_code == HTTPStatus.NOT_FOUND


def test_a_link_with_another_links_token_is_refused(cast: Cast) -> None:
    token = dict(forms_in(cast.leila.link("Leila").page())[0].fields)["csrf_token"]
    answer = cast.toms_link.post("/decline", {"reason": "Because."}, csrf=token)
    assert answer.status_code == HTTPStatus.BAD_REQUEST


# --- Signatures ----------------------------------------------------------------------------------


def test_nobody_signs_what_they_were_not_shown(cast: Cast) -> None:
    path = f"/tutor/mentors/{cast.amara.enrolment}"
    shown = signature(cast.tutor.page(path), "Daniel Hughes")
    for wrong, status in (
        ({"digest": "0" * 64}, HTTPStatus.CONFLICT),
        ({"digest": ""}, HTTPStatus.CONFLICT),
        ({"agreed": ""}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"name_typed": " "}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"name_typed": "D" * 300}, HTTPStatus.UNPROCESSABLE_ENTITY),
    ):
        assert cast.tutor.post(f"{path}/sign", {**shown, **wrong}).status_code == status, wrong
    assert signatures(cast, cast.amara.enrolment) == 2


def test_nobody_signs_before_their_turn(cast: Cast) -> None:
    cast.tom.mentor.post(f"/awards/{AWARD}/sign", DECENT)
    cast.tutor.post(f"/tutor/mentors/{cast.tom.enrolment}/sign", DECENT)
    assert signatures(cast, cast.tom.enrolment) == 0


def signatures(cast: Cast, enrolment: str) -> int:
    ((count,),) = cast.world.rows(
        "SELECT count(*) FROM signatures_shown s JOIN facts f ON f.id = s.fact_id"
        " WHERE f.enrolment_id = ?",
        enrolment,
    )
    return int(count)


# --- Two at once --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ready(cast: Cast) -> Cast:
    """Everybody has signed Amara's record."""
    cast.amara.tutor_signs()
    return cast


def test_a_double_click_on_issue_makes_one_certificate(ready: Cast) -> None:
    cast = ready
    path = f"/office/mentors/{cast.amara.enrolment}/issue"
    assert cast.office.csrf
    start = threading.Barrier(2)
    answers: list[int] = []

    def click() -> None:
        start.wait()
        answers.append(cast.office.post(path).status_code)

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert answers == [HTTPStatus.SEE_OTHER, HTTPStatus.SEE_OTHER]
    assert len(cast.world.rows("SELECT number FROM certificates")) == 1
    cast.world.mail(AMARA, "Your certificate")
    assert len(cast.world.mails(AMARA, "Your certificate")) == 1


def test_others_cannot_fetch_the_certificate(ready: Cast) -> None:
    cast = ready
    cast.office.send(f"/office/mentors/{cast.amara.enrolment}/issue")
    ((number,),) = cast.world.rows("SELECT number FROM certificates")
    for kind in ("certificate", "record_sheet"):
        path = f"/documents/{number}/{kind}.pdf"
        assert cast.tom.mentor.get(path).status_code == HTTPStatus.NOT_FOUND
        assert cast.leila.mentor.get(path).status_code == HTTPStatus.NOT_FOUND


def test_no_error_was_ours(cast: Cast) -> None:
    log = cast.world.program("tool").log.read_text()
    assert "Traceback" not in log, log[-3000:]
