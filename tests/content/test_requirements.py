"""Every kind of requirement, every shared audit, and what awards ask of each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content import Library, load_packs
from lti_tool.domain import requirements as r
from lti_tool.domain.schemes import AuditNote
from lti_tool.domain.seats import Seat
from lti_tool.errors import ContentError, Mistake

from .packs import edited, line_of, write
from .requiring import AUDITS, FILE, WHOLE


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_packs([write(tmp_path_factory.mktemp("oak"), WHOLE)])


def test_each_kind_becomes_what_it_says(library: Library) -> None:
    found = {one.id: one for _, one in library.award("oak/all").requirements()}
    seats = (Seat.LINK_TUTOR, Seat.PCM)
    assert [*found.values()] == [
        r.EarlierAward("ALL.1/award", ("oak/first", "acme/first"), "An earlier award"),
        r.ModuleCompletion("ALL.2/basics", "acme/basics", "The module is complete"),
        r.AuditCompletion("ALL.2/look", "look", "The look is done"),
        r.AuditCompletion("ALL.2/leaves-reviewed", "oak/leaves", "The leaves are reviewed", True),
        r.EvidenceFor("ALL.3/evidence-ab1", "AB1", 3, "Three pieces for Standard 1"),
        r.EvidenceFor("ALL.3/evidence-all-3", "ALL.3", 1, "One piece for this row", False),
        r.ReflectionWritten("ALL.3/closing", "closing", 50, "The closing reflection"),
        r.Engagement("ALL.4/engagement", 365, "A year of mentoring"),
        r.WithinWindow("ALL.4/trainee", "trainee", 2, 36, "Two trainees in three years"),
        r.BriefingAttended(
            "ALL.5/start", "start", ("in person", "online"), "The briefing is attended",
            "acme/basics",
        ),
        r.Observation("ALL.5/feedback", "feedback", seats, "Feedback is observed"),
        r.PortfolioWithin("ALL.5/portfolio", "start", 12, "Handed in within a year"),
        r.PanelPass("ALL.5/decision", "The panel passes it"),
    ]  # fmt: skip


def test_a_shared_audit_is_every_statement_of_its_standards(library: Library) -> None:
    (_, leaves) = library.award("oak/all").audits
    assert (leaves.id, leaves.shared) == ("oak/leaves", True)
    (group,) = leaves.groups
    assert (group.id, group.title, [item.id for item in group.items]) == (
        "AB1", "Forms", ["AB1.1", "AB1.2"],
    )  # fmt: skip
    assert leaves.items == group.items
    assert leaves.notes == (
        AuditNote("strengths", "Strengths", required=True),
        AuditNote("targets", "Targets", required=False, hint="Only if there are any."),
    )


def test_what_else_an_award_holds(library: Library) -> None:
    award = library.award("oak/all")
    assert [one.id for one in award.activities] == ["trainee"]
    assert [(one.id, one.title) for one in award.optional] == [("open-day", "Open day")]
    assert [one.minimum_words for one in award.reflections] == [50]
    assert [one.id for one in award.briefings] == ["start"]
    assert [one.fields[0].label for one in award.observations] == ["What did you see?"]
    assert award.waiver is not None
    assert award.waiver.approver is Seat.OFFICE


# what is replaced, by what, the words in whose line the mistake stands, part of the message
ONE_MISTAKE = [
    # Shapes, kind by kind
    ("          - module: acme/basics\n", "          - modul: acme/basics\n", "- modul:",
     "a requirement is one of `module`, `audit`"),
    ("          - module: acme/basics\n", "          - module: basics\n", "- module: basics",
     "a pack and a name in it"),
    ("- audit: look", "- audit: Look!", "- audit: Look!", "an audit of this award, or a pack"),
    ("- audit: oak/leaves", "- audit: oak/leafs", "oak/leafs", "did you mean `oak/leaves`?"),
    ("reviewed: true", "reviewed: perhaps", "perhaps", "true or false"),
    ("at_least: 3", "at_least: 0", "at_least: 0", "at least 1"),
    ("            at_least: 3\n", "", "- evidence: AB1", "`at_least` is missing"),
    ("- evidence: AB1", "- evidence: AB2", "- evidence: AB2", "there is no standard or criterion"),
    ("- evidence: AB1", "- evidence: ab1", "- evidence: ab1", "a code such as"),
    ("- reflection: closing", "- reflection: opening", "- reflection: opening",
     "there is no reflection `opening`"),
    ("minimum_words: 50", "minimum_words: 0", "minimum_words: 0", "at least 1"),
    ("- engagement: 365", "- engagement: a year", "a year", "a whole number"),
    ("- engagement: 365", "- engagement: 4000", "4000", "at most 3660"),
    ("- activity: trainee", "- activity: trainees", "- activity: trainees",
     "did you mean `trainee`?"),
    ("months: 36", "months: 121", "months: 121", "at most 120"),
    ("- award: [oak/first, acme/first]", "- award: []", "- award: []", "at least 1"),
    ("- award: [oak/first, acme/first]", "- award: oak/first", "- award: oak/first", "a list"),
    ("- briefing: start", "- briefing: begin", "- briefing: begin", "there is no briefing `begin`"),
    ("modes: [in person, online]", "modes: []", "modes: []", "at least 1"),
    ("modes: [in person, online]", "modes: [in person]", "module: acme/basics\n            words: "
     "The briefing", "a module is attended `online`"),
    ("- observation: feedback", "- observation: lesson", "- observation: lesson",
     "there is no observation `lesson`"),
    ("            seats: [link_tutor, pcm]\n", "", "- observation: feedback",
     "`seats` is missing"),
    ("- portfolio: start", "- portfolio: begin", "- portfolio: begin", "there is no briefing"),
    ("            months: 12\n", "", "- portfolio: start", "`months` is missing"),
    ("  panel: Panel\n", "", "- panel: decision", "nobody in this scheme sits in the seat `panel`"),
    # What could never be met
    ("seats: [link_tutor]\n", "seats: [mentor]\n", "seats: [mentor]\n",
     "nobody confirms for themself"),
    ("seats: [link_tutor, pcm]", "seats: [mentor]", "seats: [mentor]\n            words: Feedback",
     "nobody observes themself"),
    ("- audit: look", "- audit: look\n            reviewed: yes", "reviewed: yes",
     "never reviewed; ask for a shared audit"),
    ("          - briefing: start\n            modes: [in person, online]\n"
     "            module: acme/basics\n            words: The briefing is attended\n", "",
     "- portfolio: start", "the months begin with the briefing `start`, but no criterion"),
    ("approver: office", "approver: mentor", "approver: mentor", "nobody approves their own"),
    ("approver: office", "approver: partnership_manager", "approver: partnership",
     "nobody in this scheme sits"),
    ("criteria: [ALL.1, ALL.4]", "criteria: [ALL.1, ALL.2]", "criteria: [ALL.1, ALL.2]",
     "ALL.2 has no confirmation that prior experience"),
    # What nothing asks for
    ("      - id: trainee\n", "      - id: other\n        title: Other\n        words: Other.\n"
     "      - id: trainee\n", "id: other", "no criterion asks for the activity `other`"),
    ("      - id: feedback\n", "      - id: other\n        title: Other\n        intro: Other.\n"
     "        fields: [{name: a, label: A}]\n      - id: feedback\n", "id: other",
     "no criterion asks for the observation `other`"),
    # The sheet
    ("      - name: pcm_name\n        label: PCM\n", "", "    sheet:\n      - name: mentor_name\n"
     "        label: Name\n      - name: email\n        label: Mail\n        kind: email\n"
     "      - name: pcm_email", "the sheet needs a field `pcm_name`"),
    ("      - name: pcm_email\n        label: PCM's mail\n        kind: email\n",
     "      - name: pcm_email\n        label: PCM's mail\n", "- name: pcm_email",
     "has `kind: email`"),
    ("      - name: pcm_name\n        label: PCM\n",
     "      - name: pcm_name\n        label: PCM\n        required: false\n", "- name: pcm_name",
     "it stays required"),
    ("audit_reviewed:oak/leaves", "audit_reviewed:look", "audit_reviewed:look",
     "there is no reviewed audit `look`"),
    ("agreed:pcm", "agreed:office", "agreed:office", "there is no signature `office`"),
    ("filled_by: agreed:pcm", "filled_by: confirmed_by:ALL.5/x", "confirmed_by:",
     "there is no confirmation `ALL.5/x`"),
    # Awards of awards
    ("[oak/first, acme/first]", "[oak/frist, acme/first]", "oak/frist",
     "no pack here has the award `oak/frist`; did you mean `oak/first`?"),
    ("[oak/first, acme/first]", "[pine/mastery]", "pine/mastery",
     "no pack here has the award `pine/mastery`; if it stands in another pack"),
    ("[oak/first, acme/first]", "[oak/all, acme/first]", "oak/all, acme/first",
     "`oak/all` asks that it is held already"),
    ("    certificate:\n      title: Certificate\n      level: First\n"
     '      body: "{mentor} has it."\n', "", "oak/first, acme/first",
     "`oak/first` gives no certificate, so nobody ever holds it"),
    ("    summary: One of everything.\n", "    summary: One of everything.\n"
     "    subsumes: [oak/frist]\n", "subsumes:", "no pack here has the award `oak/frist`"),
    ("    summary: One of everything.\n", "    summary: One of everything.\n"
     "    subsumes: [oak/all]\n", "subsumes:", "an award cannot stand in for itself"),
]  # fmt: skip


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        load_packs([folder])
    return caught.value.mistakes


@pytest.mark.parametrize(("old", "new", "near", "message"), ONE_MISTAKE)
def test_a_mistake_is_named_where_it_is(
    tmp_path: Path, old: str, new: str, near: str, message: str
) -> None:
    files = edited(FILE, old, new, WHOLE)
    found = mistakes_in(write(tmp_path, files))
    there = [(m.file, m.line) for m in found if message in m.message]
    assert there, found
    assert (FILE, line_of(FILE, near, files)) in there


AUDIT_MISTAKES = [
    ("standards: acme-standards", "standards: acme-standard", "acme-standard\n",
     "there are no standards `acme-standard`; did you mean `acme-standards`?"),
    ("    standards: acme-standards\n", "", "- id: leaves", "either `items` or `standards`"),
    ("    standards: acme-standards\n", "    items: [{id: a, words: A.}]\n", "notes:",
     "notes are written for each standard"),
    ("word: Green", "word: Red", "word: Red, means: Done.", "another rating is called `Red`"),
    ("name: targets", "name: strengths", "name: strengths\n        label: Targets",
     "another note is called `strengths`"),
    ("id: oak\n", "id: elm\n", "id: elm", "the folder is called `oak`"),
    ("      - {word: Green, means: Done.}\n", "", "ratings:", "at least 2"),
    ("required: true", "requierd: true", "requierd", "did you mean `required`?"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "near", "message"), AUDIT_MISTAKES)
def test_a_mistake_in_a_shared_audit_is_named_where_it_is(
    tmp_path: Path, old: str, new: str, near: str, message: str
) -> None:
    files = edited(AUDITS, old, new, WHOLE)
    found = mistakes_in(write(tmp_path, files))
    there = [(m.file, m.line) for m in found if message in m.message]
    assert there, found
    assert (AUDITS, line_of(AUDITS, near, files)) in there


# --- Circles --------------------------------------------------------------------------------------

ASKS_BACK = """\
          - confirmation: recommended
            seats: [link_tutor]
            words: The tutor recommends
            ask: I recommend.
          - award: [oak/all]
            words: All
