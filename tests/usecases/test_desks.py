"""The lists of tutors and the office: whose move it is, found quickly, and nothing of others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import NotAllowed, NotFound
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.people import Person
from lti_tool.usecases import certify, desks, signing
from lti_tool.usecases.house import House

from .award_fixtures import Way, launch, of_other_provider
from .place import AWARD, Place, StillClock, rows
from .watching import Queries


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    return Way(house, place, clock)


def others(way: Way, place: Place, count: int, **details: str) -> list[Way]:
    """More mentors of the same course, staffed by the same people."""
    made = []
    for number in range(count):
        other = Way(way.house, place, way.clock)
        other.mentor = launch(
            way.house, place, Role.MENTOR, name=f"B{number:03d}", email=f"b{number}@uni.example"
        )
        other.tutor, other.office = way.tutor, way.office
        other.enrols(mentor_name=f"B{number:03d} Example", **details)
        made.append(other)
    return made


# --- the tutor ----------------------------------------------------------------------------------


def test_a_tutor_sees_the_mentors_of_their_course_and_whose_move_it_is(way: Way) -> None:
    way.enrols()
    desk = desks.tutor_desk(way.house, way.tutor)
    (line,) = desk.lines
    assert (line.mentor_name, line.school, line.met, line.total) == (
        "Ada Example",
        "Example School",
        0,
        7,
    )
    assert line.waiting_for == "the mentor"
    assert (desk.total, desk.for_me, desk.pages) == (1, 0, 1)


def test_once_the_mentor_has_studied_the_others_are_waited_for(way: Way) -> None:
    way.enrols()
    way.studies()
    desk = desks.tutor_desk(way.house, way.tutor)
    assert desk.lines[0].waiting_for == "the PCM, you, the partnership office"
    assert desk.for_me == 1


def test_when_it_is_not_the_tutors_move_the_list_says_whose_it_is(way: Way) -> None:
    way.meets_every_row()
    desk = desks.tutor_desk(way.house, way.tutor)
    assert (desk.lines[0].waiting_for, desk.for_me) == ("the mentor", 0)
    assert desks.tutor_desk(way.house, way.tutor, only_mine=True).lines == ()
    way.signs(way.mentor, Seat.MENTOR)
    way.pcm_signs()
    desk = desks.tutor_desk(way.house, way.tutor, only_mine=True)
    assert (desk.lines[0].waiting_for, desk.for_me) == ("you", 1)


def test_those_who_wait_for_the_tutor_come_first(way: Way, place: Place) -> None:
    waiting, done = others(way, place, 2)
    done.school_vouches()
    done.tutor_confirms()
    way.enrols(mentor_name="Zoe")
    desk = desks.tutor_desk(way.house, way.tutor)
    assert desk.lines[-1].enrolment_id == done.enrolment_id
    assert waiting.enrolment_id in {line.enrolment_id for line in desk.lines[:-1]}


def test_a_tutor_sees_no_other_course(way: Way, place: Place) -> None:
    way.enrols()
    elsewhere = replace(way.tutor, course_id=place.course("Elsewhere"))
    desk = desks.tutor_desk(way.house, elsewhere)
    assert (desk.lines, desk.studying, desk.total, desk.for_me) == ((), (), 0, 0)


def test_the_tutors_list_is_for_tutors(way: Way) -> None:
    way.enrols()
    for visit in (way.mentor, way.office, replace(way.tutor, roles=frozenset())):
        with pytest.raises(NotAllowed):
            desks.tutor_desk(way.house, visit)


def test_a_list_is_searched_by_name(way: Way, place: Place) -> None:
    others(way, place, 3)
    assert desks.tutor_desk(way.house, way.tutor, query=" b001 ").total == 1
    for query in ("%", "_", "nobody", "\\", "x" * 500):
        assert desks.tutor_desk(way.house, way.tutor, query=query).total == 0


@pytest.mark.parametrize("page", [-5, 0, 1, 2, 10**6, 10**30])
def test_any_page_number_gives_a_page(way: Way, page: int) -> None:
    way.enrols()
    assert desks.tutor_desk(way.house, way.tutor, page=page).total == 1
    assert desks.mentors_page(way.house, way.office, page=page).total == 1
    assert desks.register_page(way.house, way.office, page=page).total == 0


def test_a_page_asks_a_constant_number_of_questions(way: Way, place: Place) -> None:
    def asked() -> tuple[int, int, int]:
        counts = []
        for call in (
            lambda: desks.tutor_desk(way.house, way.tutor),
            lambda: desks.office_desk(way.house, way.office),
            lambda: desks.mentors_page(way.house, way.office),
        ):
            with Queries(way.house.units.engine) as queries:
                call()
            counts.append(queries.count)
        return counts[0], counts[1], counts[2]

    others(way, place, 2)
    few = asked()
    way.enrols()
    others(way, place, 10)
    assert asked() == few


# --- the office ---------------------------------------------------------------------------------


def test_what_is_ready_to_issue_comes_first_on_the_offices_desk(way: Way) -> None:
    way.completes()
    desk = desks.office_desk(way.house, way.office)
    assert [line.enrolment_id for line in desk.ready] == [way.enrolment_id]
    assert desk.to_confirm == ()
    number = certify.issue(way.house, way.office, way.enrolment_id)
    desk = desks.office_desk(way.house, way.office)
    assert desk.ready == ()
    assert [line.number for line in desk.recent] == [number]
    assert (desk.mentors, desk.certificates) == (1, 1)


def test_many_who_wait_for_something_smaller_do_not_hide_what_is_ready(
    way: Way, place: Place
) -> None:
    for other in others(way, place, desks.DESK_SIZE + 1):
        other.studies()
    with way.house.units.writing() as unit:
        unit.session.get_one(Person, way.mentor.person_id).name = "Zoe, last of all"
    way.completes()
    desk = desks.office_desk(way.house, way.office)
    assert [line.enrolment_id for line in desk.ready] == [way.enrolment_id]
    assert len(desk.to_confirm) == desks.DESK_SIZE


def test_the_register_shows_certificates_and_which_were_revoked(way: Way) -> None:
    number = certify.issue(way.house, way.office, way.completes())
    certify.revoke(way.house, way.office, number, "A mistake")
    page = desks.register_page(way.house, way.office)
    assert [(line.number, line.revoked_on) for line in page.certificates] == [
        (number, way.clock.today())
    ]
    for query in ("ada", number.lower(), number[:4]):
        assert desks.register_page(way.house, way.office, query=query).total == 1
    assert desks.register_page(way.house, way.office, query="%").total == 0


def test_the_offices_lists_are_for_the_office(way: Way) -> None:
    way.enrols()
    for visit in (way.mentor, way.tutor):
        for call in (desks.office_desk, desks.mentors_page, desks.register_page):
            with pytest.raises(NotAllowed):
                call(way.house, visit)


def test_another_providers_office_sees_nothing_of_it(way: Way) -> None:
    certify.issue(way.house, way.office, way.completes())
    other = of_other_provider(way.house, way.office)
    desk = desks.office_desk(way.house, other)
    assert (desk.ready, desk.to_confirm, desk.to_vouch, desk.failures, desk.recent) == ((),) * 5
    assert (desk.mentors, desk.certificates, desk.waiting_deliveries) == (0, 0, 0)
    assert desks.mentors_page(way.house, other).total == 0
    assert desks.register_page(way.house, other).total == 0


# --- what did not get through -------------------------------------------------------------------


def failing(way: Way, *, outcome: str | None = "failed") -> int:
    """A mail that the mail server refused; its id."""
    way.school_vouches()
    way.enrols()
    signing.ask_pcm(way.house, way.mentor, AWARD)
    with way.house.units.writing() as unit:
        (row,) = rows(way.house, OutboxMessage, kind="mail")
        message = unit.session.get_one(OutboxMessage, row.id)
        message.outcome, message.error, message.attempts = outcome, "550 no such user", 1
        message.lease, message.leased_until = "somebody", unit.now.replace(year=unit.now.year + 1)
    return int(row.id)


def test_what_was_refused_is_shown_with_its_reason_and_tried_again_on_demand(way: Way) -> None:
    message_id = failing(way)
    (failure,) = desks.office_desk(way.house, way.office).failures
    assert (failure.message_id, failure.error, failure.gives_up) == (
        message_id,
        "550 no such user",
        True,
    )
    assert "p.khan@school.example" in failure.about
    desks.retry_delivery(way.house, way.office, message_id)
    (row,) = rows(way.house, OutboxMessage, id=message_id)
    assert (row.outcome, row.not_before, row.leased_until) == (None, way.clock.now(), None)


def test_trying_again_does_not_take_a_message_out_of_a_workers_hands(way: Way) -> None:
    message_id = failing(way, outcome=None)
    desks.retry_delivery(way.house, way.office, message_id)
    (row,) = rows(way.house, OutboxMessage, id=message_id)
    assert row.lease == "somebody"
    assert row.leased_until > way.clock.now()


def test_only_the_providers_office_tries_again_and_only_what_failed(way: Way) -> None:
    message_id = failing(way)
    for visit in (way.mentor, way.tutor, of_other_provider(way.house, way.office)):
        with pytest.raises(NotFound):
            desks.retry_delivery(way.house, visit, message_id)
    with pytest.raises(NotFound):
        desks.retry_delivery(way.house, way.office, message_id + 1000)
    with way.house.units.writing() as unit:
        unit.session.get_one(OutboxMessage, message_id).outcome = "delivered"
    desks.retry_delivery(way.house, way.office, message_id)
    (row,) = rows(way.house, OutboxMessage, id=message_id)
    assert row.outcome == "delivered"


# --- statements that the record store does not take ---------------------------------------------


def test_statements_that_are_held_up_are_one_line_and_can_be_tried_again(way: Way) -> None:
    way.enrols()
    with way.house.units.writing() as unit:
        kept = unit.session.scalars(select(StatementRow)).all()
        for row in kept:
            row.outcome, row.error = "refused", "The store says no."
    (line,) = desks.office_desk(way.house, way.office).failures
    assert (line.kind, line.error) == ("Learning records", "The store says no.")
    assert line.gives_up
    assert line.about.startswith(f"{len(kept)} of all providers")
    desks.retry_delivery(way.house, way.office, line.message_id)
    assert rows(way.house, StatementRow, outcome="refused") == []
    with pytest.raises(NotFound):
        desks.retry_delivery(way.house, way.tutor, line.message_id)
