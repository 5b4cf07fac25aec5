"""What WeasyPrint leaves undone in a form to fill in, done before the file is written.

WeasyPrint 70 makes the fields, names them (``/TU``) and hangs them into the structure tree as
``Form`` (ISO 14289-1, 7.18.1 and 7.18.4). It leaves it to the reader's program to draw them
(``NeedAppearances``), which then asks to save a file that nobody has changed, and it sets what is
typed in a composite font, with which few programs can type.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pydyf
from fontTools.ttLib import TTFont

Objects = dict[bytes, Any]

TYPED = "Typed"
"""The name of the font in which one types."""
WHITE = (1, 1, 1)
CODE_PAGE = "cp1252"
CODES = range(32, 256)
WELSH = {
    129: ("Ŵ", "Wcircumflex"),
    141: ("ŵ", "wcircumflex"),
    143: ("Ŷ", "Ycircumflex"),
    144: ("ŷ", "ycircumflex"),
}
"""Letters with their names, at places that the code page leaves free."""

_LOOK = re.compile(rb"(?P<colour>\S+ \S+ \S+ rg).*/(?P<font>\S+) (?P<size>\S+) Tf", re.DOTALL)
"""A field's default appearance as WeasyPrint writes it."""
_MULTILINE = 1 << 12
_NONSYMBOLIC = 1 << 5


def finish_form(pdf: Any) -> None:
    """Give every field its appearance while it is empty, and all of them one plain font."""
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    objects: Objects = {o.reference: o for o in pdf.objects if o.number is not None}
    fields = [objects[reference] for reference in form["Fields"]]
    for field in fields:
        _put_corners_in_order(field)
        if field["FT"] == "/Btn":
            _draw_unticked(pdf, field)
        else:
            _draw_empty(pdf, field)
    del form["NeedAppearances"]
    _choose_font(pdf, form, [field for field in fields if field["FT"] == "/Tx"], objects)


def _put_corners_in_order(field: Any) -> None:
    """From the lower left to the upper right, as most write it (ISO 32000-1, 7.9.5)."""
    left, top, right, bottom = field["Rect"]
    field["Rect"] = pydyf.Array((left, bottom, right, top))


def _draw_unticked(pdf: Any, field: Any) -> None:
    """A box that is not ticked shows nothing (ISO 32000-1, 12.7.4.2.3)."""
    field["AP"]["N"]["Off"] = _drawing(pdf, field, b"").reference


def _draw_empty(pdf: Any, field: Any) -> None:
    """An empty text (ISO 32000-1, 12.7.3.3).

    What is typed later in several lines stands on white: the ruled lines are for handwriting.
    """
    field["AP"] = pydyf.Dictionary({"N": _drawing(pdf, field, b"/Tx BMC EMC").reference})
    if field.get("Ff", 0) & _MULTILINE:
        field["MK"] = pydyf.Dictionary({"BG": pydyf.Array(WHITE)})


def _drawing(pdf: Any, field: Any, content: bytes) -> Any:
    left, bottom, right, top = field["Rect"]
    box = pydyf.Array((0, 0, right - left, top - bottom))
    drawing = pydyf.Stream(
        [content], pydyf.Dictionary({"Type": "/XObject", "Subtype": "/Form", "BBox": box})
    )
    pdf.add_object(drawing)
    return drawing


def _choose_font(pdf: Any, form: Any, fields: list[Any], objects: Objects) -> None:
    """Let everything be typed in the font that the style sheet gives the first field."""
    plain = None
    for field in fields:
        look = _LOOK.search(field["DA"].string)
        if look is None:
            raise ValueError("a field says nothing of its font")
        if plain is None:
            composite = objects[objects[objects[form["DR"]]["Font"]][look["font"].decode()]]
            plain = _plain_font(pdf, objects, composite)
        field["DA"] = pydyf.String(b"%s /%s %s Tf" % (look["colour"], TYPED.encode(), look["size"]))
    fonts = {TYPED: plain.reference} if plain is not None else {}
    form["DR"] = pydyf.Dictionary({"Font": pydyf.Dictionary(fonts)})


def _plain_font(pdf: Any, objects: Objects, composite: Any) -> Any:
    """The same font file as a simple font with the letters of Windows (ISO 32000-1, 9.6.3).

    Welsh can be typed with it as well.
    """
    symbolic = objects[objects[composite["DescendantFonts"][0]]["FontDescriptor"]]
    descriptor = pydyf.Dictionary({**symbolic, "Flags": _NONSYMBOLIC})
    pdf.add_object(descriptor)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": composite["BaseFont"],
            "Encoding": _encoding(),
            "FirstChar": CODES.start,
            "LastChar": CODES.stop - 1,
            "Widths": pydyf.Array(_widths(objects[symbolic["FontFile2"]].stream[0])),
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(font)
    return font


def _encoding() -> Any:
    """The letters' places (ISO 32000-1, 9.6.6.1)."""
    differences = pydyf.Array()
    for code, (_, name) in WELSH.items():
        differences.extend((code, f"/{name}"))
    return pydyf.Dictionary(
        {"Type": "/Encoding", "BaseEncoding": "/WinAnsiEncoding", "Differences": differences}
    )


def _letter(code: int) -> str:
    if code in WELSH:
        return WELSH[code][0]
    return bytes([code]).decode(CODE_PAGE, errors="replace")


def _widths(file: bytes) -> list[int]:
    """The width of the letter at every place, in thousandths of the size."""
    with TTFont(io.BytesIO(file), lazy=True) as font:
        names, metrics = font.getBestCmap(), font["hmtx"].metrics
        scale = 1000 / font["head"].unitsPerEm
        glyphs = (names.get(ord(_letter(code)), ".notdef") for code in CODES)
        return [round(metrics[glyph][0] * scale) for glyph in glyphs]
