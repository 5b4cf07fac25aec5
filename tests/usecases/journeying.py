"""One mentor's way through a stage of LJMU's framework, row by row, with everybody needed on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from lti_tool.domain.audits import groups_of
from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import STAFF, Role, Seat
from lti_tool.usecases import awards, portfolio, reflections, shared_audits, signing
from lti_tool.usecases import shared_audit_drafts as drafts
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import add_school
from lti_tool.usecases.portfolio_checking import Typed
from lti_tool.usecases.requests import token_of
from lti_tool.usecases.shared_audit_drafts import Written
from lti_tool.usecases.visits import Visit

from .award_fixtures import launch
from .place import Place, StillClock

STAGES = {
    "ljmu/prerequisite": (5, None),
    "ljmu/developing": (11, Seat.LINK_TUTOR),
    "ljmu/effective": (12, Seat.PARTNERSHIP_MANAGER),
    "ljmu/advanced": (12, Seat.PARTNERSHIP_MANAGER),
    "ljmu/advanced-recognition": (12, Seat.PANEL),
}
"""How many rows each stage's table has, and who signs for the university."""
VALUES: Mapping[str, str] = {
    "mentor_name": "Ines Example",
    "subject": "Year 4",
    "email": "ines@home.example",
    "school": "Example School",
    "postcode": "L17 6BD",
    "pcm_name": "P. Khan",
    "pcm_email": "p.khan@school.example",
}
WORDS = "I listened, and then I asked what they had seen themselves. "
ROLES = {
    Seat.LINK_TUTOR: Role.TUTOR,
    Seat.PARTNERSHIP_MANAGER: Role.PARTNERSHIP_MANAGER,
    Seat.PANEL: Role.PANEL,
}


class Journey:
    """Uses the use cases as pages do."""

    def __init__(self, house: House, place: Place, clock: StillClock, award_id: str) -> None:
        self.house, self.place, self.clock = house, place, clock
        self.award: Award = house.library.award(award_id)
        self.mentor = launch(house, place, Role.MENTOR, name="Ines E.", email="ines@uni.example")
        self.seat = STAGES[award_id][1]
        self.signer = self._for_the_university() if self.seat else None

    def _for_the_university(self) -> Visit:
        assert self.seat is not None
        return self.sitting(ROLES[self.seat], name="U. Manager", email="manager@uni.example")

    def sitting(self, role: Role, *, name: str, email: str) -> Visit:
        """Somebody in that role, as a launch brings them."""
        visit = launch(self.house, self.place, role, name=name, email=email)
        if role not in STAFF or role is Role.OFFICE:
            return visit
        found = [a for scheme in self.house.library.schemes for a in scheme.awards]
        asked = frozenset(a.id for a in found if a.asks_of(STAFF[role]))
        return replace(visit, sits_for={role: asked})

    def begins(self) -> Journey:
        """The school is known, and the mentor has entered."""
        add_school(
            self.house.units,
            provider="example",
            name="Example School",
            postcode="L176BD",
            email_domain="school.example",
        )
        awards.enrol(self.house, self.mentor, self.award.id, VALUES, consent=True)
        return self._later()

    def _later(self) -> Journey:
        self.clock.moves(minutes=1)
        return self

    # --- Row by row ------------------------------------------------------------------------------

    @property
    def needs(self) -> dict[str, Callable[[], None]]:
        """What brings each requirement, by its id; every requirement of the award is here."""
        steps: dict[str, Callable[[], None]] = {}
        for _, asked in self.award.requirements():
            match asked.kind:
                case "evidence":
                    steps[asked.id] = self._step(self.shows, getattr(asked, "about", ""))
                case "reflection":
                    steps[asked.id] = self._step(self.writes, getattr(asked, "reflection", ""))
                case "audit":
                    steps[asked.id] = self._step(self.rates, getattr(asked, "audit", ""))
                case "confirmation":
                    steps[asked.id] = self._step(self.verifies, asked.id)
        return steps

    def _step(self, do: Callable[[str], None], what: str) -> Callable[[], None]:
        return lambda: do(what)

    def shows(self, code: str) -> None:
        portfolio.add_item(
            self.house,
            self.mentor,
            "place",
            Typed("Notes", date(2026, 11, 2), "That I do it", {"where": "Green folder"}, (code,)),
        )
        self._later()

    def writes(self, question: str, text: str = WORDS * 10) -> None:
        page = reflections.reflection_page(self.house, self.mentor, self.award.id, question)
        reflections.save_reflection(
            self.house, self.mentor, self.award.id, question, text, revision=page.revision
        )
        self._later()

    def rates(self, audit_id: str, round_number: int = 1) -> None:
        audit = shared_audits.overview(self.house, self.mentor, audit_id).audit
        for group in groups_of(audit):
            ratings = {item.id: audit.ratings[1][0] for item in group.items}
            notes = {note.name: "Some words" for note in audit.notes if note.required}
            said = Written(ratings, notes, round_number, 0)
            drafts.save_group(self.house, self.mentor, audit_id, group.id, said)
        shared_audits.finish(self.house, self.mentor, audit_id, round_number)
        self._later()

    def verifies(self, requirement: str, comment: str = "A mentor whom trainees ask for.") -> None:
        if Seat.PCM in self.award.confirmation(requirement).seats:
            self.school_verifies(requirement, comment)
        else:
            self.university_verifies(requirement, comment)
        self._later()

    def school_verifies(self, requirement: str, comment: str) -> None:
        signing.ask_pcm(self.house, self.mentor, self.award.id)
        self.clock.moves(minutes=1)
        signing.confirm_by_link(
            self.house,
            self.link,
            name_typed="P. Khan",
            dates={requirement: self.clock.today()},
            waiver="",
            waiver_reason="",
            comment="",
            comments={requirement: comment},
        )

    def university_verifies(self, requirement: str, comment: str) -> None:
        assert self.signer is not None
        assert self.seat is not None
        dates, comments = {requirement: self.clock.today()}, {requirement: comment}
        signing.confirm(self.house, self.signer, self.page.enrolment_id, self.seat, dates, comments)

    def meets(self, wanted: Iterable[str] | None = None) -> Journey:
        for requirement in self.needs if wanted is None else wanted:
            self.needs[requirement]()
        return self

    def meets_all_but(self, left_out: str) -> Journey:
        return self.meets(one for one in self.needs if one != left_out)

    # --- Signing ---------------------------------------------------------------------------------

    def school_signs(self) -> None:
        signing.ask_pcm(self.house, self.mentor, self.award.id)
        self.clock.moves(minutes=1)
        signing.sign_by_link(
            self.house, self.link, name_typed="P. Khan", digest=self.page.digest, agreed=True
        )
        self._later()

    def university_signs(self) -> None:
        assert self.signer is not None
        assert self.seat is not None
        signing.sign(
            self.house,
            self.signer,
            self.page.enrolment_id,
            self.seat,
            name_typed="U. Manager",
            digest=self.page.digest,
            agreed=True,
        )
        self._later()

    def everybody_signs(self) -> Journey:
        self.school_signs()
        if self.seat is not None:
            self.university_signs()
        return self

    # --- What can be seen ------------------------------------------------------------------------

    @property
    def page(self) -> awards.AwardPage:
        found = awards.my_award(self.house, self.mentor, self.award.id)
        assert found is not None
        return found

    @property
    def link(self) -> str:
        """The secret of the newest link that was mailed."""
        return token_of(self.house, self.page.requests[0].request_id)

    @property
    def missing(self) -> list[str]:
        """The requirements that still stand in the way."""
        return [
            one.requirement_id for row in self.page.rows for one in row.requirements if not one.met
        ]
