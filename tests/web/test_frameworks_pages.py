"""A claim for credit and a self-mapping, through their pages; and what earlier stages bring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.usecases import claim_packs

from .ljmu import DETAILS, Walk
from .story import Story

CLAIM = "/claims/ljmu/mentoring-in-education"
TLA = "/frameworks/ljmu/tla"
PLACE = f"{TLA}/places/knowledge-stage-1"
PARTS = ("experience", "reflection", "theory", "influence")


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path)
    story.vouch_for_the_school()
    yield story
    story.house.units.engine.dispose()


@pytest.fixture
def walk(story: Story) -> Walk:
    """A mentor who has entered Developing and shown one thing."""
    made = Walk(story, "ljmu/developing")
    made.sent(f"{made.at}/enter", DETAILS)
    made.shows("DEVELOPING.1")
    return made


# --- The claim ------------------------------------------------------------------------------------


def test_the_award_leads_to_the_claim_and_the_claim_says_that_it_gives_no_credit(
    walk: Walk,
) -> None:
    assert f'href="{walk.mentor.root}{CLAIM}"' in walk.mentor.get(walk.at).text
    page = walk.mentor.get(CLAIM).text
    assert "This pack awards no credit" in page
    assert page.count("20 credits") == 3
    assert page.count("Claimed here") == 1
    assert "1 piece of" in page
    assert "4 of 4 parts are still empty" in page


def test_what_is_written_stays_and_the_pack_is_asked_for(walk: Walk) -> None:
    after = walk.sent(CLAIM, {"revision": "0", **dict.fromkeys(PARTS, "I waited, and asked.")})
    assert "What you wrote is kept" in after
    assert after.count("I waited, and asked.</textarea>") == 4
    assert "Everything is written" in after
    asked = walk.sent(f"{CLAIM}/pack", {})
    assert "The pack is being made" in asked
    (waiting,) = re.findall(r'href="[^"]*(/portfolio/exports/[\w-]+)"', asked)
    answer = walk.mentor.get(waiting)
    assert answer.status_code == 202
    assert "Your claim pack is being put together" in answer.text
    assert f'href="{walk.mentor.root}{CLAIM}"' in answer.text
    assert waiting not in walk.mentor.get("/portfolio").text


def test_a_second_window_does_not_overwrite_the_first(walk: Walk) -> None:
    walk.sent(CLAIM, {"revision": "0", "experience": "From the first window."})
    answer = walk.mentor.post(CLAIM, {"revision": "0", "experience": "From the second."})
    assert answer.status_code == 409
    assert "saved in another window" in answer.text
    assert "From the second.</textarea>" in answer.text
    assert 'name="revision" value="1"' in answer.text
    assert "From the first window." in walk.mentor.get(CLAIM).text


def test_a_text_that_is_too_long_is_kept_on_the_page(walk: Walk) -> None:
    answer = walk.mentor.post(CLAIM, {"revision": "0", "theory": "x" * 10_001})
    assert answer.status_code == 422
    assert 'href="#f-theory"' in answer.text
    assert "x" * 10_001 in answer.text


def test_a_claim_is_its_owners_alone(walk: Walk) -> None:
    walk.sent(CLAIM, {"revision": "0", "experience": "Mine alone."})
    stranger = walk.story.enter("omar", "mentor")
    for answer in (stranger.get(CLAIM), stranger.post(CLAIM), stranger.post(f"{CLAIM}/pack")):
        assert answer.status_code == 404
    other = Walk(walk.story, "ljmu/effective", "uwe", "Uwe Brandt")
    other.sent(f"{other.at}/enter", other.details)
    assert "Mine alone." not in other.mentor.get(CLAIM).text
    export_id = claim_packs.ask_claim(
        walk.story.house, walk.mentor.visit, "ljmu/mentoring-in-education"
    )
    assert other.mentor.get(f"/portfolio/exports/{export_id}").status_code == 404
    assert walk.mentor.get("/claims/ljmu/nothing").status_code == 404


# --- The self-mapping -----------------------------------------------------------------------------


def item_of(walk: Walk) -> str:
    found = re.search(r'name="items" id="item-[^"]+" value="([^"]+)"', walk.mentor.get(PLACE).text)
    assert found
    return found[1]


def test_evidence_is_marked_and_nothing_counts(walk: Walk) -> None:
    met = walk.page.met
    page = walk.mentor.get(TLA).text
    assert page.count("Mark my evidence") == 24
    assert "Never asked for" in page
    assert "which has closed" in page
    after = walk.sent(PLACE, {"revision": "0", "items": item_of(walk)})
    assert "1 of 24 places have evidence of yours" in after
    assert after.count("<li>Notes on DEVELOPING.1</li>") == 1
    assert walk.page.met == met
    after = walk.sent(PLACE, {"revision": "1"})
    assert "0 of 24 places" in after


def test_marking_makes_no_signature_fall(walk: Walk) -> None:
    for criterion in walk.award.criteria[1:]:
        walk.shows(criterion.id)
    for audit in walk.award.audits:
        walk.rates(audit.id)
    for question in walk.award.reflections:
        walk.writes(question.id)
    walk.school_verifies()
    walk.university_verifies(walk.somebody_of_the_university())
    walk.school_signs()
    walk.sent(PLACE, {"revision": "0", "items": item_of(walk)})
    assert [one.state for one in walk.page.signatures] == ["stands", "open"]


def test_nobody_marks_what_is_not_theirs_or_overwrites_unseen(walk: Walk) -> None:
    mine = item_of(walk)
    stranger = walk.story.enter("omar", "mentor")
    stranger.post(PLACE, {"revision": "0", "items": mine})
    assert "0 of 24 places" in stranger.get(TLA).text
    walk.sent(PLACE, {"revision": "0", "items": mine})
    answer = walk.mentor.post(PLACE, {"revision": "0"})
    assert answer.status_code == 409
    assert "marked in another window" in answer.text
    assert walk.mentor.get(f"{TLA}/places/knowledge-stage-9").status_code == 404
    assert walk.mentor.get("/frameworks/ljmu/nothing").status_code == 404


# --- Earlier stages -------------------------------------------------------------------------------


def test_a_piece_of_an_earlier_stage_is_counted_by_ticking_it_once(walk: Walk) -> None:
    walk.story.clock.on(days=400)
    later = Walk(walk.story, "ljmu/effective")
    later.mentor = walk.story.enter("amara", "mentor", name="Amara Okafor")
    later.sent(f"{later.at}/enter", DETAILS)
    page = later.mentor.get("/portfolio?about=EFFECTIVE.1").text
    assert "From earlier stages" in page
    found = re.search(r'href="[^"]*(/portfolio/items/[\w-]+\?also=EFFECTIVE.1)"', page)
    assert found, page
    form = later.mentor.get(found[1]).text
    ticked = re.findall(r'name="about" id="[^"]+" value="([^"]+)" checked', form)
    assert ticked == ["DEVELOPING.1", "EFFECTIVE.1"]
    kept = later.mentor.post(found[1].partition("?")[0], {
        "title": "Notes", "about_day": "2026-11-02", "shows": "That I do it.",
        "where": "The green folder", "about": "EFFECTIVE.1", "revision": "1",
    })  # fmt: skip
    assert kept.status_code == 200
    assert later.page.rows[0].met


def test_a_later_award_stands_on_the_page_of_an_earlier_one(story: Story) -> None:
    walk = Walk(story, "ljmu/effective")
    walk.goes()
    walk.school_verifies()
    person = walk.somebody_of_the_university()
    walk.university_verifies(person)
    walk.school_signs()
    walk.university_signs(person)
    office = story.office()
    office.post(f"/office/mentors/{walk.page.enrolment_id}/issue")
    page = walk.mentor.get("/awards/ljmu/developing").text
    assert "Taken in by the award “Effective Mentor”" in page
    assert walk.page.certificate is not None
    assert f"/verify/{walk.page.certificate.number}" in page
    home = walk.mentor.get("/mine").text
    assert home.count("Taken in by: Effective Mentor") == 2
    assert "Taken in by" not in walk.mentor.get(walk.at).text
    assert "Taken in by" not in walk.mentor.get("/awards/ljmu/advanced").text
    walk.mentor.post("/awards/ljmu/developing/enter", DETAILS)
    earlier = Walk(story, "ljmu/developing")
    earlier.mentor = walk.mentor
    page = office.get(f"/office/mentors/{earlier.page.enrolment_id}").text
    assert "Amara Okafor has held it since" in page
