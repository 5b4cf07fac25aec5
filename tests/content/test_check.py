"""What an author is told about a pack, and what is counted in it."""

import json
from pathlib import Path

import pytest

from lti_tool.content import load_packs
from lti_tool.content.check import check_packs, list_json
from lti_tool.content.reading import reading_grade, syllables_in

from .packs import edited, line_of, write


def test_a_good_pack_is_counted(tmp_path: Path) -> None:
    report = check_packs([write(tmp_path)])

    assert report.good
    (module,) = report.modules
    assert (module.scenarios, module.questions, module.quiz_questions, module.reflections) == (
        1, 3, 2, 1,
    )  # fmt: skip
    assert [section.id for section in module.sections] == ["start", "check"]
    assert module.sections[1].words == 7, "You need 50 per cent of 2."
    assert any(line.startswith("acme/basics: 2 sections") for line in report.lines())


@pytest.mark.parametrize("path", ["", "acme", "acme/basics"])
def test_a_module_a_pack_or_all_packs_can_be_asked_about(tmp_path: Path, path: str) -> None:
    report = check_packs([write(tmp_path) / path])

    assert (report.mistakes, [module.id for module in report.modules]) == ((), ["acme/basics"])


def test_what_is_wrong_elsewhere_is_left_out(tmp_path: Path) -> None:
    packs = write(tmp_path, edited("acme/scheme.yaml", "seats:", "saets:"))
    (packs / "unrelated").mkdir()

    assert check_packs([packs / "acme" / "basics"]).good
    assert [m.file for m in check_packs([packs / "acme"]).mistakes] == ["acme/scheme.yaml"] * 2
    assert len(check_packs([packs]).mistakes) == 3


def test_a_path_that_leads_nowhere_is_said_so(tmp_path: Path) -> None:
    assert "no folder here" in check_packs([tmp_path / "none"]).lines()[0]


def test_an_unused_reference_or_variable_is_a_hint_and_stops_nothing(tmp_path: Path) -> None:
    files = edited("acme/basics/01-start.md", " [@book]", "")
    report = check_packs([write(tmp_path, files)])

    line = line_of("acme/basics/module.yaml", "id: book")
    assert report.good
    assert [(hint.file, hint.line) for hint in report.hints] == [("acme/basics/module.yaml", line)]


def test_the_list_names_criteria_statements_and_modules(tmp_path: Path) -> None:
    listed = json.loads(json.dumps(list_json(load_packs([write(tmp_path)]))))

    (award,) = listed["schemes"][0]["awards"]
    assert [row["id"] for row in award["criteria"]] == ["FIRST.1", "FIRST.2"]
    assert [r["kind"] for r in award["criteria"][0]["requirements"]] == ["module", "audit"]
    assert award["criteria"][1]["requirements"][0]["seats"] == ["pcm", "office"]
    assert listed["standards"][0]["standards"][0]["statements"][1]["code"] == "AB1.2"
    assert listed["modules"][0]["hours"] == 1.5
    assert listed["modules"][0]["sections"][0]["reading_grade"] > -4


# Counted by ear.
SYLLABLES = {
    1: "the school's watched notes judged friend signed whole schemes rule teach worked",
    2: "trainee useful placement timely something science being watches table needed people "
    "quiet didn't records trainees office statement rely settle places",
    3: "timetable idea provider assessment audience element mentoring agreement certified",
    4: "experience criteria observation certificate activities professional",
    5: "evaluation university recommendation",
}


@pytest.mark.parametrize(("count", "words"), SYLLABLES.items())
def test_syllables_are_counted_as_they_are_heard(count: int, words: str) -> None:
    assert {word: syllables_in(word) for word in words.split()} == dict.fromkeys(
        words.split(), count
    )


def test_the_grade_follows_the_formula_of_flesch_and_kincaid() -> None:
    # 2 sentences, 10 words, 12 syllables.
    assert reading_grade("The mentor reads the book. The trainee writes it down.") == round(
        0.39 * 10 / 2 + 11.8 * 12 / 10 - 15.59, 1
    )


def test_long_words_in_long_sentences_are_harder() -> None:
    easy = "Ask the school. It is there to help. You are not alone."
    hard = (
        "Professional development opportunities necessitate considerable organisational "
        "flexibility, notwithstanding contradictory institutional expectations."
    )

    assert reading_grade(easy) < 3 < 16 < reading_grade(hard)


def test_headings_and_cells_do_not_make_a_text_look_easier() -> None:
    text = "The mentor and the trainee look at the timetable together before term begins."

    assert reading_grade(f"Who\nWhat\nA heading\n{text}\nYou") == reading_grade(text)


def test_a_text_without_words_has_no_grade() -> None:
    assert reading_grade("") == 0.0
    assert reading_grade("…") == 0.0
