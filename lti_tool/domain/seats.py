"""The seats people sit in when they confirm, sign and decide (glossary: "seat").

A seat is a role in one award's paperwork, not an account: the same link tutor sits in that seat
for many mentors, and a scheme's own name for the seat stands in its pack.
"""

from __future__ import annotations

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

SEAT_WORDS: dict[Seat, str] = {
    Seat.MENTOR: "you (the mentor)",
    Seat.PCM: "your PCM",
    Seat.LINK_TUTOR: "your link tutor",
    Seat.OFFICE: "the partnership office",
    Seat.PARTNERSHIP_MANAGER: "the partnership manager",
    Seat.PANEL: "the panel",
}
