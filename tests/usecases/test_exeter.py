"""Exeter's lead mentor record: each row alone holds it back, and it ends in signatures alone."""

from __future__ import annotations

import pytest

from lti_tool.domain.requirements import Requirement
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import NotFound
from lti_tool.persistence.records import Enrolment
from lti_tool.usecases import awards, record_sheets
from lti_tool.usecases.award_views import RequirementRow
from lti_tool.usecases.house import House
from lti_tool.usecases.overview_views import OverviewRow
from lti_tool.usecases.records import COMPLETE
from lti_tool.usecases.reflection_reading import reflections_by_link, reflections_for_record

from .leading import LEAD, MEETING, OBSERVATION, Lead
from .place import MODULES, Place, StillClock, rows

ROWS = [f"LEAD.{n}" for n in range(1, 16)]
ACTIONS = {"audit": "audit:", "reflection": "reflection:", "log": "log:", "confirmation": "ask_pcm"}


@pytest.fixture
def lead(house: House, place: Place, clock: StillClock) -> Lead:
    return Lead(house, place, clock).begins()


def asked(lead: Lead, kind: str) -> list[Requirement]:
    return [one for _, one in lead.award.requirements() if one.kind == kind]


def row_of(lead: Lead, requirement: str) -> RequirementRow:
    found = (one for row in lead.page.rows for one in row.requirements)
    return next(one for one in found if one.requirement_id == requirement)


def overview_row(lead: Lead, criterion: str) -> OverviewRow:
    overview = lead.page.overview
    assert overview is not None
    return next(row for row in overview.rows if row.criterion.id == criterion)


# --- What it asks -------------------------------------------------------------------------------


def test_its_rows_are_the_sources_with_their_standards(lead: Lead) -> None:
    assert [row.id for row in lead.award.criteria] == ROWS
    codes = {code for row in lead.award.criteria for one in row.mappings for code in one.codes}
    known = {
        s.code for e in lead.house.library.standards for t in e.standards for s in t.statements
    }
    assert codes <= known
    assert all(row.mappings for row in lead.award.criteria)


def test_who_confirms_and_who_signs(lead: Lead) -> None:
    confirmations = {r.id: getattr(r, "seats", ()) for r in asked(lead, "confirmation")}
    assert confirmations == {
        "LEAD.1/induction": (Seat.PCM, Seat.OFFICE),
        "CLOSING.1/annual-review": (Seat.LINK_TUTOR,),
    }
    assert [step.seat for step in lead.award.signatures] == [Seat.MENTOR, Seat.PCM]
    assert (lead.award.certificate, lead.award.title) == (None, "Lead mentor record")


def test_no_sentence_of_it_is_the_sources() -> None:
    """A few phrases of the source's own table, in none of the pack's words."""
    text = " ".join((MODULES / "exeter" / "scheme.yaml").read_text().split())
    for phrase in (
        "in the classroom with the trainee(s) at all times",
        "Provide regular feedback (written and oral)",
        "Negotiate episodes of focused observation",
        "Prepare and monitor other class teachers",
    ):
        assert phrase not in text


# --- Each requirement alone ---------------------------------------------------------------------


@pytest.mark.parametrize("row", [*ROWS, "CLOSING.1"])
def test_each_row_alone_holds_it_back(
    house: House, place: Place, clock: StillClock, row: str
) -> None:
    """Each of its requirements, with the words that say what is missing and from whom."""
    award = house.library.award(LEAD)
    criterion = next(one for one in award.rows if one.id == row)
    for requirement in criterion.requirements:
        lead = Lead(house, place, clock).begins()
        lead.meets_all_but(requirement.id)
        assert lead.missing == [requirement.id]
        left = row_of(lead, requirement.id)
        assert left.words == requirement.words
        by_others = requirement.kind == "confirmation"
        assert (left.from_whom == "you") is not by_others
        assert {one.state for one in lead.page.signatures} == {"waiting"}
        assert lead.page.next_step.action != "sign"
        assert lead.page.met == len(award.criteria) - (row in ROWS)


def test_what_is_missing_leads_to_the_page_that_moves_it_on(lead: Lead) -> None:
    for kind, action in ACTIONS.items():
        for one in asked(lead, kind):
            theirs = one.id != "CLOSING.1/annual-review"
            assert row_of(lead, one.id).action.startswith(action if theirs else "")


