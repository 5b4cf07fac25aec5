"""Training sessions that the office plans, and mentors read of: a title, a day and a place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from lti_tool.errors import InvalidInput, NotFound
from lti_tool.persistence.evaluations import TrainingSession
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.mentor_gaps import only_office
from lti_tool.usecases.visits import Visit

LONGEST_TITLE = 150
LONGEST_LINE = 300
LONGEST_NOTE = 1_000
KEPT_ON_THE_LIST = timedelta(days=400)
NEXT = 5
"""Sessions that a mentor is shown."""


@dataclass(frozen=True, slots=True)
class SessionGiven:
    """A session as the office's form gives it; ``None`` for a day that was left empty."""

    title: str
    about: str
    day: date | None
    time_words: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as it is shown."""

    session_id: str
    title: str
    about: str
    day: date
    time_words: str
    place: str
    note: str
    stands: bool


@dataclass(frozen=True, slots=True)
class SessionList:
    """The office's list; what is over newest first."""

    coming: tuple[SessionView, ...]
    past: tuple[SessionView, ...]


def session_list(house: House, visit: Visit) -> SessionList:
    """Every session of the provider, those to come first.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    only_office(visit)
    with house.units.reading() as unit:
        query = select(TrainingSession).where(
            TrainingSession.provider_id == visit.provider_id,
            TrainingSession.day > unit.today - KEPT_ON_THE_LIST,
        )
        rows = unit.session.scalars(query.order_by(TrainingSession.day, TrainingSession.id)).all()
        today = unit.today
    views = [_view(row) for row in rows]
    return SessionList(
        coming=tuple(view for view in views if view.day >= today),
        past=tuple(view for view in reversed(views) if view.day < today),
    )


def sessions_to_come(house: House, visit: Visit) -> tuple[SessionView, ...]:
    """What is on next for the mentors of the visitor's provider."""
    with house.units.reading() as unit:
        return coming_sessions(unit, visit.provider_id)


def coming_sessions(unit: UnitOfWork, provider_id: str) -> tuple[SessionView, ...]:
    """The next sessions of a provider that have not been called off."""
    query = (
        select(TrainingSession)
        .where(
            TrainingSession.provider_id == provider_id,
            TrainingSession.day >= unit.today,
            TrainingSession.cancelled_at.is_(None),
        )
        .order_by(TrainingSession.day, TrainingSession.id)
        .limit(NEXT)
    )
    return tuple(_view(row) for row in unit.session.scalars(query))


def _view(row: TrainingSession) -> SessionView:
    return SessionView(
        session_id=row.id,
        title=row.title,
        about=row.about,
        day=row.day,
        time_words=row.time_words,
        place=row.place,
        note=row.note,
        stands=row.cancelled_at is None,
    )


def plan_session(house: House, visit: Visit, given: SessionGiven, *, write_id: str) -> None:
    """Put a session on the list; the same ``write_id`` sent twice makes one.

    Raises:
        InvalidInput: what is missing or cannot be, field by field.
        NotAllowed: the visitor is not of the office.
    """
    only_office(visit)
    with house.units.writing() as unit:
        day = _checked(given, unit.today)
        made = hashlib.sha256(f"session/{visit.provider_id}/{write_id}".encode()).hexdigest()[:32]
        if unit.session.get(TrainingSession, made) is None:
            unit.session.add(
                TrainingSession(
                    id=made,
                    provider_id=visit.provider_id,
                    title=given.title,
                    about=given.about[:32],
                    day=day,
                    time_words=given.time_words,
                    place=given.place,
                    note=given.note,
                    made_by=visit.person_id,
                    made_at=unit.now,
                )
            )


def _checked(given: SessionGiven, today: date) -> date:
    wrong: dict[str, str] = {}
    if not given.title:
        wrong["title"] = "Please say what the session is called."
    if not given.place:
        wrong["place"] = "Please say where it is, or how to join it."
    if given.day is None:
        wrong["day"] = "Please give the day, like this: 22/11/2026."
    elif given.day < today:
        wrong["day"] = "This day is over. Please check it."
    longest = {
        "title": (given.title, LONGEST_TITLE),
        "time_words": (given.time_words, 100),
        "place": (given.place, LONGEST_LINE),
        "note": (given.note, LONGEST_NOTE),
    }
    for name, (text, most) in longest.items():
        if len(text) > most:
            wrong[name] = f"Please keep this under {most:,} characters."
    if wrong or given.day is None:
        raise InvalidInput(wrong)
    return given.day


def call_off_session(house: House, visit: Visit, session_id: str) -> None:
    """Call a session off: mentors see it no more. Done twice, it is done once.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such session.
    """
    only_office(visit)
    with house.units.writing() as unit:
        row = unit.session.get(TrainingSession, session_id)
        if row is None or row.provider_id != visit.provider_id:
            raise NotFound("There is no such session on your list.")
        row.cancelled_at = row.cancelled_at or unit.now
