"""Sheets to print: forms of fields, lines, grids and ticks, each mistake named at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content import load_packs
from lti_tool.domain.blocks import Prose
from lti_tool.domain.takeaways import Fields, Grid, Lines, Orientation, Takeaway, Ticks
from lti_tool.errors import ContentError, Mistake, NotFound

from .packs import GOOD, edited, line_of, write

HEAD = "acme/basics/module.yaml"
SHEET = "acme/basics/takeaways/agenda.md"


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        load_packs([folder])
    return caught.value.mistakes


@pytest.fixture
def sheet(tmp_path: Path) -> Takeaway:
    library = load_packs([write(tmp_path)])
    return library.module("acme/basics", {"office": "<Mo>"}).takeaway("agenda")


def test_a_sheet_says_what_it_is_for(sheet: Takeaway) -> None:
    assert (sheet.id, sheet.title) == ("agenda", "Agenda")
    assert sheet.about == "Fill it in <em>before</em> you meet."
    assert sheet.orientation is Orientation.LANDSCAPE


def test_its_parts_come_in_the_order_written(sheet: Takeaway) -> None:
    assert [type(part) for part in sheet.parts] == [Prose, Fields, Lines, Grid, Grid, Ticks]


def test_what_is_to_be_filled_in(sheet: Takeaway) -> None:
    text, fields, lines, empty, headed, ticks = sheet.parts

    assert isinstance(text, Prose)
    assert text.html == "<p>For &lt;Mo&gt;.</p>"
    assert fields == Fields("head", ("Trainee", "Mentor", "Date"), columns=3)
    assert isinstance(lines, Lines)
    assert (lines.label, lines.lines) == ("What went well?", 4)
    assert lines.hint == "A word is <em>enough</em>."
    assert empty == Grid("targets", "Targets", ("Target", "How we shall know"), ("",) * 3, lines=2)
    assert headed == Grid("days", "Days", ("Day", "Task"), ("Monday", "Tuesday"), lines=1)
    assert isinstance(empty, Grid)
    assert isinstance(headed, Grid)
    assert (empty.headed, headed.headed) == (False, True)
    assert isinstance(ticks, Ticks)
    assert ticks.items == ("Read <em>it</em>", "Bring it")


def test_a_sheet_lies_upright_with_two_columns_unless_told(tmp_path: Path) -> None:
    files = edited(SHEET, "orientation: landscape\n", "")
    files = edited(SHEET, "columns: 3\n", "", files)

    sheet = load_packs([write(tmp_path, files)]).module("acme/basics").takeaway("agenda")

    assert sheet.orientation is Orientation.PORTRAIT
    assert isinstance(sheet.parts[1], Fields)
    assert sheet.parts[1].columns == 2


def test_a_provider_s_words_stand_in_labels_too(tmp_path: Path) -> None:
    files = edited(SHEET, "[Trainee, Mentor, Date]", "['Sent to {{ office }}']")

    module = load_packs([write(tmp_path, files)]).module("acme/basics", {"office": "Mo & co"})

    fields = module.takeaway("agenda").parts[1]
    assert isinstance(fields, Fields)
    assert fields.labels == ("Sent to Mo & co",), "plain text: whoever shows it escapes it"


def test_a_sheet_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_packs([write(tmp_path)]).module("acme/basics").takeaway("other")


# what is replaced, by what, the words in whose line the mistake stands, part of the message
ONE_MISTAKE = [
    ("id: agenda", "id: agnda", "id: agnda", "the file is called `agenda.md`"),
    ("id: agenda", "id: Agenda", "id: Agenda", "small letters"),
    ("id: agenda\n", "", "title: Agenda", "`id` is missing"),
    ("title: Agenda\n", "", "id: agenda", "`title` is missing"),
    ("title: Agenda", "title: An [agenda](https://example.org)", "title: An", "plain words"),
    ("about: Fill it in *before* you meet.\n", "", "id: agenda", "`about` is missing"),
    ("about: Fill it in *before* you meet.", "about: |\n  One.\n\n  Two.", "about:",
     "one paragraph"),
    ("orientation: landscape", "orientation: sideways", "sideways", "`portrait`"),
    ("orientation: landscape", "orientaton: landscape", "orientaton", "did you mean `orientation`"),
    ("---\nid: agenda", "id: agenda", "id: agenda", "begins with its id, title and about"),
    ("For {{ office }}.", "For {{ ofice }}.", "ofice", "did you mean `office`?"),
    ("For {{ office }}.", "So it is [@book].", "[@book]", "there is no reference `book`"),
    ("For {{ office }}.", "<b>For</b> us.", "<b>", "HTML is not part of a pack"),
    ("For {{ office }}.", "# For us", "# For us", "use ## or ###"),
    ("For {{ office }}.", "![a](https://example.org/a.png)", "![a]", "pictures"),
    ("{fields} head", "{field} head", "{field}", "did you mean `fields`?"),
    ("{fields} head", "{question} head", "{question}", "it can be"),
    ("{fields} head", "{fields}", "{fields}", "its kind and id"),
    ("{lines} went-well", "{lines} head", "{lines} head", "another block is called `head`"),
    ("{lines} went-well", "{lines} Well!", "Well!", "small letters"),
    ("columns: 3", "columns: 4", "columns: 4", "at most 3"),
    ("columns: 3", "columns: 0", "columns: 0", "at least 1"),
    ("[Trainee, Mentor, Date]", "[]", "fields: []", "at least 1"),
    ("[Trainee, Mentor, Date]", "Trainee", "fields: Trainee", "a list"),
    ("[Trainee, Mentor, Date]", "[Trainee, '', Date]", "fields: [T", "filled in"),
    ("[Trainee, Mentor, Date]", "['**Trainee**']", "**Trainee**", "plain words"),
    ("label: What went well?\n", "", "lines: 4", "`label` is missing"),
    ("label: What went well?", f"label: {'a' * 201}", "label: aaa", "at most 200 characters"),
    ("columns: [Target, How we shall know]", "columns: [Target, How we shall know]\nwidths: [1]",
     "widths", "there are 2 columns"),
    ("columns: [Target, How we shall know]", "columns: [Target, How we shall know]\nwidths: [1, 0]",
     "widths", "at least 1"),
    ("lines: 4", "lines: 41", "lines: 41", "at most 40"),
    ("lines: 4", "lines: many", "lines: many", "a whole number"),
    ("hint: A word is *enough*.", "hint: |\n  - a\n  - b", "hint: |", "without a list"),
    ("caption: Targets\n", "", "columns: [Target,", "`caption` is missing"),
    ("columns: [Target, How we shall know]", "columns: []", "columns: []", "at least 1"),
    ("rows: 3", "rows: 0", "rows: 0", "at least 1"),
    ("rows: 3", "rows: 41", "rows: 41", "at most 40"),
    ("rows: 3", "rows: some", "rows: some", "`rows` must be a whole number"),
    ("rows: 3", "rows: []", "rows: []", "`rows` must be a list of at least 1"),
    ("rows: 3\n", "", "caption: Targets", "`rows` is missing"),
    ("rows: [Monday, Tuesday]", "rows: [Monday, '']", "rows: [M", "filled in"),
    ("title: The day before\n", "", "items:", "`title` is missing"),
    ("  - Bring it", "  - ''", "- ''", "filled in"),
    ("  - Bring it", "  - |\n    Bring\n\n    it", "- |", "one paragraph"),
    ("  - Bring it\n```", "  - Bring it", "{ticks} before", "is not closed"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "near", "message"), ONE_MISTAKE)
def test_a_mistake_is_named_where_it_is(
    tmp_path: Path, old: str, new: str, near: str, message: str
) -> None:
    files = edited(SHEET, old, new)

    found = mistakes_in(write(tmp_path, files))

    there = [(m.file, m.line) for m in found if message in m.message]
    assert there == [(SHEET, line_of(SHEET, near, files))], found


@pytest.mark.parametrize(
    ("old", "new", "near", "message"),
    [
        ("  - agenda.md", "  - agnda.md", "agnda.md", "did you mean `agenda.md`?"),
        ("  - agenda.md", "  - ../agenda.md", "../", "the name of a file such as"),
        ("  - agenda.md", "  - takeaways/agenda.md", "takeaways/", "the name of a file such as"),
        ("  - agenda.md", "  - agenda.md\n  - agenda.md", "agenda.md\nsections", "listed twice"),
    ],
)
def test_a_sheet_that_is_listed_wrongly_is_a_mistake(
    tmp_path: Path, old: str, new: str, near: str, message: str
) -> None:
    files = edited(HEAD, old, new)

    found = mistakes_in(write(tmp_path, files))

    there = [(m.file, m.line) for m in found if message in m.message]
    assert there == [(HEAD, line_of(HEAD, near, files))], found


def test_a_sheet_that_nothing_lists_is_a_mistake_and_notes_are_not(tmp_path: Path) -> None:
    folder = "acme/basics/takeaways"
    files = {**GOOD, f"{folder}/other.md": "x", f"{folder}/NOTES.md": "x"}

    (mistake,) = mistakes_in(write(tmp_path, files))

    assert mistake.file == f"{folder}/other.md"
    assert "under `takeaways`" in mistake.message


def test_links_out_of_the_pack_are_not_followed(tmp_path: Path) -> None:
    packs = write(tmp_path / "packs")
    (tmp_path / "secret.md").write_text(GOOD[SHEET])
    (packs / SHEET).unlink()
    (packs / SHEET).symlink_to(tmp_path / "secret.md")

    found = mistakes_in(packs)

    assert [(m.file, m.message.split(";")[0]) for m in found] == [
        (SHEET, "this link leads out of the pack")
    ]
