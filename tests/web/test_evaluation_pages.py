"""Evaluations in the browser: four respondents, the office, and who may see what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..evaluation_pack import MENTORS, SCHOOLS, SUPPORT, TRAINEES
from .evaluating import Walk, words
from .story import csrf_in


@pytest.fixture
def walk(tmp_path: Path) -> Iterator[Walk]:
    made = Walk(tmp_path)
    yield made
    made.house.units.engine.dispose()


# --- The four who answer -------------------------------------------------------------------------


def test_a_mentor_answers_in_the_course_keeps_a_draft_and_changes_what_was_sent(
    walk: Walk,
) -> None:
    mentor = walk.mentor("amara")
    round_id = walk.opens(MENTORS, placement="")
    assert "1 waits for your answers" in mentor.get("/mine").text
    assert "Not answered" in mentor.get("/evaluations").text
    at = f"/evaluations/{round_id}"

    draft = mentor.post(at, {"revision": "0", "step": "draft", "answer-better": "More time."})
    assert "Your draft is kept" in draft.text
    assert "More time." in mentor.get(at).text
    assert "0 of 1 answered" in walk.office.get("/office/evaluations").text

    short = mentor.post(at, {"revision": "1", "step": "send", "answer-better": "More time!"})
    assert short.status_code == 422
    assert "please choose an answer" in short.text
    assert "More time!" in short.text

    sent = mentor.post(at, {"revision": "1", "answer-prepared": "Agree", "step": "send"})
    assert "Your answers are sent" in sent.text
    assert "1 of 1 answered" in walk.office.get("/office/evaluations").text
    again = mentor.post(at, {"revision": "2", "answer-prepared": "Neither", "step": "send"})
    assert "Your answers are sent" in again.text
    assert "1 of 1 answered" in walk.office.get("/office/evaluations").text


def test_a_tutor_writes_about_a_mentor_who_reads_it_and_replies(walk: Walk) -> None:
    mentor, tutor = walk.mentor("amara"), walk.story.tutor()
    round_id = walk.opens(SUPPORT)
    desk = tutor.get("/tutor/evaluations").text
    assert "Amara Example" in desk
    assert "First placement" in desk
    assert "Nothing yet" in mentor.get("/evaluations").text

    sent = walk.tutor_rates(tutor, mentor, round_id, **{"answer-next": "Ask more questions."})
    assert "Your answers are sent" in sent.text
    page = mentor.get("/evaluations").text
    path = page.split('href="')[1:]
    rating = next(p.split('"')[0] for p in path if "/ratings/" in p).removeprefix(mentor.root)
    shown = mentor.get(rating).text
    assert "Ask more questions." in shown
    assert shown.count("Strong") >= 21
    assert "Your reply is sent" in mentor.post(rating, {"reply": "I shall."}).text
    at = f"/tutor/mentors/{walk.enrolment_id(mentor)}/evaluations/{round_id}"
    assert "I shall." in tutor.get(at).text
    assert "The mentor replied" in tutor.get("/tutor/evaluations").text
    results = walk.results(round_id)
    assert "1 of 1" in results
    assert "I shall." in results
    assert mentor.post(rating, {"reply": " "}).status_code == 422


def test_trainees_and_schools_answer_by_a_link_without_an_account(walk: Walk) -> None:
    walk.mentor("amara")
    round_id = walk.opens(SCHOOLS, placement="")
    page = walk.office.get(f"/office/evaluations/{round_id}").text
    assert "r.adeyemi@oakfield.example,Oakfield School" in page
    assert "then deleted" in page
    (link,) = walk.asks(round_id, "r.adeyemi@oakfield.example")
    shown = walk.story.app.test_client().get(link).text
    assert "The office reads your answers with your name" in words(shown)
    assert "deleted 30 days after" in shown

    short = walk.by_link(link, {"answers": "Agree"})
    assert short.status_code == 422
    draft = walk.by_link(link, {"answers": "Agree"}, step="draft")
    assert "Your draft is kept" in draft.text
    sent = walk.by_link(link, {"answers": "Agree", "comment": "Fine."}, revision=1)
    assert "Thank you" in sent.text
    assert "Fine." in walk.results(round_id)
    assert "Person 0" in walk.results(round_id)


# --- What is shown of trainees -------------------------------------------------------------------


def test_four_trainees_are_too_few_and_five_are_shown_without_names(walk: Walk) -> None:
    few = walk.opens(TRAINEES)
    walk.trainees_say(few, *["Agree"] * 4)
    walk.closes(few)
    assert "Fewer than 5 people have answered" in walk.results(few)
    assert "Thought" not in walk.results(few)

    enough = walk.opens(TRAINEES, placement="Second placement")
    walk.trainees_say(enough, *["Agree"] * 5)
    assert "Shown when it has closed" in walk.results(enough)
    assert "Thought" not in walk.results(enough)
    walk.closes(enough)
    shown = walk.results(enough)
    assert "5 of 5" in shown
    assert shown.count("Thought") == 5
    assert "Person" not in shown
    assert "uni.example" not in shown


def test_what_trainees_wrote_is_in_no_order_that_tells_who_was_first(walk: Walk) -> None:
    rounds = [walk.opens(TRAINEES, placement=f"Placement {n}") for n in range(4)]
    orders = set()
    for round_id in rounds:
        walk.trainees_say(round_id, *["Agree"] * 6)
        walk.closes(round_id)
        text = walk.results(round_id)
        assert text == walk.results(round_id)
        orders.add(tuple(sorted(range(6), key=lambda n: text.index(f"Thought {n}"))))
    assert len(orders) > 1


def test_a_small_number_is_put_together_with_its_neighbour(walk: Walk) -> None:
    round_id = walk.opens(TRAINEES)
    walk.trainees_say(round_id, *["Agree"] * 5, *["Neither"] * 3, *["Disagree"] * 2)
    walk.closes(round_id)
    shown = words(walk.results(round_id))
    assert "Disagree or Neither 5 of 10" in shown
    assert "Agree 5 of 10" in shown
    table = walk.office.get(f"/office/evaluations/{round_id}/results.csv")
    assert table.headers["Content-Disposition"].startswith("attachment")
    assert "Disagree or Neither,5,10" in table.text
    assert "Neither,3" not in table.text


def test_results_that_were_shown_are_never_opened_again(walk: Walk) -> None:
    shown, few = walk.opens(TRAINEES), walk.opens(TRAINEES, placement="Second")
    walk.trainees_say(shown, *["Agree"] * 5)
    walk.trainees_say(few, *["Agree"] * 4)
    walk.closes(shown)
    walk.closes(few)
    until = {"closes_on": "2026-12-20"}
    refused = walk.office.post(f"/office/evaluations/{shown}/reopen", until)
    assert refused.status_code == 409
    assert "one could tell what a single person answered" in refused.text
    assert "open again" in walk.office.post(f"/office/evaluations/{few}/reopen", until).text
    assert walk.office.post(f"/office/evaluations/{few}/reopen", until).status_code == 409


def test_a_cell_of_the_file_is_no_formula(walk: Walk) -> None:
    round_id = walk.opens(SCHOOLS, placement="")
    (link,) = walk.asks(round_id, "r.adeyemi@oakfield.example")
    walk.by_link(link, {"answers": "Agree", "comment": '=HYPERLINK("x")'})
    table = walk.office.get(f"/office/evaluations/{round_id}/results.csv").text
    assert "\"'=HYPERLINK" in table


# --- Asking and reminding ------------------------------------------------------------------------


def test_reminders_go_to_those_who_have_not_answered_once_a_week(walk: Walk) -> None:
    round_id = walk.opens(TRAINEES)
    links = walk.asks(round_id, "a@uni.example", "b@uni.example")
    walk.by_link(links[0], {"welcome": "Agree", "time": "Agree"})
    at = f"/office/evaluations/{round_id}/remind"
    early = walk.office.post(at)
    assert early.status_code == 409
    assert "less than a week ago" in early.text
    walk.story.clock.on(days=7)
    walk.office = walk.story.office()
    assert "sent a reminder" in walk.office.post(at).text
    reminders = [m for m in walk.mails() if m.body["subject"].startswith("A reminder")]
    assert [mail.body["to"] for mail in reminders] == ["b@uni.example"]
    assert walk.office.post(at).status_code == 409


def test_mentors_and_tutors_are_told_by_mail_when_a_round_opens(walk: Walk) -> None:
    walk.mentor("amara")
    walk.story.tutor()
    walk.opens(MENTORS, placement="")
    walk.opens(SUPPORT)
    told = {mail.body["to"]: mail.body["subject"] for mail in walk.mails()}
    assert told["amara@oakfield.example"] == "Your training as a mentor"
    assert "The mentor's support of the trainee" in told.values()


@pytest.mark.parametrize(
    "lines", ["", "Ada", "Ada, nowhere", "Ada, a@b.example, S, P, more", "x@y.example"]
)
def test_a_line_that_cannot_be_read_is_named_and_nobody_is_asked(walk: Walk, lines: str) -> None:
    round_id = walk.opens(TRAINEES)
    answer = walk.office.post(f"/office/evaluations/{round_id}/ask", {"people": lines})
    assert answer.status_code == 422
    assert walk.mails() == []


def test_somebody_asked_twice_gets_one_link(walk: Walk) -> None:
    round_id = walk.opens(TRAINEES)
    walk.asks(round_id, "a@uni.example")
    walk.asks(round_id, "a@uni.example")
    more = {"people": "Same, A+more@uni.example"}
    walk.office.post(f"/office/evaluations/{round_id}/ask", more)
    assert len(walk.mails()) == 1
    assert "0 of 1 answered" in walk.office.get(f"/office/evaluations/{round_id}").text


def test_somebody_asked_by_mistake_is_taken_off_and_their_link_ends(walk: Walk) -> None:
    round_id = walk.opens(SCHOOLS, placement="")
    mistaken, right = walk.asks(round_id, "wrong@oakfield.example", "right@oakfield.example")
    walk.by_link(mistaken, {"answers": "Agree"}, step="draft")
    walk.by_link(right, {"answers": "Agree", "comment": "Fine."})
    page = walk.office.get(f"/office/evaluations/{round_id}").text
    assert page.count("/take-off") == 1
    path = next(p for p in page.split('"') if p.endswith("/take-off"))
    answer = walk.office.post(path.removeprefix(walk.office.root))
    assert "off the list" in answer.text
    assert walk.story.app.test_client().get(mistaken).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"form_id": "acorn/none"}, "choose the form"),
        ({"placement": ""}, "name the placement"),
        ({"closes_on": ""}, "last day to answer"),
        ({"closes_on": "2026-11-21"}, "This day is over"),
        ({"closes_on": "2029-11-21"}, "within a year"),
        ({"school_year": "1999"}, "school year"),
    ],
)
def test_a_round_that_cannot_be_is_refused_with_what_was_typed(
    walk: Walk, changes: dict[str, str], says: str
) -> None:
    given = {"form_id": TRAINEES, "school_year": "2026", "placement": "First",
             "closes_on": "2026-12-18", "write_id": "w", **changes}  # fmt: skip
    answer = walk.office.post("/office/evaluations/new", given)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="w"' in answer.text


def test_a_round_sent_twice_is_opened_once(walk: Walk) -> None:
    assert walk.opens(TRAINEES) == walk.opens(TRAINEES)


# --- Attacks -------------------------------------------------------------------------------------


def test_nobody_reaches_another_provider_s_rounds(walk: Walk) -> None:
    mentor = walk.mentor("amara")
    theirs = walk.opens(MENTORS, placement="")
    story = walk.story
    from lti_tool.domain.seats import Role
    from lti_tool.usecases import platforms

    platforms.add_provider(story.house.units, slug="else", name="Elsewhere University")
    story.add_platform("2", "else")
    platforms.grant_staff(
        story.house.units, provider="else", issuer="https://lms.example", client_id="2",
        sub="eve", role=Role.OFFICE,
    )  # fmt: skip
    eve = story.enter("eve", "office", client_id="2")
    mallory = story.enter("mallory", "mentor", client_id="2")
    for path in ("", "/results", "/results.csv"):
        assert eve.get(f"/office/evaluations/{theirs}{path}").status_code == 404
    for verb in ("ask", "remind", "close", "reopen"):
        assert eve.post(f"/office/evaluations/{theirs}/{verb}", {"people": "A, a@b.example",
                        "closes_on": "2026-12-30"}).status_code == 404  # fmt: skip
    assert "Your training" not in eve.get("/office/evaluations").text
    assert mallory.get(f"/evaluations/{theirs}").status_code == 404
    assert mentor.get(f"/evaluations/{theirs}").status_code == 200


def test_a_mentor_who_is_not_asked_cannot_answer(walk: Walk) -> None:
    walk.mentor("amara")
    round_id = walk.opens(MENTORS, placement="")
    stranger = walk.story.enter("sam", "mentor")
    assert stranger.get(f"/evaluations/{round_id}").status_code == 404
    answer = stranger.post(f"/evaluations/{round_id}", {"answer-prepared": "Agree"})
    assert answer.status_code == 404
    support = walk.opens(SUPPORT)
    assert walk.mentor("bea").get(f"/evaluations/{support}").status_code == 404


def test_a_tutor_rates_only_mentors_of_their_own_course(walk: Walk) -> None:
    mentor = walk.mentor("amara")
    round_id = walk.opens(SUPPORT)
    other = walk.story.enter("tess", "tutor", course="202")
    at = f"/tutor/mentors/{walk.enrolment_id(mentor)}/evaluations/{round_id}"
    assert other.get(at).status_code == 404
    assert walk.tutor_rates(other, mentor, round_id).status_code == 404
    assert "Amara" not in other.get("/tutor/evaluations").text
    training = walk.opens(MENTORS, placement="")
    tutor = walk.story.tutor()
    wrong = f"/tutor/mentors/{walk.enrolment_id(mentor)}/evaluations/{training}"
    assert tutor.get(wrong).status_code == 404


def test_a_mentor_reads_only_what_is_about_themself_and_was_sent(walk: Walk) -> None:
    amara, bea, tutor = walk.mentor("amara"), walk.mentor("bea"), walk.story.tutor()
    round_id = walk.opens(SUPPORT)
    at = f"/tutor/mentors/{walk.enrolment_id(bea)}/evaluations/{round_id}"
    tutor.post(at, {"revision": "0", "step": "draft", "answer-next": "Not ready."})
    assert "Nothing yet" in bea.get("/evaluations").text
    walk.tutor_rates(tutor, amara, round_id)
    page = amara.get("/evaluations").text
    path = next(p for p in page.split('"') if "/ratings/" in p).removeprefix(amara.root)
    assert amara.get(path).status_code == 200
    assert bea.get(path).status_code == 404
    assert bea.post(path, {"reply": "Me too"}).status_code == 404


@pytest.mark.parametrize("kind", ["cut", "changed", "signing"])
def test_a_forged_link_opens_nothing(walk: Walk, kind: str) -> None:
    round_id = walk.opens(TRAINEES)
    (link,) = walk.asks(round_id, "a@uni.example")
    token = link.split("/")[2]
    from lti_tool.usecases.requests import token_of

    forged = {
        "cut": token[:-1],
        "changed": token[:-1] + ("0" if token[-1] != "0" else "1"),
        "signing": token_of(walk.house, token[:16]),
    }[kind]
    browser = walk.story.app.test_client()
    assert browser.get(f"/s/{forged}/evaluation").status_code == 404
    assert browser.get(f"/s/{token}").status_code == 404
    data = {"csrf_token": csrf_in(browser.get(link).text), "answer-welcome": "Agree"}
    assert browser.post(f"/s/{forged}/evaluation", data=data).status_code == 400


def test_answering_twice_changes_one_answer_and_an_old_page_overwrites_nothing(
    walk: Walk,
) -> None:
    round_id = walk.opens(TRAINEES)
    (link,) = walk.asks(round_id, "a@uni.example")
    answers = {"welcome": "Agree", "time": "Agree", "better": "First"}
    walk.by_link(link, answers)
    stale = walk.by_link(link, {**answers, "better": "Second"})
    assert stale.status_code == 409
    assert "saved in another window" in stale.text
    assert "Second" in stale.text
    assert "First" in walk.story.app.test_client().get(link).text
    walk.by_link(link, {**answers, "better": "Third"}, revision=1)
    assert "1 of 1 answered" in walk.office.get(f"/office/evaluations/{round_id}").text


def test_a_closed_round_takes_no_answers_and_asks_nobody(walk: Walk) -> None:
    mentor = walk.mentor("amara")
    trainees, training = walk.opens(TRAINEES), walk.opens(MENTORS, placement="")
    (link,) = walk.asks(trainees, "a@uni.example")
    token = csrf_in(walk.story.app.test_client().get(link).text)
    for round_id in (trainees, training):
        assert "is closed" in walk.closes(round_id).text
    browser = walk.story.app.test_client()
    data = {"csrf_token": token, "answer-welcome": "Agree", "answer-time": "Agree"}
    late = browser.post(link, data=data)
    assert late.status_code == 409
    assert "This evaluation has closed" in late.text
    at = f"/evaluations/{training}"
    assert mentor.post(at, {"answer-prepared": "Agree"}).status_code == 409
    people = {"people": "B, b@uni.example"}
    assert walk.office.post(f"/office/evaluations/{trainees}/ask", people).status_code == 409
    assert walk.office.post(f"/office/evaluations/{trainees}/remind").status_code == 409


def test_a_round_closes_by_itself_at_the_end_of_its_day(walk: Walk) -> None:
    mentor = walk.mentor("amara")
    round_id = walk.opens(MENTORS, placement="", closes_on="2026-11-22")
    walk.story.clock.on(hours=11, minutes=59)
    assert "Send my answers" in mentor.get(f"/evaluations/{round_id}").text
    walk.story.clock.on(minutes=2)
    assert "This evaluation has closed" in mentor.get(f"/evaluations/{round_id}").text


def test_answers_that_are_not_of_the_form_are_refused(walk: Walk) -> None:
    mentor = walk.mentor("amara")
    at = f"/evaluations/{walk.opens(MENTORS, placement='')}"
    wrong = mentor.post(at, {"answer-prepared": "Splendid", "step": "send"})
    assert wrong.status_code == 422
    long = mentor.post(at, {"answer-prepared": "Agree", "answer-better": "x" * 4001})
    assert long.status_code == 422
    assert "x" * 4001 in long.text
