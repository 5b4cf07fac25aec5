"""Briefings as rows and as views: reading them, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from lti_tool.domain.requirements import BriefingAttended
from lti_tool.domain.schemes import Award
from lti_tool.errors import NotFound
from lti_tool.persistence.briefings import BriefingEvent, BriefingPlace
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.briefing_views import EventView
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

BOOKED, WAITING, GIVEN_BACK, ABSENT = "booked", "waiting", "given_back", "absent"
KEPT_ON_THE_LIST = timedelta(days=400)
"""How long past briefings stay in the office's list."""


def briefing_asked(award: Award) -> BriefingAttended | None:
    """The briefing that an award asks for."""
    found = (r for _, r in award.requirements() if isinstance(r, BriefingAttended))
    return next(found, None)


def awards_with_briefings(house: House) -> tuple[Award, ...]:
    """The awards on offer that begin with a briefing."""
    awards = (award for scheme in house.library.schemes for award in scheme.awards)
    return tuple(award for award in awards if briefing_asked(award) is not None)


def find_event(unit: UnitOfWork, provider_id: str, event_id: str) -> BriefingEvent:
    """A briefing of the provider.

    Raises:
        NotFound: there is none.
    """
    event = unit.session.get(BriefingEvent, event_id)
    if event is None or event.provider_id != provider_id:
        raise NotFound("There is no such briefing in the calendar.")
    return event


def lock_event(unit: UnitOfWork, visit: Visit, event_id: str) -> BriefingEvent:
    """The briefing, with everybody else who books on it waiting until this is done.

    Raises:
        NotFound: there is none.
    """
    query = select(BriefingEvent.id).where(BriefingEvent.id == event_id).with_for_update()
    unit.session.execute(query)
    return find_event(unit, visit.provider_id, event_id)


def places_of(unit: UnitOfWork, event_id: str, *states: str) -> Sequence[BriefingPlace]:
    """The places on a briefing in these states, longest waiting first."""
    query = (
        select(BriefingPlace)
        .where(BriefingPlace.event_id == event_id, BriefingPlace.state.in_(states))
        .order_by(BriefingPlace.asked_at, BriefingPlace.id)
    )
    return unit.session.scalars(query).all()


def event_views(
    house: House, unit: UnitOfWork, events: Iterable[BriefingEvent]
) -> tuple[EventView, ...]:
    """Briefings as pages show them, in two queries whatever their number."""
    events = list(events)
    counted = _counted(unit, [event.id for event in events])
    titles = {award.id: award.title for award in awards_with_briefings(house)}
    return tuple(_view(unit, event, counted, titles) for event in events)


def _counted(unit: UnitOfWork, event_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    query = (
        select(BriefingPlace.event_id, BriefingPlace.state, func.count())
        .where(BriefingPlace.event_id.in_(event_ids))
        .group_by(BriefingPlace.event_id, BriefingPlace.state)
    )
    return {(event_id, state): number for event_id, state, number in unit.session.execute(query)}


def _view(
    unit: UnitOfWork,
    event: BriefingEvent,
    counted: dict[tuple[str, str], int],
    titles: dict[str, str],
) -> EventView:
    return EventView(
        event_id=event.id,
        award_ids=tuple(event.awards),
        award_titles=tuple(titles.get(award, award) for award in event.awards),
        mode=event.mode,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        place=event.place,
        link=event.link,
        note=event.note,
        capacity=event.capacity,
        booked=counted.get((event.id, BOOKED), 0),
        waiting=counted.get((event.id, WAITING), 0),
        sequence=event.sequence,
        cancelled_reason=event.cancelled_reason if event.cancelled_at else None,
        begun=event.starts_at <= unit.now,
    )
