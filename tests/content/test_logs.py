"""Logs that an award asks for, and its page of what the mentor does: read whole, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content.library import load_packs
from lti_tool.domain.logs import LogField, Overview
from lti_tool.domain.requirements import LogKept
from lti_tool.errors import ContentError

from .packs import edited, line_of, write

FILE = "acme/scheme.yaml"
LOGS = """\
    closing:
      - id: CLOSING.1
        title: Meetings
        words: Meetings are held.
        source: page 3
        beside: [meeting]
        requires:
          - log: meeting
            at_least: 6
            words: Six meetings
    overview:
      title: What I do
      intro: Say what you do.
    logs:
      - id: meeting
        title: Weekly meetings
        entry: Weekly meeting
        intro: An hour.
        day: Day of the meeting
        person: Trainee
        minutes: 60
        fields:
          - name: progress
            label: Progress
          - name: mood
            label: How was it?
            kind: choice
            choices: [Fine, Hard]
            required: false
            hint: One word.
        sign_off: This is what we said.
        acknowledge: I was there.
    signatures:
"""
GOOD = edited(FILE, "    signatures:\n", LOGS)


def test_a_log_is_read_with_its_form(tmp_path: Path) -> None:
    award = load_packs([write(tmp_path, GOOD)]).award("acme/first")
    form = award.log("meeting")
    assert (form.title, form.entry, form.day, form.person) == (
        "Weekly meetings", "Weekly meeting", "Day of the meeting", "Trainee",
    )  # fmt: skip
    assert form.fields == (
        LogField("progress", "Progress"),
        LogField("mood", "How was it?", required=False, choices=("Fine", "Hard"), hint="One word."),
    )
    assert (form.minutes, form.sign_off, form.acknowledge) == (
        60, "This is what we said.", "I was there.",
    )  # fmt: skip
    (row,) = award.closing
    assert row.requirements == (LogKept("CLOSING.1/meeting", "meeting", 6, "Six meetings"),)
    assert row.beside == ("meeting",)
    assert award.overview == Overview("What I do", "Say what you do.")


def test_without_length_and_link_nothing_of_them_is_asked(tmp_path: Path) -> None:
    files = edited(FILE, "        minutes: 60\n", "", GOOD)
    files = edited(FILE, "        acknowledge: I was there.\n", "", files)
    form = load_packs([write(tmp_path, files)]).award("acme/first").log("meeting")
    assert (form.minutes, form.acknowledge) == (None, "")


MISTAKES = [
    ("- log: meeting", "- log: meetings", "- log: meetings", "did you mean `meeting`?"),
    ("            at_least: 6\n", "", "- log: meeting", "`at_least` is missing"),
    ("at_least: 6", "at_least: 0", "at_least: 0", "at least 1"),
    ("beside: [meeting]", "beside: [meeting, watch]", "beside: [meeting, watch]",
     "there is no log `watch`"),
    ("          - log: meeting\n            at_least: 6\n            words: Six meetings\n",
     "          - confirmation: x\n            seats: [pcm]\n            words: X\n"
     "            ask: X.\n", "      - id: meeting", "no criterion asks for the log `meeting`"),
    ("        sign_off: This is what we said.\n", "", "- id: meeting", "`sign_off` is missing"),
    ("minutes: 60", "minutes: an hour", "minutes: an hour", "a whole number"),
    ("minutes: 60", "minutes: 601", "minutes: 601", "at most 600"),
    ("          - name: progress\n", "          - name: person\n", "- name: person",
     "every entry has `person` by itself"),
    ("            kind: choice\n", "            kind: date\n", "kind: date",
     "of the kind text or choice, not date"),
    ("            kind: choice\n", "", "          - name: mood", "and no other, has `choices`"),
    ("choices: [Fine, Hard]", "choices: [Fine, Fine]", "choices: [Fine, Fine]",
     "another choice is called"),
    ("- name: mood", "- name: progress", "- name: progress\n            label: How",
     "another field is called `progress`"),
    ("        acknowledge:", "        acknowlege:", "acknowlege", "did you mean `acknowledge`?"),
    ("      intro: Say what you do.\n", "", "    overview:", "`intro` is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "near", "message"), MISTAKES)
def test_a_mistake_is_named_where_it_is(
    tmp_path: Path, old: str, new: str, near: str, message: str
) -> None:
    files = edited(FILE, old, new, GOOD)
    with pytest.raises(ContentError) as wrong:
        load_packs([write(tmp_path, files)])
    there = [(m.file, m.line) for m in wrong.value.mistakes if message in m.message]
    assert there, wrong.value.mistakes
    assert (FILE, line_of(FILE, near, files)) in there
