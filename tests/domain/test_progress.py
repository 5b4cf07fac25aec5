"""What facts amount to: every rule of ``progress``, whatever the facts and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.facts import (
    MONOTONE,
    AuditDone,
    Confirmed,
    DetailsGiven,
    Fact,
    ModuleDone,
    Registered,
    Voided,
    Waived,
    Withdrawn,
)
from lti_tool.domain.progress import CriterionStatus, Missing, Record, build_record
from lti_tool.domain.schemes import (
    AuditCompletion,
    Award,
    Confirmation,
    Criterion,
    ModuleCompletion,
    Requirement,
    WaiverRule,
)
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import progress

from .strategies import (
    AWARD,
    DETAILS,
    MENTOR,
    OFFICE,
    PCM,
    STRANGER,
    TODAY,
    TUTOR,
    WAIVABLE,
    awards,
    confirmed,
    everything,
    fact,
    histories,
    monotone_facts,
    patiently,
    records,
    small_award,
)


def record_of(facts: Sequence[Fact], award: Award = AWARD) -> Record:
    return build_record(award, facts, TODAY)


def row(record: Record, criterion_id: str) -> CriterionStatus:
    found = record.criterion(criterion_id)
    assert found is not None
    return found


def met(record: Record) -> set[str]:
    return {status.criterion.id for status in record.criteria if status.met}


# --- whatever the facts -------------------------------------------------------------------------


@patiently
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_facts_never_matters(facts: list[Fact], shuffler: Any) -> None:
    shuffled = list(facts)
    shuffler.shuffle(shuffled)
    assert progress(AWARD, shuffled, TODAY) == progress(AWARD, facts, TODAY)


@patiently
@given(histories(), st.randoms(use_true_random=False))
def test_a_fact_read_twice_counts_once(facts: list[Fact], shuffler: Any) -> None:
    twice = [*facts, *(shuffler.sample(facts, min(3, len(facts))))]
    before, after = progress(AWARD, facts, TODAY), progress(AWARD, twice, TODAY)
    assert (after.record, after.digest, after.complete) == (
        before.record,
        before.digest,
        before.complete,
    )


@patiently
@given(st.data(), awards())
def test_one_more_monotone_fact_takes_nothing_away(data: st.DataObject, award: Award) -> None:
    facts = data.draw(records(award))
    more = data.draw(monotone_facts())
    assert isinstance(more, MONOTONE)
    before, after = record_of(facts, award), record_of([*facts, more], award)
    assert met(before) <= met(after)
    assert before.share <= after.share


@patiently
@given(histories(), st.data())
def test_a_withdrawn_fact_counts_as_if_never_given(facts: list[Fact], data: st.DataObject) -> None:
    candidates = [f for f in facts if not isinstance(f, Withdrawn | Voided)]
    if not candidates:
        return
    gone = data.draw(st.sampled_from(candidates))
    taken_back = fact(Withdrawn, id="taken-back", by=OFFICE, fact=gone.id, reason="mistaken")
    withdrawn = progress(AWARD, [*facts, taken_back], TODAY)
    never = progress(AWARD, [f for f in facts if f.id != gone.id], TODAY)
    assert withdrawn.record == never.record
    assert [s.signature for s in withdrawn.signatures] == [s.signature for s in never.signatures]


@patiently
@given(histories())
def test_facts_dated_after_today_do_not_count_yet(facts: list[Fact]) -> None:
    known = [f for f in facts if f.on <= TODAY]
    assert progress(AWARD, facts, TODAY) == progress(AWARD, known, TODAY)


@patiently
@given(st.data(), awards())
def test_rows_agree_with_a_plain_reading_of_the_rules(data: st.DataObject, award: Award) -> None:
    facts = data.draw(records(award))
    record = record_of(facts, award)
    expected = {c.id for c in award.criteria if _row_holds(award, c, facts)}
    assert met(record) == expected
    assert record.met_count == len(expected)
    assert record.share == len(expected) * 100 // len(award.criteria)
    assert record.all_met == (len(expected) == len(award.criteria))


@patiently
@given(records())
def test_a_row_is_met_exactly_when_nothing_is_missing(facts: list[Fact]) -> None:
    for status in record_of(facts).criteria:
        assert status.met == (not status.missing)
        assert status.met == (status.since is not None)
        if status.met:
            days = [r.because.on for r in status.requirements if r.because]
            assert status.since == max(days)


# The rules once more, in the plainest words: the oracle.


def _live(facts: list[Fact]) -> list[Fact]:
    gone = [f.fact for f in facts if isinstance(f, Withdrawn) and f.on <= TODAY]
    return [f for f in facts if f.on <= TODAY and f.id not in gone]


def _row_holds(award: Award, criterion: Criterion, facts: list[Fact]) -> bool:
    return all(_holds(award, criterion, r, _live(facts)) for r in criterion.requirements)


def _holds(award: Award, criterion: Criterion, requirement: Requirement, live: list[Fact]) -> bool:
    registered = any(isinstance(f, Registered) for f in live)
    rule = award.waiver
    waived = rule is not None and any(
        isinstance(f, Waived)
        and f.criterion == criterion.id
        and criterion.id in rule.criteria
        and f.seat == rule.approver
        and f.by != MENTOR
        and registered
        for f in live
    )
    if isinstance(requirement, ModuleCompletion):
        done = any(isinstance(f, ModuleDone) and f.module == requirement.module for f in live)
        return done or (waived and rule is not None and rule.modules_too)
    if isinstance(requirement, AuditCompletion):
        return any(isinstance(f, AuditDone) and f.audit == requirement.audit for f in live)
    assert isinstance(requirement, Confirmation), "the small award has no other kind"
    return waived or any(
        isinstance(f, Confirmed)
        and f.requirement == requirement.id
        and f.seat in requirement.seats
        and f.by != MENTOR  # none of the small award's seats is the mentor's
        and registered
        for f in live
    )


# --- one rule at a time -------------------------------------------------------------------------


def test_everything_there_meets_every_row_since_the_last_deed() -> None:
    facts = [f for f in everything() if f.id != "A.3/timetable"]
    facts.append(confirmed("A.3/timetable", Seat.PCM, by=PCM, days_ago=2))
    record = record_of(facts)
    assert (record.share, record.all_met) == (100, True)
    assert row(record, "A.3").since == TODAY - timedelta(days=2)
    assert row(record, "A.2").since == TODAY - timedelta(days=5)


@pytest.mark.parametrize(
    ("gone", "criteria", "missing"),
    [
        ("audit", ["A.1"], Missing("The self-check is filled in", (Seat.MENTOR,))),
        ("scheme/one", ["A.2"], Missing("Module 1 is done", (Seat.MENTOR,))),
        ("scheme/two", ["A.4", "A.5"], Missing("Module 2 is done", (Seat.MENTOR,))),
        ("A.3/timetable", ["A.3"], Missing("timetable is confirmed", (Seat.PCM,))),
        ("A.5/observation", ["A.5"], Missing("observation is confirmed", (Seat.LINK_TUTOR,))),
        (
            "A.5/evaluation",
            ["A.5"],
            Missing("evaluation is confirmed", (Seat.LINK_TUTOR, Seat.OFFICE)),
        ),
    ],
)
def test_what_is_missing_is_named_with_whoever_can_bring_it(
    gone: str, criteria: list[str], missing: Missing
) -> None:
    record = record_of([f for f in everything() if f.id != gone])
    unmet = {s.criterion.id: s.missing for s in record.criteria if not s.met}
    assert unmet == dict.fromkeys(criteria, (missing,))


def test_nothing_said_yet_leaves_every_row_open() -> None:
    record = record_of([])
    assert (record.mentor, record.registered_on, record.share, record.details) == (
        None,
        None,
        0,
        {},
    )


def test_a_confirmation_counts_only_from_a_seat_that_is_asked() -> None:
    facts = [f for f in everything() if f.id != "A.5/observation"]
    wrong = confirmed("A.5/observation", Seat.PCM, by=PCM)
    assert "A.5" not in met(record_of([*facts, wrong]))


@pytest.mark.parametrize("seat", [Seat.LINK_TUTOR, Seat.OFFICE])
def test_either_of_two_seats_can_confirm(seat: Seat) -> None:
    facts = [f for f in everything() if f.id != "A.5/evaluation"]
    assert "A.5" in met(record_of([*facts, confirmed("A.5/evaluation", seat, by=OFFICE)]))


def test_nobody_confirms_for_themself_whatever_seat_they_claim() -> None:
    facts = [f for f in everything() if f.id != "A.3/timetable"]
    assert "A.3" not in met(record_of([*facts, confirmed("A.3/timetable", Seat.PCM, by=MENTOR)]))


def test_nothing_is_confirmed_for_somebody_who_has_not_entered() -> None:
    """Without knowing who the mentor is, nobody could tell that they did not confirm it."""
    facts = [f for f in everything() if not isinstance(f, Registered)]
    assert met(record_of(facts)) == {"A.2"}


def _with_mentors_word() -> Award:
    own = Confirmation("A.9/own", (Seat.MENTOR,), "The mentor says so", "I did this.")
    return replace(
        AWARD,
        criteria=(Criterion("A.9", "", "", (own,), ""),),
        waiver=WaiverRule(frozenset({"A.9"}), Seat.MENTOR),
    )


@pytest.mark.parametrize(("by", "holds"), [(MENTOR, True), (PCM, False)])
def test_what_the_mentor_is_to_say_only_the_mentor_can_say(by: str, holds: bool) -> None:
    facts = [*everything(), confirmed("A.9/own", Seat.MENTOR, by=by)]
    assert record_of(facts, _with_mentors_word()).all_met is holds


def _waived(by: str, criterion: str, *, seat: Seat = Seat.PCM, id: str = "waived") -> Waived:
    made: Waived = fact(
        Waived, id=id, by=by, criterion=criterion, seat=seat, reason="ten years of it"
    )
    return made


def test_nobody_waives_for_themself_even_where_a_scheme_lets_mentors_approve() -> None:
    facts = [*everything(), _waived(MENTOR, "A.9", seat=Seat.MENTOR)]
    assert not record_of(facts, _with_mentors_word()).all_met


def test_a_waiver_stands_in_for_deeds_and_shows_as_a_waiver() -> None:
    facts = [f for f in everything() if f.id != "A.4/feedback"]
    status = row(record_of([*facts, _waived(PCM, "A.4")]), "A.4")
    assert (status.met, status.waived) == (True, True)
    assert [r.waived for r in status.requirements] == [False, True]
    assert status.since == TODAY


def test_the_deed_itself_goes_before_a_waiver() -> None:
    status = row(record_of([*everything(), _waived(PCM, "A.4")]), "A.4")
    assert (status.met, status.waived) == (True, False)


def test_a_waiver_never_stands_in_for_a_module_unless_the_scheme_says_so() -> None:
    facts = [*(f for f in everything() if f.id != "scheme/two"), _waived(PCM, "A.4")]
    generous = small_award(waiver=WaiverRule(WAIVABLE, Seat.PCM, modules_too=True))
    assert not row(record_of(facts), "A.4").met
    assert row(record_of(facts, generous), "A.4").met
    assert not row(record_of(facts, generous), "A.5").met


@pytest.mark.parametrize(
    ("waiver", "by", "seat", "criterion"),
    [
        (WaiverRule(WAIVABLE, Seat.PCM), TUTOR, Seat.LINK_TUTOR, "A.3"),
        (WaiverRule(WAIVABLE, Seat.PCM), MENTOR, Seat.PCM, "A.3"),
        (WaiverRule(WAIVABLE - {"A.3"}, Seat.PCM), PCM, Seat.PCM, "A.3"),
        (None, PCM, Seat.PCM, "A.3"),
        (WaiverRule(frozenset({"A.1"}), Seat.PCM), PCM, Seat.PCM, "A.1"),
    ],
    ids=["another seat", "the mentor", "not waivable", "no waivers at all", "an audit is no deed"],
)
def test_waivers_that_change_nothing(
    waiver: WaiverRule | None, by: str, seat: Seat, criterion: str
) -> None:
    award = small_award(waiver=waiver)
    unmet = {"A.3": "A.3/timetable", "A.1": "audit"}[criterion]
    facts = [f for f in everything() if f.id != unmet]
    assert not row(record_of([*facts, _waived(by, criterion, seat=seat)], award), criterion).met


def test_the_earliest_fact_decides_so_that_saying_it_again_changes_nothing() -> None:
    again = confirmed("A.3/timetable", Seat.PCM, by=STRANGER, days_ago=1, id="again")
    before, after = record_of(everything()), record_of([*everything(), again])
    assert after == before
    (decided,) = row(after, "A.3").requirements
    assert decided.because is not None
    assert decided.because.by == PCM


def test_taking_back_a_withdrawal_brings_nothing_back() -> None:
    """What was withdrawn has to be said again: the record shows when."""
    gone = fact(Withdrawn, id="w1", by=OFFICE, fact="A.3/timetable", reason="mistaken")
    back = fact(Withdrawn, id="w2", by=OFFICE, fact="w1", reason="mistaken too")
    assert "A.3" not in met(record_of([*everything(), gone, back]))


def test_the_newest_details_count() -> None:
    newer = fact(DetailsGiven, id="newer", by=MENTOR, values={"school": "Another School"})
    assert record_of(everything()).details == DETAILS
    assert record_of([newer, *everything()]).details == {"school": "Another School"}


def test_the_first_registration_dates_the_record() -> None:
    again = fact(Registered, id="again", by=MENTOR)
    record = record_of([again, *everything()])
    assert (record.mentor, record.registered_on) == (MENTOR, TODAY - timedelta(days=6))
