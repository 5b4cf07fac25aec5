"""The office's calendar of briefings: plan one, change it, call it off."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlsplit

from sqlalchemy import select

from lti_tool.domain.briefings import moment_of
from lti_tool.domain.seats import Role
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.briefings import BriefingEvent
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.briefing_events import (
    BOOKED,
    GIVEN_BACK,
    KEPT_ON_THE_LIST,
    WAITING,
    awards_with_briefings,
    briefing_asked,
    event_views,
    find_event,
    lock_event,
    places_of,
)
from lti_tool.usecases.briefing_mail import GIVE_BACK, tell_place
from lti_tool.usecases.briefing_places import fill_places
from lti_tool.usecases.briefing_views import CalendarPage, EventView
from lti_tool.usecases.house import House
from lti_tool.usecases.inserting import insert_unless_there
from lti_tool.usecases.visits import Visit

LARGEST = 1_000
LONGEST_LINE = 300
LONGEST_NOTE = 2_000
AT_MOST = 100
"""Past briefings on the list."""


@dataclass(frozen=True, slots=True)
class EventGiven:
    """A briefing as the office's form gives it; ``None`` for what was left empty or is none."""

    award_ids: tuple[str, ...]
    mode: str
    day: date | None
    starts: time | None
    ends: time | None
    place: str
    link: str
    note: str
    capacity: int


def _only_office(visit: Visit) -> None:
    if not visit.is_a(Role.OFFICE):
        raise NotAllowed("The calendar of briefings is kept by the partnership office.")


