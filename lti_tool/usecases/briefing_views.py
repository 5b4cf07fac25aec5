"""What pages about briefings show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.requirements import BriefingAttended
from lti_tool.domain.schemes import Award, BriefingKind


@dataclass(frozen=True, slots=True)
class EventView:
    """A briefing in the calendar."""

    event_id: str
    award_ids: tuple[str, ...]
    award_titles: tuple[str, ...]
    mode: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    note: str
    capacity: int
    booked: int
    waiting: int
    sequence: int
    cancelled_reason: str | None
    """Why it was called off; None while it stands."""
    begun: bool

    @property
    def free(self) -> int:
        """Places that nobody has."""
        return max(0, self.capacity - self.booked)

    @property
    def stands(self) -> bool:
        """Whether it has not been called off."""
        return self.cancelled_reason is None


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A briefing as one mentor sees it."""

    event: EventView
    state: str
    """booked, waiting, or empty."""
    ahead: int
    """How many wait for longer."""
    counts: bool
    """Whether the mentor's award counts its mode."""


@dataclass(frozen=True, slots=True)
class BriefingsPage:
    """The calendar for one mentor and one award."""

    award: Award
    kind: BriefingKind
    asked: BriefingAttended
    attended_on: date | None
    may_book: bool
    """Whether the mentor is enrolled; before that the calendar is only shown."""
    mine: tuple[OwnPlace, ...]
    """What the mentor has a place on or waits for, and is still to come."""
    open: tuple[OwnPlace, ...]
    """What else is on."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """One mentor on the office's list of a briefing."""

    place_id: str
    enrolment_id: str
    mentor_name: str
    school: str
    award_title: str
    state: str
    attended: str
    """The mode, ``absent``, or empty while nothing is recorded."""


@dataclass(frozen=True, slots=True)
class EventPage:
    """A briefing with the people on it, for the office."""

    event: EventView
    attendees: tuple[Attendee, ...]
    """Those who have a place, by name; then those who wait, longest first."""
    modes: tuple[str, ...]
    """In which it can have been attended."""


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The office's calendar."""

    coming: tuple[EventView, ...]
    past: tuple[EventView, ...]
    """Newest first."""
