"""The bar: a module that misses one clause is named for it, at the line to mend."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from lti_tool.content import load_packs
from lti_tool.content.check import check_packs
from lti_tool.errors import Mistake

from .packs import edited, line_of, write
from .worthy import BANK, HEAD, LAST, STORIES, WORTHY, section_file, worthy

START, COMPARE, THINK, SEE = map(section_file, (1, 3, 4, 5))


def below(tmp_path: Path, files: Mapping[str, str]) -> tuple[Mistake, ...]:
    report = check_packs([write(tmp_path, files)])
    assert report.mistakes == ()
    return report.below


def changed(file: str, old: str, new: str, times: int = 1) -> dict[str, str]:
    assert WORTHY[file].count(old) >= times, old
    return {**WORTHY, file: WORTHY[file].replace(old, new, times)}


def words(number: int) -> str:
    """So many words, in sentences that are easy to read; the last one is still open."""
    return " ".join("one." if place % 8 == 0 else "one" for place in range(1, number + 1))


def test_a_module_that_has_it_all_clears_the_bar(tmp_path: Path) -> None:
    report = check_packs([write(tmp_path, WORTHY)])

    assert (report.mistakes, report.below, report.hints) == ((), (), ())
    assert report.ready
    assert report.lines()[-1] == "1 module at or above the bar."


# What the clause is about, file, what is replaced, by what, how often, the words in whose line
# the finding stands, part of what is said.
ONE_MISS = [
    ("too short", HEAD, "minutes: 30", "minutes: 29", 1, "minutes: 29", "30 to 60 minutes"),
    ("too long", HEAD, "minutes: 30", "minutes: 61", 1, "minutes: 61", "and this one 61"),
    ("the sum", START, "minutes: 5", "minutes: 4", 1, "minutes: 30", "sections take 29 minutes"),
    ("outcomes", HEAD, "  - id: O3\n    text: Do thing 3\n    standards: [AB1.1]\n", "", 1,
     "outcomes:", "3 outcomes or more, and this one 2"),
    ("an outcome's standards", HEAD, "thing 2\n    standards: [AB1.1]", "thing 2", 1, "id: O2",
     "the outcome O2 is mapped to no standard"),
    ("something to do", START, "```{checklist} list\ntitle: Before you go\nitems:\n  - A pen",
     "```{note} list\ntitle: Note\ntext: Go", 1, "id: start", "nothing to do in the section"),
    ("a comparison is not done", COMPARE, "```{reveal} peek\nprompt: Why?\nanswer: Because.",
     "```{note} peek\ntitle: Why?\ntext: Because.", 1, "id: compare", "nothing to do"),
    ("a good ending", STORIES, "outcome: good", "outcome: mixed", 1, "{scenario} late\n",
     "no ending of `late` is good"),
    ("a worse ending", STORIES, "outcome: poor", "outcome: good", 2, "{scenario} later\n",
     "every ending of `later` is good"),
    ("drawn", HEAD, "draw: 10", "draw: 9", 1, "draw: 9", "10 questions or more are drawn"),
    ("a question's standards", BANK, "    standards: [AB1.1]\n", "", 1, "id: q-1",
     "the question `q-1` is mapped to no standard"),
    ("the same feedback", BANK, "No, it is not 4.", "YES,  that is *4*.", 1, "YES,",
     "another option of `q-4` has this very feedback"),
    ("a reflection's standards", THINK, "standards: [AB1.2]\n", "", 1, "{reflection} before",
     "the reflection `before` is tagged with no standard"),
    ("cited", START, " [@book]", "", 1, "id: book", "the reference `book` is cited nowhere"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "times", "near", "message"),
    [case[1:] for case in ONE_MISS],
    ids=[case[0] for case in ONE_MISS],
)
def test_a_clause_that_is_missed_is_named_where_it_is(
    tmp_path: Path, file: str, old: str, new: str, times: int, near: str, message: str
) -> None:
    files = changed(file, old, new, times)

    found = [finding for finding in below(tmp_path, files) if message in finding.message]

    (place,) = [name for name in (file, HEAD) if near in files[name]][:1]
    assert [(one.file, one.line) for one in found] == [(place, line_of(place, near, files))]


def test_six_sections_are_asked_for(tmp_path: Path) -> None:
    files = changed(HEAD, "  - 05-see.md\n", "")
    del files[SEE]
    (name,) = [n for n in files if n.endswith(".svg")]
    del files[name]

    messages = [finding.message for finding in below(tmp_path, files)]

    assert any("6 sections or more, and this one 5" in message for message in messages)
    assert any("no section shows a picture" in message for message in messages)


def test_two_scenarios_are_asked_for(tmp_path: Path) -> None:
    start = WORTHY[STORIES].index("```{scenario} later")
    files = {**WORTHY, STORIES: WORTHY[STORIES][:start]}

    (finding,) = below(tmp_path, files)

    assert "2 scenarios or more, and this one 1" in finding.message


def test_a_weak_example_beside_a_better_one_is_asked_for(tmp_path: Path) -> None:
    start = WORTHY[COMPARE].index("```{compare}")
    end = WORTHY[COMPARE].index("```{reveal}")
    files = {**WORTHY, COMPARE: WORTHY[COMPARE][:start] + WORTHY[COMPARE][end:]}

    (finding,) = below(tmp_path, files)

    assert "weak example beside a better one" in finding.message


def test_fifteen_questions_are_asked_for(tmp_path: Path) -> None:
    files = {**WORTHY, BANK: WORTHY[BANK][: WORTHY[BANK].index("  - id: q-15")]}

    (finding,) = below(tmp_path, files)

    assert (finding.file, finding.line) == (BANK, 1)
    assert "15 questions or more, and this 14" in finding.message


def test_two_reflections_are_asked_for(tmp_path: Path) -> None:
    start = WORTHY[THINK].index("```{reflection} after")

    (finding,) = below(tmp_path, {**WORTHY, THINK: WORTHY[THINK][:start]})

    assert "2 reflections or more, and this 1" in finding.message


def test_a_sheet_and_a_source_are_asked_for(tmp_path: Path) -> None:
    files = changed(HEAD, "takeaways:\n  - agenda.md\n", "")
    del files["acme/basics/takeaways/agenda.md"]
    files = edited(SEE, "```{takeaway} agenda\ntext: Print it today.\n```\n", "", files)
    files = edited(START, " [@book]", "", files)
    book = 'references:\n  - id: book\n    citation: "Acme (2020). *The Book*."\n'
    files = edited(HEAD, book, "", files)

    messages = [finding.message for finding in below(tmp_path, files)]

    assert len(messages) == 2
    assert "the module names no source" in messages[0]
    assert "there is no sheet to print" in messages[1]


# --- what is read on end ----------------------------------------------------------------------


def test_350_words_on_end_are_enough(tmp_path: Path) -> None:
    said = WORTHY[START].index("Ask {{")
    before, after = WORTHY[START][:said], WORTHY[START][said:]
    sentence = "Ask the office for the form first."  # as it is read
    fits, too_many = words(350 - len(sentence.split())), words(351 - len(sentence.split()))

    assert below(tmp_path / "a", {**WORTHY, START: f"{before}{fits}.\n\n{after}"}) == ()
    (finding,) = below(tmp_path / "b", {**WORTHY, START: f"{before}{too_many}.\n\n{after}"})
    assert (finding.file, finding.line) == (START, 6)
    assert finding.message.startswith("351 words on end begin here")


@pytest.mark.parametrize(
    ("block", "breaks"),
    [
        ("{note} n\ntitle: Note\ntext: Read on.", False),
        ("{ask} n\ntext: Who knows?", False),
        ("{reveal} n\nprompt: Why?\nanswer: Because.", True),
        ("{figure} n\nfile: order.svg\nalt: A\ncaption: A\ndescription: A", True),
        ("{takeaway} agenda\ntext: Print it.", True),
        ("{audio} n\ntitle: A\naddress: https://example.org/a\nminutes: 1\ntranscript: A", True),
    ],
)
def test_what_is_done_seen_or_opened_breaks_the_reading_up(
    tmp_path: Path, block: str, breaks: bool
) -> None:
    end = "```{reveal} end\nprompt: A\nanswer: B\n```\n"
    text = f"{words(200)}.\n\n```{block}\n```\n\n{words(200)}.\n\n{end}"
    files = {**WORTHY, LAST: WORTHY[LAST] + text}
    if "takeaway" in block:
        files = edited(SEE, "```{takeaway} agenda\ntext: Print it today.\n```\n", "", files)

    found = below(tmp_path, files)

    assert (found == ()) is breaks
    if not breaks:
        assert (found[0].file, found[0].line) == (LAST, line_of(LAST, "one one", files))


def test_a_page_turned_is_a_pause(tmp_path: Path) -> None:
    files = {
        **WORTHY,
        START: f"{WORTHY[START]}\n{words(300)}.\n",
        STORIES: WORTHY[STORIES].replace(
            "```{scenario} late\n", f"{words(300)}.\n\n```{{scenario}} late\n"
        ),
    }

    assert below(tmp_path, files) == ()


def test_a_long_text_in_an_activity_counts_but_a_transcript_does_not(tmp_path: Path) -> None:
    sound = (
        "```{audio} a\ntitle: A\naddress: https://example.org/a\nminutes: 1\n"
        f"transcript: {words(800)}\n```\n"
    )
    opened = changed(COMPARE, "answer: Because.", f"answer: {words(351)}")

    assert below(tmp_path / "a", {**WORTHY, SEE: WORTHY[SEE] + sound}) == ()
    (finding,) = below(tmp_path / "b", opened)
    assert (finding.file, finding.line) == (COMPARE, line_of(COMPARE, "{reveal} peek", opened))


# --- how hard it is to read -------------------------------------------------------------------

HARD = (
    "Notwithstanding considerable organisational contradictions, institutional representatives "
    "necessitate comprehensive documentation regarding professional development opportunities."
)


def test_a_section_that_is_hard_to_read_is_named(tmp_path: Path) -> None:
    files = changed(COMPARE, "answer: Because.", f"answer: {HARD}")

    (finding,) = below(tmp_path, files)

    assert (finding.file, finding.line) == (COMPARE, line_of(COMPARE, "id: compare", files))
    assert "the section `compare` reads at grade" in finding.message


def test_the_questions_are_measured_by_themselves(tmp_path: Path) -> None:
    hard = WORTHY[BANK].replace("feedback: No, it is not", f"feedback: {HARD} No,")

    (finding,) = below(tmp_path, {**WORTHY, BANK: hard})

    assert finding.file == BANK
    assert "the questions read at grade" in finding.message


@pytest.mark.parametrize("quoted", [f"“{HARD}”", f'"{HARD}"'])
def test_what_somebody_says_is_not_held_against_a_module(tmp_path: Path, quoted: str) -> None:
    files = changed(COMPARE, "answer: Because.", f"answer: |\n  The report said so. {quoted}")

    assert below(tmp_path, files) == ()


def test_a_term_of_the_glossary_is_not_held_against_a_module(tmp_path: Path) -> None:
    sentence = "Ask every Professional Co-ordinating Mentor about certification requirements now."
    hard = changed(COMPARE, "answer: Because.", f"answer: {' '.join([sentence] * 8)}")
    known = edited(
        HEAD,
        "glossary:\n",
        "glossary:\n"
        "  - id: pcm\n    term: Professional Co-ordinating Mentor\n    meaning: A colleague.\n"
        "  - id: cr\n    term: certification requirement\n    meaning: A rule.\n",
        edited(START, "[[form]]", "[[form]], [[pcm]], [[cr]]", hard),
    )

    assert any("reads at grade" in finding.message for finding in below(tmp_path / "a", hard))
    assert below(tmp_path / "b", known) == ()


def test_the_grade_is_one_of_english(tmp_path: Path) -> None:
    files = changed(COMPARE, "answer: Because.", f"answer: {HARD}")

    assert below(tmp_path, edited(HEAD, "language: en-GB", "language: cy", files)) == ()


# --- variables of a pack ----------------------------------------------------------------------


def two_modules(old: str = "", new: str = "") -> dict[str, str]:
    other = {
        name: text.replace(old, new) if old and name.endswith("module.yaml") else text
        for name, text in worthy("acme/more").items()
    }
    return {**other, **WORTHY}


def test_variables_that_say_the_same_everywhere_are_fine(tmp_path: Path) -> None:
    assert below(tmp_path, two_modules()) == ()


@pytest.mark.parametrize(
    ("old", "new", "name", "message"),
    [
        ("default: the office", "default: our office", "office", '"our office" here and "the of'),
        ("called.", "named.", "office", "the `about` of `office`"),
        ("  load:\n", "  load:\n    default: ten\n", "load", '"ten" here and missing in'),
    ],
)
def test_a_variable_says_the_same_in_every_module_of_a_pack(
    tmp_path: Path, old: str, new: str, name: str, message: str
) -> None:
    files = two_modules(old, new)
    if name == "load":  # an ask box cannot show a variable that has a default
        files = edited("acme/more/05-see.md", "variable: load\n", "", files)

    (finding,) = below(tmp_path, files)

    other = "acme/more/module.yaml"
    assert (finding.file, finding.line) == (other, line_of(other, f"  {name}:", files))
    assert message in finding.message
    assert "acme/basics" in finding.message


def test_packs_do_not_bind_each_other(tmp_path: Path) -> None:
    elsewhere = {
        name.replace("acme/basics/", "other/basics/"): text.replace("acme/basics", "other/basics")
        for name, text in changed(HEAD, "default: the office", "default: our office").items()
    }

    assert below(tmp_path, {**WORTHY, **elsewhere}) == ()


# --- when it is measured ----------------------------------------------------------------------


def test_below_the_bar_a_pack_can_be_used_all_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path, changed(HEAD, "draw: 10", "draw: 9"))

    report = check_packs([folder])

    assert (report.good, report.ready) == (True, False)
    assert load_packs([folder]).module("acme/basics").quiz.draw == 9
    assert report.lines()[-1] == "1 place below the bar."


def test_mistakes_are_mended_first(tmp_path: Path) -> None:
    files = edited(HEAD, "draw: 10", "draw: 9", changed(START, "[@book]", "[@boook]"))

    report = check_packs([write(tmp_path, files)])

    assert (len(report.mistakes), report.below) == (1, ())
    assert report.lines()[-1] == "1 mistake to mend."


def test_what_is_below_the_bar_elsewhere_is_left_out(tmp_path: Path) -> None:
    folder = write(tmp_path, two_modules("draw: 10", "draw: 9"))

    assert check_packs([folder / "acme" / "basics"]).ready
    assert not check_packs([folder / "acme" / "more"]).ready
    assert not check_packs([folder]).ready
