"""The mentor's own record sheet, to be printed at any time."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from lti_tool.usecases import record_sheets
from lti_tool.web import sheet_pages
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/awards/<pack_id:award_id>/record-sheet")
def record_sheet(award_id: str) -> str:
    """The sheet as it stands now."""
    return sheet_pages.shown(
        record_sheets.own_sheet(house(), visit(), award_id),
        back=(url_for("mentor.award", award_id=award_id), "Back to the award"),
        pdf_url=url_for("mentor.record_sheet_pdf", award_id=award_id),
    )


@blueprint.get("/awards/<pack_id:award_id>/record-sheet.pdf")
def record_sheet_pdf(award_id: str) -> Response:
    """The same as a PDF, which a frame cannot show."""
    return sheet_pages.saved(record_sheets.own_sheet(house(), visit(), award_id))
