"""The packs that come with the tool are whole, and say what their sources ask."""

from pathlib import Path

import pytest

from lti_tool.config import data_folder
from lti_tool.content import Library, load_packs
from lti_tool.content.check import check_packs
from lti_tool.domain.requirements import (
    AuditCompletion,
    Confirmation,
    Engagement,
    EvidenceFor,
)
from lti_tool.domain.seats import Seat

MODULES: Path = data_folder("modules")
ENTRY_MODULES = ["west-london/entry-1", "west-london/entry-2"]
ALL_MODULES = [
    *ENTRY_MODULES,
    *(f"west-london/mastery-{number}" for number in range(3, 7)),
    "cumbria/briefing",
]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_packs([MODULES])


def test_they_have_no_mistakes() -> None:
    assert check_packs([MODULES]).mistakes == ()


def test_the_standards_of_2016_have_their_21_statements(library: Library) -> None:
    (standards,) = library.standards

    assert [len(standard.statements) for standard in standards.standards] == [5, 9, 5, 2]


def test_the_entry_award_has_the_seven_rows_of_its_sheet(library: Library) -> None:
    award = library.award("west-london/entry")

    assert [row.id for row in award.criteria] == [f"ENTRY.{n}" for n in range(1, 8)]
    assert [row.id for row in award.criteria if not row.sheet_date] == ["ENTRY.3", "ENTRY.6"]
    assert list(award.modules()) == ENTRY_MODULES


def test_who_confirms_what_for_entry(library: Library) -> None:
    award = library.award("west-london/entry")

    assert {r.id: r.seats for _, r in award.requirements() if isinstance(r, Confirmation)} == {
        "ENTRY.1/recommendation": (Seat.PCM,),
        "ENTRY.3/timetable": (Seat.PCM,),
        "ENTRY.4/feedback": (Seat.PCM,),
        "ENTRY.5/joint-observation": (Seat.LINK_TUTOR,),
        "ENTRY.5/weekly-meetings": (Seat.PCM,),
        "ENTRY.6/assessment-profile": (Seat.PCM,),
        "ENTRY.7/evaluation": (Seat.LINK_TUTOR, Seat.OFFICE),
    }


def test_entry_is_signed_by_mentor_then_pcm_then_link_tutor(library: Library) -> None:
    award = library.award("west-london/entry")

    assert [s.seat for s in award.signatures] == [Seat.MENTOR, Seat.PCM, Seat.LINK_TUTOR]


def test_prior_experience_waives_activities_and_never_modules(library: Library) -> None:
    waiver = library.award("west-london/entry").waiver

    assert waiver is not None
    assert waiver.criteria == {f"ENTRY.{n}" for n in range(3, 8)}
    assert waiver.approver is Seat.PCM
    assert waiver.modules_too is False


def test_the_sheet_offers_fewer_than_two_years_as_well(library: Library) -> None:
    sheet = {field.name: field for field in library.award("west-london/entry").sheet}

    assert sheet["years_experience"].choices == ("fewer than 2", "2", "3", "4", "5", "more than 5")


def test_all_seven_modules_are_there(library: Library) -> None:
    assert sorted(module.id for module in library.modules) == sorted(ALL_MODULES)


@pytest.mark.parametrize("module_id", ALL_MODULES)
def test_a_shipped_module_clears_the_bar_without_a_hint(module_id: str) -> None:
    report = check_packs([MODULES / module_id])

    assert [module.id for module in report.modules] == [module_id]
    assert [str(finding) for finding in (*report.below, *report.hints)] == []
    assert report.ready


# --- West London, Mastery -------------------------------------------------------------------------


def test_the_mastery_award_has_its_thirteen_rows(library: Library) -> None:
    award = library.award("west-london/mastery")

    assert [row.id for row in award.criteria] == [f"MASTERY.{n}" for n in range(1, 14)]
    assert [[one.kind for one in row.requirements] for row in award.criteria] == [
        ["award"], ["engagement", "confirmation"], ["audit"],
        *[["module"]] * 4, *[["evidence"]] * 4, ["confirmation"], ["confirmation"],
    ]  # fmt: skip
    assert list(award.modules()) == [f"west-london/mastery-{n}" for n in range(3, 7)]


def test_what_mastery_asks_in_numbers(library: Library) -> None:
    found = [r for _, r in library.award("west-london/mastery").requirements()]

    assert [r.days for r in found if isinstance(r, Engagement)] == [365]
    assert [(r.about, r.at_least, r.rationale) for r in found if isinstance(r, EvidenceFor)] == [
        (f"ST{n}", 3, True) for n in range(1, 5)
    ]
    assert [r.reviewed for r in found if isinstance(r, AuditCompletion)] == [True]


def test_who_confirms_and_signs_mastery(library: Library) -> None:
    award = library.award("west-london/mastery")

    assert {r.id: r.seats for _, r in award.requirements() if isinstance(r, Confirmation)} == {
        "MASTERY.2/sustained": (Seat.PCM,),
        "MASTERY.12/observed": (Seat.PCM,),
        "MASTERY.13/checked": (Seat.PCM, Seat.LINK_TUTOR),
    }
    assert [s.seat for s in award.signatures] == [Seat.MENTOR, Seat.PCM, Seat.LINK_TUTOR]


def test_the_office_may_accept_experience_in_place_of_the_entry_certificate(
    library: Library,
) -> None:
    award = library.award("west-london/mastery")

    assert award.waiver is not None
    assert award.waiver.criteria == {"MASTERY.1"}
    assert award.waiver.approver is Seat.OFFICE


def test_the_mastery_sheet_has_the_fields_of_the_sources_sheet(library: Library) -> None:
    award = library.award("west-london/mastery")

    assert {field.filled_by for field in award.sheet if field.filled_by != "mentor"} == {
        "criterion:MASTERY.13", "confirmed_by:MASTERY.13/checked",
        "audit_reviewed:national-standards/rag",
        *(f"module:west-london/mastery-{n}" for n in range(3, 7)),
        "issue_date", "signature:pcm", "signature:mentor", "agreed:link_tutor", "office_name",
    }  # fmt: skip
    assert len(award.optional) == 5
