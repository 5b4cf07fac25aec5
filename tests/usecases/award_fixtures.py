"""The people around one award, and the steps that they take towards its certificate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from lti_tool.domain.facts import AuditDone, Fact, ModuleDone
from lti_tool.domain.seats import Role, Seat
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import PlatformRegistration, Provider
from lti_tool.persistence.records import Enrolment, FactRow, SigningRequest
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases import awards, signing
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import add_school
from lti_tool.usecases.records import refresh
from lti_tool.usecases.requests import token_of
from lti_tool.usecases.visits import Visit

from .place import AWARD, ISSUER, Place, StillClock, rows

TODAY = StillClock().today()
PCM_EMAIL = "p.khan@school.example"
VALUES: Mapping[str, str] = {
    "mentor_name": "Ada Example",
    "subject": "Mathematics",
    "email": "ada@home.example",
    "years_experience": "3",
    "school": "Example School",
    "postcode": "W5 2AB",
    "pcm_name": "P. Khan",
    "pcm_email": PCM_EMAIL,
    "support_tutor": "",
}
FOR_PCM = (
    "ENTRY.1/recommendation",
    "ENTRY.3/timetable",
    "ENTRY.4/feedback",
    "ENTRY.5/weekly-meetings",
    "ENTRY.6/assessment-profile",
)
FOR_TUTOR = ("ENTRY.5/joint-observation", "ENTRY.7/evaluation")


class Way:
    """One mentor's way to the Entry award, with everybody who is needed on it."""

    def __init__(self, house: House, place: Place, clock: StillClock) -> None:
        self.house, self.place, self.clock = house, place, clock
        self.mentor = launch(house, place, Role.MENTOR, name="Ada L.", email="ada@uni.example")
        self.tutor = launch(house, place, Role.TUTOR, name="T. Lewis", email="lewis@uni.example")
        self.office = launch(house, place, Role.OFFICE, name="O. Ng", email="ng@uni.example")

    # --- what people do -------------------------------------------------------------------------

    def enrols(self, **changes: str) -> str:
        awards.enrol(self.house, self.mentor, AWARD, {**VALUES, **changes}, consent=True)
        self.clock.moves(minutes=1)
        return self.enrolment_id

    def school_vouches(self) -> None:
        add_school(
            self.house.units,
            provider="example",
            name="Example School",
            postcode="w52ab",
            email_domain="School.Example",
        )

    def studies(self) -> None:
        """Both modules and the self-check, as their own use cases leave them."""
        done: list[Fact] = [
            ModuleDone(**self._fact(), module=module, version="2026.1")
            for module in ("west-london/entry-1", "west-london/entry-2")
        ]
        self.gives(*done, enrolment=None)
        self.gives(AuditDone(**self._fact(), audit="self-check"))

    def _fact(self) -> dict[str, Any]:
        by, now = self.mentor.person_id, self.clock.now()
        return {"id": new_id(), "on": self.clock.today(), "at": now, "by": by}

    def gives(self, *facts: Fact, enrolment: str | None = "") -> None:
        """Facts straight into the record, and the record kept true."""
        person_id = self.mentor.person_id
        with self.house.units.writing() as unit:
            for fact in facts:
                where = self.enrolment_id if enrolment == "" else enrolment
                keep_fact(unit, fact, person_id=person_id, enrolment=where)
            refresh(self.house, unit, person_id=person_id)
        self.clock.moves(minutes=1)

    def asks_pcm(self) -> str:
        """Ask the PCM; the secret in the link."""
        signing.ask_pcm(self.house, self.mentor, AWARD)
        self.clock.moves(minutes=1)
        return self.link("confirm")

    def pcm_answers(
        self,
        token: str,
        confirming: Iterable[str] = FOR_PCM,
        *,
        on: date = TODAY,
        said: Mapping[str, str] | None = None,
        **more: str,
    ) -> None:
        """The PCM's form: days for what is confirmed, and its other fields."""
        fields: dict[str, Any] = {
            "name_typed": "P. Khan", "waiver": "", "waiver_reason": "", "comment": "",
        }  # fmt: skip
        signing.confirm_by_link(
            self.house,
            token,
            dates=dict.fromkeys(confirming, on),
            **{**fields, **(said or {}), **more},
        )
        self.clock.moves(minutes=1)

    def tutor_confirms(self, *requirements: str, on: date = TODAY) -> None:
        dates = dict.fromkeys(requirements or FOR_TUTOR, on)
        signing.confirm(self.house, self.tutor, self.enrolment_id, Seat.LINK_TUTOR, dates)
        self.clock.moves(minutes=1)

    def meets_every_row(self) -> str:
        """From entering to seven rows of seven; the enrolment's id."""
        self.school_vouches()
        self.enrols()
        self.studies()
        self.pcm_answers(self.asks_pcm())
        self.tutor_confirms()
        return self.enrolment_id

    def signs(self, visit: Visit, seat: Seat, *, digest: str = "", name: str = "A. Name") -> None:
        signing.sign(
            self.house,
            visit,
            self.enrolment_id,
            seat,
            name_typed=name,
            digest=digest or self.page.digest,
            agreed=True,
        )
        self.clock.moves(minutes=1)

    def pcm_signs(self, token: str = "", *, digest: str = "") -> None:
        signing.sign_by_link(
            self.house,
            token or self.link("sign"),
            name_typed="P. Khan",
            digest=digest or self.page.digest,
            agreed=True,
        )
        self.clock.moves(minutes=1)

    def everybody_signs(self) -> None:
        self.signs(self.mentor, Seat.MENTOR)
        self.pcm_signs()
        self.signs(self.tutor, Seat.LINK_TUTOR)

    def completes(self) -> str:
        """Everything but the certificate; the enrolment's id."""
        self.meets_every_row()
        self.everybody_signs()
        return self.enrolment_id

    # --- what can be seen -----------------------------------------------------------------------

    @property
    def enrolment(self) -> Enrolment:
        (found,) = rows(self.house, Enrolment, person_id=self.mentor.person_id, award_id=AWARD)
        assert isinstance(found, Enrolment)
        return found

    @property
    def enrolment_id(self) -> str:
        return self.enrolment.id

    @property
    def page(self) -> awards.AwardPage:
        page = awards.my_award(self.house, self.mentor, AWARD)
        assert page is not None
        return page

    @property
    def states(self) -> list[str]:
        return [row.state for row in self.page.signatures]

    @property
    def met(self) -> set[str]:
        return {row.criterion.id for row in self.page.rows if row.met}

    def requests(self, **where: object) -> list[SigningRequest]:
        """Newest first."""
        found = rows(self.house, SigningRequest, **where)
        return sorted(found, key=lambda request: request.created_at, reverse=True)

    def link(self, purpose: str) -> str:
        """The secret of the newest link of that purpose, as its mail has it."""
        (newest, *_) = self.requests(purpose=purpose)
        assert newest.sent_at is not None, "nothing was mailed yet"
        return token_of(self.house, newest.id)

    def facts(self, kind: type) -> list[FactRow]:
        found = rows(self.house, FactRow, kind=kind.__name__)
        return sorted(found, key=lambda row: row.at)

    def fact_of(self, requirement: str) -> str:
        """The id of the fact that decides a requirement."""
        for row in self.page.rows:
            for found in row.requirements:
                if found.requirement_id == requirement and found.fact_id:
                    return found.fact_id
        raise AssertionError(f"{requirement} is not met")

    def mails(self) -> list[dict[str, Any]]:
        """Every mail queued so far, in order."""
        kept = sorted(rows(self.house, OutboxMessage, kind="mail"), key=lambda row: row.id)
        return [row.body for row in kept]

    def statements(self, verb: str) -> list[dict[str, Any]]:
        kept = sorted(rows(self.house, StatementRow), key=lambda row: row.seq)
        return [row.body for row in kept if row.body["verb"]["id"].endswith(f"/{verb}")]