def calendar(house: House, visit: Visit) -> CalendarPage:
    """Every briefing of the provider, those to come first.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    _only_office(visit)
    with house.units.reading() as unit:
        query = select(BriefingEvent).where(
            BriefingEvent.provider_id == visit.provider_id,
            BriefingEvent.starts_at > unit.now - KEPT_ON_THE_LIST,
        )
        found = unit.session.scalars(query.order_by(BriefingEvent.starts_at)).all()
        views = event_views(house, unit, found)
    past = [view for view in views if view.begun]
    coming = tuple(view for view in views if not view.begun)
    return CalendarPage(coming, tuple(reversed(past))[:AT_MOST])


def modes_by_award(house: House) -> dict[str, tuple[str, ...]]:
    """For each award that begins with a briefing: the modes that count."""
    asked = ((award.id, briefing_asked(award)) for award in awards_with_briefings(house))
    return {award: found.modes for award, found in asked if found is not None}


def one_event(house: House, visit: Visit, event_id: str) -> EventView:
    """A briefing, to be changed.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such briefing.
    """
    _only_office(visit)
    with house.units.reading() as unit:
        (view,) = event_views(house, unit, [find_event(unit, visit.provider_id, event_id)])
    return view


def plan(house: House, visit: Visit, given: EventGiven, *, write_id: str) -> str:
    """Put a briefing into the calendar; the same ``write_id`` sent twice makes one. Its id.

    Raises:
        InvalidInput: what is missing or cannot be, field by field.
        NotAllowed: the visitor is not of the office.
    """
    _only_office(visit)
    with house.units.writing() as unit:
        return _put(house, unit, visit.provider_id, visit.person_id, given, write_id)


def plan_for(
    house: House, *, provider: str, issuer: str, sub: str, given: EventGiven, write_id: str
) -> str:
    """Plan a briefing from the command line, in the name of a person of the provider's platform.

    Args:
        house: the house.
        provider: the provider's short name.
        issuer: the platform that the person is known on.
        sub: the person there; they need not have opened the tool yet.
        given: the briefing.
        write_id: the same one twice makes one briefing.

    Raises:
        InvalidInput: what is missing or cannot be, field by field.
        NotFound: there is no such provider.
    """
    with house.units.writing() as unit:
        owner = unit.session.scalar(select(Provider.id).where(Provider.slug == provider))
        if owner is None:
            raise NotFound(f"There is no provider called {provider!r}.")
        person = {"id": new_id(), "issuer": issuer, "sub": sub}
        seen = {"first_seen": unit.now, "last_seen": unit.now}
        insert_unless_there(unit, Person, [{**person, **seen}])
        query = select(Person.id).where(Person.issuer == issuer, Person.sub == sub)
        return _put(house, unit, owner, unit.session.scalars(query).one(), given, write_id)


def _put(
    house: House, unit: UnitOfWork, provider_id: str, by: str, given: EventGiven, write_id: str
) -> str:
    starts_at, ends_at = _checked(house, unit, given)
    made = hashlib.sha256(f"briefing/{provider_id}/{write_id}".encode()).hexdigest()[:32]
    if unit.session.get(BriefingEvent, made) is None:
        unit.session.add(
            BriefingEvent(
                id=made,
                provider_id=provider_id,
                starts_at=starts_at,
                ends_at=ends_at,
                made_by=by,
                made_at=unit.now,
                changed_at=unit.now,
                **_plain(given),
            )
        )
    return made


def _plain(given: EventGiven) -> dict[str, object]:
    """The columns that are taken over as they are."""
    return {
        "awards": list(given.award_ids),
        "mode": given.mode,
        "place": given.place,
        "link": given.link,
        "note": given.note,
        "capacity": given.capacity,
    }


def change(house: House, visit: Visit, event_id: str, given: EventGiven, *, sequence: int) -> None:
    """Change a briefing; whoever has a place or waits is told, with a new calendar file.

    ``sequence`` is that of the page: what was changed meanwhile is not overwritten.

    Raises:
        Conflict: it has been changed or called off since the page was opened, or it has begun.
        InvalidInput: what is missing or cannot be, field by field.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such briefing.
    """
    _only_office(visit)
    with house.units.writing() as unit:
        event = lock_event(unit, visit, event_id)
        _refuse_over(unit, event)
        if event.sequence != sequence:
            raise Conflict("This briefing was changed since you opened the page. Look at it again.")
        starts_at, ends_at = _checked(house, unit, given)
        if len(places_of(unit, event_id, BOOKED)) > given.capacity:
            raise InvalidInput({"capacity": "More people have a place already."})
        new = {"starts_at": starts_at, "ends_at": ends_at, **_plain(given)}
        if all(getattr(event, name) == value for name, value in new.items()):
            return
        only_capacity = all(
            getattr(event, name) == value for name, value in new.items() if name != "capacity"
        )
        for name, value in new.items():
            setattr(event, name, value)
        if not only_capacity:
            event.sequence += 1
            event.changed_at = unit.now
            _tell_changed(house, unit, event)
        fill_places(house, unit, event)


def _refuse_over(unit: UnitOfWork, event: BriefingEvent) -> None:
    if event.cancelled_at is not None:
        raise Conflict("This briefing has been called off. Plan another instead.")
    if event.starts_at <= unit.now:
        raise Conflict("This briefing has begun, so it stays as it is.")


def _tell_changed(house: House, unit: UnitOfWork, event: BriefingEvent) -> None:
    for place in places_of(unit, event.id, BOOKED, WAITING):
        place.reminded = None
        has = "You have a place" if place.state == BOOKED else "You are on the waiting list"
        tell_place(
            house,
            unit,
            event,
            place,
            cause=f"changed:{event.sequence}",
            subject="Changed: {title} for the {award}",
            paragraphs=[
                "{title} for the {award} has been changed. It is now:",
                "{when}.",
                f"{has}. {GIVE_BACK}" if place.state == BOOKED else f"{has} as before.",
            ],
            calendar=place.state == BOOKED,
        )


def call_off(house: House, visit: Visit, event_id: str, reason: str) -> None:
    """Call a briefing off; whoever has a place or waits is told why. Done twice, it is done once.

    Raises:
        Conflict: it has begun.
        InvalidInput: no reason given.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such briefing.
    """
    _only_office(visit)
    reason = reason.strip()
    if not reason:
        raise InvalidInput({"reason": "Please say why; everybody who has a place reads it."})
    with house.units.writing() as unit:
        event = lock_event(unit, visit, event_id)
        if event.cancelled_at is not None:
            return
        _refuse_over(unit, event)
        event.cancelled_at = event.changed_at = unit.now
        event.cancelled_reason = reason
        event.sequence += 1
        for place in places_of(unit, event_id, BOOKED, WAITING):
            tell_place(
                house,
                unit,
                event,
                place,
                cause="called-off",
                subject="Called off: {title} for the {award}",
                paragraphs=[
                    "{title} for the {award} will not take place: {when}.",
                    f"The reason given: {reason}",
                    "The page of your award in the course shows what else is on. We are sorry.",
                ],
                calendar=place.state == BOOKED,
            )
            place.state = GIVEN_BACK


def _checked(house: House, unit: UnitOfWork, given: EventGiven) -> tuple[datetime, datetime]:
    """When it begins and ends.

    Raises:
        InvalidInput: what is missing or cannot be, field by field.
    """
    times: dict[str, str] = {}
    starts_at = _moment(given.day, given.starts, "starts", times)
    ends_at = _moment(given.day, given.ends, "ends", times)
    day: dict[str, str] = {}
    if given.day is None:
        day["day"] = "Please give the day, like this: 22/11/2026."
    elif starts_at is not None and starts_at <= unit.now:
        day["day"] = "This is in the past. Please check day and time."
    if starts_at and ends_at and ends_at <= starts_at:
        times["ends"] = "It would end before it begins. Please check both times."
    places: dict[str, str] = {}
    if not 1 <= given.capacity <= LARGEST:
        places["capacity"] = f"Please give the number of places, from 1 to {LARGEST:,}."
    # In the order of the form, which the list of what is wrong follows.
    where = _wrong_where(given)
    note = {name: where.pop(name) for name in ("note",) if name in where}
    wrong = _wrong_awards(house, given) | day | times | where | places | note
    if wrong or starts_at is None or ends_at is None:
        raise InvalidInput(wrong)
    return starts_at, ends_at


def _moment(
    day: date | None, at: time | None, field: str, wrong: dict[str, str]
) -> datetime | None:
    if at is None:
        wrong[field] = "Please give the time, like this: 14:00."
        return None
    found = moment_of(day, at) if day else None
    if day and found is None:
        wrong[field] = "The clocks go forward on this day: there is no such time. Choose another."
    return found


def _wrong_awards(house: House, given: EventGiven) -> dict[str, str]:
    modes = modes_by_award(house)
    wrong: dict[str, str] = {}
    if not given.award_ids or not set(given.award_ids) <= set(modes):
        wrong["award_ids"] = "Please choose the awards that this briefing is for."
    chosen = [modes[award] for award in given.award_ids if award in modes] or [*modes.values()]
    if any(given.mode not in counted for counted in chosen):
        wrong["mode"] = "Please choose how it is attended, in a way that counts for these awards."
    return wrong


def _wrong_where(given: EventGiven) -> dict[str, str]:
    texts: Mapping[str, tuple[str, int]] = {
        "place": (given.place, LONGEST_LINE),
        "link": (given.link, LONGEST_LINE),
        "note": (given.note, LONGEST_NOTE),
    }
    wrong = {
        name: f"Please keep this under {longest:,} characters."
        for name, (text, longest) in texts.items()
        if len(text) > longest
    }
    if not given.place and not given.link:
        wrong["place"] = "Please say where it is, or give the link to join it."
    if given.link and not _is_web_address(given.link):
        wrong["link"] = "Please give the whole address, beginning with https://"
    return wrong


def _is_web_address(link: str) -> bool:
    parts = urlsplit(link)
    whole = parts.scheme in {"https", "http"} and bool(parts.hostname)
    return whole and link.isprintable() and " " not in link
