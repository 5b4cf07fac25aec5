"""Record sheets as they stand, as PDFs: for the mentor, and for those who may see the record."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from ..outbound.pdf_reading import assert_sound, text_of
from .ljmu import COMMENT, Walk
from .story import Person, Story

STAGE = "ljmu/prerequisite"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder: Path = tmp_path_factory.mktemp("house")
    return Story(folder)


@pytest.fixture(scope="module")
def walk(story: Story) -> Walk:
    """A mentor whose record is complete, of a stage that gives no certificate."""
    story.vouch_for_the_school()
    way = Walk(story, STAGE)
    way.goes()
    way.school_verifies()
    way.school_signs()
    return way


def saved(answer: TestResponse) -> str:
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert_sound(answer.data)
    return " ".join(text_of(answer.data).split())


def test_the_page_offers_the_sheet_as_a_pdf(walk: Walk) -> None:
    page = walk.mentor.get(f"{walk.at}/record-sheet").text
    assert f'href="{walk.mentor.root}{walk.at}/record-sheet.pdf"' in page


def test_a_record_without_a_certificate_has_a_sheet_to_keep_all_the_same(walk: Walk) -> None:
    text = saved(walk.mentor.get(f"{walk.at}/record-sheet.pdf"))
    assert "Amara Okafor" in text
    assert all(row.title in text for row in walk.award.rows)
    assert COMMENT in text
    assert "Ruth Adeyemi" in text


def test_who_may_see_the_record_has_the_same_sheet(story: Story, walk: Walk) -> None:
    at = f"/tutor/mentors/{walk.page.enrolment_id}/record-sheet"
    tutor = story.tutor()
    assert f'href="{tutor.root}{at}.pdf"' in tutor.get(at).text
    assert "Amara Okafor" in saved(tutor.get(f"{at}.pdf"))


def test_the_office_reads_no_reflections_on_its_sheet(story: Story, walk: Walk) -> None:
    office = story.office()
    text = saved(office.get(f"/office/mentors/{walk.page.enrolment_id}/record-sheet.pdf"))
    assert "Amara Okafor" in text
    assert "I listened, and then I asked" not in text


def strangers(story: Story) -> list[tuple[Person, str]]:
    elsewhere = story.tutor("tilda", course="other")
    another = story.enter("tom", "mentor", name="Tom Whitfield")
    return [
        (elsewhere, "/tutor/mentors/{}/record-sheet.pdf"),
        (another, f"/awards/{STAGE}/record-sheet.pdf"),
    ]


def test_nobody_else_has_it(story: Story, walk: Walk) -> None:
    for person, path in strangers(story):
        assert person.get(path.format(walk.page.enrolment_id)).status_code == 404


def test_it_is_made_anew_only_when_something_on_it_has_changed(story: Story, walk: Walk) -> None:
    path = f"{walk.at}/record-sheet.pdf"
    first = walk.mentor.get(path).data
    story.clock.on(minutes=5)
    assert walk.mentor.get(path).data == first
    walk.mentor.post(f"{walk.at}/details", {**walk.details, "school": "Elmwood School"})
    assert "Elmwood School" in saved(walk.mentor.get(path))
