"""The door to PDF: a template and its values in, a tagged archival PDF out.

What comes out claims PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1); a form to fill in claims
the second alone. WeasyPrint weighs 65 MiB, so it is imported when the first document is rendered,
in the worker, and never by a web process: this module itself may be imported anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lti_tool.config import data_folder

if TYPE_CHECKING:
    from lti_tool.outbound.pdf_engine import Engine

LONDON = ZoneInfo("Europe/London")
"""Dates and times on paper are those of the schools (domain page, open point 10)."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One template with its style sheet, and how closely it may be set.

    ``settings`` go to the template as ``setting``, roomiest first; the roomiest that gives the
    fewest pages is used. A ``fillable`` document is a form for the screen as well.
    """

    name: str
    settings: Sequence[str] = ("roomy",)
    fillable: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """All that the engine needs for one document; plain texts, so that it can be sent away."""

    pages: Sequence[str]
    """HTML, once for each setting of the layout."""
    stylesheet: str
    identifier: str
    fillable: bool


def render_pdf(layout: Layout, values: Mapping[str, object], *, key: str) -> bytes:
    """Render ``templates/pdf/<layout.name>.html`` with ``values``.

    The same values give the same bytes, whenever and wherever the same versions of the libraries
    render them; ``key`` becomes the file identifier (ISO 32000-1, 14.4).

    Raises:
        ConfigurationError: the template asks for a file or an address that is not the product's.
    """
    return write(job(layout, values, key=key))


def job(layout: Layout, values: Mapping[str, object], *, key: str) -> Job:
    """The document as the engine takes it; makes no PDF yet, and needs no WeasyPrint."""
    template = _environment().get_template(f"{layout.name}.html")
    return Job(
        pages=[template.render(values, setting=setting) for setting in layout.settings],
        stylesheet=f"{layout.name}.css",
        identifier=hashlib.sha256(key.encode()).hexdigest()[:32],
        fillable=layout.fillable,
    )


def write(asked: Job) -> bytes:
    """The PDF of a job.

    Raises:
        ConfigurationError: its template asks for something that is not the product's.
    """
    return _engine().write(
        asked.pages,
        stylesheet=asked.stylesheet,
        identifier=asked.identifier,
        fillable=asked.fillable,
    )


def long_date(day: date) -> str:
    """A day as it is written on paper: 5 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_and_time(moment: datetime) -> str:
    """A moment as it is written on paper, in the time of the schools: 5 March 2026, 14:05."""
    local = moment.astimezone(LONDON)
    return f"{long_date(local)}, {local:%H:%M}"


def w3c_date(moment: date) -> str:
    """The form that PDF metadata take: W3C's profile of ISO 8601, to the second, in UTC."""
    if isinstance(moment, datetime):
        return moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{moment:%Y-%m-%d}T00:00:00Z"


def typeface(text: str) -> str:
    """The style-sheet class in which a text is set: ``main``, or ``fallback`` as a whole.

    A name with some letters from another font looks patched, and readers that take the text out
    of a PDF may find gaps in it.
    """
    # Here, not above: only documents with typed words ask, and fontTools takes its time to load.
    from lti_tool.outbound.pdf_fonts import covers  # noqa: PLC0415 - see above

    return "main" if covers(text) else "fallback"


def _engine() -> Engine:
    # Here, not above: whoever imports this module must not pay for WeasyPrint.
    from lti_tool.outbound.pdf_engine import engine  # noqa: PLC0415 - loads 65 MiB

    return engine()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(data_folder("templates") / "pdf"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "long_date": long_date,
        "date_and_time": date_and_time,
        "w3c_date": w3c_date,
        "typeface": typeface,
    }
    return environment
