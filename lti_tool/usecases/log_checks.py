"""What is typed into an entry of a log: as a draft keeps it, and whole enough to sign off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lti_tool.domain.answers import checked_text
from lti_tool.domain.logs import LogField, LogForm
from lti_tool.errors import InvalidInput

LONGEST = 5_000
"""Characters in one field: two pages, far more than a meeting leaves time to write."""
LONGEST_PERSON = 80
LONGEST_MINUTES = 600
OLDEST = timedelta(days=366)
"""How long ago an entry may have been: what is older is mostly a mistyped year."""
FIELD = "w-"
"""A form's own field is named this and its name, so that it collides with nothing."""
CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a window sends, by plain names, and what it knows of what is kept.

    ``writer`` is the window's own name: it goes on from what it sent before, even when it did not
    hear that that was kept.
    """

    values: Mapping[str, str]
    revision: int
    writer: str


def names_of(form: LogForm) -> tuple[str, ...]:
    """Every name that an entry may have: the day, whom it is with, and the form's own."""
    minutes = ("minutes",) if form.minutes is not None else ()
    return ("on", "person", *minutes, *(field.name for field in form.fields))


def draft_values(form: LogForm, typed: Mapping[str, str]) -> dict[str, str]:
    """What is kept of a draft: everything that the form asks for, whole or not.

    Raises:
        InvalidInput: something is too long, field by field.
    """
    found: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for name in (*names_of(form), CHANGED):
        text = checked_text(_key(form, name), typed.get(name, ""))
        found[name] = text
        if len(text) > LONGEST:
            wrong[_key(form, name)] = f"Please keep this under {LONGEST:,} characters."
    if wrong:
        raise InvalidInput(wrong)
    return found


def checked_entry(
    form: LogForm, draft: Mapping[str, str], today: date, *, correcting: bool
) -> tuple[dict[str, str], date]:
    """The entry as it can be signed off, and its day.

    Raises:
        InvalidInput: what is missing or cannot be, field by field.
    """
    day, wrong = _day(draft["on"], today)
    person = " ".join(draft["person"].split())
    wrong |= _wrong_person(form, person)
    clean = {"on": day.isoformat(), "person": person}
    if form.minutes is not None:
        minutes, problem = _minutes(draft["minutes"])
        clean["minutes"] = minutes
        wrong |= {"minutes": problem} if problem else {}
    for field in form.fields:
        problem = _problem(field, draft[field.name])
        clean[field.name] = draft[field.name]
        wrong |= {FIELD + field.name: problem} if problem else {}
    if correcting and not draft[CHANGED]:
        wrong[CHANGED] = "Please say in a few words what is different now."
    if wrong:
        raise InvalidInput(wrong)
    return clean, day


def _key(form: LogForm, name: str) -> str:
    """What the page calls a field."""
    return FIELD + name if any(field.name == name for field in form.fields) else name


def _day(typed: str, today: date) -> tuple[date, dict[str, str]]:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, {"on": "Please give the day, like this: 22/11/2026."}
    if day > today:
        return day, {"on": "This day is in the future. Sign it off when it has taken place."}
    if day < today - OLDEST:
        return day, {"on": "This day is more than a year ago. Please check the year."}
    return day, {}


def _wrong_person(form: LogForm, person: str) -> dict[str, str]:
    if not person:
        return {"person": f"Please fill in “{form.person}”: initials or a first name will do."}
    if len(person) > LONGEST_PERSON or not person.isprintable():
        return {"person": f"Please keep “{form.person}” to a name, {LONGEST_PERSON} letters long."}
    return {}


def _minutes(typed: str) -> tuple[str, str]:
    right = typed.isascii() and typed.isdigit() and len(typed) < 5
    minutes = int(typed) if right else 0
    if 1 <= minutes <= LONGEST_MINUTES:
        return str(minutes), ""
    return typed, f"Please give the minutes as a number from 1 to {LONGEST_MINUTES}, such as 60."


def _problem(field: LogField, text: str) -> str:
    if not text:
        return f"Please fill in “{field.label}”." if field.required else ""
    if field.choices and text not in field.choices:
        return f"Please choose one of the answers offered for “{field.label}”."
    return ""
