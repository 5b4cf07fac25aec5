"""The seats people sit in when they confirm, sign and decide (glossary: "seat").

A seat is a role in one award's paperwork, not an account: the same link tutor sits in that seat
for many mentors, and a scheme's own name for the seat stands in its pack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Seat(StrEnum):
    """Who acts, as the schemes name it."""

    MENTOR = "mentor"
    PCM = "pcm"
    LINK_TUTOR = "link_tutor"
    OFFICE = "office"
    PARTNERSHIP_MANAGER = "partnership_manager"
    PANEL = "panel"


class Role(StrEnum):
    """Who may enter which part of the tool through a launch."""

    MENTOR = "mentor"
    TUTOR = "tutor"
    OFFICE = "office"
    PARTNERSHIP_MANAGER = "partnership_manager"
    PANEL = "panel"


STAFF = {
    Role.OFFICE: Seat.OFFICE,
    Role.PARTNERSHIP_MANAGER: Seat.PARTNERSHIP_MANAGER,
    Role.PANEL: Seat.PANEL,
}
"""The provider's own people: their roles are granted by name, and each sits in one seat."""

_UNNAMED: dict[Seat, str] = {
    Seat.MENTOR: "Mentor",
    Seat.PCM: "PCM",
    Seat.LINK_TUTOR: "Link tutor",
    Seat.OFFICE: "Partnership office",
    Seat.PARTNERSHIP_MANAGER: "Partnership manager",
    Seat.PANEL: "Panel",
}
"""What a seat is called where a scheme does not say."""
_THEIR_OWN = frozenset({Seat.PCM, Seat.LINK_TUTOR})
"""Seats in which somebody sits for one mentor: "your tutor", but "the panel"."""


@dataclass(frozen=True, slots=True)
class SeatNames:
    """What a scheme, or one of its awards, calls its seats; said in sentences.

    A name with an abbreviation in brackets is said by it: "PCM" for "Professional Co-ordinating
    Mentor (PCM)". Ordinary words begin small, titles keep their capitals: "the link tutor", "the
    Professional Mentor".
    """

    names: Mapping[Seat, str] = field(default_factory=dict)

    def whole(self, seat: Seat) -> str:
        """The name as the scheme writes it."""
        return self.names.get(seat) or _UNNAMED[seat]

    def bare(self, seat: Seat) -> str:
        """The name as it goes on inside a sentence, without an article."""
        whole = self.whole(seat)
        short = _IN_BRACKETS.search(whole)
        return short[1] if short else _small(whole)

    def the(self, seat: Seat) -> str:
        """As anybody but the mentor reads it: "the link tutor"."""
        return f"the {self.bare(seat)}"

    def your(self, seat: Seat) -> str:
        """As the mentor reads it: "your PCM", "the panel", "you (the mentor)"."""
        if seat is Seat.MENTOR:
            return "you (the mentor)"
        return f"your {self.bare(seat)}" if seat in _THEIR_OWN else self.the(seat)


_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z]*)\)$")


def _small(name: str) -> str:
    """Its first letter small, unless it is a title ("Head Teacher") or an abbreviation."""
    first, *others = name.split()
    is_title = first[1:] != first[1:].lower() or any(word[:1].isupper() for word in others)
    return name if is_title else name[:1].lower() + name[1:]


def begun(words: str) -> str:
    """Words as they begin a sentence: "Your PCM"."""
    return words[:1].upper() + words[1:]
