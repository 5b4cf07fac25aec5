"""What WeasyPrint leaves undone in a tagged archival PDF, done before the file is written.

Each function closes one gap between WeasyPrint 70's output and ISO 19005-3 (PDF/A-3) or
ISO 14289-1 (PDF/UA-1); the clause stands with it. All of them work on WeasyPrint's own objects,
so this module needs no PDF library of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

from lti_tool.config import data_folder
from lti_tool.outbound.pdf_forms import finish_form
from lti_tool.outbound.pdf_tables import join_tables

Element = dict[str, Any]


def finish(_document: object, pdf: Any) -> None:
    """Finish the PDF in place; given to WeasyPrint as its ``finisher``."""
    _declare_pdf_ua(pdf)
    _finish_tree(pdf, joined=True)


def finish_fillable(_document: object, pdf: Any) -> None:
    """The same for a form to fill in, which claims PDF/UA alone: WeasyPrint has written that."""
    finish_form(pdf)
    pdf.catalog.pop("OutputIntents", None)  # WeasyPrint's would call the file PDF/X
    _finish_tree(pdf)


def _finish_tree(pdf: Any, *, joined: bool = False) -> None:
    """Not so with forms to fill in: their grids stand one after another, and fit on a page."""
    tree = StructureTree(pdf)
    if joined:
        tree.join_tables_over_pages()
    tree.give_headers_their_scope()
    tree.list_identifiers()
    tree.turn_page_furniture_into_artifacts()
    tree.measure_figures_in_points()


def _declare_pdf_ua(pdf: Any) -> None:
    """Add the PDF/UA mark and its extension schema to the XMP packet.

    ISO 14289-1, 5 asks for the mark; ISO 19005-3, 6.6.2.3 asks that a property PDF/A does not
    know be described. WeasyPrint's ``xmp_metadata`` would put both into a second ``rdf:RDF``,
    which XMP (ISO 16684-1, 7.4) does not allow.
    """
    packet = next(o for o in pdf.objects if _extra(o).get("Type") == "/Metadata")
    ours = (data_folder("templates") / "pdf" / "pdfua.xmp").read_bytes().strip()
    written = packet.stream[0]
    end = written.rindex(b"</rdf:RDF>")
    packet.stream[0] = written[:end] + ours + written[end:]


def _extra(pdf_object: Any) -> Element:
    extra: Element = getattr(pdf_object, "extra", {})
    return extra


class StructureTree:
    """The structure tree (ISO 32000-1, 14.7) of a PDF that WeasyPrint is about to write."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._by_reference = {o.reference: o for o in pdf.objects if o.number is not None}
        self._root: Element = self._by_reference[pdf.catalog["StructTreeRoot"]]
        self._elements = {element.reference: element for element in self._walk()}

    def _walk(self) -> Iterator[Any]:
        waiting = list(self._root["K"])
        while waiting:
            found = self._by_reference.get(waiting.pop())
            if isinstance(found, dict) and found.get("Type") == "/StructElem":
                yield found
                waiting.extend(kid for kid in found["K"] if isinstance(kid, bytes))

    def join_tables_over_pages(self) -> None:
        """Make one table of its parts on several pages (ISO 14289-1, 7.5)."""
        join_tables(self._root, self._elements)

    def give_headers_their_scope(self) -> None:
        """Say of every header cell whether it heads a row or a column (ISO 14289-1, 7.5)."""
        for element in self._elements.values():
            if element["S"] == "/TH":
                row = self._elements[element["P"]]
                group = self._elements[row["P"]]
                scope = "/Column" if group["S"] == "/THead" else "/Row"
                element["A"]["Scope"] = scope

    def list_identifiers(self) -> None:
        """Make the tree of identifiers that header cells need (ISO 32000-1, table 322)."""
        named = {e["ID"].data: e for e in self._elements.values() if "ID" in e}
        names = pydyf.Array()
        for _, element in sorted(named.items()):
            names.extend((element["ID"], element.reference))
        if names:
            self._root["IDTree"] = pydyf.Dictionary({"Names": names})
            # A root of a name tree has Names and no Limits (ISO 32000-1, table 36).

    def turn_page_furniture_into_artifacts(self) -> None:
        """Mark page numbers and running lines as artifacts (ISO 14289-1, 7.8).

        WeasyPrint tags the text of margin boxes but hangs it nowhere in the tree.
        """
        numbers = self._by_reference[self._root["ParentTree"]]["Nums"]
        for page in self._pages():
            parents = numbers[numbers.index(page["StructParents"]) + 1]
            orphans = {i for i, ref in enumerate(parents) if ref not in self._elements}
            _mark_as_artifacts(self._by_reference[page["Contents"]].stream, orphans)
            for i in orphans:
                parents[i] = "null"

    def measure_figures_in_points(self) -> None:
        """Give the boxes of figures in points from the bottom (ISO 32000-1, table 344).

        WeasyPrint leaves them in CSS pixels from the top.
        """
        for element in self._elements.values():
            if element["S"] == "/Figure":
                height = self._by_reference[element["Pg"]]["MediaBox"][3]
                left, top, right, bottom = (pixels * 0.75 for pixels in element["A"]["BBox"])
                box = (left, height - bottom, right, height - top)
                element["A"]["BBox"] = pydyf.Array(box)

    def _pages(self) -> Iterator[Element]:
        for pdf_object in self._pdf.objects:
            if isinstance(pdf_object, dict) and pdf_object.get("Type") == "/Page":
                yield pdf_object


def _mark_as_artifacts(operators: list[Any], mcids: set[int]) -> None:
    for i, operand in enumerate(operators):
        if isinstance(operand, dict) and operand.get("MCID") in mcids:
            operators[i - 1] = b"/Artifact"
            operators[i] = pydyf.Dictionary({"Type": "/Pagination"})
