"""Sheets to print: downloaded as PDFs, since the frame itself cannot show one."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from lti_tool.usecases import takeaways
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/modules/<pack_id:module_id>/takeaways/<takeaway_id>.pdf")
def takeaway(module_id: str, takeaway_id: str) -> Response:
    """The sheet, with the provider's name; a browser that has it already keeps its own."""
    printed = takeaways.download(house(), visit(), module_id, takeaway_id)
    response = send_file(
        BytesIO(printed.content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=printed.file_name,
        etag=printed.digest,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response
