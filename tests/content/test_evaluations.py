"""``evaluations.yaml``: forms that are read as they are written, and mistakes at their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content.library import Library, load_packs
from lti_tool.content.listing import list_json
from lti_tool.domain.evaluations import Occasion, Respondent
from lti_tool.errors import ContentError, NotFound

from ..evaluation_pack import AGREE, EVALUATIONS, STRENGTH, SUPPORT, write_pack

FILE = "acorn/evaluations.yaml"


def library(folder: Path) -> Library:
    return load_packs([write_pack(folder)])


def test_a_form_is_read_with_its_questions(tmp_path: Path) -> None:
    form = library(tmp_path).evaluation("acorn/training")
    assert (form.title, form.respondent) == ("Your training as a mentor", Respondent.MENTOR)
    assert form.occasion is Occasion.YEAR_END
    assert not form.by_name
    prepared, better = form.questions
    assert (prepared.scale, prepared.required) == (AGREE, True)
    assert (better.scale, better.required, better.written) == ((), False, True)
    assert [line.name for _, line in form.lines()] == ["prepared", "better"]


def test_a_question_about_standards_asks_about_every_statement(tmp_path: Path) -> None:
    question = library(tmp_path).evaluation(SUPPORT).questions[0]
    assert len(question.lines) == 21
    assert question.lines[0].name == "standards-ST1.1"
    assert question.lines[0].code == "ST1.1"
    assert question.scale == STRENGTH
    assert question.per_statement


def test_forms_are_listed(tmp_path: Path) -> None:
    found = list_json(library(tmp_path))["evaluations"]
    assert isinstance(found, list)
    assert [form["id"] for form in found] == [
        "acorn/training",
        "acorn/trainees",
        "acorn/support",
        "acorn/schools",
    ]
    assert found[2]["questions"][0]["lines"] == 21


def test_an_unknown_form_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        library(tmp_path).evaluation("acorn/nothing")


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("id: acorn\n", "id: oak\n", "id: oak", "make the id the same"),
        ("respondent: mentor", "respondent: parent", "respondent: parent", "`mentor`"),
        ("when: year_end\n    questions:\n      - id: prepared", "when: sometimes\n    questions:"
         "\n      - id: prepared", "when: sometimes", "`year_end`"),
        ("scale: strength", "scale: strenght", "scale: strenght", "did you mean `strength`?"),
        ("standards: national-standards", "standards: national", "standards: national",
         "there are no standards `national`"),
        ("        scale: strength\n", "", "standards: national-standards", "add `scale`"),
        ("about: the school and the university\n", "about: the school and the university\n"
         "    by_name: true\n", "by_name: true", "trainees' answers are only ever shown together"),
        ("when: placement_end\n    by_name: true\n", "when: placement_end\n",
         "respondent: link_tutor", "add `by_name: true`"),
        ("id: time", "id: welcome", "id: welcome\n        words: My mentor", "rename one"),
        ("  - id: strength\n", "  - id: agreement\n", "- id: agreement\n    points: [Not",
         "rename one"),
        ("points: [Disagree, Neither, Agree]", "points: [Agree, Neither, Agree]",
         "points: [Agree", "rename one"),
        ("      - id: prepared\n        words: The training prepared me for my first trainee.\n"
         "        scale: agreement\n", "", "questions:\n      - id: better",
         "no result to show"),
        ("required: true", "required: maybe", "required: maybe", "true or false"),
        ("scale: agreement\n      - id: better\n        words: What should we",
         "scale: agreement\n        required: false\n      - id: better\n        words: What "
         "should we", "required: false", "always required"),
        ("scales:\n", "scales:\n  - id: mood\n    points: [Low, High]\n", "id: mood",
         "no question uses the scale"),
        ("    title: Your placement\n", "    titel: Your placement\n", "titel", "not known here"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_line(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    assert EVALUATIONS.count(old) >= 1
    text = EVALUATIONS.replace(old, new, 1)
    packs = write_pack(tmp_path)
    (packs / FILE).write_text(text, encoding="utf-8")
    line = text[: text.index(at)].count("\n") + 1
    with pytest.raises(ContentError) as caught:
        load_packs([packs])
    assert any(
        (one.file, one.line) == (FILE, line) and says in one.message
        for one in caught.value.mistakes
    ), [str(one) for one in caught.value.mistakes]


def test_evaluations_need_a_scheme_beside_them(tmp_path: Path) -> None:
    packs = write_pack(tmp_path)
    (packs / "acorn" / "scheme.yaml").unlink()
    with pytest.raises(ContentError, match=r"acorn/evaluations\.yaml:1: .* add scheme\.yaml"):
        load_packs([packs])
