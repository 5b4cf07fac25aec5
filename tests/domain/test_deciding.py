"""Each kind of requirement: when it holds, since when, and what is said while it does not."""

from __future__ import annotations

from datetime import date

import pytest

from lti_tool.domain import requirements as r
from lti_tool.domain.facts import (
    Applied,
    AuditDone,
    AuditReviewed,
    AwardHeld,
    Briefed,
    Decision,
    EvidenceChanged,
    EvidenceRemoved,
    Extended,
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
from lti_tool.domain.progress import build_record
from lti_tool.domain.schemes import WaiverRule
from lti_tool.domain.seats import Seat

from .deeds import (
    BRIEFING,
    EARLIER,
    EVIDENCE,
    OFFICE,
    PANEL,
    PANEL_PASS,
    PCM,
    PORTFOLIO,
    REFLECTION,
    REVIEW,
    START,
    WATCHED,
    WINDOW,
    YEAR,
    award,
    day,
    fact,
    item,
    status,
)


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
