"""What a section only shows: pictures, films and sound, what to ask the provider, sheets to print.

Nothing here is answered, so nothing here counts towards a section (``docs/pack-format.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from lti_tool.domain.texts import Html


@dataclass(frozen=True, slots=True)
class Picture:
    """A file in ``media/``; its size, in CSS pixels, keeps its place free while a page loads."""

    name: str
    width: int
    height: int
    drawing: Html | None = None
    """An SVG, cleaned to stand in the page itself; ``None`` where the file is a photograph."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its text alternatives: ``alt`` names it, ``description`` says all it says."""

    kind: ClassVar[str] = "figure"
    counts: ClassVar[bool] = False

    id: str
    picture: Picture
    alt: str
    caption: Html
    description: Html


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for the provider; ``answer`` is empty until the provider has given one."""

    kind: ClassVar[str] = "ask"
    counts: ClassVar[bool] = False

    id: str
    title: str
    text: Html
    answer: Html


@dataclass(frozen=True, slots=True)
class MediaSource:
    """Where a film or a sound is: a file in ``media/``, or an https address elsewhere."""

    media_type: str
    name: str = ""
    address: str = ""

    @property
    def host(self) -> str:
        """Who keeps what is elsewhere; empty for a file of the module's own."""
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True, slots=True)
class Video:
    """A film with captions and a transcript (WCAG 2.2, 1.2.1 to 1.2.3)."""

    kind: ClassVar[str] = "video"
    counts: ClassVar[bool] = False

    id: str
    title: str
    source: MediaSource
    captions: str
    """Name of the WebVTT file in ``media/``."""
    width: int
    height: int
    """Its shape: ``width`` to ``height``."""
    minutes: int
    transcript: Html


@dataclass(frozen=True, slots=True)
class Audio:
    """Something to listen to, with its transcript (WCAG 2.2, 1.2.1)."""

    kind: ClassVar[str] = "audio"
    counts: ClassVar[bool] = False

    id: str
    title: str
    source: MediaSource
    minutes: int
    transcript: Html


@dataclass(frozen=True, slots=True)
class TakeawayLink:
    """The place where a sheet to print is offered; its id is the sheet's."""

    kind: ClassVar[str] = "takeaway"
    counts: ClassVar[bool] = False

    id: str
    text: Html


Exhibit = Figure | Ask | Video | Audio | TakeawayLink
