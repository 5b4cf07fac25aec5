"""Consent to sharing: withdrawn and given again, leaving the award as it is."""

from __future__ import annotations

import pytest

from lti_tool.errors import Conflict, NotFound
from lti_tool.usecases import consent
from lti_tool.usecases.house import House

from .award_fixtures import Way
from .place import AWARD, Place, StillClock


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    return Way(house, place, clock)


def test_withdrawing_stops_sharing_and_leaves_the_award(way: Way) -> None:
    way.meets_every_row()
    consent.withdraw_consent(way.house, way.mentor, AWARD)
    assert way.page.consent_withdrawn_on == way.clock.today()
    assert way.page.met == way.page.total


def test_withdrawn_twice_is_a_conflict_and_told_once(way: Way) -> None:
    way.enrols()
    consent.withdraw_consent(way.house, way.mentor, AWARD)
    with pytest.raises(Conflict):
        consent.withdraw_consent(way.house, way.mentor, AWARD)
    assert way.page.consent_withdrawn_on is not None


def test_given_again_it_counts_from_now_and_is_a_new_event(way: Way) -> None:
    way.enrols()
    consent.withdraw_consent(way.house, way.mentor, AWARD)
    first = consent.consent_event(way.enrolment)
    way.clock.at = way.clock.at.replace(year=way.clock.at.year + 1)
    consent.give_consent(way.house, way.mentor, AWARD)
    assert way.page.consent_withdrawn_on is None
    assert consent.consent_event(way.enrolment) != first
    with pytest.raises(Conflict):
        consent.give_consent(way.house, way.mentor, AWARD)


def test_only_one_who_has_entered_has_something_to_withdraw(way: Way) -> None:
    with pytest.raises(NotFound):
        consent.withdraw_consent(way.house, way.mentor, AWARD)
