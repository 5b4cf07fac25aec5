"""A link tutor's desk, a mentor's record, and what the tutor does there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lti_tool.domain.seats import Seat
from lti_tool.usecases import awards, study

from .story import AWARD, BY_TUTOR, Person, Story


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


@pytest.fixture
def tutor(story: Story) -> Person:
    return story.tutor()


@pytest.fixture
def mentor(story: Story) -> Person:
    return story.mentor()


def record_of(story: Story, mentor: Person) -> str:
    return f"/tutor/mentors/{story.page(mentor).enrolment_id}"


def test_the_desk_lists_the_mentors_of_this_course_only(
    story: Story, tutor: Person, mentor: Person
) -> None:
    story.mentor("leila", name="Leila Haddad", course="202")
    page = tutor.get("/tutor/").text
    assert "Amara Okafor" in page
    assert "Oakfield School" in page
    assert "0 of 7" in page
    assert "Leila Haddad" not in page
    assert f'href="{tutor.root}{record_of(story, mentor)}"' in page


def test_an_empty_desk_says_what_will_appear(tutor: Person) -> None:
    assert "No mentor has entered an award yet" in tutor.get("/tutor/").text


def test_who_waits_for_the_tutor_can_be_listed_alone(story: Story, tutor: Person) -> None:
    story.tutor_confirms(story.mentor("amara", name="Amara Okafor"), tutor)
    tom = story.mentor("tom", name="Tom Whitfield")
    story.self_check(tom)
    story.study(tom)
    assert "One mentor waits for you" in tutor.get("/tutor/").text
    mine = tutor.get("/tutor/?mine=1").text
    assert "Tom Whitfield" in mine
    assert "Amara Okafor" not in mine


def test_a_search_finds_a_part_of_a_name_and_says_when_it_finds_nothing(
    story: Story, tutor: Person, mentor: Person
) -> None:
    story.mentor("tom", name="Tom Whitfield")
    found = tutor.get("/tutor/?q=whit").text
    assert "Tom Whitfield" in found
    assert "Amara Okafor" not in found
    nothing = tutor.get("/tutor/?q=<b>nobody").text
    assert "matches “&lt;b&gt;nobody”" in nothing


def test_a_long_list_is_turned_page_by_page(story: Story, tutor: Person) -> None:
    for number in range(51):
        story.mentor(f"m{number}", name=f"Mentor {number:02}")
    first, second = tutor.get("/tutor/").text, tutor.get("/tutor/?page=2").text
    assert "Page 1 of 2" in first
    assert "Mentor 50" not in first
    assert "Mentor 50" in second
    assert "Mentor 00" not in second
    assert "shorter than that" in tutor.get("/tutor/?page=9").text


def test_whoever_studies_without_having_entered_is_shown_too(story: Story, tutor: Person) -> None:
    leila = story.enter("leila", "mentor", name="Leila Haddad")
    module = story.house.library.module("west-london/entry-1")
    study.open_section(story.house, leila.visit, module.id, module.sections[0].id)
    page = tutor.get("/tutor/").text
    assert "Studying, not yet entered" in page
    assert "Leila Haddad" in page
    assert module.title.partition("’")[0].partition("'")[0] in page


def test_the_record_says_what_is_missing_and_from_whom(
    story: Story, tutor: Person, mentor: Person
) -> None:
    page = tutor.get(record_of(story, mentor)).text
    assert "0 of 7 criteria met" in page
    assert "Needed from the PCM" in page
    assert "Needed from you" in page
    assert "r.adeyemi@oakfield.example" in page


def test_a_record_of_another_course_is_not_there(story: Story, mentor: Person) -> None:
    stranger = story.tutor("ravi", course="202")
    at = record_of(story, mentor)
    assert stranger.get(at).status_code == 404
    assert stranger.post(f"{at}/confirm").status_code == 404
    assert stranger.post(f"{at}/sign").status_code == 404
    assert stranger.get("/tutor/mentors/no-such-record").status_code == 404


@pytest.mark.parametrize("typed", ["2026-11-20", "20/11/2026", " 20.11.2026 "])
def test_a_confirmation_is_kept_with_its_day(
    story: Story, tutor: Person, mentor: Person, typed: str
) -> None:
    answer = tutor.post(f"{record_of(story, mentor)}/confirm", {f"on-{BY_TUTOR[0]}": typed})
    assert answer.status_code == 200
    assert "Your confirmation has been kept" in answer.text
    rows = {r.requirement_id: r for row in story.page(mentor).rows for r in row.requirements}
    assert rows[BY_TUTOR[0]].on == date(2026, 11, 20)
    assert rows[BY_TUTOR[0]].by_name == "Daniel Hughes"
    assert not rows[BY_TUTOR[1]].met


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "choose at least one"), ("2026-11-23", "in the future"), ("soon", "write the day like")],
)
def test_a_day_that_cannot_be_is_named_beside_its_field_and_stays_typed(
    story: Story, tutor: Person, mentor: Person, typed: str, said: str
) -> None:
    field = f"on-{BY_TUTOR[0]}"
    answer = tutor.post(f"{record_of(story, mentor)}/confirm", {field: typed})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert f'id="e-{field}"' in answer.text
    assert said in answer.text
    assert f'value="{typed}"' in answer.text
    assert story.page(mentor).met == 0


def test_taking_a_confirmation_back_asks_why_and_says_which_signature_falls(
    story: Story, tutor: Person, mentor: Person
) -> None:
    story.everything_met(mentor, tutor)
    story.mentor_signs(mentor)
    at = record_of(story, mentor)
    page = awards.someones_award(story.house, tutor.visit, story.page(mentor).enrolment_id)
    fact = next(r.fact_id for row in page.rows for r in row.requirements if r.may_withdraw)
    assert f"{at}/withdraw/{fact}" in tutor.get(at).text
    asked = tutor.get(f"{at}/withdraw/{fact}").text
    assert "Amara Okafor" in asked
    assert "will no longer stand" in asked
    empty = tutor.post(f"{at}/withdraw/{fact}", {"reason": "  "})
    assert empty.status_code == 422
    story.clock.on(minutes=1)
    done = tutor.post(f"{at}/withdraw/{fact}", {"reason": "It was another mentor."})
    assert "no longer stand" in done.text
    assert story.page(mentor).signatures[0].state != "stands"
    assert any("It was another mentor." in text for text in story.letters("amara@oakfield.example"))


def test_nobody_takes_back_what_somebody_else_confirmed(
    story: Story, tutor: Person, mentor: Person
) -> None:
    story.vouch_for_the_school()
    story.pcm_confirms(mentor)
    by_pcm = next(r for row in story.page(mentor).rows for r in row.requirements if r.by_name)
    at = f"{record_of(story, mentor)}/withdraw/{by_pcm.fact_id}"
    assert tutor.get(at).status_code == 404
    assert tutor.post(at, {"reason": "I disagree."}).status_code == 404


def test_the_tutor_signs_last_and_sees_exactly_what(
    story: Story, tutor: Person, mentor: Person
) -> None:
    story.everything_met(mentor, tutor)
    at = record_of(story, mentor)
    assert "Type your full name to sign" not in tutor.get(at).text
    story.pcm_signs(story.mentor_signs(mentor))
    shown = awards.someones_award(story.house, tutor.visit, story.page(mentor).enrolment_id)
    page = tutor.get(at).text
    assert f'name="digest" value="{shown.digest}"' in page
    assert shown.sign_words in page
    unsigned = tutor.post(f"{at}/sign", {"digest": shown.digest, "name_typed": "D. Hughes"})
    assert unsigned.status_code == 422
    assert 'value="D. Hughes"' in unsigned.text
    data = {"digest": shown.digest, "name_typed": "Daniel Hughes", "agreed": "yes"}
    assert "your signature has been kept" in tutor.post(f"{at}/sign", data).text
    assert [row.state for row in story.page(mentor).signatures] == ["stands"] * 3
    assert tutor.post(f"{at}/sign", data).status_code == 409
    assert len(story.page(mentor).signatures[2].fallen) == 0


def test_what_changed_since_the_page_was_opened_is_shown_before_signing(
    story: Story, tutor: Person, mentor: Person
) -> None:
    story.everything_met(mentor, tutor)
    story.pcm_signs(story.mentor_signs(mentor))
    enrolment_id = story.page(mentor).enrolment_id
    old = awards.someones_award(story.house, tutor.visit, enrolment_id).digest
    details = {**story.details("amara", "Amara Okafor"), "school": "Elm School"}
    awards.change_details(story.house, mentor.visit, AWARD, details)
    answer = tutor.post(
        f"{record_of(story, mentor)}/sign",
        {"digest": old, "name_typed": "Daniel Hughes", "agreed": "yes"},
    )
    assert answer.status_code == 409
    assert "has changed since this page was opened" in answer.text
    assert "Elm School" in answer.text
    signatures = {row.seat: row.state for row in story.page(mentor).signatures}
    assert signatures[Seat.LINK_TUTOR] != "stands"


def test_the_record_shows_the_certificate_once_issued(
    story: Story, tutor: Person, mentor: Person
) -> None:
    number = story.issue(story.office(), story.ready_to_issue(mentor, tutor))
    page = tutor.get(record_of(story, mentor)).text
    assert number in page
    assert "Issued on 22 November 2026" in page
    assert "Revoke" not in page
