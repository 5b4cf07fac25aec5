"""The files in a module's ``media/``: pictures, films, sound and captions that its blocks name."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageFile

from lti_tool.content.drawings import read_drawing
from lti_tool.content.files import Folder
from lti_tool.content.findings import Findings
from lti_tool.content.yaml_source import YamlSource
from lti_tool.domain.exhibits import MediaSource, Picture

MEDIA = "media"
LARGEST_PHOTOGRAPH = 200_000
LARGEST_RECORDING = 200_000_000
"""Bytes in one file."""
WIDEST_PHOTOGRAPH = 4000
"""Pixels, in width and in height."""

MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "vtt": "text/vtt",
}
_NOT_A_PICTURE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_CUE = re.compile(
    r"^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3} --> (?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that a page shows; ``digest`` is SHA-256 (hex)."""

    path: Path
    media_type: str
    digest: str
    language: str
    """Of the words in it: a translation may show a file of the module that it translates."""


@dataclass(slots=True)
class Media:
    """Reads the files that blocks name, from the first of the folders that has them.

    ``folders`` are the module's own; ``shared`` are those of the module that it translates, which
    are looked at last.
    """

    folders: tuple[Folder, ...]
    findings: Findings
    shared: tuple[Folder, ...] = ()
    used: dict[str, Path] = field(default_factory=dict)
    """What was named so far, and where it lies."""
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 (hex) of each, for the digest of the module."""

    def picture(self, source: YamlSource, name: str, prefix: str) -> Picture | None:
        """The picture of that name; ``None`` once a mistake has been noted."""
        folder = self._folder(source, name)
        if folder is None:
            return None
        if name.endswith(".svg"):
            return self._drawing(folder, name, prefix)
        return self._photograph(folder, name)

    def recording(self, source: YamlSource, name: str) -> MediaSource:
        """The film or sound of that name."""
        folder = self._folder(source, name)
        if folder is not None:
            size = (folder.path / name).stat().st_size
            if size > LARGEST_RECORDING:
                megabytes = LARGEST_RECORDING // 1_000_000
                self._mistake(folder, name, f"this file is larger than {megabytes} MB; shorten it")
            with (folder.path / name).open("rb") as stream:
                self.digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        return MediaSource(media_type(name), name=name)

    def captions(self, source: YamlSource, name: str) -> None:
        """Look at a WebVTT file: its first line, and that it has a cue (W3C WebVTT, section 4)."""
        folder = self._folder(source, name, "captions")
        file = folder.read(name, self.findings) if folder else None
        if folder is None or file is None:
            return
        self.digests[name] = hashlib.sha256(file.text.encode()).hexdigest()
        if not re.match(r"WEBVTT(?:[ \t\n]|\Z)", file.text):
            self._mistake(folder, name, "captions begin with a line WEBVTT")
        elif not _CUE.search(file.text):
            message = "these captions hold no line with times, such as 00:01.000 --> 00:04.000"
            self._mistake(folder, name, message)

    def files(self, language: str, shared_language: str = "") -> dict[str, MediaFile]:
        """What may be sent to browsers: all that was named, but drawings, which stand in pages."""
        found = {}
        for name, path in self.used.items():
            if name in self.digests and not name.endswith(".svg"):
                own = any(path.parent == folder.path for folder in self.folders)
                spoken = language if own else shared_language
                found[name] = MediaFile(path, media_type(name), self.digests[name], spoken)
        return found

    def unused(self, text: str) -> list[str]:
        """Names, as mistakes call them, of files that no block names.

        Those named anywhere in ``text`` are left out: the block that they stand in has a mistake.
        """
        return [
            folder.file_name(path.name)
            for folder in self.folders
            if folder.path.is_dir()
            for path in folder.entries(self.findings)
            if path.name not in self.used and not path.name.startswith(("README", "NOTES"))
            if not re.search(rf"(?<![\w.-]){re.escape(path.name)}(?![\w.-])", text)
        ]

    def _folder(self, source: YamlSource, name: str, key: str = "file") -> Folder | None:
        for folder in (*self.folders, *self.shared):
            if folder.path.is_dir() and folder.has(name):
                if folder.inside(name) and (folder.path / name).is_file():
                    self.used.setdefault(name, folder.path / name)
                    return folder
                source.mistake((key,), f"{MEDIA}/{name} is not a file inside the pack")
                return None
        source.mistake((key,), f"there is no file {MEDIA}/{name} in the module; add it")
        return None

    def _drawing(self, folder: Folder, name: str, prefix: str) -> Picture | None:
        file = folder.read(name, self.findings)
        drawing = read_drawing(file, prefix, self.findings) if file else None
        if file is None or drawing is None:
            return None
        self.digests[name] = hashlib.sha256(file.text.encode()).hexdigest()
        return Picture(name, drawing.width, drawing.height, drawing.svg)

    def _photograph(self, folder: Folder, name: str) -> Picture | None:
        with (folder.path / name).open("rb") as stream:
            data = stream.read(LARGEST_PHOTOGRAPH + 1)
        if len(data) > LARGEST_PHOTOGRAPH:
            kilobytes = LARGEST_PHOTOGRAPH // 1000
            message = f"this picture is larger than {kilobytes} kB; save it smaller"
            self._mistake(folder, name, message)
            return None
        self.digests[name] = hashlib.sha256(data).hexdigest()
        kind = _FORMATS[name.rsplit(".", 1)[1]]
        try:
            width, height = _size_of(data, kind)
        except _NOT_A_PICTURE:
            self._mistake(folder, name, f"this is not a whole {kind} picture; save it again as one")
            return None
        if max(width, height) > WIDEST_PHOTOGRAPH:
            message = f"this picture is wider or higher than {WIDEST_PHOTOGRAPH} pixels"
            self._mistake(folder, name, f"{message}; save it smaller")
            return None
        return Picture(name, width, height)

    def _mistake(self, folder: Folder, name: str, message: str) -> None:
        self.findings.mistake(folder.file_name(name), 1, message)


def _size_of(data: bytes, kind: str) -> tuple[int, int]:
    """Width and height; the whole picture is read, unless it has too many pixels for that."""
    with warnings.catch_warnings(), _no_half_pictures():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            if max(image.size) <= WIDEST_PHOTOGRAPH:
                image.load()
            return image.size


@contextmanager
def _no_half_pictures() -> Iterator[None]:
    """WeasyPrint lets Pillow take truncated files, process-wide; here they are mistakes."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def media_type(name: str) -> str:
    """The media type of a file in ``media/``, by its ending."""
    return MEDIA_TYPES[name.rsplit(".", 1)[-1]]
