"""LJMU's stages: each row alone holds a stage back, and everybody signs in the source's seats."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti_tool.domain.facts import Confirmed
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.records import Enrolment
from lti_tool.usecases import awards, certify, desks, record_sheets, signing
from lti_tool.usecases.award_views import RequirementRow
from lti_tool.usecases.house import House
from lti_tool.usecases.records import COMPLETE
from lti_tool.usecases.reflection_reading import reflections_by_link, reflections_for_record

from .journeying import STAGES, WORDS, Journey
from .place import Place, StillClock, rows

DEVELOPING = "ljmu/developing"
PREREQUISITE = "ljmu/prerequisite"
RECOGNITION = "ljmu/advanced-recognition"
TODAY = StillClock().today()
CLOSING = {
    "ljmu/prerequisite": 2,
    "ljmu/developing": 3,
    "ljmu/effective": 3,
    "ljmu/advanced": 3,
    "ljmu/advanced-recognition": 5,
}
"""How many rows close each stage's record."""
PREFIXES = {award: award.rsplit("-", 1)[-1].rsplit("/", 1)[-1].upper() for award in STAGES}
ROWS = [
    *((award, f"{PREFIXES[award]}.{n}") for award, (count, _) in STAGES.items()
      for n in range(1, count + 1)),
    *((award, f"CLOSING.{n}") for award, count in CLOSING.items() for n in range(1, count + 1)),
]  # fmt: skip
FROM = {
    "evidence": "you",
    "reflection": "you",
    "audit": "you",
}
"""Whom a kind of requirement is wanted from, in the mentor's words."""
every_stage = pytest.mark.parametrize("award_id", STAGES)


@pytest.fixture
def journey(house: House, place: Place, clock: StillClock, award_id: str) -> Journey:
    return Journey(house, place, clock, award_id).begins()


def row_of(journey: Journey, requirement: str) -> RequirementRow:
    found = (one for row in journey.page.rows for one in row.requirements)
    return next(one for one in found if one.requirement_id == requirement)


# --- The rows ---------------------------------------------------------------------------------


@every_stage
def test_a_stage_has_its_sources_rows_and_signatories(journey: Journey, award_id: str) -> None:
    count, signer = STAGES[award_id]
    assert [row.id for row in journey.award.criteria] == [
        f"{PREFIXES[award_id]}.{n}" for n in range(1, count + 1)
    ]
    assert len(journey.award.closing) == CLOSING[award_id]
    assert [step.seat for step in journey.award.signatures] == [Seat.PCM, *filter(None, [signer])]
    assert all(row.mappings for row in journey.award.criteria[:4])


@pytest.mark.parametrize(("award_id", "row"), ROWS)
def test_each_row_alone_holds_a_stage_back(
    house: House, place: Place, clock: StillClock, award_id: str, row: str
) -> None:
    """Each of its requirements, with the words that say what is missing and from whom."""
    award = house.library.award(award_id)
    asked = next(criterion for criterion in award.rows if criterion.id == row)
    for requirement in asked.requirements:
        journey = Journey(house, place, clock, award_id).begins()
        journey.meets_all_but(requirement.id)
        assert journey.missing == [requirement.id]
        left = row_of(journey, requirement.id)
        assert left.words == requirement.words
        assert left.from_whom == FROM.get(requirement.kind, left.from_whom) != ""
        counted = row not in {criterion.id for criterion in award.closing}
        assert journey.page.met == len(award.criteria) - counted
        assert {signature.state for signature in journey.page.signatures} == {"waiting"}
        assert journey.page.next_step.action != "sign"


@every_stage
def test_what_is_missing_leads_to_the_page_that_moves_it_on(journey: Journey) -> None:
    actions = {"evidence": "portfolio", "reflection": "reflection", "audit": "audit"}
    for _, asked in journey.award.requirements():
        action = row_of(journey, asked.id).action
        if asked.kind == "confirmation":
            by_school = asked.id.endswith("/school")
            assert action == ("ask_pcm" if by_school else "")
        else:
            assert action.startswith(f"{actions[asked.kind]}:")


