"""One mentor's way to the Mastery award, row by row, with everybody who is needed on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from lti_tool.domain.facts import ModuleDone
from lti_tool.domain.seats import Role, Seat
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.records import FactRow
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases import awards, certify, mentoring, portfolio, portfolio_rationales, signing
from lti_tool.usecases.house import House
from lti_tool.usecases.mentoring import Period
from lti_tool.usecases.platforms import add_school
from lti_tool.usecases.portfolio_checking import Typed
from lti_tool.usecases.records import refresh
from lti_tool.usecases.requests import token_of
from lti_tool.usecases.visits import Visit

from .auditing import Auditor
from .award_fixtures import launch
from .place import Place, StillClock, rows

MASTERY = "west-london/mastery"
LONG_AGO = date(2025, 9, 1)
VALUES: Mapping[str, str] = {
    "mentor_name": "Nadia Example",
    "subject": "History",
    "email": "nadia@home.example",
    "school": "Example School",
    "postcode": "W5 2AB",
    "pcm_name": "P. Khan",
    "pcm_email": "p.khan@school.example",
    "support_tutor": "",
}
STANDARDS = {f"MASTERY.{number + 7}": f"ST{number}" for number in range(1, 5)}
MODULES = {f"MASTERY.{number + 1}": f"west-london/mastery-{number}" for number in range(3, 7)}
ROWS = tuple(f"MASTERY.{number}" for number in range(1, 14))


class Mastering:
    """Uses the use cases as pages do; a completed module alone is written as its fact."""

    def __init__(self, house: House, place: Place, clock: StillClock) -> None:
        self.house, self.place, self.clock = house, place, clock
        self.mentor = launch(house, place, Role.MENTOR, name="Nadia E.", email="nadia@uni.example")
        self.tutor = launch(house, place, Role.TUTOR, name="T. Lewis", email="lewis@uni.example")
        self.office = launch(house, place, Role.OFFICE, name="O. Ng", email="ng@uni.example")

    def begins(self) -> Mastering:
        """The school is known, and the mentor has entered."""
        add_school(
            self.house.units,
            provider="example",
            name="Example School",
            postcode="w52ab",
            email_domain="School.Example",
        )
        self.enters()
        return self

    def enters(self) -> None:
        awards.enrol(self.house, self.mentor, MASTERY, VALUES, consent=True)
        self._later()

    def _later(self) -> None:
        self.clock.moves(minutes=1)

    # --- Row by row ------------------------------------------------------------------------------

    @property
    def steps(self) -> dict[str, Callable[[], None]]:
        """What brings each row, and no other."""
        return {
            "MASTERY.1": self.has_experience,
            "MASTERY.2": self.has_mentored,
            "MASTERY.3": self.rates_and_reviews,
            **{row: self._study(module) for row, module in MODULES.items()},
            **{row: self._evidence(code) for row, code in STANDARDS.items()},
            "MASTERY.12": lambda: self.pcm_confirms("MASTERY.12/observed"),
            "MASTERY.13": lambda: self.tutor_confirms("MASTERY.13/checked"),
        }

    def meets(self, wanted: Iterable[str] = ROWS) -> None:
        for row in wanted:
            self.steps[row]()
            self._later()

    def meets_all_but(self, left_out: str) -> None:
        self.meets(row for row in ROWS if row != left_out)

    def claims(self, evidence: str = "Six years at two schools") -> None:
        signing.claim_experience(self.house, self.mentor, MASTERY, ("MASTERY.1",), evidence)
        self._later()

    def decides(self, visit: Visit, decision: str, reason: str = "We know her work") -> None:
        signing.decide_claim(self.house, visit, self.page.enrolment_id, decision, reason)
        self._later()

    def has_experience(self) -> None:
        self.claims()
        self.decides(self.office, "approve")

    def records(self, first: date, last: date | None, **more: str) -> str:
        """Record a period; the id of its fact."""
        words = {"school": "Example School", "trainee": "PGCE History", **more}
        mentoring.add_period(
            self.house, self.mentor, Period(first, last, goes_on=last is None, **words)
        )
        self._later()
        page = mentoring.mentoring_page(self.house, self.mentor)
        return next(p.fact_id for p in page.view.periods if (p.first, p.last) == (first, last))

    def has_mentored(self) -> None:
        self.records(LONG_AGO, None)
        self.pcm_confirms("MASTERY.2/sustained")

    def rates_and_reviews(self) -> None:
        auditor = Auditor(self.house, self.mentor)
        auditor.completes()
        self._later()
        auditor.reviews()

    def _study(self, module: str) -> Callable[[], None]:
        def study() -> None:
            person_id = self.mentor.person_id
            with self.house.units.writing() as unit:
                fact = ModuleDone(
                    id=new_id(), on=unit.today, at=unit.now, by=person_id,
                    module=module, version="2026.1",
                )  # fmt: skip
                keep_fact(unit, fact, person_id=person_id, enrolment=None)
                refresh(self.house, unit, person_id=person_id)

        return study

    def _evidence(self, code: str) -> Callable[[], None]:
        def collect() -> None:
            for number in range(1, 4):
                self.adds_evidence(f"{code} piece {number}", code)
            self.explains(code)

        return collect

    def adds_evidence(self, title: str, *about: str) -> str:
        typed = Typed(title, self.clock.today(), "It shows it.", {"where": "Blue folder"}, about)
        return portfolio.add_item(self.house, self.mentor, "place", typed)

    def explains(self, code: str, text: str = "Because my trainee grew.") -> None:
        portfolio_rationales.save_rationale(
            self.house, self.mentor, MASTERY, code, text, revision=0
        )

    def pcm_confirms(self, *requirements: str) -> None:
        signing.ask_pcm(self.house, self.mentor, MASTERY)
        self._later()
        signing.confirm_by_link(
            self.house, self.link("confirm"), name_typed="P. Khan",
            dates=dict.fromkeys(requirements, self.clock.today()),
            waiver="", waiver_reason="", comment="",
        )  # fmt: skip
        self._later()

    def tutor_confirms(self, *requirements: str) -> None:
        dates = dict.fromkeys(requirements, self.clock.today())
        enrolment_id = self.page.enrolment_id
        signing.confirm(self.house, self.tutor, enrolment_id, Seat.LINK_TUTOR, dates)
        self._later()

    # --- Signing and issuing ---------------------------------------------------------------------

    def signs(self, visit: Visit, seat: Seat) -> None:
        page = self.page
        signing.sign(
            self.house, visit, page.enrolment_id, seat,
            name_typed=visit.name, digest=page.digest, agreed=True,
        )  # fmt: skip
        self._later()

    def pcm_signs(self) -> None:
        signing.sign_by_link(
            self.house, self.link("sign"),
            name_typed="P. Khan", digest=self.page.digest, agreed=True,
        )  # fmt: skip
        self._later()

    def everybody_signs(self) -> None:
        self.signs(self.mentor, Seat.MENTOR)
        self.pcm_signs()
        self.signs(self.tutor, Seat.LINK_TUTOR)

    def gets_it(self) -> str:
        """From entering to the certificate; its number."""
        self.meets()
        self.everybody_signs()
        number = certify.issue(self.house, self.office, self.page.enrolment_id)
        self._later()
        return number

    # --- What can be seen ------------------------------------------------------------------------

    @property
    def page(self) -> awards.AwardPage:
        page = awards.my_award(self.house, self.mentor, MASTERY)
        assert page is not None
        return page

    def seen_by(self, visit: Visit) -> awards.AwardPage:
        return awards.someones_award(self.house, visit, self.page.enrolment_id)

    def row(self, criterion: str) -> awards.CriterionRow:
        return next(row for row in self.page.rows if row.criterion.id == criterion)

    @property
    def met(self) -> set[str]:
        return {row.criterion.id for row in self.page.rows if row.met}

    @property
    def states(self) -> list[str]:
        return [row.state for row in self.page.signatures]

    def link(self, purpose: str) -> str:
        newest = next(r for r in self.page.requests if r.purpose == purpose)
        return token_of(self.house, newest.request_id)

    def facts(self, kind: type) -> list[FactRow]:
        found = rows(self.house, FactRow, kind=kind.__name__)
        return sorted(found, key=lambda row: row.at)

    def mails(self) -> list[dict[str, Any]]:
        kept = sorted(rows(self.house, OutboxMessage, kind="mail"), key=lambda row: row.id)
        return [row.body for row in kept]

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The kept statements about things of that type, in order."""
        kept = sorted(rows(self.house, StatementRow), key=lambda row: row.seq)
        return [row.body for row in kept if f"/{kind}/" in row.body["object"]["id"]]
