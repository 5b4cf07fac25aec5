"""What a mentor is sent on entering an award, where the scheme has something to send."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WelcomeSheet:
    """A sheet to print that goes along: the id of its module, and its own in that module."""

    module: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """The words of the letter, and what goes along with it."""

    words: str
    sheets: tuple[WelcomeSheet, ...] = ()
