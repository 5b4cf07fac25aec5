"""The mentor's way to the certificate, page by page."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from lti_tool.domain.seats import Seat
from lti_tool.persistence.people import ResourceLink

from .cumbria import Cumbria
from .sending import send
from .story import AWARD, Person, Story, csrf_in

PATH = f"/awards/{AWARD}"


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


@pytest.fixture
def newcomer(story: Story) -> Person:
    return story.enter("amara", "mentor", name="Amara Okafor")


@pytest.fixture
def mentor(story: Story) -> Person:
    return story.mentor()


def test_before_entering_one_reads_what_it_asks_and_who_does_what(newcomer: Person) -> None:
    text = newcomer.get(PATH).text
    assert text.count("<li><strong>") >= 7
    assert "Mentor&#39;s signature, then PCM&#39;s approval, then" in text
    assert "issued</strong> by the partnership office" in text
    assert "I agree to this." in text


def test_the_form_knows_what_the_course_told(newcomer: Person) -> None:
    assert 'value="amara@brent.example"' in newcomer.get(PATH).text


def test_entering_with_mistakes_keeps_everything_that_was_typed(
    story: Story, newcomer: Person
) -> None:
    typed = story.details("amara", "Amara Okafor") | {"postcode": "nowhere", "subject": "<Art>"}
    sent = send(newcomer, f"{PATH}/enter", typed)
    assert sent.status_code == 422
    assert 'value="nowhere"' in sent.text
    assert 'value="&lt;Art&gt;"' in sent.text
    assert 'href="#f-postcode"' in sent.text
    assert 'href="#f-consent"' in sent.text
    assert 'aria-invalid="true"' in sent.text


def test_a_name_as_long_as_a_book_is_refused_in_words(story: Story, newcomer: Person) -> None:
    typed = story.details("amara", "A" * 300_000) | {"consent": "yes"}
    sent = send(newcomer, f"{PATH}/enter", typed)
    assert sent.status_code == 422
    assert "300,000 characters long" in sent.text


def test_having_entered_the_page_says_how_far_and_what_next(story: Story, newcomer: Person) -> None:
    sent = send(
        newcomer, f"{PATH}/enter", story.details("amara", "Amara Okafor") | {"consent": "yes"}
    )
    text = newcomer.browser.get(sent.headers["Location"]).text
    assert "You have entered the award." in text
    assert "0 of 7 rows met" in text
    assert "What to do next" in text
    assert f'href="{newcomer.root}{PATH}/self-check/self-check"' in text


def test_every_open_row_says_from_whom_it_is_needed(story: Story, mentor: Person) -> None:
    text = mentor.get(PATH).text
    rows = [row for row in story.page(mentor).rows for one in row.requirements if not one.met]
    assert text.count("Needed from ") == len(rows)
    assert "Needed from your link tutor or the partnership office" in text


def test_a_notice_cannot_be_made_up(mentor: Person) -> None:
    assert "Your details are saved" not in mentor.get(f"{PATH}?said=details_saved.0000").text


def test_an_unknown_address_is_checked_by_the_office_first(story: Story, mentor: Person) -> None:
    story.self_check(mentor)
    assert "The address is first checked by" in mentor.get(PATH).text
    sent = send(mentor, f"{PATH}/ask-pcm")
    assert "partnership office checks" in mentor.browser.get(sent.headers["Location"]).text


def test_asked_the_pcm_is_listed_and_can_be_reminded(story: Story, mentor: Person) -> None:
    story.vouch_for_the_school()
    story.self_check(mentor)
    sent = send(mentor, f"{PATH}/ask-pcm")
    text = mentor.browser.get(sent.headers["Location"]).text
    assert "has been sent an e-mail" in text
    assert "Waiting for an answer" in text
    before = story.link(mentor)
    request = story.page(mentor).requests[0].request_id
    story.clock.on(minutes=5)
    assert send(mentor, f"{PATH}/requests/{request}/remind").status_code == 303
    assert story.link(mentor) != before


def test_somebody_elses_request_cannot_be_reminded(story: Story, mentor: Person) -> None:
    story.ask_pcm(mentor)
    request = story.page(mentor).requests[0].request_id
    tom = story.mentor("tom", name="Tom Whitfield")
    assert send(tom, f"{PATH}/requests/{request}/remind").status_code == 404


def test_signing_shows_exactly_the_record_and_asks_for_name_and_tick(story: Story) -> None:
    mentor = story.mentor()
    story.everything_met(mentor, story.tutor())
    page = mentor.get(f"{PATH}/sign").text
    assert all(row.criterion.title.replace("'", "&#39;") in page for row in story.page(mentor).rows)
    assert "Oakfield School" in page
    assert f'value="{story.page(mentor).digest}"' in page
    sent = send(mentor, f"{PATH}/sign", {"digest": story.page(mentor).digest, "name_typed": "A"})
    assert sent.status_code == 422
    assert "Please tick that you agree" in sent.text
    assert 'value="A"' in sent.text


def test_signed_twice_by_a_double_click_is_signed_once(story: Story) -> None:
    mentor = story.mentor()
    story.everything_met(mentor, story.tutor())
    form = {"digest": story.page(mentor).digest, "name_typed": "Amara Okafor", "agreed": "yes"}
    assert send(mentor, f"{PATH}/sign", form).status_code == 303
    assert send(mentor, f"{PATH}/sign", form).status_code == 303
    signatures = story.page(mentor).signatures
    assert [row.state for row in signatures] == ["stands", "open", "waiting"]


def test_what_changed_under_the_pen_is_shown_again(story: Story) -> None:
    mentor = story.mentor()
    story.everything_met(mentor, story.tutor())
    form = {"digest": "0" * 64, "name_typed": "Amara Okafor", "agreed": "yes"}
    sent = send(mentor, f"{PATH}/sign", form)
    assert sent.status_code == 409
    assert "has changed since you opened this page" in sent.text
    assert story.page(mentor).digest in sent.text
    assert story.page(mentor).signatures[0].state == "open"


def test_before_its_time_there_is_nothing_to_sign(mentor: Person) -> None:
    answer = mentor.get(f"{PATH}/sign")
    assert answer.status_code == 303
    assert answer.headers["Location"].partition("?")[0].endswith(PATH)
    shown = mentor.browser.get(answer.headers["Location"]).text
    assert "Nothing is to be signed by you now" in shown


def test_changing_signed_details_warns_first_and_voids_visibly(story: Story) -> None:
    mentor = story.mentor()
    story.everything_met(mentor, story.tutor())
    story.mentor_signs(mentor)
    assert "Your record has been signed" in mentor.get(f"{PATH}/details").text
    changed = story.details("amara", "Amara Okafor") | {"subject": "Physics"}
    sent = send(mentor, f"{PATH}/details", changed)
    text = mentor.browser.get(sent.headers["Location"]).text
    assert "no longer stand" in text
    assert "<s>" in text


def test_earlier_experience_is_claimed_with_evidence(story: Story, mentor: Person) -> None:
    story.vouch_for_the_school()
    empty = send(mentor, f"{PATH}/experience", {"evidence": "Two years at Elm Park"})
    assert empty.status_code == 422
    assert "Two years at Elm Park</textarea>" in empty.text
    sent = send(
        mentor, f"{PATH}/experience", {"criteria": "ENTRY.3", "evidence": "Two years at Elm Park"}
    )
    text = mentor.browser.get(sent.headers["Location"]).text
    assert "Two years at Elm Park" in text
    assert "Waits for a decision" in text
    assert "Send my PCM the link" in text


def test_a_self_check_is_kept_half_done_and_finished_whole(story: Story, mentor: Person) -> None:
    audit = story.house.library.award(AWARD).audit("self-check")
    path = f"{PATH}/self-check/self-check"
    some = {audit.items[0].id: audit.ratings[0][0], "notes": "ask Ruth", "revision": "0"}
    assert send(mentor, path, some | {"then": "later"}).status_code == 303
    text = mentor.get(path).text
    assert f"1 of {len(audit.items)} rated" in text
    assert "ask Ruth</textarea>" in text
    early = send(mentor, path, some | {"then": "finish", "revision": "1"})
    assert early.status_code == 422
    assert f'href="#f-{audit.items[1].id}"' in early.text
    whole = {item.id: audit.ratings[1][0] for item in audit.items}
    sent = send(mentor, path, whole | {"then": "finish", "revision": "1"})
    assert "Your self-check is complete" in mentor.browser.get(sent.headers["Location"]).text


def test_a_self_check_saved_elsewhere_is_not_overwritten_unseen(
    story: Story, mentor: Person
) -> None:
    audit = story.house.library.award(AWARD).audit("self-check")
    path = f"{PATH}/self-check/self-check"
    story.self_check(mentor)
    late = send(mentor, path, {audit.items[0].id: audit.ratings[0][0], "revision": "0"})
    assert late.status_code == 409
    assert "saved in another window" in late.text
    again = {audit.items[0].id: audit.ratings[0][0], "revision": "1", "then": "finish"}
    assert send(mentor, path, again).status_code == 303


def test_an_issued_certificate_is_offered_with_its_number(story: Story) -> None:
    mentor, office = story.mentor(), story.office()
    number = story.issue(office, story.ready_to_issue(mentor, story.tutor()))
    text = mentor.get(PATH).text
    assert number in text
    assert f"http://localhost:8000/verify/{number}" in text
    assert "Change my details" not in text
    waiting = mentor.get(f"/documents/{number}/certificate.pdf")
    assert waiting.status_code == 202
    assert "is being made" in waiting.text
    stranger = story.mentor("tom", name="Tom Whitfield")
    assert stranger.get(f"/documents/{number}/certificate.pdf").status_code == 404


def test_home_lists_awards_and_modules_with_what_is_next(story: Story, mentor: Person) -> None:
    text = mentor.get("/mine").text
    assert "0 of 7 rows met" in text
    for module_id in story.house.library.award(AWARD).modules():
        assert f'href="{mentor.root}/modules/{module_id}"' in text


def test_home_puts_the_schemes_of_the_course_first_and_folds_the_others(mentor: Person) -> None:
    near, _, far = mentor.get("/mine").text.partition('<details class="others">')
    assert f'href="{mentor.root}/awards/{AWARD}"' in near
    assert f'href="{mentor.root}/awards/west-london/mastery"' in near
    assert "/awards/cumbria/" not in near
    assert f'href="{mentor.root}/awards/cumbria/qms"' in far
    assert f'href="{mentor.root}/modules/cumbria/briefing"' in far


def test_home_folds_nothing_where_neither_course_nor_record_tells_a_scheme(
    story: Story, newcomer: Person
) -> None:
    with story.house.units.writing() as unit:
        unit.session.execute(update(ResourceLink).values(award=None, module=None))
    text = newcomer.get("/mine").text
    assert "/awards/cumbria/qms" in text
    assert '<details class="others">' not in text


def test_home_unfolds_a_scheme_that_one_has_entered(story: Story) -> None:
    way = Cumbria(story, "vera", "Vera Lang")
    way.enters()
    near, _, far = way.mentor.get("/mine").text.partition('<details class="others">')
    assert "/awards/cumbria/qlms" in near
    assert "/awards/cumbria/" not in far


def test_the_link_of_an_award_opens_it(mentor: Person) -> None:
    assert mentor.get("/").headers["Location"].endswith(PATH)


def test_a_token_stands_in_every_form(story: Story) -> None:
    mentor = story.mentor()
    story.ask_pcm(mentor)
    text = mentor.get(PATH).text
    assert text.count("<form") == text.count(f'value="{csrf_in(text)}"')
    assert story.page(mentor).signatures[0].seat is Seat.MENTOR


def test_sharing_can_be_stopped_and_agreed_to_again(mentor: Person) -> None:
    stopped = send(mentor, f"{PATH}/sharing/stop", {})
    assert stopped.status_code == 303
    assert "You withdrew your agreement on" in mentor.get(PATH).text
    assert send(mentor, f"{PATH}/sharing/stop", {}).status_code == 409
    assert send(mentor, f"{PATH}/sharing/agree", {}).status_code == 303
    assert "Stop sharing" in mentor.get(PATH).text