"""
PLAIN = ASKS_BACK.partition("          - award")[0]


def test_awards_that_wait_for_each_other_are_named_once(tmp_path: Path) -> None:
    files = edited(FILE, PLAIN, ASKS_BACK, WHOLE)
    files = edited(FILE, "[oak/first, acme/first]", "[oak/first]", files)
    (found,) = mistakes_in(write(tmp_path, files))
    assert found.message.startswith(
        "`oak/first` asks for `oak/all`, which asks for `oak/first`: nobody could begin"
    )
    assert (found.file, found.line) == (FILE, line_of(FILE, "- award: [oak/all]", files))


def test_a_way_round_a_circle_is_a_way(tmp_path: Path) -> None:
    files = edited(FILE, PLAIN, ASKS_BACK, WHOLE)
    assert load_packs([write(tmp_path, files)]).award("oak/first")


def test_an_award_behind_a_circle_is_not_blamed_for_it(tmp_path: Path) -> None:
    files = edited(FILE, PLAIN, ASKS_BACK, WHOLE)
    files = edited(FILE, "[oak/first, acme/first]", "[oak/first]", files)
    behind = "          - award: [oak/all]\n            words: All\n          - module: acme/basics"
    name = "acme/scheme.yaml"
    files = edited(name, "          - module: acme/basics", behind, files)
    found = mistakes_in(write(tmp_path, files))
    assert [mistake.file for mistake in found] == [FILE]


def test_a_longer_circle_names_its_whole_way(tmp_path: Path) -> None:
    name = "acme/scheme.yaml"
    behind = "          - award: [oak/all]\n            words: All\n          - module: acme/basics"
    files = edited(name, "          - module: acme/basics", behind, WHOLE)
    files = edited(FILE, PLAIN, ASKS_BACK.replace("oak/all", "acme/first"), files)
    files = edited(FILE, "[oak/first, acme/first]", "[oak/first]", files)
    found = mistakes_in(write(tmp_path, files))
    assert len(found) == 1
    assert found[0].message.count("which asks for") == 2