def test_too_few_meetings_say_how_many_there_are(lead: Lead) -> None:
    lead.keeps(MEETING, 4)
    row = row_of(lead, "LEAD.9/weekly-meeting")
    assert (row.met, row.so_far) == (False, "4 of 6 signed off so far.")


def test_one_thing_after_the_other_is_said_to_be_next(lead: Lead) -> None:
    """The audit, the induction, the notes, the logs; then the visiting tutor's review."""
    seen = []
    for kind in ("audit", "confirmation", "reflection", "log"):
        seen.append(lead.page.next_step.action.partition(":")[0])
        wanted = [one.id for one in asked(lead, kind)]
        lead.meets(one for one in wanted if not one.startswith("CLOSING"))
    assert seen == ["audit", "ask_pcm", "overview", "log"]
    left = lead.page.next_step
    assert (left.action, "visiting tutor" in left.words) == ("", True)


# --- The overview -------------------------------------------------------------------------------


def test_beside_each_responsibility_stands_what_is_known(lead: Lead) -> None:
    assert overview_row(lead, "LEAD.9").known == (
        "Weekly development meetings: none signed off yet",
    )
    lead.keeps(MEETING, 3)
    lead.keeps(OBSERVATION, 1)
    lead.rates("national-standards/rag")
    lead.shows("ST2.6")
    lead.shows("LEAD.2")
    assert overview_row(lead, "LEAD.9").known == (
        "Weekly development meetings: 3 signed off in 3 weeks, from 6 November 2026 to "
        "20 November 2026",
        "Evidence in the portfolio: 1 for ST2.6",
    )
    assert overview_row(lead, "LEAD.4").known == (
        "Weekly lesson observations: 1 signed off in 1 week, on 20 November 2026",
    )
    assert overview_row(lead, "LEAD.2").known == ("Evidence in the portfolio: 1 for this row",)
    assert overview_row(lead, "LEAD.1").known == (
        "Audit against the National Standards: complete since 20 November 2026",
    )


def test_a_correction_is_still_one_meeting(lead: Lead) -> None:
    entry = lead.signs_off()
    lead.corrects(entry, minutes="40")
    assert (
        overview_row(lead, "LEAD.9")
        .known[0]
        .startswith("Weekly development meetings: 1 signed off")
    )


def test_everybody_reads_the_same_counts_and_those_who_sign_the_notes(lead: Lead) -> None:
    lead.meets()
    lead.mentor_signs()
    own = lead.page.overview
    assert lead.signer is not None
    office = lead.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    for reader in (lead.signer, office):
        theirs = awards.someones_award(lead.house, reader, lead.page.enrolment_id)
        assert theirs.overview == own
        notes = reflections_for_record(lead.house, reader, lead.page.enrolment_id)
        assert len([one for one in notes if one.text]) == 15
    assert len(reflections_by_link(lead.house, lead.link)) == 15


def test_nobody_else_of_the_course_reads_it(lead: Lead, place: Place) -> None:
    stranger = place.mentor()
    with pytest.raises(NotFound):
        awards.someones_award(lead.house, stranger, lead.page.enrolment_id)


# --- The end ------------------------------------------------------------------------------------


def test_it_ends_when_mentor_and_itec_have_signed(lead: Lead) -> None:
    lead.meets().everybody_signs()
    assert {one.state for one in lead.page.signatures} == {"stands"}
    (kept,) = rows(lead.house, Enrolment)
    assert isinstance(kept, Enrolment)
    assert kept.waiting_for == COMPLETE
    assert lead.page.next_step.action == "record_sheet"


def test_the_sheet_has_notes_counts_and_signatures(lead: Lead) -> None:
    lead.meets().everybody_signs()
    sheet = record_sheets.own_sheet(lead.house, lead.mentor, LEAD)
    fields = dict(sheet.fields)
    assert fields["Induction confirmed by"] == "P. Khan, ITEC"
    assert fields["Annual review by"] == "U. Manager, University visiting tutor"
    assert fields["School year"] == "2026/27"
    assert fields["Signature of ITEC"].startswith("P. Khan, ")
    meetings = sheet.rows[8]
    assert meetings.how == "Weekly development meetings signed off; Written reflection"
    assert "6 signed off in 6 weeks" in meetings.known[0]
    assert [title for title, _ in sheet.written[:15]] == [r.title for r in lead.award.reflections]
    assert sheet.written[-1] == (
        "The visiting tutor has held the annual review, with comments "
        "(U. Manager, University visiting tutor)",
        "A mentor whom trainees ask for.",
    )
    assert not sheet.certified
