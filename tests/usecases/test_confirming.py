"""Confirming by mailed link and by launch, taking it back, and earlier experience."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lti_tool.domain.facts import Confirmed, Withdrawn
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.people import EMAIL_ISSUER, Person
from lti_tool.usecases import awards, certify, signing
from lti_tool.usecases.house import House

from .award_fixtures import (
    FOR_PCM,
    FOR_TUTOR,
    PCM_EMAIL,
    TODAY,
    VALUES,
    Way,
    launch,
    of_other_provider,
)
from .place import AWARD, Place, StillClock, rows


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    way = Way(house, place, clock)
    way.school_vouches()
    way.enrols()
    return way


# --- the PCM, by link ---------------------------------------------------------------------------


def test_the_pcm_confirms_by_link_without_an_account(way: Way) -> None:
    way.studies()
    way.pcm_answers(way.asks_pcm(), on=TODAY - timedelta(days=3))
    assert way.met == {"ENTRY.1", "ENTRY.2", "ENTRY.3", "ENTRY.4", "ENTRY.6"}
    assert {row.on for row in way.facts(Confirmed)} == {TODAY - timedelta(days=3)}
    (pcm,) = rows(way.house, Person, issuer=EMAIL_ISSUER)
    assert (pcm.sub, pcm.name) == (PCM_EMAIL, "P. Khan")
    assert {row.by for row in way.facts(Confirmed)} == {pcm.id}


def test_the_mentor_is_told_by_mail_what_the_pcm_wrote(way: Way) -> None:
    way.pcm_answers(way.asks_pcm(), ["ENTRY.3/timetable"], comment="The rest in June.")
    told = way.mails()[-1]
    assert told["to"] == VALUES["email"]
    assert "The rest in June." in told["text"]


def test_what_was_confirmed_is_told_to_the_record_store(way: Way) -> None:
    way.pcm_answers(way.asks_pcm(), ["ENTRY.3/timetable", "ENTRY.4/feedback"])
    assert len(way.statements("confirm")) == 2


def test_some_lines_can_be_confirmed_now_and_others_later(way: Way) -> None:
    way.pcm_answers(way.asks_pcm(), ["ENTRY.3/timetable"])
    page = signing.open_request(way.house, way.asks_pcm())
    assert {row.requirement_id for row in page.confirmable} == {*FOR_PCM} - {"ENTRY.3/timetable"}


def test_a_link_confirms_once(way: Way) -> None:
    token = way.asks_pcm()
    way.pcm_answers(token, ["ENTRY.3/timetable"])
    with pytest.raises(Conflict):
        way.pcm_answers(token, ["ENTRY.4/feedback"])
    assert len(way.facts(Confirmed)) == 1


def test_a_form_that_does_not_fit_leaves_the_link_usable(way: Way) -> None:
    token = way.asks_pcm()
    for wrong in (
        {"name_typed": "  "},
        {"name_typed": "x" * 201},
        {"name_typed": "P. Khan\u202e"},
        {"comment": "x" * 5000},
    ):
        with pytest.raises(InvalidInput):
            way.pcm_answers(token, said=wrong)
    way.pcm_answers(token)
    assert len(way.facts(Confirmed)) == len(FOR_PCM)


def test_a_name_typed_is_tidied(way: Way) -> None:
    way.pcm_answers(way.asks_pcm(), name_typed="  P. \n Khan ")
    (pcm,) = rows(way.house, Person, issuer=EMAIL_ISSUER)
    assert pcm.name == "P. Khan"


@pytest.mark.parametrize(
    ("confirming", "on", "field"),
    [
        (["ENTRY.3/timetable"], TODAY + timedelta(days=1), "ENTRY.3/timetable"),
        (["ENTRY.3/timetable"], date(1999, 12, 31), "ENTRY.3/timetable"),
        (["ENTRY.5/joint-observation"], TODAY, "confirm"),
        (["ENTRY.2"], TODAY, "confirm"),
        (["nonsense"], TODAY, "confirm"),
        ([], TODAY, "confirm"),
    ],
    ids=["tomorrow", "too long ago", "another seat's", "no confirmation", "unknown", "nothing"],
)
def test_what_cannot_be_confirmed_is_named(
    way: Way, confirming: list[str], on: date, field: str
) -> None:
    token = way.asks_pcm()
    with pytest.raises(InvalidInput) as refused:
        way.pcm_answers(token, confirming, on=on)
    assert list(refused.value.fields) == [field]
    assert way.facts(Confirmed) == []


def test_today_is_a_day_in_london(way: Way) -> None:
    """23:45 UTC on 30 June is 00:45 on 1 July for everybody here."""
    way.clock.at = way.clock.at.replace(year=2027, month=6, day=30, hour=23, minute=45)
    way.pcm_answers(way.asks_pcm(), on=date(2027, 7, 1))
    assert len(way.facts(Confirmed)) == len(FOR_PCM)


def test_an_address_that_turns_out_to_be_the_mentors_own_confirms_nothing(way: Way) -> None:
    """The platform began to send an address only after the link had left."""
    token = way.asks_pcm()
    with way.house.units.writing() as unit:
        unit.session.get_one(Person, way.mentor.person_id).email = PCM_EMAIL.upper()
    with pytest.raises(NotAllowed):
        way.pcm_answers(token)
    assert way.facts(Confirmed) == []


def test_when_all_is_confirmed_there_is_nothing_to_ask(way: Way) -> None:
    way.pcm_answers(way.asks_pcm())
    with pytest.raises(Conflict):
        way.asks_pcm()


def test_only_the_mentor_of_the_record_asks_for_it(way: Way) -> None:
    for other in (way.tutor, way.office):
        with pytest.raises(NotFound):
            signing.ask_pcm(way.house, other, AWARD)


# --- tutor and office, by launch ----------------------------------------------------------------


def test_the_tutor_of_the_course_confirms_what_is_theirs(way: Way) -> None:
    way.studies()
    way.tutor_confirms()
    assert {row.body["requirement"] for row in way.facts(Confirmed)} == set(FOR_TUTOR)
    assert "ENTRY.7" in way.met


def test_the_office_may_confirm_that_the_evaluation_has_arrived_and_nothing_else(way: Way) -> None:
    def confirms(requirement: str) -> None:
        dates = {requirement: TODAY}
        signing.confirm(way.house, way.office, way.enrolment_id, Seat.OFFICE, dates)

    confirms("ENTRY.7/evaluation")
    with pytest.raises(InvalidInput):
        confirms("ENTRY.5/joint-observation")
    assert way.met == {"ENTRY.7"}


@pytest.mark.parametrize("seat", [Seat.PCM, Seat.OFFICE, Seat.MENTOR])
def test_a_tutor_sits_in_the_tutors_seat_only(way: Way, seat: Seat) -> None:
    with pytest.raises(NotAllowed):
        signing.confirm(way.house, way.tutor, way.enrolment_id, seat, {"ENTRY.3/timetable": TODAY})


@pytest.mark.parametrize("seat", list(Seat))
def test_nobody_confirms_for_themself_even_as_tutor_of_the_course(way: Way, seat: Seat) -> None:
    both = replace(way.mentor, roles=frozenset({Role.MENTOR, Role.TUTOR, Role.OFFICE}))
    with pytest.raises(NotAllowed):
        signing.confirm(
            way.house, both, way.enrolment_id, seat, {"ENTRY.5/joint-observation": TODAY}
        )


def test_the_same_human_with_a_second_account_does_not_confirm_for_themself(
    way: Way, place: Place
) -> None:
    second = launch(way.house, place, Role.TUTOR, name="Ada", email="Ada@Uni.example")
    with pytest.raises(NotAllowed):
        signing.confirm(
            way.house,
            second,
            way.enrolment_id,
            Seat.LINK_TUTOR,
            {"ENTRY.5/joint-observation": TODAY},
        )


def strangers(way: Way, place: Place) -> dict[str, object]:
    other_course = place.course("Another course")
    return {
        "another mentor": launch(way.house, place, Role.MENTOR, name="B", email=None),
        "another course's tutor": replace(way.tutor, course_id=other_course),
        "another provider's office": of_other_provider(way.house, way.office),
        "nobody in particular": replace(way.tutor, roles=frozenset()),
    }


def test_whoever_may_not_see_a_record_cannot_tell_that_it_exists(way: Way, place: Place) -> None:
    way.tutor_confirms("ENTRY.5/joint-observation")
    fact_id = way.fact_of("ENTRY.5/joint-observation")
    record = way.enrolment_id
    for visit in strangers(way, place).values():
        assert isinstance(visit, type(way.tutor))
        answers = set()
        for enrolment_id in (record, "there-is-no-such"):
            for call in (
                lambda v=visit, e=enrolment_id: awards.someones_award(way.house, v, e),
                lambda v=visit, e=enrolment_id: signing.confirm(
                    way.house, v, e, Seat.LINK_TUTOR, {"ENTRY.7/evaluation": TODAY}
                ),
                lambda v=visit, e=enrolment_id: signing.withdraw_confirmation(
                    way.house, v, e, fact_id, "mine"
                ),
                lambda v=visit, e=enrolment_id: signing.remind(way.house, v, e, "r"),
                lambda v=visit, e=enrolment_id: certify.issue(way.house, v, e),
                lambda v=visit, e=enrolment_id: signing.sign(
                    way.house, v, e, Seat.MENTOR, name_typed="X", digest="", agreed=True
                ),
            ):
                with pytest.raises(NotFound) as refused:
                    call()
                answers.add(str(refused.value))
        assert len(answers) == 1


def test_tutor_and_office_see_the_record_as_it_is(way: Way) -> None:
    for visit, seats in ((way.tutor, {Seat.LINK_TUTOR}), (way.office, {Seat.OFFICE})):
        page = awards.someones_award(way.house, visit, way.enrolment_id)
        assert page.enrolment_id == way.enrolment_id
        assert awards.seats_of(visit, way.enrolment) == seats


def test_a_page_offers_to_confirm_only_what_is_the_readers_and_open(way: Way) -> None:
    def offered(visit: object) -> set[str]:
        assert isinstance(visit, type(way.tutor))
        page = awards.someones_award(way.house, visit, way.enrolment_id)
        return {row.requirement_id for row in page.confirmable}

    assert offered(way.tutor) == set(FOR_TUTOR)
    assert offered(way.office) == {"ENTRY.7/evaluation"}
    way.tutor_confirms("ENTRY.7/evaluation")
    assert offered(way.tutor) == {"ENTRY.5/joint-observation"}
    assert offered(way.office) == set()
    assert way.page.confirmable == ()


# --- taking it back -----------------------------------------------------------------------------


def take_back(way: Way, visit: object, requirement: str, reason: str = "A mistake") -> object:
    assert isinstance(visit, type(way.tutor))
    fact_id = way.fact_of(requirement)
    voided = signing.withdraw_confirmation(way.house, visit, way.enrolment_id, fact_id, reason)
    way.clock.moves(minutes=1)
    return voided


def test_a_tutor_takes_back_their_own_confirmation_with_a_reason(way: Way) -> None:
    way.tutor_confirms("ENTRY.7/evaluation")
    take_back(way, way.tutor, "ENTRY.7/evaluation", "It was another mentor's")
    assert way.met == set()
    (gone,) = way.facts(Withdrawn)
    assert gone.body["reason"] == "It was another mentor's"
    assert "It was another mentor's" in way.mails()[-1]["text"]


def test_taking_back_a_confirmation_voids_the_signatures_over_it(way: Way) -> None:
    way.studies()
    way.pcm_answers(way.asks_pcm())
    way.tutor_confirms()
    way.everybody_signs()
    titles = [row.title for row in way.page.signatures]
    assert take_back(way, way.office, "ENTRY.3/timetable") == tuple(titles)
    assert way.states == ["waiting"] * 3
    assert all(len(row.fallen) == 1 for row in way.page.signatures)


def test_signatures_do_not_return_when_the_same_is_confirmed_again(way: Way) -> None:
    way.studies()
    way.pcm_answers(way.asks_pcm())
    way.tutor_confirms()
    way.everybody_signs()
    take_back(way, way.office, "ENTRY.3/timetable")
    way.pcm_answers(way.asks_pcm(), ["ENTRY.3/timetable"])
    assert way.states == ["open", "waiting", "waiting"]


def test_a_tutor_cannot_take_back_what_the_pcm_said_but_the_office_can(way: Way) -> None:
    way.pcm_answers(way.asks_pcm())
    with pytest.raises(NotFound):
        take_back(way, way.tutor, "ENTRY.3/timetable")
    take_back(way, way.office, "ENTRY.3/timetable")
    assert len(way.facts(Withdrawn)) == 1


def test_the_mentor_cannot_take_anything_back(way: Way) -> None:
    way.tutor_confirms("ENTRY.7/evaluation")
    with pytest.raises(NotFound):
        take_back(way, way.mentor, "ENTRY.7/evaluation")


def test_the_same_confirmation_is_taken_back_once(way: Way) -> None:
    way.tutor_confirms("ENTRY.7/evaluation")
    fact_id = way.fact_of("ENTRY.7/evaluation")
    take_back(way, way.tutor, "ENTRY.7/evaluation")
    with pytest.raises(Conflict):
        signing.withdraw_confirmation(way.house, way.tutor, way.enrolment_id, fact_id, "Again")
    assert len(way.facts(Withdrawn)) == 1


def test_only_confirmations_of_this_record_can_be_taken_back(way: Way, place: Place) -> None:
    way.tutor_confirms("ENTRY.7/evaluation")
    (entered,) = way.facts(Confirmed)
    other = Way(way.house, place, way.clock)
    other.enrols()
    for fact_id in ("nothing", "", entered.id):
        with pytest.raises(NotFound):
            signing.withdraw_confirmation(
                way.house, way.office, other.enrolment_id, fact_id, "A mistake"
            )


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 4001])
def test_taking_back_needs_a_reason(way: Way, reason: str) -> None:
    way.tutor_confirms("ENTRY.7/evaluation")
    with pytest.raises(InvalidInput) as refused:
        take_back(way, way.tutor, "ENTRY.7/evaluation", reason)
    assert list(refused.value.fields) == ["reason"]


def test_after_the_certificate_nothing_is_confirmed_or_taken_back(way: Way) -> None:
    way.studies()
    way.pcm_answers(way.asks_pcm())
    way.tutor_confirms()
    way.everybody_signs()
    certify.issue(way.house, way.office, way.enrolment_id)
    with pytest.raises(Conflict):
        take_back(way, way.office, "ENTRY.3/timetable")
    with pytest.raises(Conflict):
        way.tutor_confirms("ENTRY.7/evaluation", on=TODAY - timedelta(days=9))
    with pytest.raises(Conflict):
        way.asks_pcm()
    assert way.states == ["stands"] * 3
