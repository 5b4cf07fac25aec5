"""Entering an award: the details, the consent, once; and changing the details later."""

from __future__ import annotations

import pytest

from lti_tool.domain.facts import DetailsGiven, Registered
from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.outbox import StatementRow
from lti_tool.persistence.records import Enrolment, FactRow
from lti_tool.usecases import awards, certify
from lti_tool.usecases.house import House

from .award_fixtures import PCM_EMAIL, TODAY, VALUES, Way, launch
from .place import AWARD, Place, StillClock, rows
from .racing import at_once


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    return Way(house, place, clock)


def test_entering_registers_the_mentor_with_details_and_consent(way: Way) -> None:
    assert awards.my_award(way.house, way.mentor, AWARD) is None
    way.enrols()
    enrolment = way.enrolment
    assert (enrolment.award_id, enrolment.registered_on) == (AWARD, TODAY)
    assert enrolment.consent_version == way.house.library.schemes[0].consent.version
    assert enrolment.scheme_version == way.house.library.award(AWARD).scheme_version
    assert [row.body["values"]["school"] for row in way.facts(DetailsGiven)] == ["Example School"]
    assert len(way.facts(Registered)) == 1
    assert (way.page.mentor_name, way.page.met, way.page.total) == ("Ada Example", 0, 7)


def test_entering_is_told_to_the_record_store_with_the_consent(way: Way) -> None:
    way.enrols()
    assert len(way.statements("registered")) == 1
    kept = rows(way.house, StatementRow)
    assert len(kept) == 2
    assert {row.person_id for row in kept} == {way.mentor.person_id}
    version = way.house.library.schemes[0].consent.version
    assert any(version in str(row.body["object"]) for row in kept)


def test_sent_twice_it_is_done_once(way: Way) -> None:
    way.enrols()
    before = len(rows(way.house, FactRow))
    way.enrols(school="Another School")
    assert len(rows(way.house, Enrolment)) == 1
    assert len(rows(way.house, FactRow)) == before
    assert ("School", "Example School") in way.page.details


