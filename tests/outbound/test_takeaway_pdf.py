"""Sheets to print: good on paper, and forms that a screen reader can fill in."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from lti_tool.config import data_folder
from lti_tool.domain.blocks import Prose
from lti_tool.domain.modules import Html, Takeaway
from lti_tool.domain.takeaways import Fields, Grid, Lines, Orientation, Ticks
from lti_tool.outbound.pdf import Job
from lti_tool.outbound.pdf_apart import NotRendered, write_apart
from lti_tool.outbound.takeaway_pdf import TakeawaySheet, render_takeaway, takeaway_job

from .pdf_reading import (
    MM,
    ask,
    assert_all_tagged,
    assert_sound,
    boxes_to_write_in,
    elements,
    text_of,
    words_on,
)

A4 = (210 * MM, 297 * MM)

PROSE = Html(
    '<h2>Together</h2><p>Read <a href="/modules/acme/basics/sections/start">the start</a> and '
    '<a href="https://example.org/guide" target="_blank" rel="noopener">the guide</a>.</p>'
)
WEEK = Grid("week", "The week", ("Day", "Lesson"), ("Monday", "Tuesday"), lines=1)
AGENDA = Takeaway(
    id="agenda",
    title="Agenda for a meeting",
    about=Html("Fill it in <em>before</em> you meet."),
    orientation=Orientation.PORTRAIT,
    parts=(
        Fields("head", ("Trainee", "Mentor", "Date"), columns=3),
        Ticks("before", "The day before", (Html("Read <strong>it</strong>"), Html("Bring it"))),
        Prose(PROSE, words=8),
        Lines("went-well", "What went well?", lines=4, hint=Html("A word is enough.")),
        Grid("targets", "Targets", ("Target", "How we shall know"), ("", "", ""), lines=2),
        WEEK,
    ),
)
SHEET = TakeawaySheet(AGENDA, "The basics", "2026.1", "en-GB", "Example University")
FIELD_NAMES = [
    "Trainee",
    "Mentor",
    "Date",
    "Read it",
    "Bring it",
    "What went well?",
    "Targets: Target, 1",
    "Targets: How we shall know, 1",
    "Targets: Target, 2",
    "Targets: How we shall know, 2",
    "Targets: Target, 3",
    "Targets: How we shall know, 3",
    "The week: Lesson, Monday",
    "The week: Lesson, Tuesday",
]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_takeaway(SHEET)


@pytest.fixture
def opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield document


def with_parts(*parts: Any, orientation: Orientation = Orientation.PORTRAIT) -> TakeawaySheet:
    return replace(SHEET, takeaway=replace(AGENDA, parts=parts, orientation=orientation))


def fields_of(document: pikepdf.Pdf) -> list[Any]:
    return list(document.Root.AcroForm.Fields)


# --- On paper ---------------------------------------------------------------------------------


def test_it_says_whose_it_is_what_it_is_and_where_it_comes_from(pdf: bytes) -> None:
    text = text_of(pdf)

    assert text.startswith("Example University Agenda for a meeting Fill it in before you meet.")
    assert text.endswith("The basics · 2026.1 1/1")


def test_it_shows_every_label_in_order(pdf: bytes) -> None:
    text = text_of(pdf)

    wanted = "Trainee|The day before|Read it|Together|What went well?|A word is enough.|Targets"
    places = [text.index(words) for words in f"{wanted}|How we shall know|The week".split("|")]
    assert places == sorted(places)


def test_welsh_is_set_in_one_font() -> None:
    words = "Mae’r dŵr yn y tŷ. Ŵyn, Ŷd, ẁ"

    data = render_takeaway(
        with_parts(Prose(Html(f"<h2>{words}</h2><p>{words}</p>"), words=8), WEEK)
    )
    assert text_of(data).count(words) == 2
    assert "Fallback" not in ask(data, "pdffonts", "FILE")


def test_a_link_gives_its_address_on_paper_and_one_into_the_module_is_plain_words(
    pdf: bytes, opened: pikepdf.Pdf
) -> None:
    assert "Read the start and the guide (https://example.org/guide)." in text_of(pdf)
    links = [note for note in opened.pages[0].Annots if str(note.Subtype) == "/Link"]
    assert {str(link.A.URI) for link in links} == {"https://example.org/guide"}


def test_it_lies_as_its_pack_says() -> None:
    lying = render_takeaway(with_parts(WEEK, orientation=Orientation.LANDSCAPE))

    sizes = []
    for data in (render_takeaway(SHEET), lying):
        with pikepdf.open(io.BytesIO(data)) as document:
            sizes.append([float(edge) for edge in document.pages[0].MediaBox][2:])
    assert sizes == [pytest.approx(A4, abs=0.5), pytest.approx(A4[::-1], abs=0.5)]


@pytest.mark.parametrize(
    ("questions", "lines", "pages", "line"), [(7, 3, 1, 8), (8, 3, 1, 7), (8, 4, 2, 8)]
)
def test_lines_come_a_little_closer_where_that_saves_a_page_and_only_there(
    questions: int, lines: int, pages: int, line: float
) -> None:
    sheet = with_parts(*[Lines(f"q{n}", "What?", lines) for n in range(questions)])

    with pikepdf.open(io.BytesIO(render_takeaway(sheet))) as document:
        boxes = [box for page in document.pages for box in boxes_to_write_in(page)]
        assert len(document.pages) == pages
    heights = [top - bottom for _, bottom, _, top in boxes]
    assert heights == pytest.approx([lines * line * MM] * questions, abs=0.5)


def test_on_every_further_page_stand_its_name_and_number() -> None:
    long = with_parts(Grid("log", "A log", ("Date", "What"), ("",) * 45, lines=2))

    text = text_of(render_takeaway(long))
    assert text.count("Agenda for a meeting") == 3
    assert "3/3" in text


def test_a_long_table_goes_on_under_its_headings_without_a_gap() -> None:
    long = with_parts(Grid("log", "A log", ("Date", "What"), ("",) * 18, lines=2))

    with pikepdf.open(io.BytesIO(render_takeaway(long))) as document:
        counts = [len(boxes_to_write_in(page)) // 2 for page in document.pages]
    assert counts[0] >= 12
    assert sum(counts) == 18


def test_a_table_s_columns_are_as_wide_as_its_author_says() -> None:
    log = with_parts(Grid("log", "A log", ("Time", "What"), ("",), lines=2, widths=(1, 4)))

    with pikepdf.open(io.BytesIO(render_takeaway(log))) as document:
        narrow, wide = (right - left for left, _, right, _ in boxes_to_write_in(document.pages[0]))
    assert wide / narrow == pytest.approx(4, rel=0.1)


@pytest.mark.parametrize("orientation", Orientation)
def test_nothing_is_cut_off_however_long_the_words(orientation: Orientation) -> None:
    word = "Unaussprechlichkeitsbescheinigungsformular" * 3
    sheet = with_parts(
        Fields("head", (word,) * 3, columns=3),
        Lines("lines", word, lines=2, hint=Html(word)),
        Grid("grid", word, (word, word, word), (word, word), lines=1),
        Ticks("ticks", word, (Html(word),)),
        Prose(Html(f"<h2>{word}</h2><p>{word}</p>"), words=2),
        orientation=orientation,
    )
    sheet = replace(sheet, module_title=word, provider_name=word)

    data = render_takeaway(sheet)
    width = A4[1] if orientation is Orientation.LANDSCAPE else A4[0]
    assert max(right for _, _, right, _ in words_on(data)) < width - 15 * MM
    assert text_of(data).translate(dict.fromkeys(map(ord, " ‐"))).count(word) == 17


def test_without_a_provider_it_begins_with_its_title() -> None:
    data = render_takeaway(replace(SHEET, provider_name=""))

    assert text_of(data).startswith("Agenda for a meeting")


def test_markup_in_labels_is_text() -> None:
    label = "<script>alert('1')</script> \"&"

    data = render_takeaway(with_parts(Fields("head", (label,), columns=1)))
    assert label in text_of(data)
    with pikepdf.open(io.BytesIO(data)) as document:
        assert [str(field.TU) for field in fields_of(document)] == [label]


# --- On the screen ----------------------------------------------------------------------------


def test_every_field_says_what_belongs_there(opened: pikepdf.Pdf) -> None:
    fields = fields_of(opened)

    assert [str(field.TU) for field in fields] == FIELD_NAMES
    names = [str(field.T) for field in fields]
    assert len(set(names)) == len(names)


def test_short_things_take_a_line_longer_ones_several_and_ticks_a_tick(opened: pikepdf.Pdf) -> None:
    kinds = {}
    for field in fields_of(opened):
        several = bool(int(field.get("/Ff", 0)) & 1 << 12)
        kinds[str(field.TU)] = (str(field.FT), several)

    assert kinds["Trainee"] == ("/Tx", False)
    assert kinds["What went well?"] == kinds["The week: Lesson, Monday"] == ("/Tx", True)
    assert kinds["Bring it"] == ("/Btn", False)


def test_every_field_is_in_the_structure_tree_in_reading_order(opened: pikepdf.Pdf) -> None:
    forms = [element for element in elements(opened) if element.S == "/Form"]

    assert [str(form.K[0].Obj.TU) for form in forms] == FIELD_NAMES
    parents: Any = opened.Root.StructTreeRoot.ParentTree.Nums
    by_number = {int(parents[n]): parents[n + 1] for n in range(0, len(parents), 2)}
    for form in forms:
        assert by_number[int(form.K[0].Obj.StructParent)].objgen == form.objgen
    assert {str(page.Tabs) for page in opened.pages} == {"/S"}


def test_a_cell_to_fill_in_knows_its_row_and_its_column(opened: pikepdf.Pdf) -> None:
    headers = {bytes(e.ID): e for e in elements(opened) if e.S == "/TH"}
    cells = [e for e in elements(opened) if e.S == "/TD"]

    scopes = [sorted(str(headers[bytes(i)].A.Scope) for i in cell.A.Headers) for cell in cells]
    assert scopes == [["/Column"]] * 6 + [["/Column", "/Row"]] * 2


def test_the_empty_form_is_drawn_and_no_program_need_mend_it(opened: pikepdf.Pdf) -> None:
    """A reader's program would otherwise ask to save a file that nobody has changed."""
    assert "/NeedAppearances" not in opened.Root.AcroForm
    for field in fields_of(opened):
        shown = field.AP.N
        drawings = list(shown.values()) if field.FT == "/Btn" else [shown]
        assert all(isinstance(drawing, pikepdf.Stream) for drawing in drawings)
        if field.FT == "/Btn":
            assert set(shown) == {"/Off", "/on"}
            assert field.AS == "/Off"


