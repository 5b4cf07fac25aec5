"""A whole portfolio as a ZIP: the PDF, the files by standard, an index for a spreadsheet, the data.

It is written piece by piece, whatever the files weigh. Names inside are our own numbers and the
cleaned names of files, so that nothing can be unpacked to another place.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from lti_tool.domain.files import clean_name
from lti_tool.outbound.portfolio_pdf import PortfolioDocument, PrintedItem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PIECE = 1024 * 1024
LONGEST_NAME = 80
PDF_NAME = "portfolio.pdf"
NO_STANDARD = "no standard"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")

OpenFile = Callable[[str], BinaryIO]
"""From a file's SHA-256 (hex) to what is in it."""


def write_portfolio(
    target: BinaryIO,
    doc: PortfolioDocument,
    pdf: bytes,
    open_file: OpenFile,
    *,
    done: Callable[[], None] = lambda: None,
) -> None:
    """Write the archive; ``done`` is called after each part (see :func:`parts`)."""
    texts: dict[str, bytes | str] = {
        PDF_NAME: pdf,
        "index.csv": index_csv(doc),
        "data.json": data_json(doc),
    }
    write_archive(target, texts, doc.items, open_file, done=done)


def write_archive(
    target: BinaryIO,
    texts: Mapping[str, bytes | str],
    items: Iterable[PrintedItem],
    open_file: OpenFile,
    *,
    done: Callable[[], None] = lambda: None,
) -> None:
    """Write an archive of texts, by their places in it, and of the files of evidence.

    ``done`` is called after the texts together, and after each file.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
        done()
        for item in items:
            if item.file is not None:
                _copy(archive, place_of(item), open_file(item.file.sha256))
                done()


def parts(doc: PortfolioDocument) -> int:
    """How many parts there are: the texts, and each file."""
    return 1 + len(doc.files)


def place_of(item: PrintedItem) -> str:
    """Where an item's file lies in the archive: under its first standard, with its number."""
    if item.file is None:
        return ""
    first = item.about[0].partition(".")[0] if item.about else NO_STANDARD
    stem, dot, ending = clean_name(item.file.name).rpartition(".")
    name = f"{stem[:LONGEST_NAME]}{dot}{ending}"
    return f"files/{first}/{item.number:03d} {name}"


def _copy(archive: zipfile.ZipFile, name: str, stream: BinaryIO) -> None:
    with stream, archive.open(name, "w", force_zip64=True) as entry:
        while piece := stream.read(PIECE):
            entry.write(piece)


def index_csv(doc: PortfolioDocument) -> str:
    """One line for each item. Cells that a spreadsheet would take for a formula are neutralised."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADINGS)
    for item in doc.items:
        writer.writerow([neutral(cell) for cell in _cells(item)])
    return "\ufeff" + out.getvalue()  # or Excel takes the letters of names for others


_HEADINGS = (
    "Number",
    "Title",
    "Kind",
    "Day",
    "About",
    "What it shows",
    "Details",
    "File",
    "Place in this archive",
    "SHA-256",
)


def _cells(item: PrintedItem) -> Sequence[str]:
    return (
        str(item.number),
        item.title,
        item.kind,
        item.about_day.isoformat(),
        ", ".join(item.about),
        item.shows,
        "\n".join(f"{label}: {value}" for label, value in item.fields if value),
        item.file.name if item.file else "",
        place_of(item),
        item.file.sha256 if item.file else "",
    )


def neutral(cell: str) -> str:
    """A cell that no spreadsheet reckons with: an apostrophe goes before what looks like it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def data_json(doc: DataclassInstance) -> str:
    """A document as JSON, for whoever wants to work with it."""
    return json.dumps(_plain(asdict(doc)), indent=1, ensure_ascii=False)


def _plain(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {key: _plain(inner) for key, inner in value.items()}
        case str():
            return value
        case Iterable():
            return [_plain(inner) for inner in value]
    return value
