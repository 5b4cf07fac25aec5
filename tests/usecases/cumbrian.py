"""The people around one QMS award, and the steps that they take towards its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from lti_tool.domain.seats import Role, Seat
from lti_tool.usecases import (
    applying,
    awards,
    briefing_attendance,
    handing_in,
    observing,
    panel,
    portfolio,
    practice,
    signing,
)
from lti_tool.usecases.award_views import AwardPage, RequirementRow
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import add_school, grant_staff
from lti_tool.usecases.portfolio_checking import Typed
from lti_tool.usecases.practice import Practice
from lti_tool.usecases.requests import token_of
from lti_tool.usecases.visits import Visit

from .award_fixtures import launch
from .place import Place, StillClock

QMS, QLMS = "cumbria/qms", "cumbria/qlms"
DETAILS: Mapping[str, str] = {
    "mentor_name": "Ada Example",
    "email": "ada@home.example",
    "role": "",
    "phase": "Secondary",
    "school": "Example School",
    "postcode": "LA1 3JD",
    "pcm_name": "H. Head",
    "pcm_email": "h.head@school.example",
    "support_tutor": "",
}
A_YEAR = timedelta(days=365)


class Route:
    """One mentor's way to QMS (or another award of the scheme), with all who are needed on it."""

    def __init__(self, house: House, place: Place, clock: StillClock, award: str = QMS) -> None:
        self.house, self.place, self.clock, self.award = house, place, clock, award
        self.mentor = launch(house, place, Role.MENTOR, name="Ada L.", email="ada@uni.example")
        self.tutor = launch(house, place, Role.TUTOR, name="T. Lewis", email="lewis@uni.example")
        self.office = launch(house, place, Role.OFFICE, name="O. Ng", email="ng@uni.example")

    # --- what people do -------------------------------------------------------------------------

    def enters(self) -> str:
        """The mentor registers interest; the enrolment's id."""
        awards.enrol(self.house, self.mentor, self.award, DETAILS, consent=True)
        add_school(
            self.house.units,
            provider="example",
            name="Example School",
            postcode="LA13JD",
            email_domain="school.example",
        )
        self.clock.moves(minutes=1)
        return self.enrolment_id

    def practises(self, activity: str = "trainees", *, ago: timedelta = A_YEAR, **more: str) -> str:
        """Record one thing done; the day was so long ago."""
        day = self.clock.today() - ago
        kind = next(a for a in self.page.award.activities if a.id == activity)
        detail = more.get("detail", kind.choices[0] if kind.choices else "")
        write_id = more.get("write_id", f"{activity}-{self.clock.now()}")
        practice.add_practice(
            self.house,
            self.mentor,
            self.award,
            activity,
            Practice(day, None if kind.one_day else day, False, detail),
            write_id=write_id,
        )
        self.clock.moves(minutes=1)
        return write_id

    def school_confirms(self, *only: str) -> None:
        """The head teacher, by the link that is mailed, confirms what is theirs."""
        signing.ask_pcm(self.house, self.mentor, self.award)
        token = token_of(self.house, self.page.requests[0].request_id)
        rows = signing.open_request(self.house, token).confirmable
        wanted = only or tuple(row.requirement_id for row in rows)
        signing.confirm_by_link(
            self.house,
            token,
            name_typed="H. Head",
            dates=dict.fromkeys(wanted, self.clock.today()),
            waiver="",
            waiver_reason="",
            comment="",
        )
        self.clock.moves(minutes=1)

    def may_apply(self) -> None:
        """Everything that stands before the application."""
        self.enters()
        for window in practice.practice_page(self.house, self.mentor, self.award).activities:
            for number in range(window.at_least):
                self.practises(window.activity.id, write_id=f"{window.activity.id}-{number}")
        self.school_confirms()

    def applies(self) -> None:
        applying.apply(self.house, self.mentor, self.award, agreed=True)
        self.clock.moves(minutes=1)

    def confirms(self, visit: Visit, seat: Seat, *requirements: str) -> None:
        dates: dict[str, date] = dict.fromkeys(requirements, self.clock.today())
        signing.confirm(self.house, visit, self.enrolment_id, seat, dates)
        self.clock.moves(minutes=1)

    def tutor_signs_application(self) -> None:
        self.confirms(self.tutor, Seat.LINK_TUTOR, self.named("signed"))

    def office_enrols(self) -> None:
        self.confirms(self.office, Seat.OFFICE, self.named("enrolled"))

    def is_enrolled(self) -> str:
        """From nothing to a signed application and an enrolment; its id."""
        self.may_apply()
        self.applies()
        self.tutor_signs_application()
        self.office_enrols()
        return self.enrolment_id

    def attends(self) -> None:
        """A briefing in school, today."""
        briefing_attendance.record_one(
            self.house, self.tutor, self.enrolment_id, mode="in school", on=self.clock.today()
        )
        self.clock.moves(minutes=1)

    def is_observed(self) -> None:
        (form,) = self.page.award.observations
        values = {field.name: f"About {field.name}" for field in form.fields}
        today = self.clock.today()
        observing.write_down(
            self.house, self.tutor, self.enrolment_id, form.id, values, today, known=""
        )
        self.clock.moves(minutes=1)

    def adds_evidence(self, *about: str) -> None:
        today, where = self.clock.today(), {"where": "Blue folder"}
        typed = Typed("A talk", today, "It shows it.", where, about or ("ST1.1",))
        portfolio.add_item(self.house, self.mentor, "place", typed)
        self.clock.moves(minutes=1)

    def hands_in(self) -> None:
        handing_in.hand_in(self.house, self.mentor, self.award, agreed=True)
        self.clock.moves(minutes=1)

    def member(self, name: str) -> Visit:
        """Somebody of the panel, who has opened the tool once."""
        made = launch(
            self.house, self.place, Role.PANEL, name=name, email=f"{name.lower()}@uni.example"
        )
        grant_staff(
            self.house.units,
            provider="example",
            issuer=made.issuer,
            client_id="tool",
            sub=made.sub,
            role=Role.PANEL,
        )
        return replace(made, sits_for={Role.PANEL: frozenset({QMS, QLMS})})

    def panel_is_asked(self) -> tuple[Visit, Visit]:
        """Chair and second reader."""
        chair, second = self.member("Chair"), self.member("Second")
        readers = [chair.person_id, second.person_id]
        panel.ask_readers(self.house, self.office, self.enrolment_id, readers, chair.person_id)
        self.clock.moves(minutes=1)
        return chair, second

    def panel_decides(self, decision: str = "passed", words: str = "Well told.") -> Visit:
        """Read by two, decided by the chair, who comes back."""
        chair, second = self.panel_is_asked()
        for reader in (chair, second):
            panel.write_reading(self.house, reader, self.enrolment_id, "Reflects well.", decision)
        panel.decide(self.house, chair, self.enrolment_id, decision, words)
        self.clock.moves(minutes=1)
        return chair

    def signs(self, visit: Visit, seat: Seat) -> None:
        signing.sign(
            self.house,
            visit,
            self.enrolment_id,
            seat,
            name_typed=visit.name,
            digest=self.page.digest,
            agreed=True,
        )
        self.clock.moves(minutes=1)

    # --- what can be seen -----------------------------------------------------------------------

    @property
    def page(self) -> AwardPage:
        page = awards.my_award(self.house, self.mentor, self.award)
        assert page is not None
        return page

    def seen_by(self, visit: Visit) -> AwardPage:
        return awards.someones_award(self.house, visit, self.enrolment_id)

    @property
    def enrolment_id(self) -> str:
        return self.page.enrolment_id

    @property
    def step(self) -> str:
        return self.page.next_step.words

    def requirement(self, name: str) -> RequirementRow:
        """The requirement whose id ends so."""
        for row in self.page.rows:
            for one in row.requirements:
                if one.requirement_id.endswith(f"/{name}"):
                    return one
        raise AssertionError(f"this award asks for no {name}")

    def named(self, name: str) -> str:
        return self.requirement(name).requirement_id

    def met(self) -> set[str]:
        return {row.criterion.id for row in self.page.rows if row.met}
