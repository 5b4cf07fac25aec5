"""The sheets that come with the shipped modules, each made and measured."""

from __future__ import annotations

import io
import logging
from itertools import combinations

import pikepdf
import pytest

from lti_tool.config import data_folder
from lti_tool.content import load_packs
from lti_tool.outbound.takeaway_pdf import TakeawaySheet, render_takeaway

from .pdf_reading import MM, assert_all_tagged, boxes_to_write_in

LIBRARY = load_packs([data_folder("modules")])
SHIPPED = [
    TakeawaySheet(takeaway, module.title, module.version, module.language, "Example University")
    for module in (*LIBRARY.modules, *LIBRARY.translations)
    for takeaway in module.takeaways
]


def named(sheet: TakeawaySheet) -> str:
    return f"{sheet.takeaway.id} ({sheet.module_title})"


@pytest.mark.parametrize("sheet", SHIPPED, ids=named)
def test_a_shipped_sheet_fits_two_pages_with_every_field_named_and_in_its_place(
    sheet: TakeawaySheet, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        data = render_takeaway(sheet)

    assert not caplog.records
    assert_all_tagged(data)
    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) <= 2
        fields = list(document.Root.AcroForm.Fields)
        assert len({str(field.T) for field in fields}) == len(fields)
        assert all(str(field.TU).strip() for field in fields)
        for page in document.pages:
            assert_in_its_place(page)


def assert_in_its_place(page: pikepdf.Page) -> None:
    """Every field lies within the margins, is large enough to write in, and covers no other."""
    width, height = (float(edge) for edge in page.MediaBox[2:])
    boxes = boxes_to_write_in(page)
    for left, bottom, right, top in boxes:
        assert 15 * MM < left < right < width - 15 * MM
        assert 13 * MM < bottom < top < height - 13 * MM
        assert right - left > 3 * MM
        assert top - bottom > 3 * MM
    for (a_left, a_bottom, a_right, a_top), (left, bottom, right, top) in combinations(boxes, 2):
        apart = a_right <= left + 1 or right <= a_left + 1
        assert apart or a_top <= bottom + 1 or top <= a_bottom + 1