def test_a_double_click_enters_once(way: Way) -> None:
    def enter() -> None:
        awards.enrol(way.house, way.mentor, AWARD, VALUES, consent=True)

    at_once(enter, enter, enter)
    assert len(rows(way.house, Enrolment)) == 1
    assert len(way.facts(Registered)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mentor_name", ""),
        ("mentor_name", "   "),
        ("mentor_name", "x" * 201),
        ("mentor_name", "Ada\x00Example"),
        ("mentor_name", "Ada\u202eExample"),
        ("email", "ada"),
        ("email", "ada@"),
        ("email", "ada@example"),
        ("email", "ada@example."),
        ("email", "ada example@school.example"),
        ("email", "ada@one.example,eve@two.example"),
        ("email", "Ada <ada@one.example>"),
        ("postcode", "12345"),
        ("postcode", "W5 2A"),
        ("years_experience", "many"),
        ("years_experience", ""),
        ("pcm_name", ""),
        ("pcm_email", "no address"),
    ],
)
def test_a_field_that_does_not_fit_is_named(way: Way, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        way.enrols(**{field: value})
    assert list(refused.value.fields) == [field]
    assert refused.value.fields[field].strip()
    assert rows(way.house, Enrolment) == []


def test_every_wrong_field_is_named_at_once_the_consent_among_them(way: Way) -> None:
    with pytest.raises(InvalidInput) as refused:
        awards.enrol(way.house, way.mentor, AWARD, {}, consent=False)
    optional = {"support_tutor"}
    assert set(refused.value.fields) == {*VALUES, "consent"} - optional


def test_without_consent_nobody_enters(way: Way) -> None:
    with pytest.raises(InvalidInput) as refused:
        awards.enrol(way.house, way.mentor, AWARD, VALUES, consent=False)
    assert list(refused.value.fields) == ["consent"]
    assert rows(way.house, Enrolment) == []


def test_fields_that_the_sheet_does_not_have_are_left_out(way: Way) -> None:
    way.enrols(issue_date="2020-01-01", pcm_signature="P. Khan", anything="else")
    (given,) = way.facts(DetailsGiven)
    assert set(given.body["values"]) == set(VALUES)


def test_details_are_tidied(way: Way) -> None:
    way.enrols(mentor_name="  Ada \t Example ", postcode="w5 2ab")
    details = dict(way.page.details)
    assert way.page.mentor_name == "Ada Example"
    assert "W5 2AB" in details.values()


def test_an_award_that_no_pack_offers_cannot_be_entered(way: Way) -> None:
    with pytest.raises(NotFound):
        awards.enrol(way.house, way.mentor, "west-london/nothing", VALUES, consent=True)
    with pytest.raises(NotFound):
        awards.enrolment_form(way.house, way.mentor, "west-london/nothing")


@pytest.mark.parametrize(
    "own",
    [
        "ada@uni.example",
        "ADA@Uni.Example",
        "ada@home.example",
        "Ada@Home.example",
        "ada+pcm@uni.example",
        "ada+anything@home.example",
    ],
)
def test_nobody_names_an_address_of_their_own_as_the_pcms(way: Way, own: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        way.enrols(pcm_email=own)
    assert list(refused.value.fields) == ["pcm_email"]


def test_the_form_knows_what_the_launch_said(way: Way) -> None:
    form = awards.enrolment_form(way.house, way.mentor, AWARD)
    assert (form.values["mentor_name"], form.values["email"]) == ("Ada L.", "ada@uni.example")
    assert {field.filled_by for field in form.fields} == {"mentor"}
    assert (form.enrolled, form.signed) == (False, False)


def test_the_form_knows_what_was_given_before(way: Way) -> None:
    way.enrols()
    form = awards.enrolment_form(way.house, way.mentor, AWARD)
    assert (form.values["mentor_name"], form.enrolled) == ("Ada Example", True)


# --- changing details ---------------------------------------------------------------------------


def change(way: Way, **values: str) -> tuple[str, ...]:
    voided = awards.change_details(way.house, way.mentor, AWARD, {**VALUES, **values})
    way.clock.moves(minutes=1)
    return voided


def test_changed_details_replace_the_earlier_ones_which_stay_on_record(way: Way) -> None:
    way.enrols()
    assert change(way, school="Another School") == ()
    assert "Another School" in dict(way.page.details).values()
    assert [r.body["values"]["school"] for r in way.facts(DetailsGiven)] == [
        "Example School",
        "Another School",
    ]


def test_sending_the_same_details_again_changes_nothing(way: Way) -> None:
    way.completes()
    before = len(rows(way.house, FactRow))
    assert change(way) == ()
    assert len(rows(way.house, FactRow)) == before
    assert way.states == ["stands"] * 3


def test_changing_details_voids_every_signature_and_says_which(way: Way) -> None:
    way.completes()
    assert awards.enrolment_form(way.house, way.mentor, AWARD).signed
    titles = [step.title for step in way.house.library.award(AWARD).signatures]
    assert list(change(way, subject="Physics")) == titles
    assert way.states == ["open", "waiting", "waiting"]
    assert len(way.statements("signature-voided")) == 3


def test_changing_details_back_does_not_bring_signatures_back(way: Way) -> None:
    way.completes()
    digest = way.page.digest
    change(way, subject="Physics")
    change(way)
    assert way.page.digest == digest
    assert way.states == ["open", "waiting", "waiting"]


def test_details_cannot_be_wrong_later_either(way: Way) -> None:
    way.enrols()
    with pytest.raises(InvalidInput) as refused:
        change(way, email="ada", pcm_email="ada@uni.example")
    assert set(refused.value.fields) == {"email", "pcm_email"}


def test_another_pcm_closes_the_link_that_the_first_was_sent(way: Way) -> None:
    way.school_vouches()
    way.enrols()
    token = way.asks_pcm()
    change(way, pcm_name="R. Patel", pcm_email="r.patel@school.example")
    with pytest.raises(Conflict):
        way.pcm_answers(token)
    assert way.met == set()


def test_after_the_certificate_the_record_is_closed(way: Way) -> None:
    certify.issue(way.house, way.office, way.completes())
    with pytest.raises(Conflict):
        change(way, subject="Physics")


def test_only_somebody_who_has_entered_has_details_to_change(way: Way, place: Place) -> None:
    with pytest.raises(NotFound):
        change(way)


# --- who may see it -----------------------------------------------------------------------------


def test_the_mentor_is_known_by_their_launch_not_by_an_address(way: Way, place: Place) -> None:
    way.enrols()
    same_name = launch(way.house, place, *way.mentor.roles, name="Ada L.", email=way.mentor.email)
    assert awards.my_award(way.house, same_name, AWARD) is None
    with pytest.raises(NotFound):
        awards.someones_award(way.house, same_name, way.enrolment_id)


def test_a_new_mentor_is_told_what_to_do_first(way: Way) -> None:
    card = next(c for c in awards.award_cards(way.house, way.mentor) if c.award.id == AWARD)
    assert (card.enrolled, card.next_step.action) == (False, "enrol")
    way.enrols()
    card = next(c for c in awards.award_cards(way.house, way.mentor) if c.award.id == AWARD)
    assert (card.enrolled, card.next_step.action) == (True, "audit:self-check")
    assert way.page.pcm_email == PCM_EMAIL
    assert way.enrolment.waiting_for == ",mentor,"
    assert Seat.OFFICE not in awards.seats_of(way.mentor, way.enrolment)
