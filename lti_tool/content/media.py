"""The files in a module's ``media/``: pictures, films, sound and captions that its blocks name."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from lti_tool.content.drawings import read_drawing
from lti_tool.content.files import Folder
from lti_tool.content.findings import Findings
from lti_tool.content.yaml_source import YamlSource
from lti_tool.domain.exhibits import MediaSource, Picture

MEDIA = "media"
LARGEST_PHOTOGRAPH = 200_000
LARGEST_RECORDING = 200_000_000
"""Bytes in one file."""

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
_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_CUE = re.compile(
    r"^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3} --> (?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}", re.MULTILINE
)


@dataclass(slots=True)
class Media:
    """Reads the files that blocks name, from the first of ``folders`` that has them."""

    folders: tuple[Folder, ...]
    findings: Findings
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

    def unused(self) -> list[str]:
        """Names, as mistakes call them, of files that no block names."""
        return [
            folder.file_name(path.name)
            for folder in self.folders
            if folder.path.is_dir()
            for path in folder.entries(self.findings)
            if path.suffix[1:] in MEDIA_TYPES and path.name not in self.used
        ]

    def _folder(self, source: YamlSource, name: str, key: str = "file") -> Folder | None:
        for folder in self.folders:
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
        data = (folder.path / name).read_bytes()
        if len(data) > LARGEST_PHOTOGRAPH:
            kilobytes = LARGEST_PHOTOGRAPH // 1000
            message = f"this picture is larger than {kilobytes} kB; save it smaller"
            self._mistake(folder, name, message)
            return None
        self.digests[name] = hashlib.sha256(data).hexdigest()
        expected = _FORMATS[name.rsplit(".", 1)[1]]
        try:
            with Image.open(io.BytesIO(data), formats=[expected]) as image:
                return Picture(name, image.width, image.height)
        except (OSError, SyntaxError, ValueError):
            self._mistake(folder, name, f"this is not a {expected} picture; save it again as one")
            return None

    def _mistake(self, folder: Folder, name: str, message: str) -> None:
        self.findings.mistake(folder.file_name(name), 1, message)


def media_type(name: str) -> str:
    """The media type of a file in ``media/``, by its ending."""
    return MEDIA_TYPES[name.rsplit(".", 1)[-1]]
