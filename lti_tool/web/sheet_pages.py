"""A record sheet as it stands: as a page to print, and as a PDF to keep."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, send_file
from werkzeug.wrappers import Response

from lti_tool.domain.certificates import RecordSheetDocument
from lti_tool.usecases import record_sheets


def shown(doc: RecordSheetDocument, *, back: tuple[str, str], pdf_url: str) -> str:
    """The page; ``back`` is where it leads back to, and what that is called."""
    back_url, back_words = back
    return render_template(
        "layout/record_sheet.html",
        doc=doc,
        back_url=back_url,
        back_words=back_words,
        pdf_url=pdf_url,
    )


def saved(doc: RecordSheetDocument) -> Response:
    """The PDF as an attachment; it changes with the record, so no browser keeps it."""
    response = send_file(
        BytesIO(record_sheets.as_pdf(doc)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{doc.title}.pdf".replace(":", ""),
    )
    response.headers["Cache-Control"] = "no-store"
    return response
