"""Photographs, recordings and captions that a module's pages show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request, send_file, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_range_header
from werkzeug.wrappers import Response

from lti_tool.content.media import MediaFile
from lti_tool.domain.modules import MediaSource, Module
from lti_tool.errors import NotFound
from lti_tool.usecases import reading
from lti_tool.web import headers
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint

KEPT_FOR = timedelta(hours=24)
"""A visit's addresses live no longer."""

LONGEST_PIECE = 1024 * 1024
"""Bytes of a recording in one answer.

Players ask for "all from here on" and take what they get (RFC 9110, 15.3.7: a part of the range
will do). In one piece, a film on a slow line would keep a worker of the web server to itself.
"""


@blueprint.get("/modules/<pack_id:module_id>/media/<name>")
def media(module_id: str, name: str) -> Response:
    """A file that a block of the module names; whole, or the range of bytes asked for."""
    file = reading.media_file(house(), visit(), module_id, name)
    try:
        response = send_file(
            file.path, mimetype=file.media_type, etag=file.digest, conditional=False
        )
        size = file.path.stat().st_size
    except FileNotFoundError:
        raise NotFound("This file is not to be had at the moment.") from None
    fits = request.args.get("v") == version(file)
    kept = f"private, max-age={KEPT_FOR // timedelta(seconds=1)}, immutable"
    response.headers["Cache-Control"] = kept if fits else "private, no-cache"
    try:
        return response.make_conditional(_environ(size), accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})


def _environ(size: int) -> dict[str, Any]:
    """The request, asking for no more than one piece."""
    environ = dict(request.environ)
    asked = parse_range_header(environ.get("HTTP_RANGE"))
    found = asked.range_for_length(size) if asked else None
    if found:
        first, end = found
        environ["HTTP_RANGE"] = f"bytes={first}-{min(end, first + LONGEST_PIECE) - 1}"
    return environ


def version(file: MediaFile) -> str:
    """What stands in the file's address, so that another edition has another one."""
    return file.digest[:12]


@blueprint.app_template_global()
def media_file(module: Module, name: str) -> MediaFile:
    """The file that a block of the module names."""
    return house().library.media(module, name)


@blueprint.app_template_global()
def recording_url(module: Module, source: MediaSource) -> str:
    """Where the pages get a film or a sound; elsewhere only, if the page that shows it says so."""
    if source.address:
        headers.allow_media_from(source.address)
        return source.address
    return media_url(module, source.name)


@blueprint.app_template_global()
def media_url(module: Module, name: str) -> str:
    """Where the pages get it."""
    file = media_file(module, name)
    return url_for("mentor.media", module_id=module.id, name=name, v=version(file))
