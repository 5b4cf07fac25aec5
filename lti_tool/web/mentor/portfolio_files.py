"""One's own files, and the whole portfolio to be saved."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.usecases import portfolio_exports, portfolio_files
from lti_tool.web import notices
from lti_tool.web.access import house, visit
from lti_tool.web.evidence_files import saved
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/portfolio/files/<file_id>")
def my_file(file_id: str) -> Response:
    """A file of one's own evidence."""
    return saved(portfolio_files.my_file(house(), visit(), file_id))


@blueprint.post("/portfolio/exports")
def ask_export() -> Response:
    """Have the whole portfolio put together, as a PDF or with its files."""
    portfolio_exports.ask(house(), visit(), request.form.get("kind", ""))
    return notices.go("mentor.portfolio_list", "export_asked", _anchor="exports")


@blueprint.get("/portfolio/exports/<export_id>")
def export(export_id: str) -> ResponseReturnValue:
    """The file, or how far it is."""
    found = portfolio_exports.export_of(house(), visit(), export_id)
    if not found.ready:
        html = render_template("mentor/portfolio_export.html", export=found)
        return html, 202, {"Refresh": "3"}
    return saved(portfolio_exports.download(house(), visit(), export_id))
