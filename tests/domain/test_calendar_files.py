"""Calendar files: what RFC 5545 asks of every line, and what a briefing's says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.calendar_files import CalendarEvent, calendar_file

EVENT = CalendarEvent(
    uid="briefing-7@mentors.example.ac.uk",
    sequence=2,
    changed_at=datetime(2027, 3, 1, 9, 30, tzinfo=UTC),
    starts_at=datetime(2027, 4, 1, 13, 0, tzinfo=UTC),
    ends_at=datetime(2027, 4, 1, 16, 30, tzinfo=UTC),
    title="Briefing: QMS",
    place="Room 4; Fusehill Street, Carlisle",
    description="Bring your list.\nBack\\slash.",
    organiser='The "office"',
    organiser_email="office@example.ac.uk",
)
TEXTS = st.text(max_size=300)


def unfolded(file: str) -> list[str]:
    return file.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def value(file: str, name: str) -> str:
    (found,) = (line for line in unfolded(file) if line.startswith((f"{name}:", f"{name};")))
    return found[len(name) :]


def plain(text: str) -> str:
    """A TEXT value read back, as a calendar does."""
    out, characters = "", iter(text)
    for character in characters:
        if character == "\\":
            following = next(characters)
            out += "\n" if following in "nN" else following
        else:
            out += character
    return out


def test_it_says_when_where_and_which_state_it_is() -> None:
    file = calendar_file(EVENT)
    assert value(file, "METHOD") == ":PUBLISH"
    assert value(file, "UID") == ":briefing-7@mentors.example.ac.uk"
    assert value(file, "SEQUENCE") == ":2"
    assert value(file, "DTSTART") == ":20270401T130000Z"
    assert value(file, "DTEND") == ":20270401T163000Z"
    assert value(file, "DTSTAMP") == ":20270301T093000Z"
    assert value(file, "STATUS") == ":CONFIRMED"
    assert value(file, "ORGANIZER") == ";CN=\"The 'office'\":mailto:office@example.ac.uk"
    assert value(file, "LOCATION") == ":Room 4\\; Fusehill Street\\, Carlisle"
    assert plain(value(file, "DESCRIPTION")[1:]) == "Bring your list.\nBack\\slash."


def test_a_briefing_that_is_called_off_says_so() -> None:
    assert value(calendar_file(replace(EVENT, cancelled=True)), "STATUS") == ":CANCELLED"


def test_a_publication_names_an_organiser_even_without_an_address() -> None:
    file = calendar_file(replace(EVENT, organiser_email=None))
    assert value(file, "ORGANIZER").endswith(":invalid:nomail")


@pytest.mark.parametrize("forged", ["\r\nATTENDEE:mailto:x@y.example", "\nEND:VEVENT", "\x0b\x85"])
def test_no_text_begins_a_line_of_its_own(forged: str) -> None:
    file = calendar_file(replace(EVENT, title=f"A{forged}", place=forged, organiser=forged))
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded(file)]
    assert names.count("END") == 2
    assert "ATTENDEE" not in names


@given(TEXTS, TEXTS)
def test_lines_are_short_ended_rightly_and_lose_nothing(title: str, description: str) -> None:
    file = calendar_file(replace(EVENT, title=title, description=description))
    assert file.endswith("\r\n")
    for line in file.removesuffix("\r\n").split("\r\n"):
        assert len(line.encode(errors="surrogatepass")) <= 75
    printable = "".join(c for c in title if c.isprintable() or c in "\r\n")
    printable = printable.replace("\r\n", "\n").replace("\r", "\n")
    assert plain(value(file, "SUMMARY")[1:]) == printable
