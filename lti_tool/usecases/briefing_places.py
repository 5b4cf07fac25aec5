"""A mentor's place on a briefing: book it, wait for it, give it back.

Who waits longest gets the place that becomes free, at once and by itself, and is told by mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from lti_tool.domain.applying import under_way
from lti_tool.domain.briefings import moving_up
from lti_tool.domain.requirements import BriefingAttended
from lti_tool.errors import Conflict, NotFound
from lti_tool.persistence.briefings import BriefingEvent, BriefingPlace
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.briefing_events import (
    BOOKED,
    GIVEN_BACK,
    WAITING,
    briefing_asked,
    event_views,
    find_event,
    lock_event,
    places_of,
)
from lti_tool.usecases.briefing_mail import GIVE_BACK, calendar_of, tell_place
from lti_tool.usecases.briefing_views import BriefingsPage, EventView, OwnPlace
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.house import House
from lti_tool.usecases.records import OpenRecord, lock, open_record, own_enrolment
from lti_tool.usecases.visits import Visit

HELD = (BOOKED, WAITING)


def briefings_page(house: House, visit: Visit, award_id: str) -> BriefingsPage:
    """What is on for the mentor's award, and what they have a place on.

    Raises:
        NotFound: the award asks for no briefing, or the visitor has not entered it.
    """
    with house.units.reading() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        record = open_record(house, unit, enrolment)
        asked = _asked(record)
        events = [e for e in _coming(unit, visit) if record.award.id in e.awards]
        held = _held(unit, enrolment.id)
        ahead = _ahead(unit, [event.id for event in events])
        views = event_views(house, unit, events)
    places = [_own(view, held, ahead, asked) for view in views]
    (kind,) = (k for k in record.award.briefings if k.id == asked.briefing)
    return BriefingsPage(
        award=record.award,
        kind=kind,
        asked=asked,
        attended_on=_attended_on(record),
        may_book=under_way(record.state.record) and not record.issued,
        mine=tuple(place for place in places if place.state),
        open=tuple(place for place in places if not place.state and place.counts),
    )


def _asked(record: OpenRecord) -> BriefingAttended:
    asked = briefing_asked(record.award)
    if asked is None:
        raise NotFound("This award asks for no briefing. Its page shows what it asks for.")
    return asked


def _attended_on(record: OpenRecord) -> date | None:
    for row in record.state.record.criteria:
        for status in row.requirements:
            if isinstance(status.requirement, BriefingAttended):
                return status.on
    return None


def _coming(unit: UnitOfWork, visit: Visit) -> Sequence[BriefingEvent]:
    query = (
        select(BriefingEvent)
        .where(
            BriefingEvent.provider_id == visit.provider_id,
            BriefingEvent.starts_at > unit.now,
            BriefingEvent.cancelled_at.is_(None),
        )
        .order_by(BriefingEvent.starts_at)
    )
    return unit.session.scalars(query).all()


def _held(unit: UnitOfWork, enrolment_id: str) -> dict[str, BriefingPlace]:
    """The mentor's places, by briefing."""
    query = select(BriefingPlace).where(
        BriefingPlace.enrolment_id == enrolment_id, BriefingPlace.state.in_(HELD)
    )
    return {place.event_id: place for place in unit.session.scalars(query)}


def _ahead(unit: UnitOfWork, event_ids: Sequence[str]) -> dict[str, list[str]]:
    """Of each briefing: the enrolments that wait, longest first."""
    query = (
        select(BriefingPlace.event_id, BriefingPlace.enrolment_id)
        .where(BriefingPlace.event_id.in_(event_ids), BriefingPlace.state == WAITING)
        .order_by(BriefingPlace.asked_at, BriefingPlace.id)
    )
    found: dict[str, list[str]] = {}
    for event_id, enrolment_id in unit.session.execute(query):
        found.setdefault(event_id, []).append(enrolment_id)
    return found


def _own(
    view: EventView,
    held: dict[str, BriefingPlace],
    ahead: dict[str, list[str]],
    asked: BriefingAttended,
) -> OwnPlace:
    mine = held.get(view.event_id)
    waiting = ahead.get(view.event_id, [])
    before = waiting.index(mine.enrolment_id) if mine and mine.enrolment_id in waiting else 0
    return OwnPlace(view, mine.state if mine else "", before, view.mode in asked.modes)


def book(house: House, visit: Visit, award_id: str, event_id: str) -> str:
    """Take a place, or where none is free one on the waiting list; twice is once.

    Returns:
        ``booked`` or ``waiting``.

    Raises:
        Conflict: it has begun or been called off, the mentor holds another place, or is not
            enrolled yet.
        NotFound: there is no such briefing for this award.
    """
    with house.units.writing() as unit:
        event = lock_event(unit, visit, event_id)
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        held = _held(unit, enrolment.id)
        if event_id in held:
            return held[event_id].state
        _check(unit, record, event)
        _refuse_second(unit, held)
        free = len(places_of(unit, event_id, BOOKED)) < event.capacity
        place = _place(unit, event, enrolment.id, BOOKED if free else WAITING)
        _tell_booked(house, unit, event, place)
        return place.state


