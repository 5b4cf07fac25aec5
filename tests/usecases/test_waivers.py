"""Earlier experience: claimed by the mentor, decided by the PCM, shown as a waiver."""

from __future__ import annotations

import pytest

from lti_tool.domain.facts import Waived
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.persistence.records import WaiverRequest
from lti_tool.usecases import signing
from lti_tool.usecases.house import House

from .award_fixtures import (
    Way,
)
from .place import AWARD, Place, StillClock, rows


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    way = Way(house, place, clock)
    way.school_vouches()
    way.enrols()
    return way


CLAIMED = ("ENTRY.3", "ENTRY.5")


def claims(way: Way, criteria: tuple[str, ...] = CLAIMED, evidence: str = "Two years") -> None:
    signing.claim_experience(way.house, way.mentor, AWARD, criteria, evidence)
    way.clock.moves(minutes=1)


def test_a_claim_is_decided_by_the_pcm_and_shows_as_a_waiver(way: Way) -> None:
    way.studies()
    claims(way)
    assert way.page.waiver is not None
    assert (way.page.waiver.outcome, way.page.waiver.criteria) == ("open", CLAIMED)
    token = way.asks_pcm()
    page = signing.open_request(way.house, token)
    assert page.waiver is not None
    assert page.waiver.evidence == "Two years"
    way.pcm_answers(token, [], waiver="approve", waiver_reason="I saw it")
    waived = {row.criterion.id for row in way.page.rows if row.waived}
    assert waived == set(CLAIMED) <= way.met
    assert [row.body["reason"] for row in way.facts(Waived)] == ["I saw it", "I saw it"]
    assert len(way.statements("waived")) == 2
    assert way.statements("completed") == []


def test_a_waiver_leaves_the_modules_to_be_studied(way: Way) -> None:
    claims(way, ("ENTRY.5",))
    way.pcm_answers(way.asks_pcm(), [], waiver="approve", waiver_reason="I saw it")
    (row,) = [row for row in way.page.rows if row.criterion.id == "ENTRY.5"]
    assert (row.met, row.waived) == (False, True)
    assert [r.met for r in row.requirements] == [False, True, True]


def test_a_declined_claim_waives_nothing_and_can_be_made_again(way: Way) -> None:
    claims(way)
    way.pcm_answers(way.asks_pcm(), [], waiver="decline", waiver_reason="Not here")
    assert way.facts(Waived) == []
    assert way.page.waiver is not None
    assert (way.page.waiver.outcome, way.page.waiver.reason) == ("declined", "Not here")
    claims(way, ("ENTRY.6",))
    assert [w.outcome for w in (way.page.waiver,) if w] == ["open"]
    assert len(rows(way.house, WaiverRequest)) == 2


def test_confirming_and_deciding_a_claim_go_in_one_answer(way: Way) -> None:
    claims(way, ("ENTRY.3",))
    way.pcm_answers(
        way.asks_pcm(), ["ENTRY.6/assessment-profile"], waiver="approve", waiver_reason="I saw it"
    )
    assert way.met == {"ENTRY.3", "ENTRY.6"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"waiver": "approve", "waiver_reason": " "}, "waiver_reason"),
        ({"waiver": "perhaps", "waiver_reason": "x"}, "confirm"),
        ({"waiver": "", "waiver_reason": "x"}, "confirm"),
    ],
)
def test_a_claim_is_decided_with_a_reason_or_not_at_all(
    way: Way, more: dict[str, str], field: str
) -> None:
    claims(way)
    token = way.asks_pcm()
    with pytest.raises(InvalidInput) as refused:
        way.pcm_answers(token, [], said=more)
    assert list(refused.value.fields) == [field]
    assert way.page.waiver is not None
    assert way.page.waiver.outcome == "open"


def test_a_claim_may_be_what_there_is_left_to_ask(way: Way) -> None:
    way.pcm_answers(way.asks_pcm())
    claims(way, ("ENTRY.5",))
    assert signing.open_request(way.house, way.asks_pcm()).waiver is not None


def test_a_decision_without_a_claim_decides_nothing(way: Way) -> None:
    with pytest.raises(InvalidInput):
        way.pcm_answers(way.asks_pcm(), [], waiver="approve", waiver_reason="Anything")
    assert way.facts(Waived) == []


def test_one_claim_at_a_time(way: Way) -> None:
    claims(way)
    with pytest.raises(Conflict):
        claims(way)


@pytest.mark.parametrize(
    ("criteria", "evidence", "fields"),
    [
        ((), "x", {"criteria"}),
        (("ENTRY.1",), "x", {"criteria"}),
        (("ENTRY.2", "ENTRY.3"), "x", {"criteria"}),
        (("nonsense",), "x", {"criteria"}),
        (("ENTRY.3",), "  ", {"evidence"}),
        ((), "", {"criteria", "evidence"}),
        (("ENTRY.3",), "x" * 4001, {"evidence"}),
    ],
)
def test_a_claim_names_rows_that_can_be_waived_and_evidence(
    way: Way, criteria: tuple[str, ...], evidence: str, fields: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        claims(way, criteria, evidence)
    assert set(refused.value.fields) == fields
    assert rows(way.house, WaiverRequest) == []