def test_one_types_in_a_font_that_is_in_the_file_with_all_its_letters(opened: pikepdf.Pdf) -> None:
    form: Any = opened.Root.AcroForm
    looks = {str(field.DA) for field in form.Fields if field.FT == "/Tx"}

    assert len(looks) == 1
    assert looks.pop().endswith(" rg /Typed 10.5 Tf")
    font = form.DR.Font.Typed
    assert (font.Subtype, font.Encoding.BaseEncoding) == ("/TrueType", "/WinAnsiEncoding")
    assert len(font.Widths) == 256 - 32
    assert int(font.Widths[ord("W") - 32]) > int(font.Widths[ord("i") - 32]) > 0
    assert len(font.FontDescriptor.FontFile2.read_bytes()) > 50_000


def test_what_is_typed_can_be_read_in_the_file(opened: pikepdf.Pdf) -> None:
    for field in fields_of(opened):
        if field.FT == "/Tx":
            field.V = pikepdf.String("Größe – “tŷ, dŵr”")
            del field.AP
    opened.Root.AcroForm.NeedAppearances = True
    filled = io.BytesIO()
    opened.save(filled)

    assert "Größe – “tŷ, dŵr”" in text_of(filled.getvalue())


# --- For everybody ----------------------------------------------------------------------------


