"""Mistakes on a route with an application, briefing, portfolio and panel, each at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content import load_packs
from lti_tool.domain.welcomes import Welcome, WelcomeSheet
from lti_tool.errors import ContentError, Mistake

from .packs import edited, line_of, write
from .requiring import FILE, WHOLE

APPLICATION = """\
          - activity: trainee
            at_least: 2
            months: 36
            words: Two trainees in three years
      - id: ALL.6
        title: Applied
        words: The mentor applies.
        source: page 6
        requires:
          - application: form
            after: [ALL.1, ALL.4]
            words: The application is sent
          - confirmation: signed
            seats: [link_tutor]
            words: The tutor signs it
            ask: I sign it.
"""
ROUTE = edited(
    FILE,
    "          - activity: trainee\n            at_least: 2\n            months: 36\n"
    "            words: Two trainees in three years\n",
    APPLICATION,
    WHOLE,
)
ROUTE = edited(
    FILE,
    "        title: A trainee mentored\n        words: From their first to their last day.\n",
    "        title: A trainee mentored\n        words: From their first to their last day.\n"
    "        choices: [Autumn, Spring]\n        one_day: true\n",
    ROUTE,
)
ROUTE = edited(
    FILE,
    "            months: 12\n            words: Handed in",
    "            months: 12\n            about: [AB1, ALL.3]\n            words: Handed in",
    ROUTE,
)
SUMMARY = "    summary: One of everything.\n"
WELCOME = """\
    summary: One of everything.
    welcome:
      words: The handbook goes along.
      sheets: [acme/basics/agenda]
"""
BRIEFING = """\
          - briefing: start
            modes: [in person, online]
            module: acme/basics
            words: The briefing is attended
"""


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        load_packs([folder])
    return caught.value.mistakes


def test_the_route_itself_has_no_mistake(tmp_path: Path) -> None:
    award = load_packs([write(tmp_path, ROUTE)]).award("oak/all")
    (activity,) = award.activities
    assert (activity.choices, activity.one_day) == (("Autumn", "Spring"), True)


MISTAKES = [
    # The application and what comes before it
    ("- application: form", "- application: The form", "- application: The form",
     "must be small letters"),
    ("            after: [ALL.1, ALL.4]\n", "", "- application: form", "`after` is missing"),
    ("after: [ALL.1, ALL.4]", "after: []", "after: []", "at least 1"),
    ("after: [ALL.1, ALL.4]", "after: [ALL.1, ALL.14]", "after: [ALL.1, ALL.14]",
     "there is no criterion `ALL.14`"),
    ("after: [ALL.1, ALL.4]", "after: [ALL.1, ALL.6]", "after: [ALL.1, ALL.6]",
     "ALL.6 asks for this application, so nobody could apply"),
    ("after: [ALL.1, ALL.4]", "after: [ALL.1, ALL.5]", "after: [ALL.1, ALL.5]",
     "ALL.5 asks for an observation, which comes once the mentor has applied"),
    ("          - confirmation: signed", "          - application: again\n"
     "            after: [ALL.1]\n            words: Again\n          - confirmation: signed",
     "- application: again", "an award is applied for once; delete one"),
    ("after: [ALL.1, ALL.4]", "after: [ALL.1, ALL.4]\n            by: tomorrow", "by: tomorrow",
     "`by`"),
    # What was done
    ("choices: [Autumn, Spring]", "choices: [Autumn]", "choices: [Autumn]",
     "one choice is none; give more, or delete it"),
    ("choices: [Autumn, Spring]", "choices: [Autumn, Autumn]", "choices: [Autumn, Autumn]",
     "another choice is called `Autumn`"),
    ("choices: [Autumn, Spring]", "choices: Autumn", "choices: Autumn", "must be a list"),
    ("one_day: true", "one_day: one", "one_day: one", "must be true or false"),
    ("            at_least: 2\n            months: 36\n", "            months: 36\n",
     "- activity: trainee", "`at_least` is missing"),
    ("at_least: 2", "at_least: 0", "at_least: 0", "must be at least 1"),
    # Windows and dates
    ("months: 36", "months: 0", "months: 0", "must be at least 1"),
    ("months: 36", "months: 121", "months: 121", "must be at most 120"),
    ("months: 36", "months: three years", "months: three years", "must be a whole number"),
    ("months: 36", "months: 1.5", "months: 1.5", "must be a whole number"),
    ("months: 36", "years: 3", "years: 3", "`years`"),
    ("months: 12", "months: -12", "months: -12", "must be at least 1"),
    ("months: 12", "months: 2027-01-01", "months: 2027-01-01", "must be a whole number"),
    # Briefing, observation, portfolio, panel
    ("modes: [in person, online]", "modes: []", "modes: []", "at least 1"),
    ("            modes: [in person, online]\n", "", "- briefing: start", "`modes` is missing"),
    ("          - observation: feedback", BRIEFING + "          - observation: feedback",
     BRIEFING + "          - observation: feedback", "an award begins with one briefing"),
    ("seats: [link_tutor, pcm]", "seats: [tutor, pcm]", "seats: [tutor, pcm]", "must be one of"),
    ("about: [AB1, ALL.3]", "about: [AB1, AB9]", "about: [AB1, AB9]",
     "there is no standard or criterion `AB9`"),
    ("about: [AB1, ALL.3]", "about: AB1", "about: AB1", "must be a list"),
    ("          - portfolio: start\n            months: 12\n            about: [AB1, ALL.3]\n"
     "            words: Handed in within a year\n", "", "- panel: decision",
     "the panel decides about a portfolio, but no criterion of this award asks for one"),
    ("          - panel: decision\n", "          - panel: other\n            words: Another\n"
     "          - panel: decision\n", "- panel: decision", "one panel decides about an award"),
    ("- panel: decision", "- panel: [a, b]", "- panel: [a, b]", "must be"),
    # The letter on entering
    (SUMMARY,
     WELCOME.replace("basics/agenda", "basics/agendas"), "acme/basics/agendas",
     "there is no sheet to print in acme/basics `agendas`; did you mean `agenda`?"),
    (SUMMARY, WELCOME.replace("acme/basics/agenda", "acme/basic/agenda"),
     "acme/basic/agenda", "there is no module `acme/basic`"),
    (SUMMARY, WELCOME.replace("acme/basics/agenda", "agenda.md"),
     "agenda.md", "a pack, a module and a sheet to print in it"),
    (SUMMARY, WELCOME.replace("      words: The handbook goes along.\n", ""),
     "welcome:", "`words` is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "near", "message"), MISTAKES)
def test_a_mistake_is_named_where_it_is(
    tmp_path: Path, old: str, new: str, near: str, message: str
) -> None:
    files = edited(FILE, old, new, ROUTE)
    found = mistakes_in(write(tmp_path, files))
    there = [(m.file, m.line) for m in found if message in m.message]
    assert there, [str(one) for one in found]
    assert (FILE, line_of(FILE, near, files)) in there


def test_a_welcome_names_its_sheets(tmp_path: Path) -> None:
    files = edited(FILE, SUMMARY, WELCOME, ROUTE)
    found = load_packs([write(tmp_path, files)]).award("oak/all").welcome
    assert found == Welcome("The handbook goes along.", (WelcomeSheet("acme/basics", "agenda"),))
