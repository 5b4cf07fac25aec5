"""How the rows of a route were met, as the record sheet prints it.

What observers wrote and what the panel says to the mentor is not printed: the sheet goes to the
school as well, and may be shown to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lti_tool.domain.facts import (
    Applied,
    Briefed,
    Fact,
    HandedIn,
    Observed,
    PanelDecided,
    Practised,
)
from lti_tool.domain.progress import RequirementStatus
from lti_tool.domain.seats import Seat
from lti_tool.usecases.records import OpenRecord

_HANDED_IN = {"paper": "Handed in on paper", "here": "Handed in electronically"}


def route_words(record: OpenRecord, status: RequirementStatus) -> str:
    """How a requirement of the route was met; empty for what is not of it."""
    if any(isinstance(fact, Practised) for fact in status.facts):
        return _entries(status.facts)
    words = ""
    match status.because:
        case Applied():
            words = "Application sent"
        case Briefed() as fact:
            words = f"Attended {fact.mode}"
        case Observed() as fact:
            words = f"Observed by the {_seat(record, fact.seat)}"
        case HandedIn() as fact:
            words = _HANDED_IN.get(fact.how, "Handed in")
        case PanelDecided():
            words = f"Passed by the {_seat(record, Seat.PANEL)}"
    return words


def _entries(facts: Iterable[Fact]) -> str:
    """What the window counts, each with its days and what was chosen."""
    return "; ".join(_entry(fact) for fact in facts if isinstance(fact, Practised))


def _entry(fact: Practised) -> str:
    days = _day(fact.first)
    if fact.last != fact.first:
        days = f"{days} to {_day(fact.last)}"
    return f"{fact.detail}, {days}" if fact.detail else days


def _seat(record: OpenRecord, seat: Seat) -> str:
    return record.award.seat_names.get(seat) or record.scheme.seat_names.get(seat, str(seat))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
