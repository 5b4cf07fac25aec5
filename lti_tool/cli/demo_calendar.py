"""Briefings for the demo's calendar, so that a mentor who is enrolled finds something to book."""

from __future__ import annotations

from datetime import date, time, timedelta

from lti_tool.usecases.briefing_calendar import EventGiven, modes_by_award, plan_for
from lti_tool.usecases.house import House

WEEKS = (1, 6)
"""Into next month and beyond."""
PLACES = ("Room 12, Demo University", "The hall, Oakfield School")
TUESDAY = 1


def plan_briefings(house: House, *, provider: str, issuer: str, sub: str) -> None:
    """Two briefings, for every award that begins with one; packs without any get none.

    Their days hang on the month, so that a demo that is started again within it adds nothing.
    """
    modes = modes_by_award(house)
    first = next(iter(modes.values()), ())
    shared = [mode for mode in first if all(mode in others for others in modes.values())]
    for weeks, place, mode in zip(WEEKS, PLACES, shared, strict=False):
        day = _tuesday(house.units.clock.today(), weeks)
        given = EventGiven(
            award_ids=tuple(modes),
            mode=mode,
            day=day,
            starts=time(13, 30),
            ends=time(16, 30),
            place=place,
            link="",
            note="Bring your list of trainees, with dates and without names.",
            capacity=12,
        )
        write_id = f"demo:{day.isoformat()}"
        plan_for(house, provider=provider, issuer=issuer, sub=sub, given=given, write_id=write_id)


def _tuesday(today: date, weeks: int) -> date:
    """A Tuesday so many weeks after the beginning of next month."""
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    day = following + timedelta(weeks=weeks)
    return day + timedelta(days=(TUESDAY - day.weekday()) % 7)
