"""LJMU's record sheets as PDFs, part by part as the sources' own sheets have them.

A Learning Journal prints for each stage: the criteria with what evidences them, whether they are
achieved and the codes of professional standards; the checklists of skills; the reflection; targets
for further development; and the comments and signatures of school and university. The Advanced
Certificate of Recognition adds the ratings against the mentor standards and thirteen questions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from ..outbound.pdf_reading import assert_all_tagged, assert_sound, tables_of, text_of
from .ljmu import COMMENT, TEXT, WALKED, Walk
from .story import Story


@dataclass(frozen=True)
class Sheet:
    """What the source's sheet of a stage has."""

    school: str
    university: str
    checklists: tuple[str, ...]
    rows: int
    codes: tuple[str, ...]
    """Some of those that it prints beside its rows: in its first row, and in its last with any."""
    questions: int = 0
    certified: bool = True


MENTORING, COACHING, CO_COACHING = "mentoring skills", "coaching skills", "co-coaching skills"
SHEETS = {
    "ljmu/prerequisite": Sheet(
        "senior member of staff", "", (), 5, ("I.2, I.3, I.6, I.7, I.8, I.9", "I.4 a/b/c, I.40"),
        certified=False,
    ),
    "ljmu/developing": Sheet(
        "Professional Mentor", "University Liaison or Link Tutor", (MENTORING,), 11,
        ("IM.1, IM.2, IM.3", "IM.24, IM.25"),
    ),
    "ljmu/effective": Sheet(
        "Professional Mentor", "University Partnership Manager", (MENTORING, COACHING), 12,
        ("IM.1, IM.2, IM.3, P.1", "IM.24, IM.25, P.6"),
    ),
    "ljmu/advanced": Sheet(
        "Professional Mentor", "University Partnership Manager", (COACHING, CO_COACHING), 12,
        ("IM.10, P.2", "A (3.16)"),
    ),
    "ljmu/advanced-recognition": Sheet(
        "Head Teacher", "Mentor Recognition Team", (COACHING, CO_COACHING), 12,
        ("1 to 8, P1 to P6", "1 to 3, P7 to P10"), questions=13,
    ),
}  # fmt: skip


@dataclass
class Printed:
    """One stage walked to its end through its pages, and the sheet that came of it."""

    walk: Walk
    pdf: bytes

    @cached_property
    def words(self) -> str:
        return " ".join(text_of(self.pdf).split())

    @cached_property
    def tables(self) -> list[list[list[str]]]:
        return tables_of(self.pdf)

    @cached_property
    def fields(self) -> dict[str, str]:
        """The details table: label to value."""
        return {row[0]: row[1] for row in self.tables[0]}

    @property
    def rows(self) -> list[list[str]]:
        """The table of criteria, without its heads."""
        return self.tables[1][1:]


@pytest.fixture(scope="module", params=SHEETS)
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder: Path = tmp_path_factory.mktemp("house")
    story = Story(folder)
    story.vouch_for_the_school()
    walk = Walk(story, request.param)
    walk.goes()
    walk.school_verifies()
    person = walk.somebody_of_the_university() if walk.seat else None
    if person is not None:
        walk.university_verifies(person)
    walk.school_signs()
    if person is not None:
        walk.university_signs(person)
    if SHEETS[request.param].certified:
        story.office().post(f"/office/mentors/{walk.page.enrolment_id}/issue")
    answer = walk.mentor.get(f"{walk.at}/record-sheet.pdf")
    assert answer.status_code == 200
    return Printed(walk, answer.data)


@pytest.fixture
def sheet(printed: Printed) -> Sheet:
    return SHEETS[printed.walk.award.id]


def test_every_stage_is_looked_at() -> None:
    assert set(SHEETS) == set(WALKED)


def test_it_is_a_sound_and_accessible_document(printed: Printed) -> None:
    assert_sound(printed.pdf)
    assert_all_tagged(printed.pdf)


def test_who_it_is_about(printed: Printed, sheet: Sheet) -> None:
    fields = printed.fields
    assert fields["Name of mentor"] == "Amara Okafor"
    assert fields["School"] == "Oakfield School"
    assert fields[f"Name of {sheet.school}"] == "Ruth Adeyemi"
    assert fields["Date of registration"] == "22 November 2026"


def test_every_criterion_is_achieved_with_its_day_and_its_codes(
    printed: Printed, sheet: Sheet
) -> None:
    titles = [row.title for row in printed.walk.award.rows]
    assert len(printed.walk.award.criteria) == sheet.rows
    assert len(printed.rows) == len(titles)
    for title, row in zip(titles, printed.rows, strict=True):
        assert title in " ".join(row[0].split())
        assert row[1] == "Yes"
        assert re.fullmatch(r"2[12] November 2026", " ".join(row[2].split()))
    for codes in sheet.codes:
        assert codes in printed.words


def test_what_evidences_each_criterion(printed: Printed) -> None:
    for row, line in zip(printed.walk.award.criteria, printed.rows, strict=False):
        assert line[3] == "1 piece of evidence"
        assert f"Notes on {row.id} (2 November 2026)" in printed.words


def test_the_checklists_of_the_stage_with_their_days(printed: Printed, sheet: Sheet) -> None:
    found = [label for label in printed.fields if label.startswith("Checklist of ")]
    assert found == [f"Checklist of {skills} complete" for skills in sheet.checklists]
    assert {printed.fields[label] for label in found} <= {"22 November 2026"}
    rated = "Rating against the mentor standards complete" in printed.fields
    assert rated is bool(sheet.questions)


def test_reflection_targets_and_questions_stand_in_full(printed: Printed, sheet: Sheet) -> None:
    award = printed.walk.award
    assert len(award.reflections) == sheet.questions + 2
    for question in award.reflections:
        assert question.title in printed.words
    feet = re.compile(r"Record sheet: [^:]+: Amara Okafor Page \d+ of \d+ ?")
    assert feet.sub("", printed.words).count(" ".join(TEXT.split())) == len(award.reflections)


def test_comments_and_signatures_of_school_and_university(printed: Printed, sheet: Sheet) -> None:
    fields, words = printed.fields, printed.words
    assert fields["Verified for the school by"] == f"Ruth Adeyemi, {sheet.school}".replace(
        "senior", "Senior"
    )
    assert fields[f"Signature of {sheet.school}"] == "Ruth Adeyemi, 22 November 2026"
    assert words.count(COMMENT) == (2 if sheet.university else 1)
    if sheet.university:
        assert fields["Verified for the university by"].endswith(f", {sheet.university}")
        assert fields[f"Signature of {sheet.university}"] == "Uma Lee, 22 November 2026"
    else:
        assert "university" not in " ".join(fields).lower()


def test_how_it_ends(printed: Printed, sheet: Sheet) -> None:
    if sheet.certified:
        certificate = printed.walk.page.certificate
        assert certificate is not None
        assert printed.fields["Certificate issued"] == "22 November 2026"
        assert certificate.number in printed.words.replace(" ", "")
    else:
        assert "Certificate issued" not in printed.fields
