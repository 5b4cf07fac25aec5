"""The other answers to a request, no and not me, and asking once more."""

from __future__ import annotations

import pytest

from lti_tool.domain.facts import Confirmed
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.records import SigningRequest
from lti_tool.usecases import awards, desks, signing
from lti_tool.usecases.house import House
from lti_tool.usecases.requests import OPEN_FOR, token_of

from .award_fixtures import FOR_PCM, PCM_EMAIL, VALUES, Way
from .place import AWARD, Place, StillClock, rows


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    way = Way(house, place, clock)
    way.school_vouches()
    way.enrols()
    return way


def test_a_declined_request_is_told_to_the_mentor_and_can_be_asked_again(way: Way) -> None:
    token = way.asks_pcm()
    signing.decline(way.house, token, "I have not seen it yet")
    assert way.mails()[-1]["to"] == VALUES["email"]
    assert "I have not seen it yet" in way.mails()[-1]["text"]
    with pytest.raises(Conflict):
        way.pcm_answers(token)
    way.clock.moves(minutes=1)
    way.pcm_answers(way.asks_pcm())


def test_a_declined_signature_can_be_asked_for_again(way: Way) -> None:
    """Otherwise a record with one "no" on it could never be finished."""
    way.studies()
    way.pcm_answers(way.asks_pcm())
    way.tutor_confirms()
    way.signs(way.mentor, Seat.MENTOR)
    signing.decline(way.house, way.link("sign"), "Please wait until Monday")
    way.clock.moves(minutes=1)
    assert way.page.next_step.action == "ask_pcm"
    signing.ask_pcm(way.house, way.mentor, AWARD)
    way.pcm_signs()
    assert way.states == ["stands", "stands", "open"]


@pytest.mark.parametrize("reason", ["", "  ", "\x00", "x" * 2001])
def test_declining_needs_a_reason(way: Way, reason: str) -> None:
    token = way.asks_pcm()
    with pytest.raises(InvalidInput) as refused:
        signing.decline(way.house, token, reason)
    assert list(refused.value.fields) == ["reason"]
    assert signing.open_request(way.house, token).state == "open"


def test_a_request_is_handed_on_to_the_right_person(way: Way) -> None:
    token = way.asks_pcm()
    asked = signing.hand_on(way.house, token, name=" R.  Patel ", email="R.Patel@School.example ")
    assert (asked.name, asked.email, asked.sent) == ("R. Patel", "r.patel@school.example", True)
    with pytest.raises(Conflict):
        way.pcm_answers(token)
    way.clock.moves(minutes=1)
    (new,) = way.requests(outcome=None)
    way.pcm_answers(token_of(way.house, new.id), name_typed="R. Patel")
    assert len(way.facts(Confirmed)) == len(FOR_PCM)


def test_whoever_it_is_handed_on_to_must_be_vouched_for_as_well(way: Way) -> None:
    asked = signing.hand_on(
        way.house, way.asks_pcm(), name="A friend", email="friend@gmail.example"
    )
    assert not asked.sent
    (waiting,) = desks.office_desk(way.house, way.office).to_vouch
    assert waiting.pcm_email == "friend@gmail.example"


@pytest.mark.parametrize("own", ["ada@uni.example", "Ada@Home.example", "ada+x@home.example"])
def test_a_request_is_not_handed_on_to_the_mentor(way: Way, own: str) -> None:
    token = way.asks_pcm()
    with pytest.raises(NotAllowed):
        signing.hand_on(way.house, token, name="Ada", email=own)
    assert signing.open_request(way.house, token).state == "open"


@pytest.mark.parametrize(
    ("name", "email", "fields"),
    [
        ("", "r.patel@school.example", {"name"}),
        ("R. Patel", "", {"email"}),
        ("R. Patel", "r.patel", {"email"}),
        ("R. Patel", "a@one.example,b@two.example", {"email"}),
        ("R. Patel", "a,b@two.example", {"email"}),
        ("R\x07", "x" * 300 + "@school.example", {"name", "email"}),
        ("R. Patel", PCM_EMAIL.upper(), {"email"}),
    ],
)
def test_handing_on_needs_a_name_and_another_address(
    way: Way, name: str, email: str, fields: set[str]
) -> None:
    token = way.asks_pcm()
    with pytest.raises(InvalidInput) as refused:
        signing.hand_on(way.house, token, name=name, email=email)
    assert set(refused.value.fields) == fields
    assert signing.open_request(way.house, token).state == "open"


def test_a_reminder_is_a_new_link_to_the_same_person(way: Way) -> None:
    first = way.asks_pcm()
    for visit in (way.mentor, way.tutor, way.office):
        (request,) = way.requests(outcome=None)
        signing.remind(way.house, visit, way.enrolment_id, request.id)
        way.clock.moves(minutes=1)
    assert [mail["to"] for mail in way.mails()] == [PCM_EMAIL] * 4
    assert len({mail["message_id"] for mail in way.mails()}) == 4
    with pytest.raises(Conflict):
        way.pcm_answers(first)
    way.pcm_answers(way.link("confirm"))


def test_an_expired_request_can_be_sent_again(way: Way) -> None:
    way.asks_pcm()
    way.clock.moves(days=OPEN_FOR.days + 1)
    (row,) = way.page.requests
    assert row.outcome == "expired"
    signing.remind(way.house, way.mentor, way.enrolment_id, row.request_id)
    way.pcm_answers(way.link("confirm"))


def test_what_has_been_answered_needs_no_reminder(way: Way) -> None:
    way.pcm_answers(way.asks_pcm())
    with pytest.raises(Conflict):
        signing.remind(way.house, way.mentor, way.enrolment_id, way.requests()[0].id)
    with pytest.raises(NotFound):
        signing.remind(way.house, way.mentor, way.enrolment_id, "there-is-none")


def test_nobody_is_reminded_through_another_mentors_record(way: Way, place: Place) -> None:
    way.asks_pcm()
    other = Way(way.house, place, way.clock)
    other.enrols()
    with pytest.raises(NotFound):
        signing.remind(way.house, other.mentor, other.enrolment_id, way.requests()[0].id)
    assert len(rows(way.house, SigningRequest)) == 1


def test_the_page_shows_when_the_pcm_was_asked(way: Way) -> None:
    way.asks_pcm()
    asked = {
        row.asked_on for r in way.page.rows for row in r.requirements if row.action == "ask_pcm"
    }
    assert asked == {way.clock.today()}
    assert "P. Khan" in {row.name for row in way.page.requests}
    tutors_view = awards.someones_award(way.house, way.tutor, way.enrolment_id)
    assert Role.TUTOR in way.tutor.roles
    assert tutors_view.next_step.action == "confirm"
