"""The context that statements of the way to an award share."""

from __future__ import annotations

from urllib.parse import urlsplit

from lti_tool.domain import statements
from lti_tool.domain.schemes import Award
from lti_tool.domain.statements import Actor, Course, Named, StatementContext
from lti_tool.persistence.people import EMAIL_ISSUER, Person
from lti_tool.persistence.people import Course as CourseRow
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House


def actor_of(house: House, person: Person) -> Actor:
    """A person as an xAPI account; with a name only where the provider has turned that on."""
    name = person.name if house.statements_with_names else None
    if person.issuer == EMAIL_ISSUER:
        return Actor(house.base_url, person.id, name)
    return Actor(person.issuer, person.sub, name)


def context_for(
    house: House, unit: UnitOfWork, *, person_id: str, enrolment: Enrolment
) -> StatementContext:
    """Who acts (``person_id``) in whose enrolment."""
    actor = unit.session.get_one(Person, person_id)
    course = unit.session.get_one(CourseRow, enrolment.course_id)
    return StatementContext(
        base_url=house.base_url,
        actor=actor_of(house, actor),
        at=unit.now,
        course=Course(course.id, course.title or course.label),
        platform=_platform(actor),
        registration=statements.registration_id(house.base_url, enrolment.id),
    )


def _platform(person: Person) -> str | None:
    return None if person.issuer == EMAIL_ISSUER else urlsplit(person.issuer).hostname


def award_named(award: Award) -> Named:
    """The award as statements name it, with the scheme's version as revision."""
    return Named(award.id, award.title, award.scheme_version)


def sheet_named(award: Award, enrolment: Enrolment) -> Named:
    """One mentor's record sheet, under an opaque key."""
    return Named(enrolment.id, f"Record sheet: {award.title}", award.scheme_version)
