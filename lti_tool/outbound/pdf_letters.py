"""The accented letters of Welsh that Atkinson Hyperlegible lacks, put together from its parts.

It has â, ê, î, ô and û but neither ŵ nor ŷ, and a word with one letter from another font looks
patched. Both halves of the missing letters are in the font, and are joined there as its own
accented letters are.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

LETTERS = "ẁẃŵẅỳýŷÿẀẂŴẄỲÝŶŸ"


def add_welsh_letters(font: TTFont) -> None:
    """Add to the font what it lacks of :data:`LETTERS`."""
    for letter in LETTERS:
        if ord(letter) not in font.getBestCmap():
            _add(font, letter)


def _add(font: TTFont, letter: str) -> None:
    base_letter, mark_letter = tuple(unicodedata.normalize("NFD", letter))
    names, glyphs = font.getBestCmap(), font["glyf"]
    base, mark = names[ord(base_letter)], names[ord(mark_letter)]
    if letter.isupper():
        mark += ".case"
    name = f"uni{ord(letter):04X}"
    glyphs[name] = _joined(glyphs, base, mark)
    font["hmtx"][name] = font["hmtx"][base]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(letter)] = name


def _joined(glyphs: Any, base: str, mark: str) -> Glyph:
    """The base with the mark centred above it."""
    joined = Glyph()
    joined.numberOfContours = -1
    joined.components = [_part(base, 0), _part(mark, _middle(glyphs[base]) - _middle(glyphs[mark]))]
    joined.recalcBounds(glyphs)
    return joined


def _part(name: str, right_by: int) -> GlyphComponent:
    part = GlyphComponent()
    part.glyphName, part.x, part.y = name, right_by, 0
    part.flags = 0x204 if right_by == 0 else 0x4  # ROUND_XY_TO_GRID; the base keeps its width
    return part


def _middle(glyph: Any) -> int:
    return (int(glyph.xMin) + int(glyph.xMax)) // 2
