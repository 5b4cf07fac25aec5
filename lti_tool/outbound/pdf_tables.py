"""Tables that run over several pages, as one table each (ISO 14289-1, 7.5).

WeasyPrint 70 tags the part on each page as a table of its own, in a section of its own, with the
column headings again. Somebody who listens would meet three tables where the eye sees one, and
hear the headings in the midst of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Element = dict[str, Any]


def join_tables(root: Element, elements: dict[bytes, Any]) -> None:
    """Move the rows of each continued table into the table that they continue.

    A table continues another when it lies on a later page and nothing is read between the two: in
    our templates words stand before every new table. Repeated column headings are taken out of the
    tree and out of ``elements``; whoever marks orphaned content makes them artifacts of their page
    (ISO 14289-1, 7.8).

    Args:
        root: the root of the structure tree.
        elements: its elements by reference, which is what ``K`` and ``P`` name.
    """
    _Joiner(elements).visit(root)


class _Joiner:
    """Goes through the tree in the order of reading."""

    def __init__(self, elements: dict[bytes, Any]) -> None:
        self.elements = elements
        self.table: Any = None
        """What was read last, if it was a table."""
        self.page: bytes = b""
        """On which page that part of it lies."""

    def visit(self, parent: Element) -> None:
        """Join the tables below; what is left without content goes."""
        for kid in list(parent["K"]):
            element = self.elements.get(kid)
            if element is None:
                self.table = None  # words, or whatever else is read
            elif element["S"] == "/Table":
                self._meet(element)
            else:
                self.visit(element)
            if element is not None and not element["K"]:
                parent["K"].remove(kid)
                del self.elements[kid]

    def _meet(self, table: Any) -> None:
        if self.table is not None and self._continues(table):
            _take_over(self.table, table, self.elements)
            table["K"].clear()
        else:
            self.table = table
        self.page = table["Pg"]

    def _continues(self, follower: Any) -> bool:
        ours, theirs = (_headings(one, self.elements) for one in (self.table, follower))
        return follower["Pg"] != self.page and len(ours) == len(theirs)


def _headings(table: Any, elements: Mapping[bytes, Any]) -> list[Any]:
    """The cells of its column headings, in order."""
    groups = [elements[kid] for kid in table["K"]]
    heads = [group for group in groups if group["S"] == "/THead"]
    rows = [elements[row] for group in heads for row in group["K"]]
    return [elements[cell] for row in rows for cell in row["K"]]


def _take_over(table: Any, follower: Any, elements: dict[bytes, Any]) -> None:
    pairs = zip(_headings(follower, elements), _headings(table, elements), strict=True)
    known = {theirs["ID"].data: ours["ID"] for theirs, ours in pairs if "ID" in theirs}
    body = elements[table["K"][-1]]
    for group in [elements[kid] for kid in follower["K"]]:
        if group["S"] == "/THead":
            for gone in [group, *_below(group, elements)]:
                del elements[gone.reference]
            continue
        for row in group["K"]:
            _head_anew(elements[row], known, elements)
            elements[row]["P"] = body.reference
        body["K"].extend(group["K"])
        del elements[group.reference]


def _below(element: Any, elements: Mapping[bytes, Any]) -> Iterator[Any]:
    for kid in element["K"]:
        if kid in elements:
            yield elements[kid]
            yield from _below(elements[kid], elements)


def _head_anew(row: Any, known: Mapping[bytes, Any], elements: Mapping[bytes, Any]) -> None:
    """Let the row's cells name the headings of the table that they have come into."""
    for cell in (elements[kid] for kid in row["K"]):
        headers = cell.get("A", {}).get("Headers", ())
        for number, header in enumerate(headers):
            headers[number] = known.get(header.data, header)
