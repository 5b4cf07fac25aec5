"""The record sheet: every field and row, what is missing said in words, and real tables."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pikepdf
import pytest

from lti_tool.domain.certificates import RecordSheetDocument, SheetRow, SignatureLine
from lti_tool.outbound.record_sheet_pdf import render_record_sheet

from .pdf_reading import assert_all_tagged, assert_sound, elements, tables_of, text_of, words_on

MET = SheetRow(
    "ENTRY.1",
    "Recommendation",
    "Somebody recommends you.",
    "",
    achieved=True,
    on=date(2026, 10, 3),
    how="Confirmed by Łukasz Wójcik (PCM)",
)
UNMET = SheetRow(
    "ENTRY.2", "Paperwork", "You know the paperwork.", "Module 1", achieved=False, on=None, how=""
)
WAIVED = replace(MET, code="ENTRY.4", title="Lesson feedback", how="Prior experience, approved")

SHEET = RecordSheetDocument(
    title="Entry level record sheet",
    scheme_title="Example scheme",
    award_title="Entry level",
    provider_name="Example University Partnership",
    fields=(("Name of mentor and subject", "Nguyễn Thị Hồng, Physics"), ("Email", "")),
    rows=(MET, UNMET, WAIVED),
    signatures=(
        SignatureLine("Mentor", "Nguyễn Thị Hồng", datetime(2026, 7, 9, 11, 12, tzinfo=UTC)),
        SignatureLine("Link tutor", "", None),
    ),
    certificate_number="ABCD-EFGH-JKLM-NPQR",
    issued_on=date(2026, 11, 22),
    scheme_version="2026.1",
    printed_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
)
LONG = replace(SHEET, rows=(MET, UNMET, WAIVED) * 12)


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return render_record_sheet(SHEET)


def test_it_prints_every_field_with_its_label(sheet: bytes) -> None:
    text = text_of(sheet)

    assert "Name of mentor and subject Nguyễn Thị Hồng, Physics" in text
    assert "Email Not yet recorded" in text


def test_it_prints_every_criterion_with_what_stands_behind_it(sheet: bytes) -> None:
    assert tables_of(sheet)[1][1:] == [
        ["Recommendation ENTRY.1 Somebody recommends you.", "–", "Yes", "3 October 2026",
         "Confirmed by Łukasz Wójcik (PCM)"],
        ["Paperwork ENTRY.2 You know the paperwork.", "Module 1", "No", "–", "–"],
        ["Lesson feedback ENTRY.4 Somebody recommends you.", "–", "Yes", "3 October 2026",
         "Prior experience, approved"],
    ]  # fmt: skip


def test_it_prints_who_has_signed_when_and_who_has_not(sheet: bytes) -> None:
    assert tables_of(sheet)[2][1:] == [
        ["Mentor", "Nguyễn Thị Hồng", "9 July 2026, 12:12"],
        ["Link tutor", "Not yet signed", "–"],
    ]


def test_it_names_the_certificate(sheet: bytes) -> None:
    text = text_of(sheet)

    assert "Issued on 22 November 2026, certificate number ABCD-EFGH-JKLM-NPQR." in text
    assert "scheme version 2026.1. Printed on 23 November 2026, 10:00." in text


def test_before_the_certificate_it_says_so() -> None:
    open_sheet = replace(SHEET, certificate_number=None, issued_on=None, rows=(UNMET,) * 7)

    text = text_of(render_record_sheet(open_sheet))

    assert "Not yet issued." in text
    assert "Yes" not in text


def test_it_runs_on_with_its_name_and_page_on_every_page() -> None:
    pdf = render_record_sheet(LONG)

    text = text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    assert pages > 1
    assert text.count("Entry level record sheet: Nguyễn Thị Hồng, Physics") == pages
    assert f"Page {pages} of {pages}" in text


def test_very_long_words_stay_on_the_paper() -> None:
    wide = replace(
        SHEET,
        fields=(("Name of mentor and subject", "W" * 300), ("L" * 120, "v")),
        rows=(replace(MET, title="T" * 90, how="H" * 90, module="M" * 60),),
    )

    rights = [right for _, _, right, _ in words_on(render_record_sheet(wide))]

    assert max(rights) < 595 - 40


def test_markup_in_a_field_is_text() -> None:
    fields = (("<i>Label</i>", "</td><script>alert(1)</script>"),)

    text = text_of(render_record_sheet(replace(SHEET, fields=fields)))

    assert "<i>Label</i> </td><script>alert(1)</script>" in text


def test_header_cells_say_what_they_head(sheet: bytes) -> None:
    with pikepdf.open(io.BytesIO(sheet)) as pdf:
        headers = [e for e in elements(pdf) if e.S == "/TH"]
        scopes = {str(group(e).S): str(e.A.Scope) for e in headers}
        listed = pdf.Root.StructTreeRoot.IDTree.Names
        names = [bytes(name) for name in list(listed)[::2]]

        assert scopes == {"/THead": "/Column", "/TBody": "/Row"}
        assert sorted(bytes(e.ID) for e in headers) == names
        for cell in (e for e in elements(pdf) if e.S == "/TD"):
            assert {bytes(header) for header in cell.A.Headers} <= set(names)


def test_a_table_over_several_pages_is_one_table_with_its_headings_once() -> None:
    pdf_file = render_record_sheet(LONG)

    tables = tables_of(pdf_file)
    assert [len(table) for table in tables] == [2, 37, 3]
    assert [row[0].split()[0] for row in tables[1][:4]] == [
        "Criterion", "Recommendation", "Paperwork", "Lesson",
    ]  # fmt: skip
    with pikepdf.open(io.BytesIO(pdf_file)) as pdf:
        columns = {bytes(e.ID) for e in elements(pdf) if e.S == "/TH" and e.A.Scope == "/Column"}
        cells = [e for e in elements(pdf) if e.S == "/TD" and len(e.P.K) == 5]
        assert len(cells) == 36 * 4
        for cell in cells:
            assert len({bytes(header) for header in cell.A.Headers} & columns) == 1


def group(header: Any) -> Any:
    """The head or body of the table in which a header cell stands."""
    return header.P.P


def test_headings_lead_through_it(sheet: bytes) -> None:
    with pikepdf.open(io.BytesIO(sheet)) as pdf:
        headings = [str(e.S) for e in elements(pdf) if str(e.S) in {"/H1", "/H2", "/H3"}]

        assert headings == ["/H1", "/H2", "/H2", "/H2", "/H2"]


def test_everything_drawn_is_tagged_or_an_artifact_page_numbers_too() -> None:
    assert_all_tagged(render_record_sheet(LONG))


def test_the_file_is_sound_archival_and_accessible_by_its_own_word() -> None:
    pdf_file = render_record_sheet(LONG)

    assert_sound(pdf_file)
    with pikepdf.open(io.BytesIO(pdf_file)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)


def test_the_same_sheet_is_the_same_file(sheet: bytes) -> None:
    assert render_record_sheet(SHEET) == sheet


def test_the_renderer_has_nothing_to_complain_about(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_record_sheet(LONG)

    assert not caplog.records