def _place(unit: UnitOfWork, event: BriefingEvent, enrolment_id: str, state: str) -> BriefingPlace:
    """A new place, or the one that was given back, at the end of the queue."""
    query = select(BriefingPlace).where(
        BriefingPlace.event_id == event.id, BriefingPlace.enrolment_id == enrolment_id
    )
    place = unit.session.scalar(query)
    if place is None:
        place = BriefingPlace(event_id=event.id, enrolment_id=enrolment_id)
        unit.session.add(place)
    place.state = state
    place.asked_at = place.told_at = unit.now
    place.reminded = None
    unit.session.flush()
    return place


def _check(unit: UnitOfWork, record: OpenRecord, event: BriefingEvent) -> None:
    asked = _asked(record)
    if record.award.id not in event.awards or event.mode not in asked.modes:
        raise NotFound("This briefing is not for your award. The calendar shows those that are.")
    if record.issued:
        raise Conflict(CLOSED)
    if event.cancelled_at is not None:
        raise Conflict("This briefing has been called off. Please choose another.")
    if event.starts_at <= unit.now:
        raise Conflict("This briefing has begun. Please choose another.")
    if not under_way(record.state.record):
        raise Conflict(
            "You can book once your application is signed and you are enrolled. Your record shows "
            "who has it now."
        )


def _refuse_second(unit: UnitOfWork, held: dict[str, BriefingPlace]) -> None:
    """One place at a time, so that there is room for everybody."""
    query = select(BriefingEvent.id).where(
        BriefingEvent.id.in_(list(held)), BriefingEvent.starts_at > unit.now
    )
    if unit.session.scalar(query) is not None:
        raise Conflict(
            "You have a place on another briefing, or wait for one. Give that one back first; "
            "then you can take this one."
        )


def _tell_booked(
    house: House, unit: UnitOfWork, event: BriefingEvent, place: BriefingPlace
) -> None:
    booked = place.state == BOOKED
    said = (
        ["You have a place: {title} for the {award}.", "{when}.", GIVE_BACK]
        if booked
        else [
            "No place is free just now, so you are on the waiting list: {title} for the {award}, "
            "{when}.",
            "When a place becomes free you get it by itself, and a mail that says so. You can "
            "leave the list on the page of your award in the course.",
        ]
    )
    tell_place(
        house,
        unit,
        event,
        place,
        cause=f"{place.state}:{unit.now.isoformat()}",
        subject="Your place: {title}" if booked else "Waiting list: {title}",
        paragraphs=said,
        calendar=booked,
    )


def give_back(house: House, visit: Visit, award_id: str, event_id: str) -> None:
    """Give one's place back, or leave the waiting list; who waits longest moves up. Twice is once.

    Raises:
        Conflict: the briefing has begun.
        NotFound: there is no such briefing.
    """
    with house.units.writing() as unit:
        event = lock_event(unit, visit, event_id)
        enrolment = own_enrolment(unit, visit, award_id)
        place = _held(unit, enrolment.id).get(event_id)
        if place is None:
            return
        if event.starts_at <= unit.now:
            raise Conflict("This briefing has begun, so the place stays on the list.")
        place.state = GIVEN_BACK
        unit.session.flush()
        fill_places(house, unit, event)


def fill_places(house: House, unit: UnitOfWork, event: BriefingEvent) -> None:
    """Let those who wait longest have what is free, and tell them."""
    if event.cancelled_at is not None or event.starts_at <= unit.now:
        return
    booked = len(places_of(unit, event.id, BOOKED))
    for place in moving_up(places_of(unit, event.id, WAITING), booked, event.capacity):
        place.state = BOOKED
        tell_place(
            house,
            unit,
            event,
            place,
            cause=f"moved-up:{unit.now.isoformat()}",
            subject="You have a place now: {title}",
            paragraphs=[
                "A place has become free, and it is yours: {title} for the {award}.",
                "{when}.",
                GIVE_BACK,
            ],
        )
    unit.session.flush()


def own_calendar_file(house: House, visit: Visit, award_id: str, event_id: str) -> str:
    """The briefing as a calendar file, for a mentor who has a place on it.

    Raises:
        NotFound: they have none.
    """
    with house.units.reading() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        event = find_event(unit, visit.provider_id, event_id)
        place = _held(unit, enrolment.id).get(event_id)
        if place is None or place.state != BOOKED:
            raise NotFound("You have no place on this briefing.")
        return calendar_of(house, unit, event, open_record(house, unit, enrolment))