def launch(house: House, place: Place, *roles: Role, name: str, email: str | None) -> Visit:
    """A new person of the platform, with an address of their own."""
    visit = place.visit(*roles, name=name)
    with house.units.writing() as unit:
        unit.session.get_one(Person, visit.person_id).email = email
    return replace(visit, email=email)


def another_provider(house: House) -> tuple[str, str]:
    """A second provider with its own platform: provider id and registration id."""
    provider_id, registration_id = new_id(), new_id()
    other = "https://canvas.example.org"
    with house.units.writing() as unit:
        unit.session.add(
            Provider(id=provider_id, slug="other", name="Other University", created_at=unit.now)
        )
        unit.session.flush()
        unit.session.add(
            PlatformRegistration(
                id=registration_id,
                provider_id=provider_id,
                issuer=other,
                client_id="tool",
                auth_url=f"{other}/auth",
                token_url=f"{other}/token",
                jwks_url=f"{other}/jwks",
                frame_origin=ISSUER,
                created_at=unit.now,
            )
        )
    return provider_id, registration_id


def of_other_provider(house: House, visit: Visit) -> Visit:
    """The same kind of visitor, from another provider's platform and course."""
    provider_id, registration_id = another_provider(house)
    return replace(
        visit, provider_id=provider_id, registration_id=registration_id, course_id=new_id()
    )
