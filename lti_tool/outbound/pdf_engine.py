"""WeasyPrint as this product uses it; imported by :mod:`lti_tool.outbound.pdf` alone, and late.

One font configuration and one parsed style sheet for each template are shared by all documents of
a process: 30 ms a page instead of 50. Pango's font maps are not made for several threads, so
documents are rendered one after another; a worker that wants more takes more processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from pathlib import Path
from threading import Lock
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lti_tool.config import data_folder
from lti_tool.errors import ConfigurationError
from lti_tool.outbound.pdf_finish import finish, finish_fillable
from lti_tool.outbound.pdf_fonts import fallback_font, main_font

VARIANT = "pdf/a-3a"
FILLABLE_VARIANT = "pdf/ua-1"
"""Readers open what claims PDF/A for reading only, so a form to fill in does not claim it."""
COLOURS = "sRGB"
OWN = "own:"
"""The address scheme by which style sheets name the product's own fonts and drawings."""

_one_at_a_time = Lock()
"""Held while anything of Pango's is made or used."""


def _file(path: Path) -> Callable[[], bytes]:
    return path.read_bytes


@dataclass(slots=True)
class ColourProfile:
    """The colour profile that PDF/A asks for (ISO 19005-3, 6.2.3), in the shape of WeasyPrint's.

    WeasyPrint's own class passes it through Little CMS, which writes it differently the second
    time, and reads it from a file that it leaves open.
    """

    content: bytes
    name: str = "sRGB2014"
    components: tuple[tuple[str], ...] = (("r",), ("g",), ("b",))
    pdf_reference: bytes | None = None

    @classmethod
    def srgb(cls) -> ColourProfile:
        """The sRGB profile of the International Color Consortium, which comes with WeasyPrint."""
        return cls((resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())


def _own_files() -> dict[str, Callable[[], bytes]]:
    templates = data_folder("templates") / "pdf"
    return {
        "own:regular": partial(main_font, "Regular"),
        "own:bold": partial(main_font, "Bold"),
        "own:fallback": fallback_font,
        "own:seal": _file(templates / "seal.svg"),
        "own:frame": _file(templates / "frame.svg"),
    }


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Opens the files listed here and ``data:`` addresses; anything else stops the rendering.

    A certificate without its picture would be worse than none, and a template that reaches for
    a file or an address is a mistake or an attack.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self._own = _own_files()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The bytes behind one of our own names or a ``data:`` address.

        Raises:
            ValueError: any other address; WeasyPrint then stops.
        """
        if not url.startswith(OWN):
            return super().fetch(url, headers)
        if url not in self._own:
            raise ValueError(f"not one of the product's own files: {url}")
        kind = "image/svg+xml" if url in {"own:seal", "own:frame"} else "font/ttf"
        return URLFetcherResponse(url, self._own[url](), {"Content-Type": kind})


class Engine:
    """What the documents of one process share; get it from :func:`engine`."""

    def __init__(self) -> None:
        self._fetcher = OwnFilesOnly()
        self._fonts = FontConfiguration()
        self._colours = {COLOURS: ColourProfile.srgb()}
        self._stylesheets: dict[str, Any] = {}

    def write(
        self, pages: Iterable[str], *, stylesheet: str, identifier: str, fillable: bool = False
    ) -> bytes:
        """The first of the given HTML documents that takes the fewest pages, as a PDF.

        Raises:
            ConfigurationError: a document asks for something that is not the product's.
        """
        with _one_at_a_time:
            try:
                variant = FILLABLE_VARIANT if fillable else VARIANT
                document = self._lay_out(pages, self._stylesheet(stylesheet), variant)
                pdf: bytes = document.write_pdf(
                    finisher=finish_fillable if fillable else finish,
                    pdf_variant=variant,
                    pdf_identifier=identifier,
                    output_intent=COLOURS,
                )
            except FatalURLFetchingError as error:
                raise ConfigurationError(
                    "A template of a PDF document asks for something outside the product, which is "
                    f"refused: {error}. Please mend the template."
                ) from error
            return pdf

    def _lay_out(self, pages: Iterable[str], stylesheet: Any, variant: str) -> Any:
        shortest = None
        for html in pages:
            source = weasyprint.HTML(string=html, url_fetcher=self._fetcher)
            document = source.render(
                font_config=self._fonts,
                stylesheets=[stylesheet],
                color_profiles=self._colours,
                output_intent=COLOURS,
                pdf_variant=variant,
            )
            if shortest is None or len(document.pages) < len(shortest.pages):
                shortest = document
            if len(shortest.pages) == 1:
                break
        return shortest

    def _stylesheet(self, name: str) -> Any:
        if name not in self._stylesheets:
            folder = data_folder("templates") / "pdf"
            rules = [(folder / file).read_text("utf-8") for file in ("fonts.css", name)]
            self._stylesheets[name] = weasyprint.CSS(
                string="\n".join(rules), url_fetcher=self._fetcher, font_config=self._fonts
            )
        return self._stylesheets[name]


def engine() -> Engine:
    """The engine of this process, made when it is first asked for."""
    with _one_at_a_time:
        return _engine()


@cache
def _engine() -> Engine:
    return Engine()
