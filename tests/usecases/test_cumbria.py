"""QMS and QLMS to the certificate: observation, handing in, the panel, and what holds it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lti_tool.domain.facts import Applied, HandedIn, Observed, PanelDecided, Withdrawn
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.records import Enrolment, FactRow
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases import certify, handing_in, observing, panel, practice, reminding
from lti_tool.usecases.house import House
from lti_tool.usecases.records import refresh

from .award_fixtures import launch, of_other_provider
from .cumbrian import QLMS, QMS, Route
from .place import Place, StillClock, rows


@pytest.fixture
def route(house: House, place: Place, clock: StillClock) -> Route:
    made = Route(house, place, clock)
    made.is_enrolled()
    return made


def subjects(house: House) -> list[str]:
    kept = sorted(rows(house, OutboxMessage, kind="mail"), key=lambda row: row.id)
    return [row.body["subject"] for row in kept]


class TestTheWholeWay:
    @pytest.mark.parametrize("award", [QMS, QLMS])
    def test_to_the_certificate(
        self, house: House, place: Place, clock: StillClock, award: str
    ) -> None:
        route = Route(house, place, clock, award)
        route.is_enrolled()
        route.attends()
        route.adds_evidence()
        route.hands_in()
        route.is_observed()
        chair = route.panel_decides()
        assert route.page.met == route.page.total
        route.signs(route.tutor, Seat.LINK_TUTOR)
        route.signs(chair, Seat.PANEL)
        number = certify.issue(house, route.office, route.enrolment_id)
        assert route.page.certificate is not None
        assert route.page.certificate.number == number


HOLDS: dict[str, str] = {
    "qualified": "The school confirms qualified teacher status",
    "initial-training": "The school or the partnership confirms the initial mentor training",
    "trainees": "Two trainees mentored within the last three years",
    "range": "The school confirms the range of experiences",
    "agreement": "The head teacher or senior leader agrees",
    "mentors": "Two mentors supported within the last three years",
    "co-delivery": "Mentor training given together with an experienced colleague",
    "studies-sessions": "Professional studies sessions planned and given",
    "application": "The application is sent",
    "signed": "The partnership tutor supports the mentor and signs the application",
    "enrolled": "The office enrols the mentor",
    "briefing": "A briefing is attended, or its online module is complete",
    "training-session": "The partnership tutor observes a mentor training session",
    "portfolio": "The portfolio is handed in within twelve months of the briefing",
    "panel": "The panel passes the portfolio",
}
"""What QLMS asks for; QMS asks for fewer, and of another observation."""


class TestWhatHoldsItBack:
    @pytest.mark.parametrize("name", HOLDS)
    def test_each_alone_with_its_own_words(
        self, house: House, place: Place, clock: StillClock, name: str
    ) -> None:
        """Everything is there; then the facts of one requirement are taken away."""
        route = Route(house, place, clock, QLMS)
        route.is_enrolled()
        route.attends()
        route.adds_evidence()
        route.hands_in()
        route.is_observed()
        route.panel_decides()
        self.take_away(route, name)
        missing = [
            (row.criterion.id, one.words, one.from_whom)
            for row in route.page.rows
            for one in row.requirements
            if not one.met
        ]
        also = ["portfolio"] if name == "briefing" else []  # its months begin with the briefing
        assert [words for _, words, _ in missing] == [HOLDS[one] for one in (name, *also)]
        assert all(whom for _, _, whom in missing)
        assert route.seen_by(route.tutor).sign_as is None
        assert route.page.met == route.page.total - len(missing)

    def take_away(self, route: Route, name: str) -> None:
        """What counts towards it, by facts that say so, as the use cases would leave it."""
        kinds = {"application": Applied, "portfolio": HandedIn, "panel": PanelDecided}
        found = [route.requirement(name).fact_id]
        if name in {"trainees", "mentors", "co-delivery", "studies-sessions"}:
            page = practice.practice_page(route.house, route.mentor, QLMS)
            found = [entry.fact_id for entry in page.activity(name).entries]
        elif name in kinds:
            found = [row.id for row in rows(route.house, FactRow, kind=kinds[name].__name__)]
        with route.house.units.writing() as unit:
            for fact_id in found:
                assert fact_id is not None
                gone = Withdrawn(
                    id=new_id(),
                    on=unit.today,
                    at=unit.now,
                    by=route.office.person_id,
                    fact=fact_id,
                    reason="taken away",
                )
                keep_fact(
                    unit, gone, person_id=route.mentor.person_id, enrolment=route.enrolment_id
                )
            refresh(route.house, unit, person_id=route.mentor.person_id)


class TestObserving:
    def write(self, route: Route, said: str, *, known: str = "") -> tuple[str, ...]:
        values = dict.fromkeys(("setting", "strengths", "standards", "next_steps"), said)
        return observing.write_down(
            route.house,
            route.tutor,
            route.enrolment_id,
            "feedback",
            values,
            route.clock.today(),
            known=known,
        )

    def test_the_words_are_on_the_record_and_the_mentor_is_told(self, route: Route) -> None:
        self.write(route, "Asked first.")
        (row,) = route.page.route.observations
        assert row.view is not None
        assert row.view.value("strengths") == "Asked first."
        assert row.view.by_name == "T. Lewis"
        assert "Observation: Developmental feedback to a trainee" in subjects(route.house)

    def test_the_same_again_changes_nothing_other_words_replace_it(self, route: Route) -> None:
        self.write(route, "Asked first.")
        self.write(route, "Asked first.")
        assert len(rows(route.house, FactRow, kind=Observed.__name__)) == 1
        (row,) = route.page.route.observations
        assert row.view is not None
        with pytest.raises(Conflict, match="in the meantime"):
            self.write(route, "Spoke first.")
        self.write(route, "Spoke first.", known=row.view.fact_id)
        (row,) = route.page.route.observations
        assert row.view is not None
        assert row.view.value("strengths") == "Spoke first."
        assert len(rows(route.house, FactRow, kind=Withdrawn.__name__)) == 1

    def test_a_correction_makes_signatures_fall(self, route: Route) -> None:
        route.attends()
        route.adds_evidence()
        route.hands_in()
        self.write(route, "Asked first.")
        route.panel_decides()
        route.signs(route.tutor, Seat.LINK_TUTOR)
        (row,) = route.page.route.observations
        assert row.view is not None
        fallen = self.write(route, "Spoke first.", known=row.view.fact_id)
        assert fallen == ("Partnership tutor's signature",)

    def test_not_oneself_not_strangers_not_other_seats_not_before_enrolment(
        self, house: House, place: Place, clock: StillClock
    ) -> None:
        early = Route(house, place, clock)
        early.may_apply()
        with pytest.raises(Conflict):
            self.write(early, "x")
        for visit, refused in (
            (early.mentor, NotAllowed),
            (early.office, NotAllowed),
            (of_other_provider(house, early.tutor), NotFound),
        ):
            with pytest.raises(refused):
                observing.observation_page(house, visit, early.enrolment_id, "feedback")

    def test_every_field_that_is_needed_is_asked_for(self, route: Route) -> None:
        with pytest.raises(InvalidInput) as refused:
            observing.write_down(route.house, route.tutor, route.enrolment_id, "feedback", {}, None)
        assert set(refused.value.fields) == {
            "on",
            "setting",
            "strengths",
            "standards",
            "next_steps",
        }


class TestHandingIn:
    def test_the_last_day_counts_and_the_day_after_does_not(self, route: Route) -> None:
        route.attends()
        route.adds_evidence()
        (fact,) = (f for f in rows(route.house, FactRow) if f.kind == "Briefed")
        route.clock.at = datetime(2027, 11, 21, 23, 59, tzinfo=UTC)
        assert route.clock.today() == date(2027, 11, 21)
        assert fact.on == date(2026, 11, 20)
        with pytest.raises(Conflict, match="outside the time"):
            route.hands_in()
        route.clock.at = datetime(2027, 11, 20, 23, 59, tzinfo=UTC)
        route.hands_in()
        assert route.requirement("portfolio").met

    def test_before_the_briefing_empty_or_unsaid_it_is_refused(self, route: Route) -> None:
        route.adds_evidence()
        with pytest.raises(Conflict, match="begins with the briefing"):
            route.hands_in()
        with pytest.raises(InvalidInput):
            handing_in.hand_in(route.house, route.mentor, QMS, agreed=False)

    def test_an_empty_portfolio_is_not_handed_in(self, route: Route) -> None:
        route.attends()
        with pytest.raises(Conflict, match="nothing in your portfolio"):
            route.hands_in()

    def test_sent_twice_it_is_handed_in_once(self, route: Route) -> None:
        route.attends()
        route.adds_evidence()
        route.hands_in()
        route.hands_in()
        assert len(rows(route.house, FactRow, kind=HandedIn.__name__)) == 1

    def test_on_paper_a_tutor_or_the_office_receives_it(self, route: Route) -> None:
        route.attends()
        for visit in (route.tutor, route.office):
            handing_in.receive(route.house, visit, route.enrolment_id, route.clock.today())
        (fact,) = rows(route.house, FactRow, kind=HandedIn.__name__)
        assert fact.body["how"] == "paper"
        with pytest.raises(NotAllowed):
            handing_in.receive(route.house, route.mentor, route.enrolment_id, None)

    def test_the_office_gives_more_time_with_a_reason(self, route: Route) -> None:
        route.attends()
        route.adds_evidence()
        route.clock.moves(days=400)
        assert "The office can extend it" in route.requirement("portfolio").so_far
        until = route.clock.today() + timedelta(days=30)
        for visit in (route.tutor, route.mentor):
            with pytest.raises(NotAllowed):
                handing_in.extend(route.house, visit, route.enrolment_id, until, "ill")
        for day, reason, field in ((until, " ", "reason"), (date(2027, 1, 1), "ill", "until")):
            with pytest.raises(InvalidInput) as refused:
                handing_in.extend(route.house, route.office, route.enrolment_id, day, reason)
            assert list(refused.value.fields) == [field]
        handing_in.extend(route.house, route.office, route.enrolment_id, until, "ill")
        assert "More time for your portfolio" in subjects(route.house)
        route.hands_in()
        assert route.requirement("portfolio").met

    def test_reminders_a_month_and_a_week_before_once_each(self, route: Route) -> None:
        route.attends()
        (enrolment,) = rows(route.house, Enrolment)
        assert enrolment.due_on == date(2027, 11, 20)
        sent = []
        for day in (date(2027, 10, 20), date(2027, 10, 21), date(2027, 10, 22),
                    date(2027, 11, 12), date(2027, 11, 13), date(2027, 11, 20)):  # fmt: skip
            route.clock.at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            sent.append(reminding.remind(route.house))
        assert sent == [0, 1, 0, 0, 1, 0]

    def test_nobody_is_reminded_once_it_is_handed_in(self, route: Route) -> None:
        route.attends()
        route.adds_evidence()
        route.hands_in()
        (enrolment,) = rows(route.house, Enrolment)
        assert enrolment.due_on is None
        route.clock.at = datetime(2027, 11, 15, 9, tzinfo=UTC)
        assert reminding.remind(route.house) == 0


class TestThePanel:
    @pytest.fixture
    def route(self, house: House, place: Place, clock: StillClock) -> Route:
        made = Route(house, place, clock)
        made.is_enrolled()
        made.attends()
        made.adds_evidence()
        made.is_observed()
        made.hands_in()
        return made

    def test_it_waits_for_the_panel(self, route: Route) -> None:
        (enrolment,) = rows(route.house, Enrolment)
        assert enrolment.waiting_for == ",panel,"
        assert "with the scrutiny panel" in route.step

    def test_readers_are_of_the_panel_at_least_two_with_a_chair(self, route: Route) -> None:
        chair, second = route.member("Chair"), route.member("Second")
        for readers, chosen, field in (
            ([chair.person_id], chair.person_id, "readers"),
            ([chair.person_id, route.tutor.person_id], chair.person_id, "readers"),
            ([chair.person_id, second.person_id], route.office.person_id, "chair"),
        ):
            with pytest.raises(InvalidInput) as refused:
                panel.ask_readers(route.house, route.office, route.enrolment_id, readers, chosen)
            assert field in refused.value.fields

    def test_the_decision_waits_for_every_reader_and_is_the_chair_s(self, route: Route) -> None:
        chair, second = route.panel_is_asked()
        assert "A portfolio to read: Ada Example" in subjects(route.house)
        panel.write_reading(route.house, chair, route.enrolment_id, "Good.", "passed")
        with pytest.raises(Conflict):
            panel.decide(route.house, chair, route.enrolment_id, "passed", "Good.")
        panel.write_reading(route.house, second, route.enrolment_id, "Good.", "passed")
        with pytest.raises(NotAllowed):
            panel.decide(route.house, second, route.enrolment_id, "passed", "Good.")
        panel.decide(route.house, chair, route.enrolment_id, "passed", "Good.")
        assert route.requirement("panel").met
        assert "The panel has passed your portfolio" in subjects(route.house)

    def test_who_was_not_asked_writes_nothing(self, route: Route) -> None:
        route.panel_is_asked()
        other = route.member("Other")
        with pytest.raises(NotAllowed):
            panel.write_reading(route.house, other, route.enrolment_id, "x", "passed")
        for visit in (route.mentor, route.tutor):
            with pytest.raises(NotAllowed):
                panel.panel_page(route.house, visit, route.enrolment_id)

    def test_after_a_referral_it_is_handed_in_again_and_read_again(self, route: Route) -> None:
        route.panel_decides("refer", "Please write more about ST3.")
        assert route.page.next_step.action == "handing-in"
        assert "Please write more about ST3." in route.step
        assert not route.requirement("panel").met
        route.clock.moves(days=500)  # what the panel asks for again has no last day
        route.hands_in()
        assert len(rows(route.house, FactRow, kind=HandedIn.__name__)) == 2
        seen = panel.panel_page(route.house, route.office, route.enrolment_id)
        assert seen.with_panel
        assert seen.readings == ()
        route.panel_decides()
        assert route.requirement("panel").met

    def test_not_passed_is_said_and_nothing_is_handed_in_again(self, route: Route) -> None:
        route.panel_decides("not passed", "It names trainees.")
        assert "It names trainees." in route.step
        with pytest.raises(Conflict, match="decided about this portfolio already"):
            route.hands_in()

    def test_only_the_chair_signs_for_the_panel(self, route: Route) -> None:
        chair = route.panel_decides()
        route.signs(route.tutor, Seat.LINK_TUTOR)
        other = route.member("Other")
        assert route.seen_by(other).sign_as is None
        with pytest.raises(NotAllowed, match="chaired the panel"):
            route.signs(other, Seat.PANEL)
        assert route.seen_by(chair).sign_as is Seat.PANEL
        route.signs(chair, Seat.PANEL)
        assert route.page.next_step.words.startswith("Every criterion is met and everyone")

    def test_a_reader_taken_off_before_writing_is_not_waited_for(self, route: Route) -> None:
        chair, second = route.panel_is_asked()
        third = route.member("Third")
        readers = [chair.person_id, third.person_id]
        panel.ask_readers(route.house, route.office, route.enrolment_id, readers, chair.person_id)
        seen = panel.panel_page(route.house, chair, route.enrolment_id)
        assert {one.name for one in seen.readings} == {"Chair", "Third"}
        with pytest.raises(NotAllowed):
            panel.write_reading(route.house, second, route.enrolment_id, "x", "passed")

    def test_a_mentor_of_the_panel_is_not_asked_about_themself(self, route: Route) -> None:
        panellist = launch(route.house, route.place, Role.PANEL, name="P", email="p@x.example")
        assert panellist.person_id not in dict(
            panel.panel_page(route.house, route.office, route.enrolment_id).members
        )
