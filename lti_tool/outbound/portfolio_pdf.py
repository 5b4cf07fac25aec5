"""A whole portfolio as a PDF: by standard, the evidence, the rationales, the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.outbound.pdf import Layout, render_pdf

LAYOUT = Layout("portfolio")


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A file that belongs to an item; the PDF names it, the ZIP holds it."""

    name: str
    size_words: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One piece of evidence; ``number`` is what the index calls it."""

    number: int
    title: str
    kind: str
    about_day: date
    shows: str
    fields: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    from_module: str
    file: PrintedFile | None
    added_on: date


@dataclass(frozen=True, slots=True)
class PrintedStandard:
    """A row of the index: a standard or statement, and the numbers of what is about it."""

    code: str
    words: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PrintedRationale:
    """A rationale as it was saved."""

    award: str
    criterion: str
    pieces: str
    text: str
    saved_on: date | None


@dataclass(frozen=True, slots=True)
class PrintedReflection:
    """A reflection written in a module; ``number`` of the item that it was taken in as."""

    module: str
    prompt: str
    text: str
    written_on: date
    number: int | None


@dataclass(frozen=True, slots=True)
class PortfolioDocument:
    """All that a portfolio says on one day."""

    mentor_name: str
    provider_name: str
    printed_at: datetime
    standards: tuple[PrintedStandard, ...]
    items: tuple[PrintedItem, ...]
    rationales: tuple[PrintedRationale, ...]
    reflections: tuple[PrintedReflection, ...]

    @property
    def files(self) -> tuple[tuple[int, PrintedFile], ...]:
        """Every file with the number of its item."""
        return tuple((item.number, item.file) for item in self.items if item.file)


def render_portfolio(doc: PortfolioDocument) -> bytes:
    """The portfolio as PDF/A-3a and PDF/UA-1, A4 upright.

    Raises:
        ConfigurationError: a changed template asks for something outside the product.
    """
    key = f"portfolio {doc.mentor_name} {doc.printed_at.isoformat()}"
    return render_pdf(LAYOUT, {"doc": doc}, key=key)
