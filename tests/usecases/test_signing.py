"""Signing: in the scheme's order, over what was shown, by three people, each once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from lti_tool.domain.facts import Signed, Voided
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import facts_of
from lti_tool.persistence.records import SignatureShown
from lti_tool.usecases import awards, signing
from lti_tool.usecases.house import House

from .award_fixtures import PCM_EMAIL, VALUES, Way, launch
from .place import AWARD, Place, StillClock, rows
from .racing import at_once


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    """Every row is met; nobody has signed."""
    way = Way(house, place, clock)
    way.meets_every_row()
    return way


# --- the order ----------------------------------------------------------------------------------


def test_mentor_then_pcm_then_link_tutor(way: Way) -> None:
    assert way.states == ["open", "waiting", "waiting"]
    way.signs(way.mentor, Seat.MENTOR)
    assert way.states == ["stands", "open", "waiting"]
    way.pcm_signs()
    assert way.states == ["stands", "stands", "open"]
    way.signs(way.tutor, Seat.LINK_TUTOR)
    assert way.states == ["stands"] * 3
    assert way.enrolment.waiting_for == ",office,"


def test_each_is_told_when_it_is_their_turn(way: Way) -> None:
    assert (way.page.next_step.action, way.page.sign_as) == ("sign", Seat.MENTOR)
    way.signs(way.mentor, Seat.MENTOR)
    asked = way.mails()[-1]
    assert (asked["to"], asked["request_id"] is None) == (PCM_EMAIL, False)
    assert "Your PCM signs next" in way.page.next_step.words
    assert way.page.sign_as is None
    way.pcm_signs()
    page = awards.someones_award(way.house, way.tutor, way.enrolment_id)
    assert (page.next_step.action, page.sign_as) == ("sign", Seat.LINK_TUTOR)
    way.signs(way.tutor, Seat.LINK_TUTOR)
    assert way.mails()[-1]["to"] == VALUES["email"]
    office = awards.someones_award(way.house, way.office, way.enrolment_id)
    assert (office.next_step.action, office.may_issue) == ("issue", True)


def test_the_secret_of_a_link_is_not_kept_in_the_queue(way: Way) -> None:
    way.signs(way.mentor, Seat.MENTOR)
    secret = way.link("sign")
    assert all(secret not in json.dumps(mail) for mail in way.mails())


@pytest.mark.parametrize("seat", [Seat.PCM, Seat.LINK_TUTOR, Seat.OFFICE])
def test_nobody_signs_before_their_turn(way: Way, seat: Seat) -> None:
    visit = way.office if seat is Seat.OFFICE else way.tutor
    with pytest.raises((Conflict, NotAllowed)):
        way.signs(visit, seat)
    assert way.facts(Signed) == []


def test_nothing_is_signed_while_a_row_is_open(house: House, place: Place) -> None:
    way = Way(house, place, StillClock())
    way.enrols()
    with pytest.raises(Conflict):
        way.signs(way.mentor, Seat.MENTOR)


def test_nobody_signs_twice_in_their_own_seat(way: Way) -> None:
    way.signs(way.mentor, Seat.MENTOR)
    with pytest.raises(Conflict):
        way.signs(way.mentor, Seat.MENTOR)
    assert len(way.facts(Signed)) == 1


# --- what is signed -----------------------------------------------------------------------------


def test_a_signature_is_over_what_its_page_showed(way: Way) -> None:
    shown = way.page.digest
    way.tutor_confirms("ENTRY.7/evaluation", on=way.clock.today().replace(day=1))
    with pytest.raises(Conflict):
        way.signs(way.mentor, Seat.MENTOR, digest=shown)
    way.signs(way.mentor, Seat.MENTOR)


def test_what_was_shown_is_kept_and_gives_the_digest(way: Way) -> None:
    way.everybody_signs()
    kept = rows(way.house, SignatureShown)
    assert {row.seat for row in kept} == {"mentor", "pcm", "link_tutor"}
    for row in kept:
        text = json.dumps(row.shown, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == row.digest
        assert row.shown["details"]["mentor_name"] == "Ada Example"


def test_a_signature_keeps_name_role_time_and_digest(way: Way) -> None:
    digest, now = way.page.digest, way.clock.now()
    way.signs(way.mentor, Seat.MENTOR, name=" Ada  L. Example ")
    (row,) = way.facts(Signed)
    assert row.body == {"seat": "mentor", "name_typed": "Ada L. Example", "digest": digest}
    assert (row.at, row.by) == (now, way.mentor.person_id)
    assert len(way.statements("signed")) == 1


@pytest.mark.parametrize(
    ("name", "agreed", "fields"),
    [
        ("", True, {"name_typed"}),
        (" \t", True, {"name_typed"}),
        ("x" * 201, True, {"name_typed"}),
        ("Ada\x00", True, {"name_typed"}),
        ("Ada", False, {"agreed"}),
        ("", False, {"name_typed", "agreed"}),
    ],
)
def test_a_signature_needs_a_name_and_a_tick(
    way: Way, name: str, agreed: bool, fields: set[str]
) -> None:
    with pytest.raises(InvalidInput) as by_launch:
        signing.sign(
            way.house,
            way.mentor,
            way.enrolment_id,
            Seat.MENTOR,
            name_typed=name,
            digest=way.page.digest,
            agreed=agreed,
        )
    with pytest.raises(InvalidInput) as by_link:
        signing.sign_by_link(way.house, "any", name_typed=name, digest="", agreed=agreed)
    assert set(by_launch.value.fields) == set(by_link.value.fields) == fields


def test_a_change_after_the_mentor_signed_stops_the_pcms_link_until_it_is_signed_again(
    way: Way,
) -> None:
    way.signs(way.mentor, Seat.MENTOR)
    token, shown = way.link("sign"), way.page.digest
    awards.change_details(way.house, way.mentor, AWARD, {**VALUES, "subject": "Physics"})
    way.clock.moves(minutes=1)
    for digest in (shown, way.page.digest):
        with pytest.raises(Conflict):
            way.pcm_signs(token, digest=digest)
    assert not signing.open_request(way.house, token).may_sign_now
    assert len(way.facts(Voided)) == 1
    way.signs(way.mentor, Seat.MENTOR)
    way.pcm_signs()
    assert way.states == ["stands", "stands", "open"]


def test_facts_come_back_from_the_database_as_they_were_decided_on(way: Way) -> None:
    """What is read again gives the same digest, so that no signature falls by itself."""
    way.everybody_signs()
    with way.house.units.reading() as unit:
        facts = facts_of(unit, way.enrolment)
    assert len({fact.id for fact in facts}) == len(facts)
    assert all(fact.at.tzinfo is not None for fact in facts)
    assert {type(fact.seat) for fact in facts if isinstance(fact, Signed)} == {Seat}
    way.clock.moves(days=40)
    assert way.states == ["stands"] * 3


# --- by whom ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", list(Seat))
def test_a_mentor_who_is_also_tutor_signs_their_own_record_as_mentor_only(
    way: Way, seat: Seat
) -> None:
    both = replace(way.mentor, roles=frozenset(Role))
    if seat is Seat.MENTOR:
        way.signs(both, seat)
        return
    way.signs(way.mentor, Seat.MENTOR)
    if seat is Seat.LINK_TUTOR:
        way.pcm_signs()
    with pytest.raises(NotAllowed):
        way.signs(both, seat)


def test_nobody_signs_as_the_mentor_but_the_mentor(way: Way) -> None:
    for visit in (way.tutor, way.office):
        with pytest.raises(NotAllowed):
            way.signs(visit, Seat.MENTOR)


@pytest.mark.parametrize(
    "address", [PCM_EMAIL, "P.Khan@School.example", "p.khan+uni@school.example"]
)
def test_the_same_human_does_not_sign_by_mail_and_again_by_launch(
    way: Way, place: Place, address: str
) -> None:
    tutor = launch(way.house, place, Role.TUTOR, name="P. Khan", email=address)
    way.signs(way.mentor, Seat.MENTOR)
    way.pcm_signs()
    with pytest.raises(NotAllowed):
        way.signs(tutor, Seat.LINK_TUTOR)
    assert way.states == ["stands", "stands", "open"]
    way.signs(way.tutor, Seat.LINK_TUTOR)


@pytest.mark.parametrize("address", ["ada@uni.example", "Ada@Home.Example"])
def test_a_mentor_with_a_second_account_does_not_sign_as_tutor(
    way: Way, place: Place, address: str
) -> None:
    second = launch(way.house, place, Role.TUTOR, name="Ada", email=address)
    way.signs(way.mentor, Seat.MENTOR)
    way.pcm_signs()
    with pytest.raises(NotAllowed):
        way.signs(second, Seat.LINK_TUTOR)


def test_an_address_that_turns_out_to_be_the_mentors_own_signs_nothing(way: Way) -> None:
    way.signs(way.mentor, Seat.MENTOR)
    token = way.link("sign")
    with way.house.units.writing() as unit:
        unit.session.get_one(Person, way.mentor.person_id).email = PCM_EMAIL
    with pytest.raises(NotAllowed):
        way.pcm_signs(token)


def test_another_tutor_of_the_course_may_sign_but_not_one_of_another_course(
    way: Way, place: Place
) -> None:
    way.signs(way.mentor, Seat.MENTOR)
    way.pcm_signs()
    with pytest.raises(NotFound):
        way.signs(replace(way.tutor, course_id=place.course("Elsewhere")), Seat.LINK_TUTOR)
    other = launch(way.house, place, Role.TUTOR, name="V. Sub", email="sub@uni.example")
    way.signs(other, Seat.LINK_TUTOR)


# --- the link -----------------------------------------------------------------------------------


def test_a_signing_link_signs_once(way: Way) -> None:
    way.signs(way.mentor, Seat.MENTOR)
    token = way.link("sign")
    way.pcm_signs(token)
    with pytest.raises(Conflict):
        way.pcm_signs(token)
    assert len([row for row in way.facts(Signed) if row.body["seat"] == "pcm"]) == 1


def test_sent_twice_at_once_it_signs_once(way: Way) -> None:
    way.signs(way.mentor, Seat.MENTOR)
    token, digest = way.link("sign"), way.page.digest

    def sign() -> str:
        try:
            signing.sign_by_link(way.house, token, name_typed="P. Khan", digest=digest, agreed=True)
        except Conflict:
            return "refused"
        return "signed"

    assert sorted(at_once(sign, sign, sign)) == ["refused", "refused", "signed"]
    assert len([row for row in way.facts(Signed) if row.body["seat"] == "pcm"]) == 1


def test_a_link_does_what_it_is_for_and_nothing_else(way: Way, place: Place) -> None:
    way.signs(way.mentor, Seat.MENTOR)
    with pytest.raises(NotFound):
        way.pcm_answers(way.link("sign"))
    other = Way(way.house, place, way.clock)
    other.enrols()
    with pytest.raises(NotFound):
        other.pcm_signs(other.asks_pcm())


def test_signatures_stand_when_the_office_asks_at_once_for_two_records(
    way: Way, place: Place
) -> None:
    """What one mentor does never touches another's record."""
    way.everybody_signs()
    other = Way(way.house, place, way.clock)
    other.enrols()
    other.studies()
    other.pcm_answers(other.asks_pcm())
    assert way.states == ["stands"] * 3
