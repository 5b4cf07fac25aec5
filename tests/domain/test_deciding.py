"""Each kind of requirement: when it holds, since when, and what is said while it does not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain import requirements as r
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
    Mentored,
    ModuleDone,
    Observed,
    PanelDecided,
    Practised,
    RationaleWritten,
    Reflected,
    Registered,
    Waived,
    Withdrawn,
)
from lti_tool.domain.progress import Record, RequirementStatus, build_record
from lti_tool.domain.schemes import Award, Criterion, WaiverRule
from lti_tool.domain.seats import Seat

from .strategies import patiently

MENTOR, PCM, OFFICE, PANEL = "p-mentor", "p-pcm", "p-office", "p-panel"
START = date(2025, 9, 1)
_numbers = itertools.count()

EVIDENCE = r.EvidenceFor("e", "ST1", 3, "Three pieces for Standard 1")
REVIEW = r.AuditCompletion("a", "rag", "The audit is reviewed", reviewed=True)
YEAR = r.Engagement("y", 365, "A year of mentoring")
WINDOW = r.WithinWindow("w", "trainee", 2, 36, "Two trainees in three years")
EARLIER = r.EarlierAward("p", ("s/entry", "s/mastery"), "The Entry certificate")
BRIEFING = r.BriefingAttended("b", "briefing", ("in person", "online"), "Briefed", module="s/brief")
PORTFOLIO = r.PortfolioWithin("h", "b", 12, "Handed in within twelve months")
PANEL_PASS = r.PanelPass("d", "The panel passes it")
WATCHED = r.Observation("o", "feedback", (Seat.LINK_TUTOR, Seat.PCM), "Feedback is observed")
REFLECTION = r.ReflectionWritten("f", "end", 50, "The closing reflection")
EVERY: tuple[r.Requirement, ...] = (
    *(EVIDENCE, REVIEW, YEAR, WINDOW, EARLIER, BRIEFING, PORTFOLIO, PANEL_PASS, WATCHED),
    *(REFLECTION, r.Confirmation("c", (Seat.PCM,), "Sustained", "It was sustained.")),
)


def award(*requirements: r.Requirement, waiver: WaiverRule | None = None) -> Award:
    rows = tuple(Criterion(f"A.{n}", "", "", (one,), "") for n, one in enumerate(requirements, 1))
    return Award("s/a", "Award", "", rows, (), waiver, (), (), None, "1")


def fact(kind: type[Any], on: date, *, by: str = MENTOR, minute: int = 0, **rest: Any) -> Any:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC) + timedelta(minutes=minute)
    return kind(id=f"f{next(_numbers)}", on=on, at=at, by=by, **rest)


def day(number: int) -> date:
    """So many days after the start; the start is day 1."""
    return START + timedelta(days=number - 1)


def status(
    facts: Sequence[Fact],
    *requirements: r.Requirement,
    today: date,
    waiver: WaiverRule | None = None,
) -> RequirementStatus:
    """The last of the requirements, for a mentor who registered on day 1."""
    known = [fact(Registered, START), *facts]
    record = build_record(award(*requirements, waiver=waiver), known, today)
    return record.criteria[-1].requirements[0]


def item(number: int, *about: str, on: date = START) -> EvidenceAdded:
    made: EvidenceAdded = fact(EvidenceAdded, on, item=f"i{number}", about=about, digest="d")
    return made


class TestEvidence:
    def test_it_needs_so_many_items_and_a_rationale(self) -> None:
        why = fact(RationaleWritten, day(4), about="ST1", digest="w")
        items = [item(1, "ST1"), item(2, "ST1.3", on=day(2)), item(3, "ST1.1", "ST2", on=day(3))]
        found = status([*items, why], EVIDENCE, today=day(9))
        assert (found.met, found.on) == (True, day(4))
        assert {f.id for f in found.facts} == {why.id, *(f.id for f in items)}

    def test_what_is_there_is_counted_out(self) -> None:
        found = status([item(1, "ST1"), item(2, "ST1.2")], EVIDENCE, today=day(9))
        assert not found.met
        assert found.so_far == (
            "2 of 3 pieces of evidence so far. The rationale is not written yet."
        )
        assert found.seats == (Seat.MENTOR,)

    def test_another_standard_that_begins_alike_does_not_count(self) -> None:
        why = fact(RationaleWritten, START, about="ST1", digest="w")
        items = [item(1, "ST1"), item(2, "ST11"), item(3, "ST11.1"), item(4, "ST1.1")]
        assert "2 of 3" in status([*items, why], EVIDENCE, today=day(9)).so_far

    def test_without_a_rationale_where_none_is_asked_for(self) -> None:
        asked = r.EvidenceFor("e", "ROW.4", 1, "One piece", rationale=False)
        assert status([item(1, "ROW.4")], asked, today=START).on == START

    def test_an_item_taken_out_counts_no_more(self) -> None:
        why = fact(RationaleWritten, START, about="ST1", digest="w")
        gone = fact(EvidenceRemoved, day(3), item="i2")
        items = [item(1, "ST1"), item(2, "ST1"), item(3, "ST1")]
        assert status([*items, why], EVIDENCE, today=day(2)).met
        assert "2 of 3" in status([*items, why, gone], EVIDENCE, today=day(4)).so_far

    def test_the_newest_state_of_an_item_counts(self) -> None:
        moved = fact(EvidenceChanged, day(2), item="i1", about=("ST2",), digest="e")
        one = r.EvidenceFor("e", "ST1", 1, "One", rationale=False)
        assert not status([item(1, "ST1"), moved], one, today=day(3)).met
        back = fact(EvidenceChanged, day(3), item="i1", about=("ST1",), digest="f")
        found = status([item(1, "ST1"), moved, back], one, today=day(4))
        assert (found.on, [f.id for f in found.facts]) == (START, [back.id])


class TestAuditAndReview:
    def test_a_review_comes_after_the_audit(self) -> None:
        done = fact(AuditDone, day(2), audit="rag")
        before = fact(AuditReviewed, day(1), audit="rag")
        after = fact(AuditReviewed, day(9), audit="rag")
        assert status([done, before], REVIEW, today=day(30)).so_far == (
            "It is filled in, and waits for its review."
        )
        assert status([done, before, after], REVIEW, today=day(30)).on == day(9)


class TestEngagement:
    @pytest.mark.parametrize(("last", "met"), [(364, False), (365, True), (366, True)])
    def test_a_year_is_365_days_first_and_last_counted(self, last: int, met: bool) -> None:
        recorded = fact(Mentored, day(last), first=START, last=day(last))
        found = status([recorded], YEAR, today=day(400))
        assert found.met is met
        if met:
            assert found.on == day(365)
        else:
            assert found.so_far == "364 of 365 days so far."

    def test_what_goes_on_lasts_until_today(self) -> None:
        going_on = fact(Mentored, START, first=START, last=None)
        assert not status([going_on], YEAR, today=day(364)).met
        assert status([going_on], YEAR, today=day(365)).on == day(365)

    def test_two_placements_with_a_gap_count_from_first_to_last_day(self) -> None:
        autumn = fact(Mentored, day(90), first=START, last=day(90))
        summer = fact(Mentored, day(370), first=day(300), last=day(370))
        found = status([autumn, summer], YEAR, today=day(500))
        assert (found.on, len(found.facts)) == (day(365), 2)

    def test_a_leap_year_is_one_day_longer_than_it_needs(self) -> None:
        first = date(2024, 1, 1)
        leap = fact(Mentored, date(2025, 6, 1), first=first, last=date(2024, 12, 30))
        assert status([leap], YEAR, today=date(2025, 10, 1)).on == date(2024, 12, 30)

    def test_days_to_come_do_not_count_yet(self) -> None:
        planned = fact(Mentored, START, first=START, last=day(700))
        assert not status([planned], YEAR, today=day(364)).met


class TestWindow:
    def mentored(self, last: date) -> Practised:
        made: Practised = fact(Practised, START, activity="trainee", first=last, last=last)
        return made

    def test_the_first_and_the_last_day_of_the_window_count(self) -> None:
        applied = fact(Applied, date(2026, 9, 1))
        on_the_edge = [self.mentored(date(2023, 9, 1)), self.mentored(date(2026, 9, 1))]
        found = status([*on_the_edge, applied], WINDOW, today=date(2027, 1, 1))
        assert found.on == date(2026, 9, 1)

    def test_a_day_before_the_window_is_too_early(self) -> None:
        applied = fact(Applied, date(2026, 9, 1))
        one_out = [self.mentored(date(2023, 8, 31)), self.mentored(date(2026, 9, 1))]
        found = status([*one_out, applied], WINDOW, today=date(2027, 1, 1))
        assert found.so_far == "1 of 2 within the time that counts."

    def test_it_is_judged_at_the_application_not_today(self) -> None:
        done = [self.mentored(date(2024, 1, 10)), self.mentored(date(2024, 3, 10))]
        applied = fact(Applied, date(2026, 9, 1))
        assert status([*done, applied], WINDOW, today=date(2029, 1, 1)).met
        assert not status(done, WINDOW, today=date(2029, 1, 1)).met

    def test_a_new_application_is_judged_anew(self) -> None:
        done = [self.mentored(date(2024, 1, 10)), self.mentored(date(2024, 3, 10))]
        twice = [fact(Applied, date(2026, 9, 1)), fact(Applied, date(2028, 9, 1))]
        assert not status([*done, *twice], WINDOW, today=date(2029, 1, 1)).met

    def test_a_window_that_begins_on_29_february(self) -> None:
        applied = fact(Applied, date(2028, 2, 29))
        done = [self.mentored(date(2025, 2, 28)), self.mentored(date(2026, 1, 1))]
        assert status([*done, applied], WINDOW, today=date(2028, 3, 1)).met


class TestEarlierAward:
    def test_any_of_the_awards_will_do(self) -> None:
        held = fact(AwardHeld, day(3), award="s/mastery", certificate="N")
        assert status([held], EARLIER, today=day(9)).on == day(3)

    def test_a_revoked_certificate_does_not(self) -> None:
        held = fact(AwardHeld, day(3), award="s/entry", certificate="N")
        revoked = fact(Withdrawn, day(5), by=OFFICE, fact=held.id, reason="mistaken")
        assert not status([held, revoked], EARLIER, today=day(9)).met

    def test_the_office_may_waive_it(self) -> None:
        rule = WaiverRule(frozenset({"A.1"}), Seat.OFFICE)
        waived = fact(Waived, day(2), by=OFFICE, criterion="A.1", seat=Seat.OFFICE, reason="years")
        found = status([waived], EARLIER, today=day(9), waiver=rule)
        assert (found.met, found.waived) == (True, True)


class TestBriefingAndPortfolio:
    def test_a_mode_that_the_scheme_does_not_count_is_none(self) -> None:
        by_post = fact(Briefed, day(2), by=OFFICE, briefing="briefing", mode="by post")
        assert not status([by_post], BRIEFING, today=day(9)).met

    def test_the_online_module_counts_as_attending(self) -> None:
        module = fact(ModuleDone, day(3), module="s/brief", version="1")
        assert status([module], BRIEFING, today=day(9)).on == day(3)
        in_person_only = r.BriefingAttended("b", "briefing", ("in person",), "", module="s/brief")
        assert not status([module], in_person_only, today=day(9)).met

    @pytest.mark.parametrize(
        ("briefed", "handed_in", "met"),
        [
            (date(2025, 9, 10), date(2026, 9, 10), True),
            (date(2025, 9, 10), date(2026, 9, 11), False),
            (date(2024, 2, 29), date(2025, 2, 28), True),
            (date(2024, 2, 29), date(2025, 3, 1), False),
        ],
    )
    def test_twelve_months_end_on_the_same_date(
        self, briefed: date, handed_in: date, met: bool
    ) -> None:
        facts = [
            fact(Briefed, briefed, by=OFFICE, briefing="briefing", mode="in person"),
            fact(HandedIn, handed_in, how="here"),
        ]
        known = [fact(Registered, date(2024, 1, 1)), *facts]
        record = build_record(award(BRIEFING, PORTFOLIO), known, date(2026, 12, 1))
        assert record.criteria[1].met is met

    def test_an_extension_gives_more_time_and_never_less(self) -> None:
        briefed = fact(Briefed, START, by=OFFICE, briefing="briefing", mode="in person")
        late = fact(HandedIn, date(2026, 9, 20), how="here")
        more = fact(
            Extended,
            date(2026, 8, 1),
            by=OFFICE,
            requirement="h",
            until=date(2026, 9, 30),
            reason="ill",
        )
        less = fact(
            Extended, day(9), by=OFFICE, requirement="h", until=date(2026, 1, 1), reason="slip"
        )
        today = date(2026, 10, 1)
        assert not status([briefed, late], BRIEFING, PORTFOLIO, today=today).met
        assert status([briefed, late, more, less], BRIEFING, PORTFOLIO, today=today).met

    def test_it_says_until_when_and_then_who_can_help(self) -> None:
        briefed = fact(Briefed, START, by=OFFICE, briefing="briefing", mode="in person")
        in_time = status([briefed], BRIEFING, PORTFOLIO, today=date(2026, 9, 1))
        too_late = status([briefed], BRIEFING, PORTFOLIO, today=date(2026, 9, 2))
        assert in_time.so_far == "It can be handed in until 1 September 2026."
        assert too_late.so_far == (
            "The time ended on 1 September 2026. The office can extend it, with a reason."
        )
        assert (in_time.seats, too_late.seats) == ((Seat.MENTOR,), (Seat.OFFICE,))

    def test_who_attends_again_begins_anew(self) -> None:
        twice = [
            fact(Briefed, on, by=OFFICE, briefing="briefing", mode="in person")
            for on in (START, date(2026, 6, 1))
        ]
        handed_in = fact(HandedIn, date(2027, 6, 1), how="here")
        today = date(2027, 6, 1)
        assert not status([twice[0], handed_in], BRIEFING, PORTFOLIO, today=today).met
        assert status([*twice, handed_in], BRIEFING, PORTFOLIO, today=today).met

    def test_nothing_is_handed_in_before_the_briefing(self) -> None:
        early = fact(HandedIn, START, how="here")
        found = status([early], BRIEFING, PORTFOLIO, today=day(9))
        assert (found.met, found.so_far) == (False, "The months begin with the briefing.")


class TestPanel:
    def decided(self, decision: Decision, on: date) -> PanelDecided:
        made: PanelDecided = fact(
            PanelDecided, on, by=PANEL, decision=decision, words="More on ST3."
        )
        return made

    def test_the_newest_decision_counts(self) -> None:
        refer = self.decided(Decision.REFER, day(2))
        passed = self.decided(Decision.PASSED, day(20))
        assert status([refer, passed], PANEL_PASS, today=day(30)).on == day(20)
        assert status([passed], PANEL_PASS, today=day(19)).on is None

    def test_a_referral_goes_back_to_the_mentor_with_what_is_asked_for(self) -> None:
        refer = self.decided(Decision.REFER, day(2))
        found = status([refer], PANEL_PASS, today=day(9))
        assert (found.so_far, found.seats) == (
            "The panel asks for more: More on ST3.",
            (Seat.MENTOR,),
        )
        again = fact(HandedIn, day(5), how="here")
        found = status([refer, again], PANEL_PASS, today=day(9))
        assert (found.so_far, found.seats) == (
            "Handed in again, and with the panel now.",
            (Seat.PANEL,),
        )


class TestReflectionAndObservation:
    def test_a_reflection_has_its_length_in_its_newest_text(self) -> None:
        short = fact(Reflected, day(2), reflection="end", words=49, digest="1")
        long = fact(Reflected, day(3), reflection="end", words=50, digest="2")
        assert status([short], REFLECTION, today=day(9)).so_far == "49 of at least 50 words so far."
        assert status([short, long], REFLECTION, today=day(9)).on == day(3)

    def test_nobody_observes_themself_and_only_the_seats_named_count(self) -> None:
        own = fact(Observed, day(2), observation="feedback", seat=Seat.PCM, digest="1")
        office = fact(
            Observed, day(2), by=OFFICE, observation="feedback", seat=Seat.OFFICE, digest="2"
        )
        pcm = fact(Observed, day(4), by=PCM, observation="feedback", seat=Seat.PCM, digest="3")
        assert not status([own, office], WATCHED, today=day(9)).met
        assert status([own, office, pcm], WATCHED, today=day(9)).on == day(4)


# --- whatever the facts ---------------------------------------------------------------------------

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
