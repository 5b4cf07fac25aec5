"""Files that people hand in: what they may be called, and which kinds are taken."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_NAME = 100

_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken; ``endings`` without the dot, lower case."""

    words: str
    endings: tuple[str, ...]
    media_type: str


KINDS: tuple[FileKind, ...] = (
    FileKind("PDF", ("pdf",), "application/pdf"),
    FileKind(
        "Word document",
        ("docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    FileKind(
        "PowerPoint presentation",
        ("pptx",),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    FileKind(
        "Excel workbook",
        ("xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    FileKind("OpenDocument text", ("odt",), "application/vnd.oasis.opendocument.text"),
    FileKind(
        "OpenDocument presentation", ("odp",), "application/vnd.oasis.opendocument.presentation"
    ),
    FileKind(
        "OpenDocument spreadsheet", ("ods",), "application/vnd.oasis.opendocument.spreadsheet"
    ),
    FileKind("plain text", ("txt",), "text/plain"),
    FileKind("PNG picture", ("png",), "image/png"),
    FileKind("JPEG picture", ("jpg", "jpeg"), "image/jpeg"),
    FileKind("WebP picture", ("webp",), "image/webp"),
    FileKind("HEIC picture", ("heic",), "image/heic"),
    FileKind("MP3 recording", ("mp3",), "audio/mpeg"),
    FileKind("M4A recording", ("m4a",), "audio/mp4"),
    FileKind("MP4 video", ("mp4",), "video/mp4"),
)

ENDINGS: tuple[str, ...] = tuple(ending for kind in KINDS for ending in kind.endings)
"""Every ending that is taken."""


def kind_of(name: str) -> FileKind | None:
    """The kind that a file's name claims; None when it is not taken."""
    _, dot, last = name.rpartition(".")
    ending = last.lower() if dot else ""
    return next((kind for kind in KINDS if ending in kind.endings), None)


def clean_name(sent: str) -> str:
    """A file's name as it can be shown and given back: no path, nothing that hides or misleads.

    Old browsers send whole paths; signs that turn the direction of writing can make an ending look
    like another; what is no letter to print is left out.
    """
    last = sent.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    words = " ".join(_NOT_IN_NAMES.sub(" ", shown).split()).strip(" .")
    stem, dot, ending = words.rpartition(".")
    if not dot:
        return words[:LONGEST_NAME] or "file"
    return f"{stem[:LONGEST_NAME].strip(' .') or 'file'}.{ending[:10]}"


def size_words(size: int) -> str:
    """A size as people say it: 640 kB, 2.4 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))} kB"
    return f"{round(size / 1_000_000, 1):g} MB"
