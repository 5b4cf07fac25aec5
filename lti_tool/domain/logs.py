"""Logs that a mentor keeps while they mentor: of weekly meetings, of lessons that they watched.

A log is a form. Each entry has a day, a person whom it is with, and what the form asks for. It is
signed off by the mentor at the end of the meeting itself, and stays as it was signed. What turns
out otherwise is a further version that says what is different.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LogField:
    """Something to write for each entry: in words, or one of ``choices``."""

    name: str
    label: str
    required: bool = True
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class LogForm:
    """A log and the form of its entries; ``title`` names many of them, ``entry`` one."""

    id: str
    title: str
    entry: str
    intro: str
    day: str
    """The label of the day."""
    person: str
    """The label of whom it is with, such as "Trainee"."""
    fields: tuple[LogField, ...]
    sign_off: str
    """What the mentor agrees to by signing off."""
    acknowledge: str = ""
    """What whoever it is with may say about it by a mailed link; empty where nobody is asked."""
    minutes: int | None = None
    """How long it should take; None where its length is not asked for."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A page that shows the rows as what the mentor does, and what each of them evidences."""

    title: str
    intro: str


@dataclass(frozen=True, slots=True)
class Week:
    """One or more weeks on end, from a Monday, and the ids of what was done in them."""

    first: date
    weeks: int
    entries: tuple[str, ...]

    @property
    def last(self) -> date:
        """The Sunday of the last of them."""
        return self.first + self.weeks * WEEK - timedelta(days=1)


def weeks_of(held: Iterable[tuple[date, str]], until: date) -> tuple[Week, ...]:
    """The weeks from the first entry to ``until``, newest first; weeks without any in one.

    Args:
        held: day and id of each entry.
        until: a day of the last week that is shown.
    """
    by_monday: dict[date, list[str]] = {}
    for day, entry in sorted(held, reverse=True):
        by_monday.setdefault(_monday(day), []).append(entry)
    if not by_monday:
        return ()
    found: list[Week] = []
    monday = max(_monday(until), *by_monday)
    while monday >= min(by_monday):
        entries = tuple(by_monday.get(monday, ()))
        if not entries and found and not found[-1].entries:
            found[-1] = Week(monday, found[-1].weeks + 1, ())
        else:
            found.append(Week(monday, 1, entries))
        monday -= WEEK
    return tuple(found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def entry_digest(log: str, entry: str, number: int, values: Mapping[str, str]) -> str:
    """SHA-256 (hex) of an entry as it was signed off, over canonical JSON."""
    said = {"log": log, "entry": entry, "version": number, "values": dict(values)}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
