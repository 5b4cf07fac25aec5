"""Files that a form brings: which pages take them, and the one larger body that is let in there.

A body is limited to a mebibyte everywhere. A view marked with :func:`takes_files` gets more, and
only once it is known who is there: the gate calls :func:`let_in` after it has found the visit and
before anything of the body is read. File parts go to the disk as they come in (Werkzeug), never
into memory as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any, TypeVar

from flask import Request, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from lti_tool.domain.files import ENDINGS, size_words
from lti_tool.errors import MentorModulesError
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_files import Upload, told_when_full

AROUND = 1024 * 1024
"""Bytes for the other fields of the form."""

ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)
"""What a file field offers to choose from."""

_MARK = "takes_files"

View = TypeVar("View", bound=Callable[..., Any])


class UploadRequest(Request):
    """A request whose files are closed with it, also when it was refused half-way."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        stream = super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )
        self.__dict__.setdefault("opened_files", []).append(stream)
        return stream

    def close(self) -> None:
        """Close every file that came, or began to come, with the request."""
        super().close()
        for stream in self.__dict__.get("opened_files", ()):
            stream.close()


class UploadTooLarge(MentorModulesError):
    """More was sent than a page that takes files lets in."""

    status = 413


def takes_files(view: View) -> View:
    """Mark a view whose form may bring a file."""
    setattr(view, _MARK, True)
    return view


def let_in(house: House) -> None:
    """Read this request's body, larger than usual where its view takes files.

    Up to twice the size of the largest file is read, so that one that is somewhat too large can be
    refused beside its field, with everything that was typed still there.

    Raises:
        StorageFull: there is no room on the disk for what is coming in.
        UploadTooLarge: it is larger still.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if not hasattr(view, _MARK) or house.files is None:
        return
    request.max_content_length = 2 * house.files.largest + AROUND
    try:
        with told_when_full():
            _ = request.form
    except RequestEntityTooLarge:
        most = size_words(house.files.largest)
        raise UploadTooLarge(
            f"This is larger than what can be taken: a file can have {most} at most. A smaller "
            "copy may do, or say where it can be found instead of uploading it."
        ) from None


def upload(name: str) -> Upload | None:
    """The file that was chosen in a field; None when none was."""
    sent = request.files.get(name)
    if sent is None or not sent.filename:
        return None
    return Upload(sent.filename, sent.stream)  # type: ignore[arg-type]  # IO[bytes] is a BinaryIO
