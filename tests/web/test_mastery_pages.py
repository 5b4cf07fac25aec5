"""The pages that Mastery adds: mentoring, further activities, the office's decision, the links."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lti_tool.domain.seats import Seat
from lti_tool.usecases import awards, certify, mentoring, signing
from lti_tool.usecases.mentoring import Period
from lti_tool.usecases.requests import token_of

from .sending import send
from .story import Person, Story

MASTERY = "west-london/mastery"
PATH = f"/awards/{MASTERY}"
YEAR = {"first": "2025-09-01", "last": "17/07/2026", "school": "Oakfield School", "trainee": "PGCE"}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


@pytest.fixture
def mentor(story: Story) -> Person:
    person = story.enter("nadia", "mentor", name="Nadia Rahman")
    details = story.details("nadia", "Nadia Rahman")
    awards.enrol(story.house, person.visit, MASTERY, details, consent=True)
    return person


def page_of(story: Story, mentor: Person) -> awards.AwardPage:
    page = awards.my_award(story.house, mentor.visit, MASTERY)
    assert page is not None
    return page


def period_of(story: Story, mentor: Person) -> str:
    return mentoring.mentoring_page(story.house, mentor.visit).view.periods[0].fact_id


# --- The award's page -----------------------------------------------------------------------------


def test_every_row_has_the_link_that_moves_it_on(mentor: Person) -> None:
    text = mentor.get(PATH).text
    root = mentor.root
    for path in (
        "/audits/national-standards/rag", f"{PATH}/experience", "/awards/west-london/entry",
        "/mentoring", *(f"/modules/west-london/mastery-{n}" for n in range(3, 7)),
        *(f"{PATH}/evidence/ST{n}" for n in range(1, 5)), f"{PATH}/ask-pcm",
    ):  # fmt: skip
        assert f'"{root}{path}"' in text, path
    assert "0 of 365 days so far." in text
    assert text.count("0 of 3 pieces of evidence so far.") == 4


def test_a_newcomer_reads_what_it_asks(story: Story) -> None:
    text = story.enter("sol", "mentor").get(PATH).text
    assert "4 modules and an audit against the standards" in text
    assert "You record your mentoring" in text
    assert "You collect evidence" in text
    assert "stand in for: Entry certificate, or a record of experience." in text


def test_what_was_typed_for_one_award_is_not_typed_again_for_another(story: Story) -> None:
    amara = story.mentor()
    text = amara.get(PATH).text
    assert 'value="Oakfield School"' in text
    assert 'value="r.adeyemi@oakfield.example"' in text


def test_the_certificate_of_the_earlier_award_is_shown(story: Story) -> None:
    amara, tutor = story.mentor(), story.tutor()
    number = story.issue(story.office(), story.ready_to_issue(amara, tutor))
    details = story.details("amara", "Amara Okafor")
    awards.enrol(story.house, amara.visit, MASTERY, details, consent=True)
    assert f'href="/verify/{number}"' in amara.get(PATH).text
    enrolment = page_of(story, amara).enrolment_id
    assert f'href="/verify/{number}"' in tutor.get(f"/tutor/mentors/{enrolment}").text


def test_home_shows_awards_modules_and_mentoring(story: Story, mentor: Person) -> None:
    text = mentor.get("/mine").text
    assert text.index("Mastery level") < text.index("Entry level")
    assert text.count("being the mentor a trainee can trust</h4>") == 1
    assert f'href="{mentor.root}/mentoring"' in text


# --- Mentoring ------------------------------------------------------------------------------------


def test_an_empty_list_says_what_will_appear(mentor: Person) -> None:
    assert "Nothing is recorded yet." in mentor.get("/mentoring").text


def test_a_period_is_recorded_and_shown(mentor: Person) -> None:
    text = mentor.post("/mentoring", YEAR).text
    assert "Your mentoring is recorded." in text
    assert "1 September 2025 – 17 July 2026" in text
    assert "320 of 365 days" in text
    assert "Long enough when mentoring is recorded on 31 August 2026 or later." in text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"first": ""}, "first", "Please give the first day"),
        ({"first": "soon"}, "first", "Please write the day like this"),
        ({"last": ""}, "last", "tick that it still goes on"),
        ({"last": "2025-01-01"}, "last", "before the first one"),
        ({"goes_on": "yes"}, "last", "leave one of the two"),
        ({"last": "2027-01-01"}, "last", "in the future"),
        ({"school": "x" * 300}, "school", "300 characters long"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    mentor: Person, changes: dict[str, str], field: str, words: str
) -> None:
    sent = send(mentor, "/mentoring", YEAR | changes)
    assert sent.status_code == 422
    assert f'href="#f-{field}"' in sent.text
    assert words in sent.text
    assert 'value="PGCE"' in sent.text


def test_a_period_ends(story: Story, mentor: Person) -> None:
    mentor.post("/mentoring", {"first": "2025-09-01", "goes_on": "yes"})
    fact = period_of(story, mentor)
    form = mentor.get(f"/mentoring/{fact}").text
    assert 'value="2025-09-01"' in form
    assert "checked" in form
    assert "The period is changed." in mentor.post(f"/mentoring/{fact}", YEAR).text
    assert mentor.get(f"/mentoring/{fact}").status_code == 404
    again = send(mentor, f"/mentoring/{fact}", YEAR | {"first": "2025-09-02"})
    assert again.status_code == 409
    assert "was changed or taken back since you opened the page" in again.text


def test_taking_back_can_be_undone(story: Story, mentor: Person) -> None:
    mentor.post("/mentoring", YEAR)
    fact = period_of(story, mentor)
    assert "put it back below" in mentor.post(f"/mentoring/{fact}/remove").text
    assert "on your list again" in mentor.post(f"/mentoring/{fact}/back").text


def test_other_peoples_periods_are_not_found(story: Story, mentor: Person) -> None:
    mentor.post("/mentoring", YEAR)
    fact = period_of(story, mentor)
    tom = story.mentor("tom", name="Tom Whitfield")
    assert tom.get(f"/mentoring/{fact}").status_code == 404
    for path in (f"/mentoring/{fact}/remove", f"/mentoring/{fact}/back"):
        assert send(tom, path).status_code == 404
    assert send(tom, f"/mentoring/{fact}", YEAR | {"first": "2025-09-02"}).status_code == 409


def test_pcm_and_tutor_read_the_mentoring_before_they_confirm(story: Story, mentor: Person) -> None:
    story.vouch_for_the_school()
    for first, last in ((date(2024, 9, 1), date(2025, 7, 1)), (date(2025, 9, 1), None)):
        mentoring.add_period(
            story.house, mentor.visit, Period(first, last, last is None, "Oakfield School", "")
        )
    signing.ask_pcm(story.house, mentor.visit, MASTERY)
    page = page_of(story, mentor)
    link = story.link_holder(f"/s/{token_of(story.house, page.requests[0].request_id)}")
    tutor = story.tutor()
    for text in (link.get().text, tutor.get(f"/tutor/mentors/{page.enrolment_id}").text):
        assert "Mentoring so far" in text
        assert "1 September 2024 – 1 July 2025" in text
        assert "61 days without a record" in text


# --- Further activities ---------------------------------------------------------------------------


def test_activities_are_dated_and_undated(mentor: Person) -> None:
    text = mentor.post(f"{PATH}/optional", {"done-interview-day": "02/03/2026"}).text
    assert "The days of your further activities are kept." in text
    assert 'value="2026-03-02"' in text
    assert 'value="2026-03-02"' not in mentor.post(f"{PATH}/optional", {}).text


@pytest.mark.parametrize("day", ["2027-01-01", "yesterday", "1900-01-01"])
def test_a_day_that_cannot_be_is_named_at_its_field(mentor: Person, day: str) -> None:
    sent = send(mentor, f"{PATH}/optional", {"done-forum": day, "done-assignments": "2026-03-02"})
    assert sent.status_code == 422
    assert 'href="#f-done-forum"' in sent.text
    assert 'value="2026-03-02"' in sent.text


def test_those_who_read_the_record_see_what_was_dated(story: Story, mentor: Person) -> None:
    mentor.post(f"{PATH}/optional", {"done-forum": "2026-03-02"})
    enrolment = page_of(story, mentor).enrolment_id
    text = story.tutor().get(f"/tutor/mentors/{enrolment}").text
    assert "Mentor Forum or Strategic Review group" in text
    assert "Interview day" not in text


# --- Earlier experience, decided by the office ----------------------------------------------------


@pytest.fixture
def claim(story: Story, mentor: Person) -> str:
    """The path of the record on which the office decides."""
    answer = mentor.post(f"{PATH}/experience", {"criteria": "MASTERY.1", "evidence": "Six years"})
    assert "You get an e-mail when it has been decided" in answer.text
    return f"/office/mentors/{page_of(story, mentor).enrolment_id}"


def test_the_claim_says_who_decides(story: Story, mentor: Person, claim: str) -> None:
    del story, claim
    text = mentor.get(PATH).text
    assert "The partnership office decides about it, and you get an e-mail." in text
    assert f"{PATH}/experience" not in text


def test_the_desk_leads_to_the_claim(story: Story, claim: str) -> None:
    office = story.office()
    text = office.get("/office/").text
    assert "Earlier experience to decide (1)" in text
    assert f'href="{office.root}{claim}#experience"' in text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"waiver": "", "waiver_reason": "Known"}, "waiver"),
        ({"waiver": "maybe", "waiver_reason": "Known"}, "waiver"),
        ({"waiver": "approve", "waiver_reason": " "}, "waiver_reason"),
        ({"waiver": "approve", "waiver_reason": "x" * 6000}, "waiver_reason"),
    ],
)
def test_a_decision_with_a_mistake_decides_nothing(
    story: Story, mentor: Person, claim: str, sent: dict[str, str], field: str
) -> None:
    answer = send(story.office(), f"{claim}/decide", sent)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    waiver = page_of(story, mentor).waiver
    assert waiver is not None
    assert waiver.outcome == "open"


def test_the_decision_is_kept_once(story: Story, mentor: Person, claim: str) -> None:
    office = story.office()
    decision = {"waiver": "approve", "waiver_reason": "We know her work."}
    assert "Your decision has been kept" in office.post(f"{claim}/decide", decision).text
    again = send(office, f"{claim}/decide", decision | {"waiver": "decline"})
    assert again.status_code == 409
    assert "has been decided already" in again.text
    text = mentor.get(PATH).text
    assert "Met by earlier experience" in text
    assert "We know her work." in text


def test_a_tutor_reads_the_claim_and_cannot_decide(story: Story, claim: str) -> None:
    tutor = story.tutor()
    path = claim.replace("/office/", "/tutor/")
    text = tutor.get(path).text
    assert "It is decided by the partnership office." in text
    assert "Keep my decision" not in text
    sent = {"waiver": "approve", "waiver_reason": "Known"}
    assert send(tutor, f"{path}/decide", sent).status_code == 403


def test_an_issued_record_is_closed_for_decisions_and_days(story: Story) -> None:
    amara, tutor, office = story.mentor(), story.tutor(), story.office()
    enrolment = story.ready_to_issue(amara, tutor)
    certify.issue(story.house, office.visit, enrolment)
    sent = {"waiver": "approve", "waiver_reason": "Known"}
    assert send(office, f"/office/mentors/{enrolment}/decide", sent).status_code == 409
    seats = {row.seat for row in story.page(amara).signatures if row.state == "stands"}
    assert seats == {Seat.MENTOR, Seat.PCM, Seat.LINK_TUTOR}
