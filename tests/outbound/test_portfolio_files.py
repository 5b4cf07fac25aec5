"""A whole portfolio as a PDF and as a ZIP: everything is in it, and nothing can be done with it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lti_tool.outbound.portfolio_pdf import (
    PortfolioDocument,
    PrintedFile,
    PrintedItem,
    PrintedRationale,
    PrintedReflection,
    PrintedStandard,
    render_portfolio,
)
from lti_tool.outbound.portfolio_zip import neutral, parts, write_portfolio

from .pdf_reading import assert_all_tagged, assert_sound, tables_of, text_of

FILE = PrintedFile("plan & notes.pdf", "640 kB", "ab" * 32)
ITEM = PrintedItem(
    number=1,
    title="Weekly plan <b>",
    kind="A file",
    about_day=date(2026, 11, 2),
    shows="That I make time.\n\nEvery week.",
    fields=(),
    about=("ST1.1", "ST2"),
    from_module="",
    file=FILE,
    added_on=date(2026, 11, 3),
)
LOOSE = replace(
    ITEM,
    number=2,
    title="=HYPERLINK(1)",
    kind="A link",
    fields=(("Address", "https://school.example/plan"),),
    about=(),
    file=replace(FILE, name="../../evil.pdf", sha256="cd" * 32),
)
DOC = PortfolioDocument(
    mentor_name="Nguyễn Thị Hồng",
    provider_name="Example University",
    printed_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
    standards=(PrintedStandard("ST1.1", "Be easy to approach", (1,)),),
    items=(ITEM, LOOSE),
    rationales=(
        PrintedRationale("Mastery", "Standard 1", "2 of 3 pieces", "Because.", date(2026, 11, 4)),
    ),
    reflections=(
        PrintedReflection("Module 3", "What will you try?", "To wait.", date(2026, 11, 5), None),
    ),
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_portfolio(DOC)


def test_the_pdf_says_everything(pdf: bytes) -> None:
    words = text_of(pdf)
    for said in (
        "Nguyễn Thị Hồng",
        "Example University",
        "No. 1: Weekly plan <b>",
        "That I make time.",
        "Every week.",
        "About ST1.1, ST2",
        "https://school.example/plan",
        "Mastery: Standard 1",
        "2 of 3 pieces",
        "Because.",
        "What will you try?",
        "To wait.",
        "plan & notes.pdf",
        "640 kB",
    ):
        assert said in words, said
    files = tables_of(pdf)[-1]
    assert files[1][2].replace(" ", "") == FILE.sha256


def test_the_pdf_is_sound_tagged_and_the_same_again(pdf: bytes) -> None:
    assert_sound(pdf)
    assert_all_tagged(pdf)
    assert render_portfolio(DOC) == pdf


def test_an_empty_portfolio_says_so() -> None:
    empty = replace(DOC, standards=(), items=(), rationales=(), reflections=())
    words = text_of(render_portfolio(empty))
    assert "There is no evidence in this portfolio yet." in words
    assert "0 pieces of evidence" in words


def archive(doc: PortfolioDocument = DOC) -> tuple[zipfile.ZipFile, list[int]]:
    out, steps = io.BytesIO(), [0]

    def done() -> None:
        steps[0] += 1

    opened = {FILE.sha256: b"first", "cd" * 32: b"second"}
    write_portfolio(out, doc, b"%PDF", lambda digest: io.BytesIO(opened[digest]), done=done)
    return zipfile.ZipFile(out), steps


def test_the_zip_holds_the_pdf_the_files_by_standard_the_index_and_the_data() -> None:
    found, steps = archive()
    assert found.namelist() == [
        "portfolio.pdf",
        "index.csv",
        "data.json",
        "files/ST1/001 plan & notes.pdf",
        "files/no standard/002 evil.pdf",
    ]
    assert found.testzip() is None
    assert found.read("files/ST1/001 plan & notes.pdf") == b"first"
    assert steps == [parts(DOC)]
    data = json.loads(found.read("data.json"))
    assert data["items"][0]["title"] == "Weekly plan <b>"
    assert data["items"][0]["about_day"] == "2026-11-02"
    assert data["rationales"][0]["text"] == "Because."


def test_the_index_names_every_item_and_no_cell_is_a_formula() -> None:
    found, _ = archive()
    table = list(csv.reader(io.StringIO(found.read("index.csv").decode("utf-8-sig"))))
    assert [row[1] for row in table] == ["Title", "Weekly plan <b>", "'=HYPERLINK(1)"]
    assert table[1][8:] == ["files/ST1/001 plan & notes.pdf", FILE.sha256]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)


@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_what_looks_like_a_formula_is_neutralised(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


def test_plain_words_stay_as_they_are() -> None:
    assert [neutral(cell) for cell in ("", "A plan", "1", "https://a.example/=")] == [
        "",
        "A plan",
        "1",
        "https://a.example/=",
    ]
