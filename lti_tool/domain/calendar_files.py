"""A briefing as a calendar file (RFC 5545, iCalendar; RFC 5546 for ``METHOD:PUBLISH``).

Times are written in UTC, so that no rule about clocks has to travel with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75
"""Octets of a content line before it is folded (RFC 5545, 3.1)."""
NO_ADDRESS = "invalid:nomail"
"""The organiser of somebody who has no address: a PUBLISH must name one (RFC 5546, 3.2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """What a calendar needs to know; ``sequence`` grows with every change (RFC 5545, 3.8.7.4)."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    description: str
    organiser: str
    organiser_email: str | None
    link: str = ""
    cancelled: bool = False


def calendar_file(event: CalendarEvent) -> str:
    """The file, lines ended as the standard wants them."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(event))


def _lines(event: CalendarEvent) -> Iterator[str]:
    address = f"mailto:{event.organiser_email}" if event.organiser_email else NO_ADDRESS
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Mentor modules//Briefings//EN"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{_utc(event.changed_at)}"
    yield f"LAST-MODIFIED:{_utc(event.changed_at)}"
    yield f"DTSTART:{_utc(event.starts_at)}"
    yield f"DTEND:{_utc(event.ends_at)}"
    yield f"SUMMARY:{_text(event.title)}"
    yield f"ORGANIZER;CN={_parameter(event.organiser)}:{address}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.link:
        yield f"URL:{event.link}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """RFC 5545, 3.3.11: what would end a value is escaped, and nothing unprintable is let in."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = escaped.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join("".join(c for c in line if c.isprintable()) for line in lines)


def _parameter(words: str) -> str:
    """A quoted parameter value: it can hold no quotation mark (RFC 5545, 3.2)."""
    kept = (c for c in words.replace('"', "'") if c.isprintable())
    return f'"{"".join(kept)}"'


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a character."""
    pieces: list[bytes] = [b""]
    for character in line:
        encoded = character.encode()
        # every line but the first begins with the space that marks it
        if len(pieces[-1]) + len(encoded) > LONGEST_LINE - (len(pieces) > 1):
            pieces.append(b"")
        pieces[-1] += encoded
    return "\r\n ".join(piece.decode() for piece in pieces)