# --- The end ----------------------------------------------------------------------------------


@every_stage
def test_a_stage_is_walked_to_its_end(
    house: House, place: Place, journey: Journey, award_id: str
) -> None:
    journey.meets().everybody_signs()
    assert {signature.state for signature in journey.page.signatures} == {"stands"}
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    enrolment = journey.page.enrolment_id
    if award_id == PREREQUISITE:
        assert journey.page.next_step.action == "record_sheet"
        with pytest.raises(Conflict):
            certify.issue(house, office, enrolment)
    else:
        assert awards.someones_award(house, office, enrolment).may_issue
        assert certify.issue(house, office, enrolment)
        assert journey.page.certificate


@pytest.mark.parametrize("award_id", [PREREQUISITE])
def test_a_record_without_a_certificate_is_at_its_end_when_it_is_signed(
    house: House, journey: Journey
) -> None:
    journey.meets().everybody_signs()
    (kept,) = rows(house, Enrolment)
    assert kept.waiting_for == COMPLETE
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    assert not awards.someones_award(house, office, kept.id).may_issue
    assert desks.office_desk(house, office).ready == ()
    (line,) = desks.mentors_page(house, office).mentors
    assert line.waiting_for == "nobody: signed and complete"
    sheet = record_sheets.own_sheet(house, journey.mentor, PREREQUISITE)
    assert not sheet.certified
    assert all(row.achieved for row in sheet.rows)
    assert [line.name_typed for line in sheet.signatures] == ["P. Khan"]
    assert "certificate" not in str(journey.page.next_step.label)


@pytest.mark.parametrize("award_id", [PREREQUISITE])
def test_changing_a_signed_record_opens_it_again(house: House, journey: Journey) -> None:
    journey.meets().everybody_signs()
    with pytest.raises(Conflict):
        journey.writes("targets", "Something else " * 20)
    assert journey.page.next_step.action == "record_sheet"


# --- The verification -------------------------------------------------------------------------


@pytest.mark.parametrize("award_id", [DEVELOPING])
def test_a_verification_without_a_comment_is_not_kept(journey: Journey) -> None:
    with pytest.raises(InvalidInput) as wrong:
        journey.school_verifies("CLOSING.3/school", "  ")
    assert list(wrong.value.fields) == ["says-CLOSING.3/school"]
    with pytest.raises(InvalidInput):
        journey.university_verifies("CLOSING.3/university", "")
    assert {"CLOSING.3/school", "CLOSING.3/university"} <= set(journey.missing)


@pytest.mark.parametrize("award_id", [DEVELOPING])
def test_a_comment_without_its_day_is_asked_for_its_day(house: House, journey: Journey) -> None:
    assert journey.signer is not None
    with pytest.raises(InvalidInput) as wrong:
        signing.confirm(
            house, journey.signer, journey.page.enrolment_id, Seat.LINK_TUTOR,
            {}, {"CLOSING.3/university": "Well done."},
        )  # fmt: skip
    assert list(wrong.value.fields) == ["CLOSING.3/university"]


@pytest.mark.parametrize("award_id", [RECOGNITION])
def test_comments_and_reflections_stand_on_the_record_and_on_its_sheet(
    house: House, journey: Journey
) -> None:
    journey.meets().everybody_signs()
    comment = row_of(journey, "CLOSING.5/school").comment
    assert comment == "A mentor whom trainees ask for."
    sheet = record_sheets.own_sheet(house, journey.mentor, RECOGNITION)
    titles = [title for title, _ in sheet.written]
    assert titles[0] == "Your own practice"
    assert len(titles) == 13 + 2 + 2
    assert "P. Khan, Head Teacher" in titles[-2]
    assert "Mentor Recognition Team" in titles[-1]
    assert sheet.rows[0].mappings[0] == "Teaching: 1 to 8, P1 to P6"
    values = dict(sheet.fields)
    assert values["Verified for the school by"] == "P. Khan, Head Teacher"
    assert values["Signature of Mentor Recognition Team"].startswith("U. Manager")


