"""The year-end report to a school on paper: what it says, and that everybody can read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lti_tool.domain.school_reports import (
    MentorRow,
    ReportEvaluation,
    ReportLine,
    SchoolReportDocument,
    packed,
    unpacked,
)
from lti_tool.outbound.school_report_pdf import render_school_report

from .pdf_reading import assert_all_tagged, assert_sound, tables_of, text_of

SHOWN = ReportLine("My mentor had time for me.", (("Disagree or Neither", 5), ("Agree", 7)))
HIDDEN = ReportLine("I felt welcome.", ())
REPORT = SchoolReportDocument(
    school="Ysgol Dŵr-y-Felin",
    postcode="W5 2AB",
    school_year="2026/27",
    scheme_title="Example scheme",
    provider_name="Example University Partnership",
    office_name="the partnership office",
    made_at=datetime(2027, 7, 9, 11, 12, tzinfo=UTC),
    columns=("Self-evaluation", "Weekly meetings"),
    mentors=(
        MentorRow("Nguyễn Thị Hồng", ("Reviewed", "31")),
        MentorRow("Łukasz Wójcik", ("Not this year", "0")),
    ),
    evaluations=(
        ReportEvaluation("Your placement, First", "the school", "Trainees", (SHOWN, HIDDEN)),
        ReportEvaluation("Your training", "training", "Mentors", (HIDDEN,)),
    ),
    next_steps=("1 of 2 mentors has not completed a self-evaluation this year.",),
)
LONG = replace(REPORT, evaluations=REPORT.evaluations * 20)


@pytest.fixture(scope="module")
def report() -> bytes:
    return render_school_report(REPORT)


def test_it_says_what_was_done_what_was_said_and_what_comes_next(report: bytes) -> None:
    text = text_of(report)
    assert "Mentoring at Ysgol Dŵr-y-Felin, 2026/27" in text
    assert "made on 9 July 2027" in text
    assert "1 of 2 mentors has not completed a self-evaluation" in text
    assert "My mentor had time for me. Disagree or Neither: 5; Agree: 7" in text
    assert "I felt welcome. Too few to show" in text
    assert "Your training Answered by: Mentors. About training. Too few to show: " in text


def test_its_mentors_stand_in_a_real_table(report: bytes) -> None:
    (table,) = tables_of(report)
    assert table == [
        ["Mentor", "Self-evaluation", "Weekly meetings"],
        ["Nguyễn Thị Hồng", "Reviewed", "31"],
        ["Łukasz Wójcik", "Not this year", "0"],
    ]


def test_it_says_so_where_there_is_nothing() -> None:
    nothing = replace(REPORT, mentors=(), evaluations=(), next_steps=())
    text = text_of(render_school_report(nothing))
    assert "No mentor of the school is enrolled" in text
    assert "No evaluation of this school year has closed yet" in text
    assert "Nothing stands out this year" in text


@pytest.mark.parametrize("doc", [REPORT, LONG])
def test_it_is_sound_and_all_of_it_is_tagged(doc: SchoolReportDocument) -> None:
    pdf = render_school_report(doc)
    assert_sound(pdf)
    assert_all_tagged(pdf)


def test_it_is_kept_and_read_again_as_it_was() -> None:
    assert unpacked(packed(REPORT)) == REPORT
