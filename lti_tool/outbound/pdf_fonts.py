"""The fonts of printed documents, made ready; light enough for a web process that only measures.

fontTools is all that this needs: whoever asks which letters a font has does not pay for WeasyPrint.
"""

from __future__ import annotations

import io
from functools import cache

import fontpkg_atkinson_hyperlegible
import fontpkg_noto_sans
from fontTools.ttLib import TTFont

from lti_tool.outbound.pdf_letters import add_welsh_letters

VARIATION_TABLES = ("fvar", "gvar", "avar", "cvar", "HVAR", "VVAR", "MVAR", "STAT")
GREEK = range(0x370, 0x400)


def fallback_font() -> bytes:
    """Noto Sans Regular, without the tables that make it variable.

    The default of its axes is Regular, so taking the tables away leaves exactly that. Otherwise
    every document would make its own instance, slowly, and with the time of day in it.
    """
    path = fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"
    with TTFont(path, lazy=True, recalcTimestamp=False) as font:
        for tag in VARIATION_TABLES:
            if tag in font:
                del font[tag]
        return _saved(font)


def main_font(style: str) -> bytes:
    """Atkinson Hyperlegible without its Greek, and with all the letters of Welsh.

    It has four Greek letters, drawn as signs of mathematics: a Greek name would be set in two
    fonts.
    """
    path = fontpkg_atkinson_hyperlegible.ROOT / "files" / f"AtkinsonHyperlegible-{style}.ttf"
    with TTFont(path, lazy=True, recalcTimestamp=False) as font:
        for table in font["cmap"].tables:
            table.cmap = {code: glyph for code, glyph in table.cmap.items() if code not in GREEK}
        add_welsh_letters(font)
        return _saved(font)


def covers(text: str) -> bool:
    """Whether the main font has every letter of the text."""
    return all(ord(letter) in _letters() for letter in text)


@cache
def _letters() -> frozenset[int]:
    with TTFont(io.BytesIO(main_font("Regular")), lazy=True) as font:
        return frozenset(font.getBestCmap())


def _saved(font: TTFont) -> bytes:
    file = io.BytesIO()
    font.save(file, reorderTables=False)
    return file.getvalue()
