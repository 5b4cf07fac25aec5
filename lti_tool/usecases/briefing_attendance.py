"""Who was at a briefing, and how: recorded by the office from its list, or on a mentor's record.

What was recorded by mistake is withdrawn by another fact, and can be recorded anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import select

from lti_tool.domain import statements
from lti_tool.domain.applying import under_way
from lti_tool.domain.briefings import LONDON
from lti_tool.domain.facts import Briefed, Withdrawn
from lti_tool.domain.requirements import BriefingAttended
from lti_tool.domain.seats import Role, Seat
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.briefings import BriefingEvent, BriefingPlace
from lti_tool.persistence.database import new_id
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.briefing_events import (
    ABSENT,
    BOOKED,
    WAITING,
    awards_with_briefings,
    briefing_asked,
    event_views,
    find_event,
    lock_event,
    places_of,
)
from lti_tool.usecases.briefing_mail import title_of
from lti_tool.usecases.briefing_views import Attendee, EventPage
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.house import House
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    lock,
    open_record,
    visible_enrolment,
)
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit

EARLIEST = date(2000, 1, 1)
MISTAKEN = "Recorded otherwise."


def event_page(house: House, visit: Visit, event_id: str) -> EventPage:
    """A briefing with everybody on it.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such briefing.
    """
    _only_office(visit)
    with house.units.reading() as unit:
        event = find_event(unit, visit.provider_id, event_id)
        (view,) = event_views(house, unit, [event])
        places = [*places_of(unit, event_id, BOOKED), *places_of(unit, event_id, WAITING)]
        people = tuple(_attendees(house, unit, places))
    booked = sorted((p for p in people if p.state == BOOKED), key=lambda p: p.mentor_name.lower())
    modes = [event.mode, *_modes(house, event)]
    return EventPage(
        event=view,
        attendees=(*booked, *(p for p in people if p.state == WAITING)),
        modes=tuple(dict.fromkeys(modes)),
    )


def _only_office(visit: Visit) -> None:
    if not visit.is_a(Role.OFFICE):
        raise NotAllowed("This list is for the partnership office.")


def _modes(house: House, event: BriefingEvent) -> Iterator[str]:
    for award in awards_with_briefings(house):
        asked = briefing_asked(award)
        if award.id in event.awards and asked is not None:
            yield from asked.modes


def _attendees(house: House, unit: UnitOfWork, places: list[BriefingPlace]) -> Iterator[Attendee]:
    query = (
        select(Enrolment, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.id.in_([place.enrolment_id for place in places]))
    )
    found = {enrolment.id: (enrolment, name) for enrolment, name in unit.session.execute(query)}
    details = details_of_many(unit, [enrolment for enrolment, _ in found.values()])
    titles = {award.id: award.title for award in awards_with_briefings(house)}
    for place in places:
        enrolment, name = found[place.enrolment_id]
        given = details.get(enrolment.id, {})
        yield Attendee(
            place_id=place.id,
            enrolment_id=enrolment.id,
            mentor_name=given.get("mentor_name") or name or "(no name given)",
            school=given.get("school", ""),
            award_title=titles.get(enrolment.award_id, enrolment.award_id),
            state=place.state,
            attended=place.attended,
        )


def record_list(house: House, visit: Visit, event_id: str, said: Mapping[str, str]) -> None:
    """Record for each place how it was attended: a mode, or ``absent``; empty leaves it open.

    Raises:
        Conflict: the briefing has not begun, or was called off.
        InvalidInput: a mode that does not count, by place.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such briefing.
    """
    _only_office(visit)
    with house.units.writing() as unit:
        event = lock_event(unit, visit, event_id)
        if event.cancelled_at is not None or event.starts_at > unit.now:
            raise Conflict("Who was there is recorded once the briefing has begun.")
        places = {place.id: place for place in places_of(unit, event_id, BOOKED)}
        _check_said(house, event, places, said)
        for place_id, mode in said.items():
            if mode and places[place_id].attended != mode:
                _record_place(house, unit, visit, event, places[place_id], mode)


def _check_said(
    house: House,
    event: BriefingEvent,
    places: Mapping[str, BriefingPlace],
    said: Mapping[str, str],
) -> None:
    known = {"", ABSENT, event.mode, *_modes(house, event)}
    if not set(said) <= set(places) or not set(said.values()) <= known:
        raise InvalidInput({"attended": "Something was sent that is not on this list. Try again."})


def _record_place(
    house: House,
    unit: UnitOfWork,
    visit: Visit,
    event: BriefingEvent,
    place: BriefingPlace,
    mode: str,
) -> None:
    enrolment = unit.session.get_one(Enrolment, place.enrolment_id)
    lock(unit, enrolment)
    record = open_record(house, unit, enrolment)
    if record.issued:
        return  # a closed record stays as it is
    attendance = _Attendance(house, unit, record, visit.person_id)
    if place.fact_id is not None:
        attendance.withdraw(place.fact_id)
    place.attended, place.fact_id = mode, None
    if mode != ABSENT:
        on = event.starts_at.astimezone(LONDON).date()
        place.fact_id = attendance.keep(mode, on)


def record_one(
    house: House, visit: Visit, enrolment_id: str, *, mode: str, on: date | None
) -> None:
    """A tutor or the office records on a mentor's record that they were at a briefing.

    The same mode and day again change nothing.

    Raises:
        Conflict: the certificate has been issued, or the mentor is not enrolled yet.
        InvalidInput: a mode that does not count, or a day that cannot be, by field.
        NotAllowed: not this reader's to record.
        NotFound: not this reader's to see, or the award asks for no briefing.
    """
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        may_record(seats_of(visit, enrolment))
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        asked = _asked(record)
        if record.issued:
            raise Conflict(CLOSED)
        if not under_way(record.state.record):
            raise Conflict("The mentor is not enrolled yet: the application comes first.")
        day = _checked(asked, mode, on, unit.today)
        known = {(fact.mode, fact.on) for fact in attendances(record)}
        if (mode, day) not in known:
            _Attendance(house, unit, record, visit.person_id).keep(mode, day)


def may_record(seats: frozenset[Seat]) -> None:
    """Refuse everybody but the link tutor and the office.

    Raises:
        NotAllowed: not theirs.
    """
    if not seats & {Seat.LINK_TUTOR, Seat.OFFICE}:
        raise NotAllowed("A tutor or the office records this: nobody records it for themself.")


def _asked(record: OpenRecord) -> BriefingAttended:
    asked = briefing_asked(record.award)
    if asked is None:
        raise NotFound("This award asks for no briefing.")
    return asked


def _checked(asked: BriefingAttended, mode: str, on: date | None, today: date) -> date:
    wrong: dict[str, str] = {}
    if mode not in asked.modes:
        wrong["mode"] = "Please choose how the briefing was attended."
    if on is None or not EARLIEST <= on <= today:
        wrong["on"] = "Please give the day on which it was, today or earlier."
    if wrong or on is None:
        raise InvalidInput(wrong)
    return on


def attendances(record: OpenRecord) -> tuple[Briefed, ...]:
    """Recorded attendances that stand, earliest first."""
    withdrawn = {fact.fact for fact in record.facts if isinstance(fact, Withdrawn)}
    found = [f for f in record.facts if isinstance(f, Briefed) and f.id not in withdrawn]
    return tuple(sorted(found, key=lambda fact: (fact.on, fact.at, fact.id)))


def withdraw_one(house: House, visit: Visit, enrolment_id: str, fact_id: str) -> tuple[str, ...]:
    """Take back an attendance that was recorded by mistake; done twice, it is done once.

    Returns:
        Titles of signatures that this voided.

    Raises:
        Conflict: the certificate has been issued.
        NotAllowed: not this reader's to take back.
        NotFound: not this reader's to see, or no such attendance.
    """
    with house.units.writing() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        may_record(seats_of(visit, enrolment))
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        if record.issued:
            raise Conflict(CLOSED)
        if not any(isinstance(f, Briefed) and f.id == fact_id for f in record.facts):
            raise NotFound("There is no such attendance on this record.")
        if all(fact.id != fact_id for fact in attendances(record)):
            return ()
        query = select(BriefingPlace).where(BriefingPlace.fact_id == fact_id)
        for place in unit.session.scalars(query):
            place.attended, place.fact_id = "", None
        return _Attendance(house, unit, record, visit.person_id).withdraw(fact_id)


class _Attendance:
    """One mentor's attendance, open for change: facts with their statements."""

    def __init__(self, house: House, unit: UnitOfWork, record: OpenRecord, by: str) -> None:
        self._house, self._unit, self._record, self._by = house, unit, record, by
        mentor = record.enrolment.person_id
        self._mentor = mentor
        self._context = context_for(house, unit, person_id=mentor, enrolment=record.enrolment)
        self._briefing = Named(_asked(record).briefing, title_of(record))

    def keep(self, mode: str, on: date) -> str:
        """The attendance; its fact's id."""
        unit, record = self._unit, self._record
        fact = Briefed(
            id=new_id(),
            on=on,
            at=unit.now,
            by=self._by,
            briefing=self._briefing.id,
            mode=mode,
        )
        add_facts(self._house, unit, record.enrolment, [fact])
        told = statements.briefing_attended(
            self._context,
            event_id=fact.id,
            award=award_named(record.award),
            briefing=self._briefing,
        )
        keep_statement(unit, self._mentor, told)
        return fact.id

    def withdraw(self, fact_id: str) -> tuple[str, ...]:
        """It counts no more; titles of signatures that this voided."""
        unit, record = self._unit, self._record
        gone = Withdrawn(
            id=new_id(),
            on=unit.today,
            at=unit.now,
            by=self._by,
            fact=fact_id,
            reason=MISTAKEN,
        )
        voided = add_facts(self._house, unit, record.enrolment, [gone])
        told = statements.attendance_withdrawn(
            self._context,
            event_id=gone.id,
            award=award_named(record.award),
            briefing=self._briefing,
            recorded=fact_id,
        )
        keep_statement(unit, self._mentor, told)
        return voided
