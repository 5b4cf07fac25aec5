"""The audit that awards share: drafts, completion, reviews with their history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lti_tool.content.library import Library, load_packs
from lti_tool.domain.audits import Direction
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.audits import AuditRound
from lti_tool.persistence.records import Enrolment, FactRow
from lti_tool.usecases import awards, shared_audits
from lti_tool.usecases import shared_audit_drafts as drafts
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

from ..audited import AUDIT, AWARD, write_pack
from .auditing import Auditor
from .place import MODULES, SUMMER_NIGHT, Place, StillClock, rows
from .racing import at_once
from .watching import Queries


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    packs: Path = write_pack(tmp_path_factory.mktemp("packs"))
    return load_packs([MODULES, packs])


@pytest.fixture
def auditor(house: House, mentor: Visit) -> Auditor:
    return Auditor(house, mentor)


# --- Drafts -----------------------------------------------------------------------------------


def test_before_anything_is_rated(house: House, auditor: Auditor) -> None:
    page = auditor.overview()
    assert (page.state, page.rated, page.picture, page.history) == ("new", 0, None, ())
    assert [row.group.id for row in page.rows] == ["ST1", "ST2", "ST3", "ST4"]
    assert page.next_row == page.rows[0]
    assert rows(house, AuditRound) == []


def test_a_draft_is_kept_standard_by_standard(auditor: Auditor, clock: StillClock) -> None:
    first, second = auditor.groups[:2]
    auditor.saves(first, {"ST1.1": "Red"}, {"strengths": " I listen\r\n"})
    page = auditor.saves(first, {"ST1.2": "Green"}, {"strengths": "I listen"}, revision=1)
    assert page == auditor.page(first)
    assert dict(page.ratings) == {"ST1.1": "Red", "ST1.2": "Green"}
    assert (page.notes, page.revision, page.saved_at) == (
        {"strengths": "I listen"}, 2, clock.now(),
    )  # fmt: skip
    assert (page.number, page.of, page.previous, page.following) == (1, 4, None, second)
    assert dict(auditor.page(second).ratings) == {}
    overview = auditor.overview()
    assert (overview.state, overview.rated, auditor.facts()) == ("open", 2, [])


def test_pages_of_two_standards_do_not_get_in_each_others_way(auditor: Auditor) -> None:
    first, second = auditor.groups[:2]
    auditor.saves(first, {"ST1.1": "Red"})
    auditor.saves(second, {"ST2.1": "Red"})
    assert auditor.saves(first, {"ST1.1": "Green"}, revision=1).revision == 2


def test_saving_nothing_keeps_nothing(house: House, auditor: Auditor) -> None:
    auditor.saves(auditor.groups[0], {"ST1.1": ""}, {"strengths": "", "targets": ""})
    assert rows(house, AuditRound) == []


def test_saving_the_same_again_changes_nothing(auditor: Auditor, clock: StillClock) -> None:
    first = auditor.groups[0]
    page = auditor.saves(first, {"ST1.1": "Red"}, {"strengths": "x"})
    clock.moves(minutes=1)
    assert auditor.saves(first, {"ST1.1": "Red"}, {"strengths": "x"}) == page


def test_a_save_from_an_older_page_is_refused_and_overwrites_nothing(auditor: Auditor) -> None:
    first = auditor.groups[0]
    auditor.saves(first, {"ST1.1": "Red"}, {"strengths": "first"}, write_id="one")
    with pytest.raises(Conflict, match="another window"):
        auditor.saves(first, {"ST1.1": "Green"}, {"strengths": "second"}, write_id="two")
    assert auditor.page(first).notes["strengths"] == "first"


def test_what_follows_ones_own_unheard_write_is_no_conflict(auditor: Auditor) -> None:
    first = auditor.groups[0]
    auditor.saves(first, {"ST1.1": "Red"}, write_id="unheard")
    page = auditor.saves(first, {"ST1.1": "Green"}, write_id="next", earlier=["unheard"])
    assert (page.ratings["ST1.1"], page.revision) == ("Green", 2)
    assert auditor.saves(first, {"ST1.1": "Green"}, write_id="next") == page, "sent again"


def test_what_is_not_part_of_the_standard_is_refused(auditor: Auditor) -> None:
    with pytest.raises(InvalidInput) as caught:
        auditor.saves(auditor.groups[0], {"ST2.1": "Red", "ST1.1": "Blue", "ST1.2": "Red"})
    assert set(caught.value.fields) == {"ST2.1", "ST1.1"}


def test_notes_have_an_end_and_say_where(auditor: Auditor) -> None:
    with pytest.raises(InvalidInput) as caught:
        auditor.saves(auditor.groups[0], notes={"targets": "x" * 3001, "strengths": "x" * 3000})
    assert set(caught.value.fields) == {"note-targets"}


@pytest.mark.parametrize("audit_id", ["national-standards/none", "acorn/growing", "self-check"])
def test_what_no_award_asks_for_is_not_found(house: House, mentor: Visit, audit_id: str) -> None:
    with pytest.raises(NotFound):
        shared_audits.overview(house, mentor, audit_id)
    with pytest.raises(NotFound):
        shared_audits.finish(house, mentor, audit_id, 1)


def test_a_standard_that_is_none_is_not_found(house: House, mentor: Visit) -> None:
    with pytest.raises(NotFound):
        drafts.group_page(house, mentor, AUDIT, "ST9")


def test_each_new_rating_is_told_of_once(auditor: Auditor) -> None:
    first = auditor.groups[0]
    auditor.saves(first, {"ST1.1": "Red"})
    auditor.saves(first, {"ST1.1": "Red", "ST1.2": "Green"}, revision=1)
    auditor.saves(first, {"ST1.1": "Amber"}, revision=2)
    told = auditor.told("rated")
    assert [one["result"]["response"] for one in told] == ["Red", "Green", "Amber"]
    assert told[1]["result"]["score"] == {"raw": 3, "min": 1, "max": 3}
    assert told[0]["object"]["id"].endswith(f"/audit-item/{AUDIT}/ST1.1")
    assert len({one["id"] for one in told}) == 3
    assert len({one["context"]["registration"] for one in told}) == 1


def test_nothing_that_is_written_leaves_the_house(auditor: Auditor) -> None:
    auditor.completes(targets="My secret target", actions="My secret action")
    everything = repr(auditor.told("rated") + auditor.told("completed") + auditor.told("create"))
    assert "secret" not in everything
    assert "Good at" not in everything


# --- Completion -------------------------------------------------------------------------------


def test_finishing_names_everything_that_is_missing(auditor: Auditor) -> None:
    auditor.fills_in()
    second = auditor.groups[1]
    auditor.saves(second, notes={"strengths": "  "}, revision=1)
    with pytest.raises(InvalidInput) as caught:
        auditor.finishes()
    assert set(caught.value.fields) == {"ST2:note-strengths"}
    assert auditor.facts() == []
    assert auditor.overview().next_row == auditor.overview().rows[1]


def test_finishing_before_beginning_names_all_of_it(auditor: Auditor) -> None:
    with pytest.raises(InvalidInput) as caught:
        auditor.finishes()
    assert len(caught.value.fields) == 21 + 4


def test_a_complete_audit_counts_for_the_person_on_the_day_in_london(
    house: House, auditor: Auditor, clock: StillClock
) -> None:
    clock.at = SUMMER_NIGHT
    auditor.completes("Red")
    (fact,) = rows(house, FactRow, kind="AuditDone")
    assert (fact.enrolment_id, fact.on, fact.body) == (None, date(2027, 6, 20), {"audit": AUDIT})
    page = auditor.overview()
    assert page.state == "complete"
    assert page.picture is not None
    assert page.picture.completed_on == date(2027, 6, 20)
    assert page.picture.words == "0 Green, 0 Amber, 21 Red"
    (told,) = auditor.told("completed")
    assert told["object"]["id"].endswith(f"/audit/{AUDIT}")


def test_the_record_of_an_award_hears_of_it_and_of_the_review(
    house: House, place: Place, auditor: Auditor, clock: StillClock
) -> None:
    place.enrolled(auditor.visit, AWARD)
    auditor.completes()
    (enrolment,) = rows(house, Enrolment)
    assert enrolment.criteria_met == 1
    clock.moves(days=30)
    auditor.reviews()
    (enrolment,) = rows(house, Enrolment)
    assert (enrolment.criteria_met, enrolment.waiting_for) == (2, ",pcm,")


def test_it_counts_in_an_award_that_is_entered_later(
    house: House, place: Place, auditor: Auditor
) -> None:
    auditor.completes()
    place.enrolled(auditor.visit, AWARD)
    page = awards.my_award(house, auditor.visit, AWARD)
    assert page is not None
    assert [row.criterion.id for row in page.rows if row.met] == ["GROW.1"]


def test_finishing_twice_at_once_is_finishing_once(auditor: Auditor) -> None:
    auditor.fills_in(targets="Listen longer")
    at_once(auditor.finishes, auditor.finishes)
    assert auditor.facts() == [("AuditDone", None)]
    assert len(auditor.told("completed")) == 1
    assert len(auditor.steps()) == 4


def test_a_complete_round_stays_as_it_is(auditor: Auditor) -> None:
    auditor.fills_in()
    page = auditor.page(auditor.groups[0])
    auditor.finishes()
    with pytest.raises(Conflict, match="finished in another window"):
        auditor.saves(auditor.groups[0], {"ST1.1": "Green"}, revision=page.revision)
    assert drafts.group_page(auditor.house, auditor.visit, AUDIT, "ST1") is None
    picture = shared_audits.picture(auditor.house, auditor.visit, AUDIT, 1)
    assert set(picture.ratings.values()) == {"Amber"}


# --- Reviews ----------------------------------------------------------------------------------


def test_a_review_begins_from_the_last_ratings_and_is_not_seen_yet(
    auditor: Auditor, clock: StillClock
) -> None:
    auditor.completes("Amber", targets="Listen longer")
    clock.moves(days=90)
    auditor.begins_review()
    page = auditor.page(auditor.groups[0])
    assert set(page.ratings.values()) == set(page.before.values()) == {"Amber"}
    assert page.notes["targets"] == "Listen longer"
    assert (page.review, page.revision, page.saved_at) == (True, 0, None)
    overview = auditor.overview()
    assert (overview.state, overview.review, overview.rated) == ("open", True, 0)
    assert overview.picture is not None, "the last result stays in sight"


def test_a_review_is_complete_once_every_standard_was_looked_at_again(auditor: Auditor) -> None:
    auditor.completes()
    auditor.begins_review()
    for group in auditor.groups[:3]:
        auditor.saves(group, round_number=2)
    with pytest.raises(InvalidInput) as caught:
        auditor.finishes(2)
    assert set(caught.value.fields) == {"ST4:"}
    assert "ooked at again" in str(caught.value)
    auditor.saves(auditor.groups[3], round_number=2)
    auditor.finishes(2)
    assert auditor.facts() == [("AuditDone", None), ("AuditReviewed", None)]
    assert len(auditor.told("rated")) == 21, "unchanged ratings are not told again"


def test_growth_is_shown_and_every_round_stays(auditor: Auditor, clock: StillClock) -> None:
    auditor.completes("Amber")
    clock.moves(days=90)
    auditor.begins_review()
    auditor.fills_in("Amber", round_number=2)
    auditor.saves(auditor.groups[0], {"ST1.1": "Green", "ST1.2": "Red"}, revision=1, round_number=2)
    auditor.finishes(2)
    clock.moves(days=90)
    auditor.reviews("Green")
    page = auditor.overview()
    assert [line.number for line in page.history] == [3, 2, 1]
    assert [line.moved for line in page.history] == [
        "20 moved up, 0 moved down, 1 as before",
        "1 moved up, 1 moved down, 19 as before",
        "",
    ]
    second = shared_audits.picture(auditor.house, auditor.visit, AUDIT, 2)
    assert second.moves["ST1.1"].words == "was Amber, now Green"
    assert second.moves["ST1.2"].words == "was Amber, now Red"
    assert second.moves["ST1.3"].direction is Direction.SAME
    assert second.before_on == page.history[-1].completed_on
    assert [kind for kind, _ in auditor.facts()] == ["AuditDone", "AuditReviewed", "AuditReviewed"]


def test_there_is_no_review_before_the_first_round_is_complete(auditor: Auditor) -> None:
    with pytest.raises(Conflict):
        auditor.begins_review()
    auditor.fills_in()
    with pytest.raises(Conflict):
        auditor.begins_review()


def test_beginning_a_review_twice_begins_one(house: House, auditor: Auditor) -> None:
    auditor.completes()
    at_once(auditor.begins_review, auditor.begins_review)
    assert [row.number for row in rows(house, AuditRound)] == [1, 2]


def test_a_round_that_is_open_has_no_picture(auditor: Auditor) -> None:
    auditor.fills_in()
    with pytest.raises(NotFound):
        shared_audits.picture(auditor.house, auditor.visit, AUDIT, 1)


def test_another_mentors_audit_is_theirs(house: House, place: Place, auditor: Auditor) -> None:
    auditor.completes()
    other = Auditor(house, place.mentor())
    assert other.overview().state == "new"
    assert dict(other.page(other.groups[0]).ratings) == {}


def test_the_home_page_says_where_it_is(auditor: Auditor) -> None:
    def card() -> tuple[str, bool, int]:
        (found,) = shared_audits.audit_cards(auditor.house, auditor.visit)
        return found.state, found.review, found.rated

    assert card() == ("new", False, 0)
    auditor.saves(auditor.groups[0], {"ST1.1": "Red"})
    assert card() == ("open", False, 1)
    auditor.completes()
    assert card() == ("complete", False, 0)
    auditor.begins_review()
    assert card() == ("open", True, 0)
    auditor.saves(auditor.groups[0], round_number=2)
    assert card() == ("open", True, 5)


def test_the_number_of_queries_is_bounded(
    place: Place, auditor: Auditor, queries: Callable[[], Queries]
) -> None:
    place.enrolled(auditor.visit, AWARD)
    auditor.fills_in(targets="Listen")
    with queries() as saving:
        auditor.saves(auditor.groups[1], {"ST2.1": "Red", "ST2.2": "Red"}, revision=1)
    with queries() as finishing:
        auditor.finishes()
    for _ in range(3):
        auditor.reviews()
    with queries() as reading:
        auditor.overview()
    assert reading.count <= 5, reading.seen
    assert saving.count <= 6, saving.seen
    assert finishing.count <= 25, finishing.seen