# --- Who sits where ---------------------------------------------------------------------------


@every_stage
def test_only_the_seat_that_the_stage_names_confirms_for_the_university(
    house: House, journey: Journey, award_id: str
) -> None:
    journey.meets()
    enrolment = journey.page.enrolment_id
    for role, seat in (
        (Role.PARTNERSHIP_MANAGER, Seat.PARTNERSHIP_MANAGER),
        (Role.PANEL, Seat.PANEL),
    ):
        somebody = journey.sitting(role, name="S. Body", email="body@uni.example")
        if journey.seat is seat:
            assert awards.someones_award(house, somebody, enrolment).sign_as in {None, seat}
            continue
        with pytest.raises(NotFound):
            awards.someones_award(house, somebody, enrolment)
        with pytest.raises(NotFound):
            signing.confirm(house, somebody, enrolment, seat, {"CLOSING.3/university": TODAY})


@pytest.mark.parametrize("award_id", ["ljmu/effective", RECOGNITION])
def test_the_desk_of_a_seat_shows_what_waits_for_it_and_no_other_awards(
    house: House, place: Place, clock: StillClock, journey: Journey
) -> None:
    other = Journey(house, place, clock, DEVELOPING).begins()
    assert other.page.enrolment_id
    assert journey.signer is not None
    role = next(iter(journey.signer.roles))
    desk = desks.seat_desk(house, journey.signer, role)
    assert [line.mentor_name for line in desk.lines] == ["Ines Example"]
    assert desk.for_me == 0
    journey.meets()
    journey.school_signs()
    desk = desks.seat_desk(house, journey.signer, role, only_mine=True)
    assert desk.for_me == 1
    assert desk.lines[0].waiting_for == "you"
    elsewhere = replace(journey.signer, provider_id=new_id())
    assert desks.seat_desk(house, elsewhere, role).lines == ()
    with pytest.raises(NotFound):
        awards.someones_award(house, elsewhere, journey.page.enrolment_id)
    with pytest.raises(NotAllowed):
        desks.seat_desk(house, other.mentor, role)


@pytest.mark.parametrize("award_id", [RECOGNITION])
def test_nobody_of_the_panel_signs_for_themself(house: House, journey: Journey) -> None:
    journey.meets()
    journey.school_signs()
    both = replace(
        journey.mentor,
        roles=frozenset({Role.MENTOR, Role.PANEL}),
        sits_for={Role.PANEL: frozenset({RECOGNITION})},
    )
    with pytest.raises(NotAllowed):
        signing.sign(
            house, both, journey.page.enrolment_id, Seat.PANEL,
            name_typed="Ines", digest=journey.page.digest, agreed=True,
        )  # fmt: skip


# --- Who reads the reflections ----------------------------------------------------------------


@pytest.mark.parametrize("award_id", ["ljmu/effective"])
def test_those_who_sign_read_the_reflections_and_the_office_does_not(
    house: House, journey: Journey
) -> None:
    journey.writes("reflection")
    enrolment = journey.page.enrolment_id
    assert journey.signer is not None
    (written, targets) = reflections_for_record(house, journey.signer, enrolment)
    assert written.text == (WORDS * 10).strip()
    assert (targets.text, targets.saved_on) == ("", None)
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    assert reflections_for_record(house, office, enrolment) == ()
    assert record_sheets.someones_sheet(house, office, enrolment).written == ()
    signing.ask_pcm(house, journey.mentor, "ljmu/effective")
    link = journey.link
    assert reflections_by_link(house, link)[0].text == written.text
    journey.clock.moves(days=40)
    assert reflections_by_link(house, link) == ()


def test_a_fact_kept_before_comments_were_has_none() -> None:
    assert Confirmed.__dataclass_fields__["comment"].default == ""
