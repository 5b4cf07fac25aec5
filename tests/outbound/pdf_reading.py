"""How the tests read a PDF: its text as a reader takes it out, its tags as a screen reader does."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from tempfile import NamedTemporaryFile
from typing import Any

import pikepdf

MM = 72 / 25.4
"""Points in a millimetre."""

PAINTING = {"Tj", "TJ", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh"}
"""The operators that put something on the page (ISO 32000-1, annex A)."""


def ask(pdf: bytes, *command: str) -> str:
    """What a command says about the file, whose name stands in it as FILE."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        named = [file.name if word == "FILE" else word for word in command]
        return subprocess.run(named, check=True, capture_output=True).stdout.decode()


def text_of(pdf: bytes) -> str:
    """The text of the file, with every run of white space as one space."""
    return " ".join(ask(pdf, "pdftotext", "FILE", "-").split())


def words_on(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """The box of every word: left, top, right, bottom, in points from the top left."""
    boxes = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"',
        ask(pdf, "pdftotext", "-bbox", "FILE", "-"),
    )
    assert boxes
    return [(float(left), float(top), float(right), float(end)) for left, top, right, end in boxes]


def tables_of(pdf: bytes) -> list[list[list[str]]]:
    """The text of every table, row by row and cell by cell, as the tags give it."""
    tables: list[list[list[str]]] = []
    inside = False
    for line in ask(pdf, "pdfinfo", "-struct-text", "FILE").splitlines():
        words = line.strip()
        if words.startswith(("Table", "H2")):
            inside = words.startswith("Table")
            tables += [[]] if inside else []
        elif words == "TR":
            tables[-1].append([])
        elif re.match(r"T[HD]\b", words):
            tables[-1][-1].append("")
        elif words.startswith('"') and inside:
            tables[-1][-1][-1] += words[1:-1] + " "
    return [[[" ".join(cell.split()) for cell in row] for row in table] for table in tables]


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    return _below(pdf.Root.StructTreeRoot)


def _below(element: Any) -> Iterator[Any]:
    if not isinstance(element, pikepdf.Dictionary):
        return
    if "/S" in element:
        yield element
    kids: Any = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        yield from _below(kid)


def boxes_to_write_in(page: pikepdf.Page) -> list[tuple[float, float, float, float]]:
    """The box of every field of a form: left, bottom, right, top, in points."""
    found = []
    for note in page.get("/Annots", []):
        if str(note.Subtype) == "/Widget":
            left, bottom, right, top = (float(edge) for edge in note.Rect)
            found.append((left, bottom, right, top))
    return found


def assert_sound(pdf: bytes) -> None:
    """The syntax is that of a PDF, as far as qpdf can tell."""
    assert "No syntax or stream encoding errors" in ask(pdf, "qpdf", "--check", "FILE")


def assert_all_tagged(data: bytes) -> None:
    """ISO 14289-1, 7.1: real content hangs in the structure tree, the rest is an artifact."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        in_tree = {
            (element.Pg.objgen, int(kid))
            for element in elements(pdf)
            for kid in element.get("/K", [])
            if isinstance(kid, int)
        }
        for page in pdf.pages:
            known = {mcid for objgen, mcid in in_tree if objgen == page.objgen}
            assert not list(_untagged(page, known))


def _untagged(page: pikepdf.Page, known: set[int]) -> Iterator[str]:
    marks: list[bool] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name in {"BMC", "BDC"}:
            mcid = operands[1].get("/MCID") if name == "BDC" else None
            marks.append(mcid in known or str(operands[0]) == "/Artifact")
        elif name == "EMC":
            marks.pop()
        elif name in PAINTING and not any(marks):
            yield name
