"""Registering interest: the handbook, the form and the calendar are sent, the tutor in copy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lti_tool.domain.seats import Role, Seat
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.platforms import Provider
from lti_tool.usecases import awards
from lti_tool.usecases.house import House

from .award_fixtures import VALUES, launch
from .cumbrian import DETAILS, QLMS, QMS, Route
from .place import AWARD, Place, StillClock, rows
from .test_briefings import plan


def letters(house: House) -> list[dict[str, Any]]:
    kept = sorted(rows(house, OutboxMessage, kind="mail"), key=lambda row: row.id)
    return [row.body for row in kept if row.body["subject"].startswith("Your interest")]


@pytest.fixture
def newcomer(house: House, place: Place, clock: StillClock) -> Route:
    return Route(house, place, clock)


class TestTheLetter:
    def test_it_brings_the_handbook_the_form_and_the_calendar(self, newcomer: Route) -> None:
        plan(newcomer)
        newcomer.enters()
        (mail,) = letters(newcomer.house)
        assert mail["to"] == DETAILS["email"]
        assert mail["subject"] == "Your interest in the Qualified Mentor Status (QMS)"
        assert mail["sheets"] == ["cumbria/briefing/handbook"]
        assert "Monday 29 March 2027, 14:00 to 17:30, in person: Room 4" in mail["text"]
        assert "My application" in mail["text"]
        assert "- Two trainees in three years:" in mail["text"]
        assert "Application signed" not in mail["text"]

    def test_the_tutor_of_the_course_is_copied(self, newcomer: Route) -> None:
        newcomer.enters()
        (mail,) = letters(newcomer.house)
        assert mail["cc"] == ["lewis@uni.example"]
        assert "A copy of this letter has gone to: T. Lewis." in mail["text"]

    def test_where_the_mentor_names_one_of_several_that_one_is_copied(
        self, newcomer: Route
    ) -> None:
        for name in ("Ann Other", "Zoe Tutor"):
            launch(newcomer.house, newcomer.place, Role.TUTOR, name=name, email=f"{name[0]}@x.org")
        named = {**DETAILS, "support_tutor": "zoe tutor"}
        awards.enrol(newcomer.house, newcomer.mentor, QMS, named, consent=True)
        (mail,) = letters(newcomer.house)
        assert mail["cc"] == ["Z@x.org"]

    def test_nobody_of_another_course_and_not_the_mentor_is_copied(
        self, house: House, place: Place, clock: StillClock
    ) -> None:
        route = Route(house, place, clock)
        launch(house, place, Role.TUTOR, name="Self", email=DETAILS["email"].upper())
        place.visit(Role.TUTOR, name="Elsewhere", course_id=place.course("Another"))
        route.enters()
        (mail,) = letters(house)
        assert mail["cc"] == ["lewis@uni.example"]

    def test_before_a_tutor_has_been_here_the_office_is_copied(
        self, house: House, place: Place
    ) -> None:
        with house.units.writing() as unit:
            unit.session.get_one(Provider, place.provider_id).office_email = "office@x.example"
        mentor = launch(house, place, Role.MENTOR, name="Ada L.", email="ada@uni.example")
        awards.enrol(house, mentor, QMS, DETAILS, consent=True)
        (mail,) = letters(house)
        assert mail["cc"] == ["office@x.example"]
        assert "please tell your tutor" in mail["text"]

    def test_what_is_for_others_past_or_called_off_is_not_in_the_calendar(
        self, newcomer: Route
    ) -> None:
        plan(newcomer, award_ids=(QLMS,))
        plan(newcomer, day=date(2026, 12, 1))
        newcomer.clock.moves(days=30)
        newcomer.enters()
        (mail,) = letters(newcomer.house)
        assert "No briefing is in the calendar just now" in mail["text"]
        assert "studied online as well" in mail["text"]

    def test_sent_twice_it_is_one_letter_and_other_awards_have_none(self, newcomer: Route) -> None:
        for _ in range(2):
            awards.enrol(newcomer.house, newcomer.mentor, QMS, DETAILS, consent=True)
        awards.enrol(newcomer.house, newcomer.mentor, AWARD, VALUES, consent=True)
        assert len(letters(newcomer.house)) == 1


class TestOnTheWayOfTheApplication:
    def mails(self, house: House, subject: str) -> list[dict[str, Any]]:
        kept = sorted(rows(house, OutboxMessage, kind="mail"), key=lambda row: row.id)
        return [row.body for row in kept if row.body["subject"].startswith(subject)]

    def test_the_tutor_then_the_office_are_told_and_the_mentor_once_enrolled(
        self, newcomer: Route
    ) -> None:
        house = newcomer.house
        with house.units.writing() as unit:
            unit.session.get_one(Provider, newcomer.place.provider_id).office_email = "o@x.example"
        newcomer.may_apply()
        plan(newcomer)
        waits = "An application waits for you: Ada Example"
        newcomer.applies()
        newcomer.applies()
        (to_tutor,) = self.mails(house, waits)
        assert to_tutor["to"] == "lewis@uni.example"
        assert "supports the mentor and signs the application" in to_tutor["text"]
        newcomer.tutor_signs_application()
        assert [mail["to"] for mail in self.mails(house, waits)] == [
            "lewis@uni.example",
            "o@x.example",
        ]
        assert self.mails(house, "You are enrolled") == []
        newcomer.office_enrols()
        (enrolled,) = self.mails(house, "You are enrolled: Qualified Mentor Status (QMS)")
        assert enrolled["to"] == DETAILS["email"]
        assert "Monday 29 March 2027, 14:00 to 17:30" in enrolled["text"]

    def test_what_the_office_confirms_otherwise_tells_nobody_of_an_application(
        self, newcomer: Route
    ) -> None:
        newcomer.enters()
        newcomer.confirms(newcomer.office, Seat.OFFICE, newcomer.named("initial-training"))
        assert self.mails(newcomer.house, "An application") == []
        assert self.mails(newcomer.house, "You are enrolled") == []
