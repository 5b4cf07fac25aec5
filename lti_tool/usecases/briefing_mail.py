"""Mails about a mentor's place on a briefing, each with the calendar file that goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from lti_tool.domain.briefings import LONDON
from lti_tool.domain.calendar_files import CalendarEvent, calendar_file
from lti_tool.persistence.briefings import BriefingEvent, BriefingPlace
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.briefing_events import briefing_asked
from lti_tool.usecases.house import House
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import OpenRecord, open_record

GIVE_BACK = (
    "If you cannot come, please give your place back: the page of your award in the course lets "
    "you, and somebody who waits gets it at once."
)


def title_of(record: OpenRecord) -> str:
    """What the award calls its briefing."""
    asked = briefing_asked(record.award)
    kinds = {kind.id: kind.title for kind in record.award.briefings}
    return kinds.get(asked.briefing, "Briefing") if asked else "Briefing"


def calendar_of(house: House, unit: UnitOfWork, event: BriefingEvent, record: OpenRecord) -> str:
    """The briefing as a calendar file: the same UID after every change, so that it is replaced."""
    provider = unit.session.get_one(Provider, event.provider_id)
    host = urlsplit(house.base_url).hostname or "localhost"
    return calendar_file(
        CalendarEvent(
            uid=f"briefing-{event.id}@{host}",
            sequence=event.sequence,
            changed_at=event.changed_at,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            title=f"{title_of(record)}: {record.award.title}",
            place=event.place or event.link,
            description=event.note,
            organiser=f"{provider.office_name}, {provider.name}",
            organiser_email=provider.office_email,
            link=event.link,
            cancelled=event.cancelled_at is not None,
        )
    )


def when_and_where(event: BriefingEvent) -> str:
    """``Thursday 1 April 2027, 14:00 to 17:30, in person: Room 4``."""
    starts, ends = event.starts_at.astimezone(LONDON), event.ends_at.astimezone(LONDON)
    where = ", ".join(part for part in (event.place, event.link) if part)
    day = f"{starts:%A} {starts.day} {starts:%B %Y}, {starts:%H:%M} to {ends:%H:%M}"
    return f"{day}, {event.mode}: {where}"


def tell_place(
    house: House,
    unit: UnitOfWork,
    event: BriefingEvent,
    place: BriefingPlace,
    *,
    cause: str,
    subject: str,
    paragraphs: Sequence[str],
    calendar: bool = True,
) -> None:
    """Mail the mentor about their place, and note when they were told.

    A letter that the mail server does not take before the briefing begins is not sent any more.
    """
    enrolment = unit.session.get_one(Enrolment, place.enrolment_id)
    record = open_record(house, unit, enrolment)
    place.told_at = unit.now
    said = {"title": title_of(record), "award": record.award.title, "when": when_and_where(event)}
    tell_mentor(
        house,
        unit,
        record,
        cause=f"briefing:{place.id}:{cause}",
        subject=_filled(subject, said),
        paragraphs=[_filled(text, said) for text in paragraphs],
        calendar=calendar_of(house, unit, event, record) if calendar else None,
        until=event.starts_at if event.cancelled_at is None else None,
    )


def _filled(words: str, said: Mapping[str, str]) -> str:
    """Not ``format``: a reason that somebody typed may hold braces of its own."""
    for name, value in said.items():
        words = words.replace("{" + name + "}", value)
    return words
