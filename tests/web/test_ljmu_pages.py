"""LJMU's stages, walked through their pages by the people whom each stage names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.domain.seats import Role

from .ljmu import COMMENT, DETAILS, TEXT, WALKED, Walk
from .story import Story


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path)
    story.vouch_for_the_school()
    yield story
    story.house.units.engine.dispose()


@pytest.mark.parametrize("award_id", WALKED)
def test_a_stage_is_walked_to_its_end_through_its_pages(story: Story, award_id: str) -> None:
    walk = Walk(story, award_id)
    walk.goes()
    shown = walk.school_verifies()
    assert "I listened, and then I asked" in shown
    assert "Notes on" in shown
    person = walk.somebody_of_the_university() if walk.seat else None
    if person is not None:
        shown = walk.university_verifies(person)
        assert "I listened, and then I asked" in shown
    assert walk.page.met == walk.page.total
    assert COMMENT in walk.mentor.get(walk.at).text
    walk.school_signs()
    if person is not None:
        if walk.desk != "/tutor":
            assert "One record waits for you" in person.get(f"{walk.desk}/").text
        walk.university_signs(person)
    enrolment = walk.page.enrolment_id
    office = story.office()
    if award_id == "ljmu/prerequisite":
        assert office.post(f"/office/mentors/{enrolment}/issue").status_code == 409
        page = walk.mentor.get(walk.at).text
        assert "the record is complete" in page
        assert "issues the certificate" not in page
    else:
        office.post(f"/office/mentors/{enrolment}/issue")
        assert "your certificate is here" in walk.mentor.get(walk.at).text
    sheet = walk.mentor.get(f"{walk.at}/record-sheet").text
    assert sheet.count('<td data-label="Achieved">Yes</td>') == len(walk.award.rows)
    assert COMMENT in sheet


# --- The pages of a reflection --------------------------------------------------------------------


@pytest.fixture
def walk(story: Story) -> Walk:
    made = Walk(story, "ljmu/advanced-recognition")
    made.sent(f"{made.at}/enter", DETAILS)
    return made


def test_a_reflection_leads_on_to_the_next_question(walk: Walk) -> None:
    page = walk.mentor.get(f"{walk.at}/reflections/own-practice").text
    assert "question 1 of 15" in page
    assert "0 of at least 30 words" in page
    path = f"{walk.at}/reflections/own-practice"
    after = walk.sent(path, {"text": TEXT, "revision": "0", "then": "save"})
    assert "question 2 of 15" in after


def test_a_draft_is_kept_by_its_button_and_by_the_script(walk: Walk) -> None:
    path = f"{walk.at}/reflections/own-practice"
    walk.sent(path, {"text": "A beginning", "revision": "0", "then": "later"})
    assert "This is a draft" in walk.mentor.get(path).text
    kept = walk.mentor.post(f"{path}/draft", {"text": "A beginning, and more", "revision": "0"})
    assert kept.json is not None
    assert kept.json["saved"].startswith("Draft kept at")
    assert "A beginning, and more" in walk.mentor.get(path).text
    assert not walk.page.rows[-3].met


def test_what_was_saved_elsewhere_is_not_overwritten_unseen(walk: Walk) -> None:
    path = f"{walk.at}/reflections/own-practice"
    walk.sent(path, {"text": TEXT, "revision": "0", "then": "save"})
    answer = walk.mentor.post(path, {"text": "Typed here", "revision": "0", "then": "save"})
    assert answer.status_code == 409
    assert "saved in another window" in answer.text
    assert "Typed here" in answer.text


def test_questions_that_are_not_asked_are_not_there(walk: Walk) -> None:
    assert walk.mentor.get(f"{walk.at}/reflections/nothing").status_code == 404
    stranger = walk.story.enter("omar", "mentor")
    assert stranger.get(f"{walk.at}/reflections/own-practice").status_code == 404


def test_a_comment_that_is_missing_is_asked_for_and_what_was_typed_stays(story: Story) -> None:
    walk = Walk(story, "ljmu/developing")
    walk.sent(f"{walk.at}/enter", DETAILS)
    holder, asked = walk.link(), "CLOSING.3/school"
    answer = holder.post("/confirm", {
        f"tick-{asked}": "yes", f"on-{asked}": "2026-11-21", "name_typed": "Ruth Adeyemi",
    })  # fmt: skip
    assert answer.status_code == 422
    assert f'href="#f-says-{asked}"' in answer.text
    assert 'value="2026-11-21"' in answer.text


def test_the_office_and_other_seats_do_not_read_reflections(story: Story) -> None:
    walk = Walk(story, "ljmu/developing")
    walk.sent(f"{walk.at}/enter", DETAILS)
    walk.writes("reflection")
    at = f"/mentors/{walk.page.enrolment_id}"
    assert "I listened" in story.tutor().get(f"/tutor{at}").text
    office = story.office()
    assert "I listened" not in office.get(f"/office{at}").text
    assert "I listened" not in office.get(f"/office{at}/record-sheet").text
    for role, desk in ((Role.PANEL, "panel"), (Role.PARTNERSHIP_MANAGER, "manager")):
        somebody = story.staff(role)
        assert somebody.get(f"/{desk}{at}").status_code == 404
        assert "Nobody has entered such an award yet" in somebody.get(f"/{desk}/").text
