"""A sheet to print as a PDF: to be filled in on paper or on the screen."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from lti_tool.config import data_folder
from lti_tool.domain.takeaways import Takeaway
from lti_tool.domain.texts import Html
from lti_tool.outbound.pdf import Job, Layout, job, write

LAYOUT = Layout("takeaway", settings=("roomy", "close", "dense"), fillable=True)

_LINK_INSIDE = re.compile(r'<a href="/[^"]*">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class TakeawaySheet:
    """A sheet with all that its page says; ``provider_name`` may be empty."""

    takeaway: Takeaway
    module_title: str
    module_version: str
    language: str
    provider_name: str

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what makes the PDF: the same digest, the same file."""
        return hashlib.sha256(f"{_look()} {self!r}".encode()).hexdigest()


def render_takeaway(sheet: TakeawaySheet) -> bytes:
    """The sheet as a tagged form (PDF/UA-1) on A4, upright or lying.

    Raises:
        ConfigurationError: a changed template asks for something outside the product.
    """
    return write(takeaway_job(sheet))


def takeaway_job(sheet: TakeawaySheet) -> Job:
    """The sheet as work for a process that renders it."""
    return job(LAYOUT, {"sheet": sheet, "on_paper": on_paper}, key=sheet.digest)


def on_paper(html: Html) -> Html:
    """The text without links to pages of the module, which lead nowhere from a sheet of paper."""
    return Html(_LINK_INSIDE.sub(r"\1", html))


@cache
def _look() -> str:
    """What the sheets look like now: their template and style."""
    folder = data_folder("templates") / "pdf"
    files = ("takeaway.html", "takeaway.css", "fonts.css")
    return hashlib.sha256(b"\0".join((folder / name).read_bytes() for name in files)).hexdigest()
