"""Requests by mail: vouched for, opened without harm, replaced, declined, handed on, repeated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti_tool.domain.facts import Confirmed
from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, NotFound
from lti_tool.persistence.people import EMAIL_ISSUER, Person
from lti_tool.usecases import certify, desks, signing
from lti_tool.usecases.addresses import is_vouched
from lti_tool.usecases.house import House
from lti_tool.usecases.requests import OPEN_FOR, token_of

from .award_fixtures import FOR_PCM, PCM_EMAIL, VALUES, Way, of_other_provider
from .place import AWARD, Place, StillClock, rows
from .racing import at_once
from .watching import Queries


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    way = Way(house, place, clock)
    way.school_vouches()
    way.enrols()
    return way


@pytest.fixture
def unvouched(house: House, place: Place, clock: StillClock) -> Way:
    way = Way(house, place, clock)
    way.enrols()
    return way


# --- vouching -----------------------------------------------------------------------------------


def test_an_address_of_the_schools_own_domain_is_asked_at_once(way: Way) -> None:
    asked = signing.ask_pcm(way.house, way.mentor, AWARD)
    assert (asked.name, asked.email, asked.sent) == ("P. Khan", PCM_EMAIL, True)
    (mail,) = way.mails()
    assert (mail["to"], mail["cc"]) == (PCM_EMAIL, [])
    assert "Ada Example" in mail["text"]
    assert way.page.pcm_vouched


@pytest.mark.parametrize(
    ("email", "postcode"),
    [
        ("p.khan@gmail.example", "W5 2AB"),
        ("p.khan@school.example", "N1 1AA"),
        ("p.khan@evil.school.example", "W5 2AB"),
        ("p.khan@school.example.evil.example", "W5 2AB"),
        ("p.khan@myschool.example", "W5 2AB"),
    ],
    ids=["another domain", "another school", "a subdomain", "a domain that begins so", "ends so"],
)
def test_any_other_address_waits_for_the_office(
    house: House, place: Place, clock: StillClock, email: str, postcode: str
) -> None:
    way = Way(house, place, clock)
    way.school_vouches()
    way.enrols(pcm_email=email, postcode=postcode)
    asked = signing.ask_pcm(way.house, way.mentor, AWARD)
    assert not asked.sent
    assert way.mails() == []
    assert [row.outcome for row in way.page.requests] == ["to_vouch"]


def test_one_providers_school_does_not_vouch_for_anothers(way: Way) -> None:
    other = of_other_provider(way.house, way.mentor)
    with way.house.units.reading() as unit:
        assert is_vouched(unit, way.mentor.provider_id, PCM_EMAIL, VALUES)
        assert not is_vouched(unit, other.provider_id, PCM_EMAIL, VALUES)


def test_when_the_office_vouches_the_waiting_mail_leaves(unvouched: Way) -> None:
    way = unvouched
    signing.ask_pcm(way.house, way.mentor, AWARD)
    way.clock.moves(days=60)
    (waiting,) = desks.office_desk(way.house, way.office).to_vouch
    assert (waiting.pcm_name, waiting.pcm_email, waiting.postcode) == (
        "P. Khan",
        PCM_EMAIL,
        "W5 2AB",
    )
    desks.vouch(way.house, way.office, waiting.request_id)
    (mail,) = way.mails()
    assert mail["to"] == PCM_EMAIL
    way.pcm_answers(way.link("confirm"))
    assert len(way.facts(Confirmed)) == len(FOR_PCM)
    assert desks.office_desk(way.house, way.office).to_vouch == ()


def test_an_address_once_vouched_for_need_not_be_again(unvouched: Way, place: Place) -> None:
    way = unvouched
    signing.ask_pcm(way.house, way.mentor, AWARD)
    desks.vouch(way.house, way.office, way.requests()[0].id)
    colleague = Way(way.house, place, way.clock)
    colleague.enrols(mentor_name="B. Example")
    assert signing.ask_pcm(way.house, colleague.mentor, AWARD).sent


def test_the_same_address_waiting_twice_is_vouched_for_once(unvouched: Way, place: Place) -> None:
    way, colleague = unvouched, Way(unvouched.house, place, unvouched.clock)
    colleague.enrols()
    signing.ask_pcm(way.house, way.mentor, AWARD)
    signing.ask_pcm(way.house, colleague.mentor, AWARD)
    first, second = (r.id for r in way.requests())
    desks.vouch(way.house, way.office, first)
    assert len(way.mails()) == 2
    with pytest.raises(Conflict):
        desks.vouch(way.house, way.office, second)


def test_a_link_that_was_never_mailed_cannot_be_answered(unvouched: Way) -> None:
    """Nobody has the secret but the installation; and the address does not count yet."""
    way = unvouched
    signing.ask_pcm(way.house, way.mentor, AWARD)
    (waiting,) = way.requests()
    with pytest.raises((Conflict, NotFound)):
        way.pcm_answers(token_of(way.house, waiting.id))
    assert way.facts(Confirmed) == []


def test_a_refused_address_is_told_to_the_mentor_with_the_reason(unvouched: Way) -> None:
    way = unvouched
    signing.ask_pcm(way.house, way.mentor, AWARD)
    desks.refuse_address(way.house, way.office, way.requests()[0].id, "No such school")
    (mail,) = way.mails()
    assert mail["to"] == VALUES["email"]
    assert "No such school" in mail["text"]
    with pytest.raises(Conflict):
        desks.vouch(way.house, way.office, way.requests()[0].id)


def test_only_the_providers_own_office_vouches(unvouched: Way) -> None:
    way = unvouched
    signing.ask_pcm(way.house, way.mentor, AWARD)
    (request,) = way.requests()
    for visit in (way.mentor, way.tutor, of_other_provider(way.house, way.office)):
        with pytest.raises(NotFound):
            desks.vouch(way.house, visit, request.id)
        with pytest.raises(NotFound):
            desks.refuse_address(way.house, visit, request.id, "No")
    with pytest.raises(NotFound):
        desks.vouch(way.house, way.office, "there-is-none")


# --- opening ------------------------------------------------------------------------------------


def test_opening_a_link_consumes_nothing(way: Way) -> None:
    token = way.asks_pcm()
    watched = Queries(way.house.units.engine)
    with watched:
        pages = [signing.open_request(way.house, token) for _ in range(3)]
    assert watched.writes == []
    assert {page.state for page in pages} == {"open"}
    way.pcm_answers(token)


def test_the_page_behind_a_link_says_who_asks_and_for_what(way: Way) -> None:
    page = signing.open_request(way.house, way.asks_pcm())
    assert (page.signer_name, page.mentor_name, page.school) == (
        "P. Khan",
        "Ada Example",
        "Example School",
    )
    assert (page.purpose, page.seat, page.may_sign_now) == ("confirm", Seat.PCM, False)
    assert {row.requirement_id for row in page.confirmable} == set(FOR_PCM)


@pytest.mark.parametrize(
    "mangle",
    [
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: token[:16] + "0" * 40,
        lambda token: "x" * 16 + token[16:],
        lambda token: token.upper(),
        lambda token: token[:16],
        lambda _: "",
        lambda _: "é" * 56,
        lambda _: "\ud800",
    ],
)
def test_a_link_that_was_not_made_here_leads_nowhere(way: Way, mangle: object) -> None:
    assert callable(mangle)
    forged = mangle(way.asks_pcm())
    with pytest.raises(NotFound):
        signing.open_request(way.house, forged)
    with pytest.raises(NotFound):
        way.pcm_answers(forged)


def test_another_installations_secret_opens_nothing(way: Way) -> None:
    way.asks_pcm()
    elsewhere = replace(way.house, secret_key="another-secret-of-another-installation")
    with pytest.raises(NotFound):
        signing.open_request(way.house, token_of(elsewhere, way.requests()[0].id))


# --- ending -------------------------------------------------------------------------------------


def test_a_link_expires(way: Way) -> None:
    token = way.asks_pcm()
    way.clock.moves(days=OPEN_FOR.days - 1)
    assert signing.open_request(way.house, token).state == "open"
    way.clock.moves(days=1, minutes=1)
    assert signing.open_request(way.house, token).state == "expired"
    with pytest.raises(Conflict):
        way.pcm_answers(token)
    with pytest.raises(Conflict):
        signing.decline(way.house, token, "Too late")
    with pytest.raises(Conflict):
        signing.hand_on(way.house, token, name="R. Patel", email="r.patel@school.example")
    assert way.facts(Confirmed) == []


def test_asking_again_replaces_the_earlier_link(way: Way) -> None:
    first = way.asks_pcm()
    second = way.asks_pcm()
    with pytest.raises(Conflict):
        way.pcm_answers(first)
    way.pcm_answers(second)
    assert [r.outcome for r in way.requests()] == ["confirmed", "replaced"]


def test_issuing_closes_whatever_is_open(way: Way) -> None:
    way.studies()
    way.pcm_answers(way.asks_pcm())
    way.tutor_confirms()
    signing.claim_experience(way.house, way.mentor, AWARD, ("ENTRY.3",), "Two years")
    token = way.asks_pcm()
    way.everybody_signs()
    certify.issue(way.house, way.office, way.enrolment_id)
    with pytest.raises(Conflict):
        way.pcm_answers(token, [], waiver="approve", waiver_reason="I saw it")


def test_asking_again_while_the_pcm_answers_ends_one_way_or_the_other(way: Way) -> None:
    """Both touch the record and the request: whoever comes second finds what the first left."""
    token = way.asks_pcm()

    def answer() -> str:
        try:
            way.pcm_answers(token)
        except Conflict:
            return "replaced"
        return "answered"

    def ask() -> str:
        try:
            signing.ask_pcm(way.house, way.mentor, AWARD)
        except Conflict:
            return "nothing to ask"
        return "asked"

    assert at_once(answer, ask) in (["answered", "nothing to ask"], ["replaced", "asked"])


def test_one_pcm_answers_for_two_mentors_at_the_same_moment(way: Way, place: Place) -> None:
    """The PCM is one person, made on their first answer."""
    other = Way(way.house, place, way.clock)
    other.enrols()
    mine, theirs = way.asks_pcm(), other.asks_pcm()
    at_once(lambda: way.pcm_answers(mine), lambda: way.pcm_answers(theirs))
    assert len(rows(way.house, Person, issuer=EMAIL_ISSUER)) == 1
    assert len(way.facts(Confirmed)) == 2 * len(FOR_PCM)


def test_a_double_click_vouches_once(unvouched: Way) -> None:
    way = unvouched
    signing.ask_pcm(way.house, way.mentor, AWARD)
    (request,) = way.requests()

    def vouch() -> str:
        try:
            desks.vouch(way.house, way.office, request.id)
        except Conflict:
            return "refused"
        return "vouched"

    assert sorted(at_once(vouch, vouch)) == ["refused", "vouched"]
    assert len(way.mails()) == 1
