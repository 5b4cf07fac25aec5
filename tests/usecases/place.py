"""One provider with a course in its LMS, and the people who launch from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from lti_tool.domain.facts import Registered
from lti_tool.domain.seats import Role
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Course, Membership, Person
from lti_tool.persistence.platforms import PlatformRegistration, Provider
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import Clock, UnitOfWork
from lti_tool.persistence.writing import keep_fact
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

MODULES = Path(__file__).resolve().parents[2] / "modules"
BASE_URL = "https://mentors.example.ac.uk"
SECRET = "for-these-tests-and-nowhere-else-at-all"
ISSUER = "https://moodle.example.ac.uk"
START = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
SUMMER_NIGHT = datetime(2027, 6, 19, 23, 30, tzinfo=UTC)
"""In London it is half past midnight, on the day after."""
AWARD = "west-london/entry"


class StillClock(Clock):
    """Stands still until it is told to move."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def moves(self, **by: float) -> None:
        self.at += timedelta(**by)


class Place:
    """The provider, its platform and its courses, as launches would have left them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.provider_id = new_id()
        self.registration_id = new_id()
        with house.units.writing() as unit:
            self._write_provider(unit)
            self.course_id = self._course(unit, "Mentoring 2026")

    def _write_provider(self, unit: UnitOfWork) -> None:
        unit.session.add(
            Provider(
                id=self.provider_id, slug="example", name="Example University", created_at=unit.now
            )
        )
        unit.session.flush()
        unit.session.add(
            PlatformRegistration(
                id=self.registration_id,
                provider_id=self.provider_id,
                issuer=ISSUER,
                client_id="tool",
                auth_url=f"{ISSUER}/auth",
                token_url=f"{ISSUER}/token",
                jwks_url=f"{ISSUER}/jwks",
                frame_origin=ISSUER,
                created_at=unit.now,
            )
        )
        unit.session.flush()

    def _course(self, unit: UnitOfWork, title: str) -> str:
        course = Course(
            id=new_id(),
            registration_id=self.registration_id,
            deployment_id="1",
            context_id=new_id(),
            title=title,
        )
        unit.session.add(course)
        unit.session.flush()
        return course.id

    def course(self, title: str) -> str:
        """Another course of the same platform; its id."""
        with self._house.units.writing() as unit:
            return self._course(unit, title)

    def visit(
        self,
        *roles: Role,
        name: str = "Ada Example",
        course_id: str | None = None,
        person_id: str | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Visit:
        """A launch of a new person, or of one who is known already."""
        course_id = course_id or self.course_id
        with self._house.units.writing() as unit:
            person = self._person(unit, name, person_id)
            # What a launch says of somebody; staff are granted their roles apart from it.
            role = next((one for one in roles if one in {Role.MENTOR, Role.TUTOR}), "none")
            unit.session.merge(
                Membership(
                    person_id=person.id, course_id=course_id, role=str(role), seen_at=unit.now
                )
            )
        return Visit(
            handle=new_id(),
            person_id=person.id,
            name=person.name or "",
            email=person.email,
            roles=frozenset(roles),
            issuer=person.issuer,
            sub=person.sub,
            registration_id=self.registration_id,
            frame_origin=ISSUER,
            provider_id=self.provider_id,
            provider_name="Example University",
            office_name="Partnership office",
            variables=variables or {},
            course_id=course_id,
            course_title="Mentoring 2026",
            module=None,
            award=None,
            return_url=None,
        )

    def _person(self, unit: UnitOfWork, name: str, person_id: str | None) -> Person:
        if person_id is not None:
            return unit.session.get_one(Person, person_id)
        person = Person(
            id=new_id(),
            issuer=ISSUER,
            sub=new_id(),
            name=name,
            email="somebody@school.example",
            first_seen=unit.now,
            last_seen=unit.now,
        )
        unit.session.add(person)
        unit.session.flush()
        return person

    def mentor(self, **given: Any) -> Visit:
        return self.visit(Role.MENTOR, **given)

    def tutor(self, **given: Any) -> Visit:
        return self.visit(Role.TUTOR, **given)

    def enrolled(self, visit: Visit, award_id: str = AWARD) -> str:
        """Enter the award without its form; the enrolment's id."""
        award = self._house.library.award(award_id)
        with self._house.units.writing() as unit:
            enrolment = Enrolment(
                id=new_id(),
                person_id=visit.person_id,
                provider_id=visit.provider_id,
                course_id=visit.course_id,
                award_id=award_id,
                scheme_version=award.scheme_version,
                registered_on=unit.today,
                consent_version="2026.1",
                consent_at=unit.now,
                created_at=unit.now,
            )
            unit.session.add(enrolment)
            unit.session.flush()
            fact = Registered(id=new_id(), on=unit.today, at=unit.now, by=visit.person_id)
            keep_fact(unit, fact, person_id=visit.person_id, enrolment=enrolment.id)
        return enrolment.id


def rows(house: House, model: Any, **where: object) -> list[Any]:
    """What is kept of one kind, whatever use case put it there."""
    with house.units.reading() as unit:
        found = list(unit.session.scalars(select(model).filter_by(**where)))
        unit.session.expunge_all()  # readable after the unit of work has ended
        return found
