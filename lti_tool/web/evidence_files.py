"""Files of evidence, sent to be saved: a browser never shows them as if they were ours."""

from __future__ import annotations

from flask import Response, send_file

from lti_tool.usecases.portfolio_files import FileToSave

NOTHING_RUNS = "default-src 'none'; sandbox; frame-ancestors 'none'"


def saved(file: FileToSave) -> Response:
    """The file as an attachment, under the name that it came with."""
    response = send_file(
        file.stream,
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
    )
    response.content_length = file.size
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["Cache-Control"] = "no-store"
    return response
