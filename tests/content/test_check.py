"""What an author is told about a pack, and what is counted in it."""

import json
import re
from pathlib import Path

import pytest

from lti_tool.content import load_packs
from lti_tool.content.check import check_packs
from lti_tool.content.listing import list_json
from lti_tool.content.reading import reading_grade, syllables_in

from .packs import GOOD, SCHEME, edited, line_of, write


def test_a_good_pack_is_counted(tmp_path: Path) -> None:
    report = check_packs([write(tmp_path)])

    assert report.good
    (module,) = report.modules
    assert (module.scenarios, module.questions, module.quiz_questions, module.reflections) == (
        1, 3, 2, 1,
    )  # fmt: skip
    assert (module.figures, module.takeaways, module.terms, module.references) == (1, 1, 1, 2)
    assert [section.id for section in module.sections] == ["start", "check", "more"]
    assert module.sections[1].words == 7, "You need 50 per cent of 2."
    assert module.sections[2].activities == ("ask", "figure", "video", "audio", "takeaway")
    assert "  3 sections, 30 minutes, 148 words, reading grade" in "\n".join(report.lines())


def test_the_words_in_a_drawing_are_counted_in_its_description_alone(tmp_path: Path) -> None:
    figure = "file: order.svg\nalt: Two boxes in a row."
    files = edited("acme/basics/03-more.md", figure, figure.replace("order", "plain"))
    plain = '<svg viewBox="0 0 9 9"/>'
    files = {n: t for n, t in files.items() if not n.endswith("order.svg")}
    files["acme/basics/media/plain.svg"] = plain

    counted = [check_packs([write(tmp_path / "a")]), check_packs([write(tmp_path / "b", files)])]

    assert counted[0].modules[0].words == counted[1].modules[0].words


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
    (mistake,) = check_packs([tmp_path / "none"]).mistakes
    assert "no folder here" in mistake.message


def test_an_unused_variable_or_term_is_a_hint_and_stops_nothing(tmp_path: Path) -> None:
    head = "acme/basics/module.yaml"
    files = edited("acme/basics/03-more.md", "[[form]] or [[form|the sheet]]", "it")
    files = edited("acme/basics/03-more.md", "variable: load\n", "", files)
    report = check_packs([write(tmp_path, files)])

    lines = [line_of(head, words) for words in ("  load:", "id: form")]
    assert report.good
    assert [(hint.file, hint.line) for hint in report.hints] == [(head, line) for line in lines]
    assert sum(line.endswith("(a hint only)") for line in report.lines()) == 2


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


SENTENCE = "The mentor and the trainee look at the timetable together before term begins."
EASIER = {
    "headings, cells and answers of a word": "Who\nWhat\nA heading\n{}\nYou",
    "sentences of a word or two": "Yes. Not yet. {} Well done!",
    "what somebody says": 'She says, "Go on. Do it. You can." {} \n“I will. I can.”',
}


@pytest.mark.parametrize("text", EASIER.values(), ids=EASIER.keys())
def test_nothing_makes_a_text_look_easier_than_it_is(text: str) -> None:
    assert reading_grade(text.format(SENTENCE)) == reading_grade(SENTENCE)


def test_a_point_in_a_shortened_word_ends_no_sentence() -> None:
    long = "The mentor, e.g. Ms. Shah or a colleague (n.d.), looks at the timetable with you."

    assert reading_grade(long) == reading_grade(re.sub(r"\.(?=.)", "", long))


def test_a_quotation_in_a_sentence_leaves_the_sentence_whole() -> None:
    asked = 'The mentor asks "Why? How?" and then she writes it all down.'

    assert reading_grade(asked) == reading_grade("The mentor asks and then she writes it all down.")


def test_a_mark_of_quotation_that_is_not_closed_hides_nothing() -> None:
    assert reading_grade(f'Look at the " here. {SENTENCE}\n{SENTENCE}') > reading_grade("I see it.")


def test_a_term_makes_its_sentence_longer_but_is_not_hard_in_itself() -> None:
    text = "Ask the Professional Co-ordinating Mentors about it."
    plain = 0.39 * 8 + 11.8 * 5 / 4 - 15.59  # eight words; "ask the … about it" has 5 syllables

    assert reading_grade(text, ["Professional Co-ordinating Mentor"]) == round(plain, 1)
    assert reading_grade(text) > 10


def test_a_text_without_words_has_no_grade() -> None:
    assert reading_grade("") == 0.0
    assert reading_grade("…") == 0.0
    assert reading_grade("A heading") == 0.0


def test_folders_of_packs_are_read_together_since_packs_use_each_other(tmp_path: Path) -> None:
    """As ``MENTOR_PACKS`` names them: the packs that come with the tool, and a provider's own."""
    ours = write(tmp_path / "ours", {k: v for k, v in GOOD.items() if k != "acme/scheme.yaml"})
    theirs = write(tmp_path / "theirs", {"beta/scheme.yaml": SCHEME.replace("acme", "beta")
        .replace("beta/basics", "acme/basics")})  # fmt: skip

    assert check_packs([ours, theirs]).good
    assert {m.file for m in check_packs([theirs]).mistakes} == {"beta/scheme.yaml"}
