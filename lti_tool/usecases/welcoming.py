"""Welcome a mentor who registers interest: the handbook, the way to apply, and what is on.

The letter leaves with the enrolment, with the tutor of the course in copy. What it says comes from
the award's ``welcome`` and from what the award asks for; sheets to print go along as PDFs, which
the worker makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import select

from lti_tool.domain.applying import application_of
from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import Role, begun
from lti_tool.persistence.briefings import BriefingEvent
from lti_tool.persistence.people import Membership, Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.addresses import mailbox
from lti_tool.usecases.briefing_events import briefing_asked
from lti_tool.usecases.briefing_mail import when_and_where
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import note, post

MOST_COPIES = 5
"""Tutors of one course who are copied; a course with more needs one of them named."""
MOST_EVENTS = 6
"""Briefings that the letter lists; the page of the award has them all."""


def welcome(
    house: House, unit: UnitOfWork, enrolment: Enrolment, award: Award, details: Mapping[str, str]
) -> None:
    """Queue the letter, where the award has a welcome to give; once for an enrolment."""
    if award.welcome is None:
        return
    provider = unit.session.get_one(Provider, enrolment.provider_id)
    tutors = tutors_of(unit, enrolment, details)
    letter = note(
        f"welcome:{enrolment.id}",
        details["email"],
        f"Your interest in the {award.title}",
        [
            f"Dear {details.get('mentor_name') or 'mentor'},",
            f"You have registered your interest in the {award.title}. {award.welcome.words}",
            *_how_to_apply(award),
            *what_is_on(unit, enrolment, award),
            _who_has_a_copy(tutors, provider),
        ],
        f"With good wishes\n{provider.office_name}\n{provider.name}",
    )
    sheets = tuple(f"{one.module}/{one.sheet}" for one in award.welcome.sheets)
    known = [person.email for person in tutors] or [provider.office_email]
    copies = tuple(email for email in known if email)
    post(house, unit, replace(letter, cc=copies, sheets=sheets), provider_id=provider.id)


def sheets_of(house: House, award: Award) -> tuple[tuple[str, str, str], ...]:
    """What goes along with the letter, to be had again: module, sheet and the sheet's title.

    A sheet that the packs no longer have is left out: the award may be of an earlier version.
    """
    found = award.welcome.sheets if award.welcome else ()
    modules = {module.id: module for module in house.library.modules}
    return tuple(
        (one.module, one.sheet, takeaway.title)
        for one in found
        if one.module in modules
        for takeaway in modules[one.module].takeaways
        if takeaway.id == one.sheet
    )


def _how_to_apply(award: Award) -> Iterator[str]:
    """The form, and what it checks, in the order of the sheet."""
    application = application_of(award)
    if application is None:
        return
    yield (
        "The application form is on the page of the award in your course, under “My application”. "
        "It checks with you what is asked for first:"
    )
    yield "\n".join(
        f"- {row.title}: {row.words}" for row in award.criteria if row.id in application.after
    )


def what_is_on(unit: UnitOfWork, enrolment: Enrolment, award: Award) -> Iterator[str]:
    """The calendar of briefings as it is now, in paragraphs; nothing where none is asked for."""
    asked = briefing_asked(award)
    if asked is None:
        return
    query = (
        select(BriefingEvent)
        .where(
            BriefingEvent.provider_id == enrolment.provider_id,
            BriefingEvent.starts_at > unit.now,
            BriefingEvent.cancelled_at.is_(None),
        )
        .order_by(BriefingEvent.starts_at)
    )
    found = [e for e in unit.session.scalars(query) if award.id in e.awards]
    if found:
        yield "Briefings in the calendar; who is enrolled books a place on the page of the award:"
        yield "\n".join(f"- {when_and_where(event)}" for event in found[:MOST_EVENTS])
        if len(found) > MOST_EVENTS:
            yield "More are on the page of the award."
    else:
        yield "No briefing is in the calendar just now. The page of the award shows the next one."
    if asked.module is not None:
        yield "The briefing can be studied online as well, whenever it suits you."


def tutors_of(
    unit: UnitOfWork, enrolment: Enrolment, details: Mapping[str, str]
) -> tuple[Person, ...]:
    """The tutor whom the mentor named, if the course has one of that name; else the course's."""
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.course_id == enrolment.course_id,
            Membership.role == Role.TUTOR,
            Person.id != enrolment.person_id,
            Person.email.is_not(None),
        )
        .order_by(Person.name, Person.id)
    )
    own = mailbox(details["email"])
    found = [one for one in unit.session.scalars(query) if mailbox(one.email or "") != own]
    named = details.get("support_tutor", "").casefold()
    chosen = [one for one in found if named and (one.name or "").casefold() == named]
    return tuple(chosen or found)[:MOST_COPIES]


def _who_has_a_copy(tutors: tuple[Person, ...], provider: Provider) -> str:
    if tutors:
        names = ", ".join(person.name or person.email or "" for person in tutors)
        return f"A copy of this letter has gone to: {names}."
    copied = f" {begun(provider.office_name)} has a copy." if provider.office_email else ""
    return (
        "No tutor of your course has been here yet, so please tell your tutor of your interest "
        f"yourself.{copied}"
    )
