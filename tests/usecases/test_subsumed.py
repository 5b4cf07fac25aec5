"""Earlier stages are taken in by later ones: nothing is asked for twice, nobody is given more."""

from __future__ import annotations

import pytest

from lti_tool.domain.seats import Role
from lti_tool.usecases import (
    awards,
    certify,
    desks,
    portfolio,
    portfolio_pages,
    record_sheets,
    shared_audits,
    subsumed,
)
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_checking import Typed

from .journeying import VALUES, Journey
from .place import Place, StillClock

DEVELOPING, EFFECTIVE, ADVANCED = "ljmu/developing", "ljmu/effective", "ljmu/advanced"


def issued(house: House, place: Place, clock: StillClock, award_id: str) -> tuple[Journey, str]:
    journey = Journey(house, place, clock, award_id).begins()
    journey.meets().everybody_signs()
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    return journey, certify.issue(house, office, journey.page.enrolment_id)


# --- A later stage is held ------------------------------------------------------------------------


def test_who_holds_a_later_stage_sees_the_earlier_ones_taken_in(
    house: House, place: Place, clock: StillClock
) -> None:
    journey, number = issued(house, place, clock, EFFECTIVE)
    cards = {card.award.id: card for card in awards.award_cards(house, journey.mentor)}
    taken = {name for name, card in cards.items() if card.taken_in}
    assert taken == {"ljmu/prerequisite", DEVELOPING}
    held = cards[DEVELOPING].taken_in
    assert held is not None
    assert (held.title, held.certificate) == ("Effective Mentor", number)
    assert subsumed.taken_in(house, journey.mentor, ADVANCED) is None
    assert cards[DEVELOPING].certificate is None


def test_it_stands_on_an_earlier_record_for_every_reader(
    house: House, place: Place, clock: StillClock
) -> None:
    journey, number = issued(house, place, clock, EFFECTIVE)
    awards.enrol(house, journey.mentor, DEVELOPING, VALUES, consent=True)
    own = awards.my_award(house, journey.mentor, DEVELOPING)
    assert own is not None
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    for page in (own, awards.someones_award(house, office, own.enrolment_id)):
        assert page.taken_in is not None
        assert page.taken_in.certificate == number
        assert not page.may_issue
    assert own.certificate is None


def test_with_the_certificate_it_ends(house: House, place: Place, clock: StillClock) -> None:
    journey, number = issued(house, place, clock, EFFECTIVE)
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    certify.revoke(house, office, number, "Issued for the wrong mentor.")
    assert subsumed.taken_in(house, journey.mentor, DEVELOPING) is None


def test_a_stage_of_ones_own_shows_its_own_certificate(
    house: House, place: Place, clock: StillClock
) -> None:
    journey, _ = issued(house, place, clock, DEVELOPING)
    later = Journey(house, place, clock, EFFECTIVE)
    later.mentor = journey.mentor
    awards.enrol(house, journey.mentor, EFFECTIVE, VALUES, consent=True)
    cards = {card.award.id: card for card in awards.award_cards(house, journey.mentor)}
    assert cards[DEVELOPING].certificate is not None
    assert cards[DEVELOPING].taken_in is None
    assert cards["ljmu/prerequisite"].taken_in is not None
    assert desks.mentors_page(house, journey.sitting(
        Role.OFFICE, name="O. Ng", email="ng@uni.example",
    )).total == 2  # fmt: skip


# --- On the way to a later stage ------------------------------------------------------------------


@pytest.fixture
def later(house: House, place: Place, clock: StillClock) -> Journey:
    """A mentor who collected for Developing and has entered Effective a year later."""
    journey = Journey(house, place, clock, DEVELOPING).begins()
    journey.meets()
    clock.moves(days=365)
    awards.enrol(house, journey.mentor, EFFECTIVE, VALUES, consent=True)
    moved = Journey(house, place, clock, EFFECTIVE)
    moved.mentor = journey.mentor
    clock.moves(minutes=1)
    return moved


def test_what_was_collected_for_an_earlier_stage_is_suggested_and_counts_once_ticked(
    later: Journey,
) -> None:
    house, mentor = later.house, later.mentor
    page = portfolio_pages.portfolio_page(house, mentor, "EFFECTIVE.1")
    assert len(page.suggested) == 11
    assert page.items == ()
    item = page.suggested[0]
    assert item.about == ("DEVELOPING.1",)
    portfolio.change_item(
        house, mentor, item.id,
        Typed(item.title, item.about_day, item.shows, item.own, (*item.about, "EFFECTIVE.1")),
        revision=item.revision,
    )  # fmt: skip
    page = portfolio_pages.portfolio_page(house, mentor, "EFFECTIVE.1")
    assert [one.id for one in page.items] == [item.id]
    assert len(page.suggested) == 10
    row = next(row for row in later.page.rows if row.criterion.id == "EFFECTIVE.1")
    assert row.met


def test_nothing_is_suggested_the_other_way_or_without_a_row(later: Journey) -> None:
    house, mentor = later.house, later.mentor
    later.shows("EFFECTIVE.2")
    assert portfolio_pages.portfolio_page(house, mentor, "DEVELOPING.1").suggested == ()
    assert portfolio_pages.portfolio_page(house, mentor).suggested == ()
    assert portfolio_pages.portfolio_page(house, mentor, "ST1").suggested == ()


def test_a_checklist_of_the_earlier_stage_is_shown_with_its_day_and_reviewed(
    later: Journey, clock: StillClock
) -> None:
    house, mentor = later.house, later.mentor
    closing = next(row for row in later.page.rows if row.criterion.id == "CLOSING.1")
    mentoring = closing.requirements[0]
    assert not mentoring.met
    assert mentoring.so_far.startswith("It was filled in on ")
    assert "before this award was entered" in mentoring.so_far
    assert mentoring.action == "audit:curee/mentoring"
    assert sheet_value(later, "Checklist of mentoring skills complete") == ""
    shared_audits.begin_review(house, mentor, "curee/mentoring")
    later.rates("curee/mentoring", 2)
    closing = next(row for row in later.page.rows if row.criterion.id == "CLOSING.1")
    assert closing.requirements[0].on == clock.today()
    assert sheet_value(later, "Checklist of mentoring skills complete") != ""
    earlier = awards.my_award(house, mentor, DEVELOPING)
    assert earlier is not None
    first = next(row for row in earlier.rows if row.criterion.id == "CLOSING.1")
    assert first.since is not None
    assert first.since < clock.today()


def sheet_value(journey: Journey, label: str) -> str:
    return dict(record_sheets.own_sheet(journey.house, journey.mentor, EFFECTIVE).fields)[label]
