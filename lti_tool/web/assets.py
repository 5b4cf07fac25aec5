"""Style sheets, scripts and fonts, compressed once in memory and cached by browsers for good.

An address is ``/assets/<digest>/<path>``; the digest is one over everything, so that files may name
each other by relative addresses and a new version is a new address.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg_atkinson_hyperlegible
from flask import Blueprint, Response, abort, request

from lti_tool.config import data_folder
from lti_tool.web import bootstrap

FOREVER = "public, max-age=31536000, immutable"
_COMPRESSIBLE = {"text/css", "text/javascript", "image/svg+xml", "font/ttf", "text/plain"}

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its type, its bytes, and the same compressed where that helps."""

    media_type: str
    plain: bytes
    compressed: bytes | None


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file that is served, by its path below the digest."""

    digest: str
    files: dict[str, Asset]


@cache
def all_assets() -> Assets:
    """Read, compress and number everything, once in a process."""
    contents = dict(sorted(_contents()))
    digest = hashlib.sha256()
    for path, content in contents.items():
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    files = {path: _asset(path, content) for path, content in contents.items()}
    return Assets(digest.hexdigest()[:16], files)


def asset_url(path: str) -> str:
    """The address of an asset, such as ``css/app.css``.

    Raises:
        KeyError: there is no such file; a mistake in a template.
    """
    assets = all_assets()
    if path not in assets.files:
        raise KeyError(path)
    return f"/assets/{assets.digest}/{path}"


@blueprint.get("/assets/<digest>/<path:path>")
def serve(digest: str, path: str) -> Response:
    """Hand out an asset. An older page's digest gets today's file, but not for good."""
    assets = all_assets()
    asset = assets.files.get(path)
    if asset is None:
        abort(404)
    compress = asset.compressed is not None and request.accept_encodings["gzip"] > 0
    body = asset.compressed if compress else asset.plain
    response = Response(body, mimetype=asset.media_type)
    response.headers["Cache-Control"] = FOREVER if digest == assets.digest else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if compress:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _contents() -> Iterator[tuple[str, bytes]]:
    static = data_folder("static")
    for file in static.rglob("*"):
        if file.is_file():
            yield file.relative_to(static).as_posix(), file.read_bytes()
    yield "bootstrap/bootstrap.min.css", bootstrap.style_sheet()
    for style in ("Regular", "Bold"):
        name = f"AtkinsonHyperlegible-{style}.ttf"
        yield f"fonts/{name}", (fontpkg_atkinson_hyperlegible.ROOT / "files" / name).read_bytes()


def _asset(path: str, content: bytes) -> Asset:
    kind = {".js": "text/javascript", ".ttf": "font/ttf"}.get(
        Path(path).suffix, mimetypes.guess_type(path)[0] or "application/octet-stream"
    )
    small = gzip.compress(content, 9, mtime=0) if kind in _COMPRESSIBLE else None
    return Asset(kind, content, small if small and len(small) < len(content) else None)
