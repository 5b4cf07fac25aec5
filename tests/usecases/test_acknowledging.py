"""The mailed link by which a trainee may say whether they remember an entry of a log so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti_tool.domain.seats import Role
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.logs import LogAcknowledgement
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.people import Person
from lti_tool.persistence.records import FactRow
from lti_tool.usecases import acknowledging, awards, logs
from lti_tool.usecases.house import House
from lti_tool.usecases.housekeeping import tidy
from lti_tool.usecases.log_views import Asked
from lti_tool.usecases.requests import token_of as request_token

from .award_fixtures import launch
from .journeying import VALUES
from .leading import LEAD, MEETING, TRAINEE, Lead
from .place import Place, StillClock, rows
from .racing import at_once


@pytest.fixture
def lead(house: House, place: Place, clock: StillClock) -> Lead:
    return Lead(house, place, clock).begins()


@pytest.fixture
def entry(lead: Lead) -> str:
    return lead.signs_off()


def answers(lead: Lead, token: str, outcome: str = "agreed", comment: str = "") -> None:
    acknowledging.answer(lead.house, token, outcome=outcome, comment=comment)
    lead.clock.moves(minutes=1)


def asked(lead: Lead, entry: str) -> list[Asked]:
    return list(lead.entry(entry).asked)


def mails(house: House) -> list[OutboxMessage]:
    found = [one for one in rows(house, OutboxMessage, kind="mail")]
    return [one for one in found if isinstance(one, OutboxMessage)]


# --- The way there ------------------------------------------------------------------------------


def test_the_link_shows_that_entry_and_is_answered_once(lead: Lead, entry: str) -> None:
    token = lead.asks(entry)
    page = acknowledging.open_acknowledgement(lead.house, token)
    assert (page.state, page.name, page.mentor_name) == ("open", "Kim", "Ines Example")
    assert page.version == lead.entry(entry).version
    answers(lead, token, "agreed", "Thank you.")
    (kept,) = asked(lead, entry)
    assert (kept.state, kept.comment) == ("agreed", "Thank you.")
    again = acknowledging.open_acknowledgement(lead.house, token)
    assert (again.state, again.version) == ("agreed", None)
    with pytest.raises(Conflict, match="has been used"):
        answers(lead, token, "differs", "I changed my mind.")
    assert asked(lead, entry)[0].state == "agreed"


def test_what_is_remembered_otherwise_needs_a_word_and_reaches_the_mentor(
    lead: Lead, entry: str
) -> None:
    token = lead.asks(entry)
    with pytest.raises(InvalidInput) as wrong:
        answers(lead, token, "differs", " ")
    assert set(wrong.value.fields) == {"comment"}
    answers(lead, token, "differs", "We met on Thursday.")
    (kept,) = asked(lead, entry)
    assert (kept.state, kept.comment) == ("differs", "We met on Thursday.")
    last = mails(lead.house)[-1].body
    assert last["to"] == "ines@home.example"
    assert "remembers it otherwise" in last["text"]


def test_it_gates_nothing(lead: Lead, entry: str) -> None:
    before = len(rows(lead.house, FactRow))
    answers(lead, lead.asks(entry), "differs", "No.")
    assert len(rows(lead.house, FactRow)) == before


def test_nobody_is_made_of_the_trainee(lead: Lead, entry: str) -> None:
    before = len(rows(lead.house, Person))
    answers(lead, lead.asks(entry))
    assert len(rows(lead.house, Person)) == before


# --- Its end ------------------------------------------------------------------------------------


def test_it_works_for_28_days_and_can_be_sent_again(lead: Lead, entry: str) -> None:
    token = lead.asks(entry)
    lead.clock.moves(days=28)
    with pytest.raises(Conflict, match="has expired"):
        answers(lead, token)
    assert asked(lead, entry)[0].state == "expired"
    assert acknowledging.open_acknowledgement(lead.house, token).version is None
    answers(lead, lead.asks(entry))
    assert [one.state for one in asked(lead, entry)] == ["agreed", "replaced"]


def test_a_newer_link_takes_the_place_of_the_one_before(lead: Lead, entry: str) -> None:
    first, second = lead.asks(entry), lead.asks(entry)
    page = acknowledging.open_acknowledgement(lead.house, first)
    assert (page.state, page.version) == ("replaced", None)
    with pytest.raises(Conflict):
        answers(lead, first)
    answers(lead, second)


def test_a_correction_asks_again_by_itself(lead: Lead, entry: str) -> None:
    first = lead.asks(entry)
    answers(lead, first, "differs", "We met on Thursday.")
    lead.corrects(entry, changed="It was shorter.", minutes="40")
    (new,) = asked(lead, entry)
    assert (new.state, new.email) == ("open", TRAINEE)
    page = acknowledging.open_acknowledgement(lead.house, lead.newest_token())
    assert page.version is not None
    assert page.version.changed == "It was shorter."
    assert "has corrected the record" in mails(lead.house)[-1].body["text"]


def test_an_open_link_about_what_was_corrected_stops_working(lead: Lead, entry: str) -> None:
    token = lead.asks(entry)
    lead.corrects(entry, minutes="40")
    assert acknowledging.open_acknowledgement(lead.house, token).state == "replaced"


def test_nobody_is_asked_again_who_was_never_asked(lead: Lead, entry: str) -> None:
    lead.corrects(entry, minutes="40")
    assert asked(lead, entry) == []


def test_the_address_is_forgotten_when_the_links_time_is_over(lead: Lead, entry: str) -> None:
    answers(lead, lead.asks(entry))
    tidy(lead.house)
    assert asked(lead, entry)[0].email == TRAINEE
    lead.clock.moves(days=29)
    tidy(lead.house)
    assert asked(lead, entry)[0].email == ""
    assert TRAINEE not in str([one.body for one in rows(lead.house, OutboxMessage)])
    assert asked(lead, entry)[0].state == "agreed"
    lead.corrects(entry, minutes="40")
    assert asked(lead, entry) == []


# --- Limits -------------------------------------------------------------------------------------


def test_one_version_is_sent_four_times_at_most(lead: Lead, entry: str) -> None:
    for _ in range(acknowledging.MOST_OF_A_VERSION):
        lead.asks(entry)
    with pytest.raises(Conflict, match="4 times"):
        lead.asks(entry)
    assert len(rows(lead.house, LogAcknowledgement)) == 4


def test_a_mentor_sends_twenty_a_day_at_most(lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acknowledging, "MOST_A_DAY", 2)
    for _ in range(2):
        lead.asks(lead.signs_off())
    third = lead.signs_off()
    with pytest.raises(Conflict, match="tomorrow"):
        lead.asks(third)
    lead.clock.moves(days=1)
    lead.asks(third)


@pytest.mark.parametrize("email", ["", "kim", "kim@", "a@b.example, c@d.example", "k\n@x.example"])
def test_only_one_whole_address_is_taken(lead: Lead, entry: str, email: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        lead.asks(entry, email)
    assert set(wrong.value.fields) == {"email"}


@pytest.mark.parametrize("own", ["ines@home.example", "ines+k@uni.example"])
def test_nobody_acknowledges_for_themself(lead: Lead, entry: str, own: str) -> None:
    with pytest.raises(InvalidInput):
        lead.asks(entry, own)


def test_a_draft_is_sent_to_nobody(lead: Lead) -> None:
    with pytest.raises(Conflict, match="Sign it off first"):
        lead.asks(lead.begins_entry())


# --- Attacks ------------------------------------------------------------------------------------


def test_a_link_cannot_be_guessed_or_bent(lead: Lead, entry: str) -> None:
    token = lead.asks(entry)
    (kept,) = rows(lead.house, LogAcknowledgement)
    forged = [
        "", "x", token[:-1], token + "0", token[:16], kept.id + "0" * 40, token.upper(), "é" * 56,
        request_token(lead.house, kept.id),
    ]  # fmt: skip
    for one in forged:
        with pytest.raises(NotFound):
            acknowledging.open_acknowledgement(lead.house, one)
        with pytest.raises(NotFound):
            answers(lead, one)


def test_another_mentors_entry_is_sent_to_nobody(lead: Lead, entry: str, place: Place) -> None:
    other = launch(lead.house, place, Role.MENTOR, name="Olu Other", email="olu@uni.example")
    values = {**VALUES, "email": "olu@home.example", "school_year": "2026/27"}
    awards.enrol(lead.house, other, LEAD, values, consent=True)
    with pytest.raises(NotFound):
        acknowledging.ask(lead.house, other, LEAD, MEETING, entry, "me@evil.example")
    assert rows(lead.house, LogAcknowledgement) == []


def test_of_two_answers_at_once_one_is_kept(lead: Lead, entry: str) -> None:
    token = lead.asks(entry)

    def says(outcome: str) -> str:
        try:
            acknowledging.answer(lead.house, token, outcome=outcome, comment="So it was.")
        except Conflict:
            return "refused"
        return outcome

    said = at_once(lambda: says("agreed"), lambda: says("differs"))
    assert said.count("refused") == 1
    assert asked(lead, entry)[0].state in said


def test_a_link_shows_no_draft(lead: Lead, entry: str) -> None:
    token = lead.asks(entry)
    logs.correct_entry(lead.house, lead.mentor, LEAD, MEETING, entry)
    page = acknowledging.open_acknowledgement(lead.house, token)
    assert page.version is not None
    assert page.version.number == 1


def test_the_last_moment_counts(lead: Lead, entry: str) -> None:
    token = lead.asks(entry)
    (kept,) = rows(lead.house, LogAcknowledgement)
    assert isinstance(kept, LogAcknowledgement)
    lead.clock.at = kept.expires_at
    answers(lead, token)
    assert kept.expires_at - kept.sent_at == timedelta(days=28)