def test_it_is_a_tagged_file_with_a_title_and_a_language(pdf: bytes, opened: pikepdf.Pdf) -> None:
    assert_sound(pdf)
    assert_all_tagged(pdf)
    assert str(opened.Root.Lang) == "en-GB"
    assert bool(opened.Root.MarkInfo.Marked)
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    assert str(opened.docinfo["/Title"]) == "Agenda for a meeting"
    assert str(opened.docinfo["/Author"]) == "Example University"


def test_it_claims_to_be_accessible_and_not_to_be_an_archive_which_opens_for_reading_only(
    opened: pikepdf.Pdf,
) -> None:
    with opened.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert "pdfaid:part" not in metadata
    assert "/OutputIntents" not in opened.Root


def test_headings_lead_through_it(opened: pikepdf.Pdf) -> None:
    headings = [str(e.S) for e in elements(opened) if str(e.S) in {"/H1", "/H2", "/H3"}]

    assert headings == ["/H1", "/H2", "/H2"]


def test_ticks_below_a_heading_are_a_heading_below_it() -> None:
    ticks = Ticks("t", "Before", (Html("Read"),))

    data = render_takeaway(with_parts(Prose(Html("<h2>A</h2>"), words=1), ticks))
    with pikepdf.open(io.BytesIO(data)) as document:
        assert [str(e.S) for e in elements(document) if str(e.S)[1] == "H"] == ["/H1", "/H2", "/H3"]


def test_the_same_sheet_is_the_same_file(pdf: bytes) -> None:
    assert render_takeaway(SHEET) == pdf


def test_whatever_changes_the_file_changes_its_digest() -> None:
    others = [
        replace(SHEET, provider_name="Another"),
        replace(SHEET, module_version="2"),
        replace(SHEET, language="cy"),
        with_parts(WEEK),
        SHEET,
    ]

    assert len({other.digest for other in others}) == len(others)


# --- Made by a process of its own -------------------------------------------------------------


def test_another_process_makes_the_same_file(pdf: bytes) -> None:
    assert write_apart(takeaway_job(SHEET)) == pdf


def test_a_web_process_does_not_load_the_engine_for_it() -> None:
    program = (
        "import sys\n"
        "from tests.outbound.test_takeaway_pdf import SHEET, takeaway_job, write_apart\n"
        "assert write_apart(takeaway_job(SHEET)).startswith(b'%PDF-1.7')\n"
        "heavy = {'weasyprint', 'fontTools', 'pydyf'} & set(sys.modules)\n"
        "raise SystemExit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    root = data_folder("templates").parent

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_sheet_that_cannot_be_made_is_an_error_that_says_why() -> None:
    reaching = Job(["<img alt='x' src='http://127.0.0.1:9/x.png'>"], "takeaway.css", "0" * 32, True)

    with pytest.raises(NotRendered, match="outside the product"):
        write_apart(reaching)


def test_the_process_is_not_told_the_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_SECRET_KEY", "s" * 40)
    from lti_tool.outbound import pdf_apart

    assert "MENTOR_SECRET_KEY" not in pdf_apart._environment()
    assert "PATH" in pdf_apart._environment()
