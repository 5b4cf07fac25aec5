"""LJMU's stages: one thing alone is missing; every reader is told why, and what to do.

Each stage is walked once through its pages; then one thing at a time is taken away and put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.domain.requirements import EvidenceFor, ReflectionWritten, Requirement

from .ljmu import TEXT, WALKED, Walk
from .story import Person, Story
from .test_why_not_yet import need_in
from .west_london import links_in, row_in, words_in

SCHOOL = {
    "ljmu/prerequisite": "senior member of staff",
    "ljmu/developing": "Professional Mentor",
    "ljmu/effective": "Professional Mentor",
    "ljmu/advanced": "Professional Mentor",
    "ljmu/advanced-recognition": "Head Teacher",
}
UNIVERSITY = {
    "ljmu/developing": ("your", "University Liaison or Link Tutor"),
    "ljmu/effective": ("the", "University Partnership Manager"),
    "ljmu/advanced": ("the", "University Partnership Manager"),
    "ljmu/advanced-recognition": ("the", "Mentor Recognition Team"),
}
AUDITS = [
    ("ljmu/developing", "curee/mentoring"),
    ("ljmu/effective", "curee/mentoring"),
    ("ljmu/effective", "curee/coaching"),
    ("ljmu/advanced", "curee/coaching"),
    ("ljmu/advanced", "curee/co-coaching"),
    ("ljmu/advanced-recognition", "national-standards/rag"),
    ("ljmu/advanced-recognition", "curee/coaching"),
    ("ljmu/advanced-recognition", "curee/co-coaching"),
]
SHORT = "Too few words."


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path)
    story.vouch_for_the_school()
    yield story
    story.house.units.engine.dispose()


class Whole:
    """A mentor with everything met, and everybody who reads their record."""

    def __init__(self, story: Story, award_id: str, *, but: str = "") -> None:
        self.walk = Walk(story, award_id)
        self.walk.goes(but=but)
        self.walk.school_verifies()
        self.university: Person | None = None
        if self.walk.seat is not None:
            self.university = self.walk.somebody_of_the_university()
            self.walk.university_verifies(self.university)
        self.office = story.office()

    @property
    def readers(self) -> dict[str, str]:
        """Each reader's page of the record."""
        at = f"/mentors/{self.walk.page.enrolment_id}"
        pages = {
            "mentor": self.walk.mentor.get(self.walk.at).text,
            "office": self.office.get(f"/office{at}").text,
        }
        if self.university is not None:
            pages["university"] = self.university.get(f"{self.walk.desk}{at}").text
        return pages

    def assert_alone(self, asked: Requirement, whose: dict[str, str]) -> None:
        """It alone is missing, each reader is told so, and nothing can be signed or issued."""
        rows = [(row, one) for row in self.walk.page.rows for one in row.requirements]
        missing = [(row.criterion.id, one.requirement_id) for row, one in rows if not one.met]
        assert [name for _, name in missing] == [asked.id]
        assert {one.state for one in self.walk.page.signatures} == {"waiting"}
        issue = f"/office/mentors/{self.walk.page.enrolment_id}/issue"
        assert self.office.post(issue).status_code == 409
        for reader, page in self.readers.items():
            row = missing[0][0]
            assert asked.words in words_in(row_in(page, row)), reader
            assert f"Needed from {whose[reader]}" in words_in(row_in(page, row)), reader

    def link(self, asked: Requirement, row: str) -> list[str]:
        """Where the mentor is led from what is missing."""
        return links_in(need_in(self.readers["mentor"], row, asked.words))


def the_mentors(award_id: str) -> dict[str, str]:
    return {"mentor": "you", "office": "the mentor", "university": "the mentor"}


