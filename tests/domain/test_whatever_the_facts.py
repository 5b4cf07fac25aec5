"""Rules that hold whatever the facts are: their order, their number, and who said them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.facts import (
    MONOTONE,
    Applied,
    AuditDone,
    AuditReviewed,
    AwardHeld,
    Briefed,
    Confirmed,
    Decision,
    EvidenceAdded,
    EvidenceChanged,
    EvidenceRemoved,
    Extended,
    Fact,
    HandedIn,
    Logged,
    Mentored,
    ModuleDone,
    Observed,
    PanelDecided,
    Practised,
    RationaleWritten,
    Reflected,
    Registered,
)
from lti_tool.domain.progress import Record, build_record
from lti_tool.domain.seats import Seat

from .deeds import (
    EVERY,
    MENTOR,
    OFFICE,
    PCM,
    START,
    award,
    day,
    fact,
    item,
)
from .strategies import patiently

_DAYS = st.integers(1, 800).map(day)
_PEOPLE = st.sampled_from([MENTOR, PCM, OFFICE])


def _facts(kind: type[Any], **rest: st.SearchStrategy[Any]) -> st.SearchStrategy[Fact]:
    return st.builds(
        lambda on, by, minute, rest: fact(kind, on, by=by, minute=minute, **rest),
        _DAYS,
        _PEOPLE,
        st.integers(0, 3),
        st.fixed_dictionaries(rest),
    )


_ITEMS = st.sampled_from(["i1", "i2", "i3", "i4"])
_ABOUT = st.lists(st.sampled_from(["ST1", "ST1.2", "ST2"]), max_size=2).map(tuple)
_SEATS = st.sampled_from([Seat.PCM, Seat.LINK_TUTOR, Seat.OFFICE])
_DIGEST = st.just("d")
_BY_KIND: dict[type[Any], st.SearchStrategy[Fact]] = {
    ModuleDone: _facts(ModuleDone, module=st.just("s/brief"), version=st.just("1")),
    AuditDone: _facts(AuditDone, audit=st.just("rag")),
    AuditReviewed: _facts(AuditReviewed, audit=st.just("rag")),
    Confirmed: _facts(Confirmed, requirement=st.just("c"), seat=_SEATS),
    EvidenceAdded: st.builds(
        lambda number, about, on: item(number, *about, on=on), st.integers(1, 9999), _ABOUT, _DAYS
    ),
    EvidenceChanged: _facts(EvidenceChanged, item=_ITEMS, about=_ABOUT, digest=_DIGEST),
    EvidenceRemoved: _facts(EvidenceRemoved, item=_ITEMS),
    RationaleWritten: _facts(RationaleWritten, about=st.just("ST1"), digest=_DIGEST),
    Reflected: _facts(
        Reflected, reflection=st.just("end"), words=st.integers(0, 90), digest=_DIGEST
    ),
    Mentored: _facts(Mentored, first=_DAYS, last=st.none() | _DAYS),
    Practised: st.builds(
        lambda days, on: fact(Practised, on, activity="trainee", first=min(days), last=max(days)),
        st.tuples(_DAYS, _DAYS),
        _DAYS,
    ),
    Applied: _facts(Applied),
    AwardHeld: _facts(AwardHeld, award=st.just("s/entry"), certificate=st.just("N")),
    Briefed: _facts(
        Briefed, briefing=st.just("briefing"), mode=st.sampled_from(["in person", "by post"])
    ),
    Observed: _facts(Observed, observation=st.just("feedback"), seat=_SEATS, digest=_DIGEST),
    Logged: _facts(
        Logged,
        log=st.sampled_from(["meeting", "other"]),
        entry=st.sampled_from(["e1", "e2", "e3", "e4"]),
        held_on=_DAYS,
        number=st.integers(1, 3),
        digest=_DIGEST,
    ),
    HandedIn: _facts(HandedIn, how=st.just("here")),
    Extended: _facts(Extended, requirement=st.just("h"), until=_DAYS, reason=st.just("because")),
    PanelDecided: _facts(
        PanelDecided, decision=st.sampled_from(list(Decision)), words=st.just("More.")
    ),
}
_HISTORIES = st.lists(st.one_of(*_BY_KIND.values()), max_size=25)
_SAFE = [kind for kind in _BY_KIND if kind in MONOTONE]
_AWARD = award(*EVERY)


def _record(facts: Sequence[Fact]) -> Record:
    return build_record(_AWARD, [REGISTERED, *facts], day(700))


REGISTERED = fact(Registered, START)


@patiently
@given(_HISTORIES, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_read_never_matters(facts: list[Fact], shuffler: Any) -> None:
    shuffled = [*facts, *facts[:2]]
    shuffler.shuffle(shuffled)
    assert _record(shuffled) == _record(facts)


@patiently
@given(_HISTORIES, st.sampled_from(_SAFE).flatmap(_BY_KIND.__getitem__))
def test_one_more_monotone_fact_never_un_meets_a_row(facts: list[Fact], more: Fact) -> None:
    before = {s.criterion.id for s in _record(facts).criteria if s.met}
    after = {s.criterion.id for s in _record([*facts, more]).criteria if s.met}
    assert before <= after


@patiently
@given(_HISTORIES)
def test_what_holds_has_a_day_and_reasons_and_what_does_not_has_somebody_to_ask(
    facts: list[Fact],
) -> None:
    for row in _record(facts).criteria:
        (found,) = row.requirements
        if found.met:
            assert found.on is not None
            assert found.on <= day(700)
            assert found.because is not None
        else:
            assert found.missing is not None
            assert found.missing.seats
