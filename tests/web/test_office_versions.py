"""The office's pages about versions: seen first, then moved, then taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from lti_tool.usecases import awards

from ..usecases.versioned import next_version
from .story import AWARD, Person, Story

WHY = "The partnership board decided so."


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


@pytest.fixture
def mentor(story: Story) -> Person:
    return story.mentor()


@pytest.fixture
def office(story: Story, mentor: Person) -> Person:
    """The office a year later: Entry has lost row 7 and gained row 8."""
    assert mentor
    later(story)
    return story.office()


def later(story: Story, *, forgotten: bool = False) -> None:
    library = next_version(story.app.extensions["house"].library)
    library = replace(library, earlier=()) if forgotten else library
    story.house = replace(story.house, library=library)
    story.app.extensions["house"] = story.house


def enrolment_of(story: Story, mentor: Person) -> str:
    return story.page(mentor).enrolment_id


def version_of(story: Story, mentor: Person) -> str:
    page = awards.my_award(story.house, mentor.visit, AWARD)
    assert page is not None
    return page.award.scheme_version


def seen_in(page: str) -> dict[str, str]:
    """What the page's form says was shown."""
    return dict(re.findall(r'name="(seen-[^"]+)" value="([0-9a-f]+)"', page))


def test_the_record_says_which_version_it_is_on(
    story: Story, office: Person, mentor: Person
) -> None:
    page = office.get(f"/office/mentors/{enrolment_of(story, mentor)}").text

    assert "On version 2026.1; 2027.1 is current." in page
    assert "See what would change" in page


def test_the_link_tutor_is_not_asked_about_versions(
    story: Story, office: Person, mentor: Person
) -> None:
    assert office
    page = story.tutor().get(f"/tutor/mentors/{enrolment_of(story, mentor)}").text

    assert "2027.1" not in page


def test_a_record_on_the_current_version_says_nothing_of_versions(
    story: Story, mentor: Person
) -> None:
    page = story.office().get(f"/office/mentors/{enrolment_of(story, mentor)}").text

    assert "Version of the scheme" not in page


def test_one_record_is_looked_at_moved_and_taken_back(
    story: Story, office: Person, mentor: Person
) -> None:
    at = f"/office/mentors/{enrolment_of(story, mentor)}/version"
    page = office.get(at).text
    assert "Has led a session" in page
    assert "No longer asked for" in page

    without = office.post(at, seen_in(page))
    assert without.status_code == 422
    assert version_of(story, mentor) == "2026.1"

    moved = office.post(at, {**seen_in(page), "reason": WHY})
    assert "now follows the current version" in moved.text
    assert version_of(story, mentor) == "2027.1"

    history = office.get(at).text
    assert WHY in history
    assert "by Helen Marsh" in history
    back = office.post(f"{at}/undo", {"reason": "Too early."})
    assert "came from again" in back.text
    assert version_of(story, mentor) == "2026.1"
    assert office.post(f"{at}/undo", {"reason": "Again."}).status_code == 409


def test_what_has_changed_since_is_shown_again(
    story: Story, office: Person, mentor: Person
) -> None:
    story.everything_met(mentor, story.tutor())
    at = f"/office/mentors/{enrolment_of(story, mentor)}/version"
    page = office.get(at).text
    story.mentor_signs(mentor)

    answer = office.post(at, {**seen_in(page), "reason": WHY})

    assert answer.status_code == 409
    assert "nobody has been moved" in answer.text
    assert "Amara Okafor" in answer.text
    assert WHY in answer.text
    assert version_of(story, mentor) == "2026.1"


def test_many_are_chosen_looked_at_and_moved(story: Story, office: Person, mentor: Person) -> None:
    assert "1 mentor is on an older version" in office.get("/office/mentors").text
    listed = office.get("/office/versions?chosen=all").text
    (chosen,) = re.findall(r'name="enrolment" id="[^"]+" value="([^"]+)" checked', listed)

    shown = office.post("/office/versions", {"step": "check", "enrolment": chosen})
    assert "Has led a session" in shown.text
    assert version_of(story, mentor) == "2026.1"
    form = {"step": "move", "enrolment": chosen, **seen_in(shown.text)}

    without = office.post("/office/versions", form)
    assert without.status_code == 422
    assert "Has led a session" in without.text
    stale = office.post("/office/versions", {**form, "reason": WHY, f"seen-{chosen}": "0" * 64})
    assert stale.status_code == 409
    assert version_of(story, mentor) == "2026.1"

    moved = office.post("/office/versions", {**form, "reason": WHY})
    assert "now follow the current version" in moved.text
    assert "Everybody is on the current version" in moved.text
    assert version_of(story, mentor) == "2027.1"


def test_choosing_nobody_is_said_at_the_list(office: Person) -> None:
    answer = office.post("/office/versions", {"step": "check"})

    assert answer.status_code == 422
    assert "Please choose at least one mentor." in answer.text


def test_signatures_that_would_fall_are_named(story: Story, mentor: Person) -> None:
    enrolment = story.ready_to_issue(mentor, story.tutor())
    later(story)

    page = story.office().get(f"/office/mentors/{enrolment}/version").text

    assert "Signatures that would fall" in page
    assert "Ruth Adeyemi" in page


def test_a_version_that_is_gone_is_told_plainly(story: Story, mentor: Person) -> None:
    enrolment = enrolment_of(story, mentor)
    later(story, forgotten=True)
    office = story.office()

    record = office.get(f"/office/mentors/{enrolment}").text
    assert "which is no longer in the packs" in record
    page = office.get(f"/office/mentors/{enrolment}/version").text
    assert "earlier/2026.1.yaml" in page
    assert "Version 2026.1 is no longer here" in office.get("/office/versions").text


def test_an_issued_record_offers_no_move(story: Story, mentor: Person) -> None:
    enrolment = story.ready_to_issue(mentor, story.tutor())
    office = story.office()
    story.issue(office, enrolment)
    later(story)
    story.clock.on(minutes=5)

    page = office.get(f"/office/mentors/{enrolment}/version").text

    assert "stays on the version on which it was earned" in page
    assert "Move this record" not in page
    assert story.page(mentor).signatures[0].state == "stands"