@pytest.mark.parametrize("award_id", WALKED)
def test_each_row_of_evidence_alone_holds_it_back(story: Story, award_id: str) -> None:
    whole = Whole(story, award_id)
    mentor = whole.walk.mentor
    for row, asked in whole.walk.award.requirements():
        if not isinstance(asked, EvidenceFor):
            continue
        page = mentor.get(f"/portfolio?about={asked.about}").text
        found = re.search(r"/portfolio/items/([\w-]+)/remove", page)
        assert found, page
        item = f"/portfolio/items/{found[1]}"
        whole.walk.sent(f"{item}/remove", {})
        whole.assert_alone(asked, the_mentors(award_id))
        (link,) = whole.link(asked, row.id)
        assert link == f"{mentor.root}/portfolio?about={asked.about}"
        here = mentor.get(link.removeprefix(mentor.root)).text
        assert f"Add evidence about {asked.about}" in here
        assert f"/portfolio/new/file?about={asked.about}" in here
        whole.walk.sent(f"{item}/back", {})
    assert "ready" not in whole.walk.page.next_step.words
    assert whole.walk.page.signatures[0].state == "open"


@pytest.mark.parametrize("award_id", WALKED)
def test_each_reflection_alone_holds_it_back(story: Story, award_id: str) -> None:
    whole = Whole(story, award_id)
    for row, asked in whole.walk.award.requirements():
        if not isinstance(asked, ReflectionWritten):
            continue
        path = f"{whole.walk.at}/reflections/{asked.reflection}"
        whole.walk.sent(path, {"text": SHORT, "revision": "1", "then": "save"})
        whole.assert_alone(asked, the_mentors(award_id))
        assert "3 of at least" in words_in(row_in(whole.readers["mentor"], row.id))
        assert whole.link(asked, row.id) == [f"{whole.walk.mentor.root}{path}"]
        whole.walk.sent(path, {"text": TEXT, "revision": "2", "then": "save"})
    assert whole.walk.page.signatures[0].state == "open"


@pytest.mark.parametrize(("award_id", "audit"), AUDITS)
def test_each_checklist_alone_holds_it_back(story: Story, award_id: str, audit: str) -> None:
    whole = Whole(story, award_id, but=audit)
    row, asked = next(
        (row, one)
        for row, one in whole.walk.award.requirements()
        if one.kind == "audit" and one.id.endswith(audit.rpartition("/")[2])
    )
    whole.assert_alone(asked, the_mentors(award_id))
    assert whole.link(asked, row.id) == [f"{whole.walk.mentor.root}/audits/{audit}"]
    whole.walk.rates(audit)
    assert whole.walk.page.signatures[0].state == "open"


@pytest.mark.parametrize("award_id", WALKED)
def test_the_schools_verification_alone_holds_it_back(story: Story, award_id: str) -> None:
    whole, called = Whole(story, award_id), SCHOOL[award_id]
    asked = whole.walk.award.confirmation(f"{whole.walk.verification}/school")
    taken_back(whole, whole.office, "/office", asked.id)
    the = f"the {called}"
    whole.assert_alone(asked, {"mentor": f"your {called}", "office": the, "university": the})
    page = whole.readers["mentor"]
    assert f"Ask your {called}" in page
    shown = whole.walk.link().get().text
    assert "Needed from you" in words_in(row_in(shown, whole.walk.verification))
    assert f'href="#f-tick-{asked.id}"' in row_in(shown, whole.walk.verification)
    assert asked.ask in shown


@pytest.mark.parametrize("award_id", UNIVERSITY)
def test_the_universitys_verification_alone_holds_it_back(story: Story, award_id: str) -> None:
    whole, (article, called) = Whole(story, award_id), UNIVERSITY[award_id]
    assert whole.university is not None
    asked = whole.walk.award.confirmation(f"{whole.walk.verification}/university")
    taken_back(whole, whole.university, whole.walk.desk, asked.id)
    whole.assert_alone(
        asked,
        {"mentor": f"{article} {called}", "office": f"the {called}", "university": "you"},
    )
    page = whole.readers["university"]
    assert f"#f-on-{asked.id}" in page
    assert f'id="f-on-{asked.id}"' in page


def taken_back(whole: Whole, person: Person, desk: str, requirement: str) -> None:
    """Somebody takes a confirmation back, with a reason."""
    rows = (one for row in whole.walk.page.rows for one in row.requirements)
    fact = next(one.fact_id for one in rows if one.requirement_id == requirement)
    at = f"{desk}/mentors/{whole.walk.page.enrolment_id}"
    answer = person.post(f"{at}/withdraw/{fact}", {"reason": "Read once more."})
    assert answer.status_code == 200, answer.text
    whole.walk.story.clock.on(minutes=1)
