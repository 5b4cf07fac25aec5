"""A new version of a scheme: who stays on theirs, and how the office moves them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti_tool.domain.facts import Confirmed, VersionMoved, Voided
from lti_tool.domain.schemes import Award, SheetField
from lti_tool.domain.seats import Role, Seat
from lti_tool.domain.versions import Change
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.records import Certificate, Enrolment
from lti_tool.usecases import awards, certify, desks, signing, versions
from lti_tool.usecases.house import House
from lti_tool.usecases.printing import unpacked_certificate, unpacked_record_sheet

from .award_fixtures import VALUES, Way, launch, of_other_provider
from .place import AWARD, Place, StillClock, rows
from .versioned import LED, OLD, WHY, a_year_later, forget_earlier, moves, preview


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    return Way(house, place, clock)


# --- staying ------------------------------------------------------------------------------------


def test_who_has_entered_stays_on_the_version_they_entered(way: Way) -> None:
    way.meets_every_row()

    a_year_later(way)

    assert way.page.award.scheme_version == way.enrolment.scheme_version
    assert (way.page.met, way.page.total) == (7, 7)
    assert "ENTRY.7" in way.met
    way.everybody_signs()
    number = certify.issue(way.house, way.office, way.enrolment_id)
    assert number


def test_who_enters_afterwards_enters_the_current_one(way: Way) -> None:
    a_year_later(way)

    way.enrols()

    assert way.enrolment.scheme_version == "2027.1"
    assert [row.criterion.id for row in way.page.rows][-1] == "ENTRY.8"


def test_what_they_do_is_asked_of_them_as_their_version_asks_it(way: Way) -> None:
    way.enrols()

    def other_sheet(award: Award) -> Award:
        sheet = tuple(field for field in award.sheet if field.name != "subject")
        return replace(award, sheet=(*sheet, SheetField("phase", "Phase")))

    a_year_later(way, other_sheet)

    names = {field.name for field in awards.enrolment_form(way.house, way.mentor, AWARD).fields}
    assert "subject" in names
    assert "phase" not in names
    awards.change_details(way.house, way.mentor, AWARD, {**VALUES, "subject": "Music"})
    assert way.page.details[1][1] == "Music"
    (card,) = [c for c in awards.award_cards(way.house, way.mentor) if c.award.id == AWARD]
    assert card.award.scheme_version == way.enrolment.scheme_version


def test_the_desk_counts_by_each_mentor_s_own_version(way: Way) -> None:
    """All rows of the old version are more than none of the new: neither hides the other."""
    way.completes()

    def longer(award: Award) -> Award:
        return replace(award, criteria=(*award.criteria, replace(LED, id="ENTRY.9")))

    a_year_later(way, longer)

    desk = desks.office_desk(way.house, way.office)
    assert [(line.met, line.total) for line in desk.ready] == [(7, 7)]


def test_documents_state_the_version_on_which_it_was_earned(way: Way) -> None:
    way.completes()
    a_year_later(way)

    certify.issue(way.house, way.office, way.enrolment_id)

    (kept,) = rows(way.house, Certificate)
    assert unpacked_certificate(kept.document).scheme_version == way.enrolment.scheme_version
    assert unpacked_record_sheet(kept.record_sheet).scheme_version == way.enrolment.scheme_version


# --- looking ------------------------------------------------------------------------------------


def test_the_office_sees_what_would_change_and_nothing_changes_by_looking(way: Way) -> None:
    way.completes()
    a_year_later(way)

    found = preview(way)

    assert found.note.behind
    assert (found.note.own, found.note.current) == (way.enrolment.scheme_version, "2027.1")
    changes = [(row.criterion.id, row.change) for row in found.difference.rows]
    assert changes == [("ENTRY.8", Change.ADDED), ("ENTRY.7", Change.REMOVED)]
    assert [one.name_typed for one in found.falling] == ["A. Name", "P. Khan", "A. Name"]
    assert way.states == ["stands"] * 3
    assert way.facts(VersionMoved) == []


def test_the_list_holds_those_on_an_older_version_and_nobody_else(way: Way, place: Place) -> None:
    way.enrols()
    assert versions.behind_page(way.house, way.office).lines == ()
    a_year_later(way)
    newer = launch(way.house, place, Role.MENTOR, name="New", email="new@uni.example")
    awards.enrol(way.house, newer, AWARD, {**VALUES, "email": "n@home.example"}, consent=True)

    (line,) = versions.behind_page(way.house, way.office).lines

    assert line.enrolment_id == way.enrolment_id
    assert (line.own, line.current, line.lost) == (OLD, "2027.1", False)
    assert versions.count_behind(way.house, way.office) == 1


# --- moving -------------------------------------------------------------------------------------


def test_a_move_is_kept_with_who_when_and_why_and_the_record_follows(way: Way) -> None:
    way.completes()
    a_year_later(way)

    moves(way)

    (fact,) = way.facts(VersionMoved)
    assert fact.by == way.office.person_id
    assert fact.body == {"before": OLD, "after": "2027.1", "reason": WHY, "undoes": ""}
    assert way.enrolment.scheme_version == "2027.1"
    assert (way.page.met, way.page.total) == (6, 7)
    assert way.enrolment.criteria_met == 6
    assert way.enrolment.waiting_for == ",link_tutor,"
    assert len(way.facts(Voided)) == 3
    assert way.states == ["waiting"] * 3


def test_the_mentor_is_told_what_has_changed_and_who_signs_again(way: Way) -> None:
    way.completes()
    a_year_later(way)

    moves(way)

    letter = way.mails()[-1]
    assert letter["to"] == VALUES["email"]
    assert WHY in letter["text"]
    assert "- New: Has led a session" in letter["text"]
    assert "- No longer asked for: " in letter["text"]
    assert "asked for again: " in letter["text"]


def test_the_record_can_be_completed_on_the_version_it_was_moved_to(way: Way) -> None:
    way.completes()
    a_year_later(way)
    moves(way)

    way.tutor_confirms("ENTRY.8/led")
    way.everybody_signs()

    assert certify.issue(way.house, way.office, way.enrolment_id)
    (kept,) = rows(way.house, Certificate)
    assert unpacked_certificate(kept.document).scheme_version == "2027.1"


def test_nobody_is_moved_who_has_changed_since_the_office_looked(way: Way, place: Place) -> None:
    way.meets_every_row()
    other = launch(way.house, place, Role.MENTOR, name="Zoe", email="zoe@uni.example")
    awards.enrol(way.house, other, AWARD, {**VALUES, "email": "z@home.example"}, consent=True)
    a_year_later(way)
    both = [line.enrolment_id for line in versions.behind_page(way.house, way.office).lines]
    seen = {p.enrolment_id: p.seen for p in versions.move_previews(way.house, way.office, both)}
    way.signs(way.mentor, Seat.MENTOR)

    with pytest.raises(Conflict, match="nobody has been moved"):
        versions.move(way.house, way.office, seen, WHY)

    assert way.facts(VersionMoved) == []
    assert {row.scheme_version for row in rows(way.house, Enrolment)} == {OLD}


def test_several_are_moved_at_once(way: Way, place: Place) -> None:
    way.enrols()
    other = launch(way.house, place, Role.MENTOR, name="Zoe", email="zoe@uni.example")
    awards.enrol(way.house, other, AWARD, {**VALUES, "email": "z@home.example"}, consent=True)
    a_year_later(way)
    both = [line.enrolment_id for line in versions.behind_page(way.house, way.office).lines]
    seen = {p.enrolment_id: p.seen for p in versions.move_previews(way.house, way.office, both)}

    assert versions.move(way.house, way.office, seen, WHY) == 2

    assert {row.scheme_version for row in rows(way.house, Enrolment)} == {"2027.1"}
    assert versions.count_behind(way.house, way.office) == 0


def test_an_issued_certificate_is_never_moved(way: Way) -> None:
    way.completes()
    certify.issue(way.house, way.office, way.enrolment_id)
    a_year_later(way)

    assert versions.behind_page(way.house, way.office).total == 0
    assert not preview(way).note.behind
    with pytest.raises(Conflict):
        moves(way)
    assert way.enrolment.scheme_version == OLD
    assert way.states == ["stands"] * 3


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1_001])
def test_a_move_has_a_reason(way: Way, reason: str) -> None:
    way.enrols()
    a_year_later(way)

    with pytest.raises(InvalidInput):
        moves(way, reason)


def test_versions_are_the_office_s_of_the_provider(way: Way) -> None:
    way.enrols()
    a_year_later(way)

    with pytest.raises(NotAllowed):
        versions.move_previews(way.house, way.tutor, [way.enrolment_id])
    stranger = of_other_provider(way.house, way.office)
    with pytest.raises(NotFound):
        versions.move_previews(way.house, stranger, [way.enrolment_id])
    mine = replace(way.mentor, roles=frozenset({Role.OFFICE}))
    with pytest.raises(NotAllowed):
        versions.move_previews(way.house, mine, [way.enrolment_id])


def test_what_the_new_sheet_asks_for_is_filled_in_before_anybody_signs(way: Way) -> None:
    way.meets_every_row()

    def more(award: Award) -> Award:
        rows_as_before = way.house.library.award(AWARD).criteria
        return replace(
            award, criteria=rows_as_before, sheet=(*award.sheet, SheetField("phase", "Phase"))
        )

    a_year_later(way, more)
    moves(way)

    assert "Phase" in way.mails()[-1]["text"]
    with pytest.raises(Conflict, match="“Phase”"):
        way.signs(way.mentor, Seat.MENTOR)
    awards.change_details(way.house, way.mentor, AWARD, {**VALUES, "phase": "Secondary"})
    way.signs(way.mentor, Seat.MENTOR)
    assert way.states[0] == "stands"


def test_a_claim_made_before_the_move_counts_for_the_rows_that_are_left(way: Way) -> None:
    way.school_vouches()
    way.enrols()
    way.studies()
    signing.claim_experience(
        way.house, way.mentor, AWARD, ("ENTRY.6", "ENTRY.7"), "Two years at Oak School"
    )
    token = way.asks_pcm()

    def fewer(award: Award) -> Award:
        assert award.waiver is not None
        left = award.waiver.criteria - {"ENTRY.7"}
        return replace(award, waiver=replace(award.waiver, criteria=left))

    a_year_later(way, fewer)
    moves(way)

    way.pcm_answers(token, ["ENTRY.1/recommendation"], waiver="approve", waiver_reason="Seen it.")

    assert "ENTRY.6" in way.met


# --- taking it back -----------------------------------------------------------------------------


def test_a_move_can_be_taken_back_while_nothing_was_signed_since(way: Way) -> None:
    way.meets_every_row()
    a_year_later(way)
    moves(way)
    assert versions.version_page(way.house, way.office, way.enrolment_id).may_undo

    versions.undo_move(way.house, way.office, way.enrolment_id, "Too early.")

    assert way.enrolment.scheme_version == OLD
    assert (way.page.met, way.page.total) == (7, 7)
    page = versions.version_page(way.house, way.office, way.enrolment_id)
    assert [(made.before, made.after, made.back) for made in page.moves] == [
        ("2027.1", OLD, True),
        (OLD, "2027.1", False),
    ]
    assert page.moves[0].by_name == "O. Ng"
    assert not page.may_undo
    assert "Too early." in way.mails()[-1]["text"]


def test_not_once_somebody_has_signed(way: Way) -> None:
    way.meets_every_row()
    a_year_later(way)
    moves(way)
    way.tutor_confirms("ENTRY.8/led")
    way.signs(way.mentor, Seat.MENTOR)

    with pytest.raises(Conflict):
        versions.undo_move(way.house, way.office, way.enrolment_id, "Too early.")

    assert way.enrolment.scheme_version == "2027.1"


# --- a version that is gone ---------------------------------------------------------------------


def test_a_version_that_is_gone_leaves_the_record_open_on_the_current_one(way: Way) -> None:
    way.completes()
    a_year_later(way)
    forget_earlier(way)

    assert way.page.award.scheme_version == "2027.1"
    note = awards.someones_award(way.house, way.office, way.enrolment_id).version
    assert note is not None
    assert (note.lost, note.own, note.current) == (True, OLD, "2027.1")
    assert [line.lost for line in versions.behind_page(way.house, way.office).lines] == [True]


def test_it_voids_nothing_so_that_all_stands_when_the_version_is_back(way: Way) -> None:
    way.completes()
    before = way.house
    a_year_later(way)
    forget_earlier(way)
    way.tutor_confirms("ENTRY.8/led")

    assert way.facts(Voided) == []
    way.house = before
    assert way.states == ["stands"] * 3


def test_from_a_version_that_is_gone_the_signatures_fall_and_the_office_is_told(way: Way) -> None:
    way.completes()
    a_year_later(way)
    forget_earlier(way)

    assert len(preview(way).falling) == 3
    moves(way)

    assert len(way.facts(Voided)) == 3
    assert way.enrolment.scheme_version == "2027.1"
    assert not versions.version_page(way.house, way.office, way.enrolment_id).may_undo


def test_an_issued_record_keeps_its_signatures_though_its_version_is_gone(way: Way) -> None:
    way.completes()
    certify.issue(way.house, way.office, way.enrolment_id)
    a_year_later(way)
    forget_earlier(way)

    way.gives(  # something else happens to the mentor, and every record is kept true
        Confirmed(**way._fact(), requirement="ENTRY.8/led", seat=Seat.LINK_TUTOR)
    )

    assert way.facts(Voided) == []
    assert way.enrolment.waiting_for == "issued"
