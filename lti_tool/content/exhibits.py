"""The builders of what is only shown: pictures, films, sound, boxes to ask, sheets to print."""

from __future__ import annotations

from lti_tool.content.findings import did_you_mean
from lti_tool.content.media import media_type
from lti_tool.content.schema import AskIn, AudioIn, FigureIn, TakeawayLinkIn, VideoIn
from lti_tool.content.texts import Texts
from lti_tool.domain.exhibits import (
    Ask,
    Audio,
    Figure,
    MediaSource,
    TakeawayLink,
    Video,
)
from lti_tool.domain.texts import Html

ADDRESSED_TYPES = {"video": "video/mp4", "audio": "audio/mpeg"}
"""The media type of an address whose ending says nothing."""


def build_figure(block_id: str, given: FigureIn, texts: Texts) -> Figure | None:
    """A picture with its alternatives; ``None`` when it cannot be read."""
    picture = texts.media.picture(texts.source, given.file, block_id)
    alt = texts.plain(given.alt, "alt")
    caption = texts.line(given.caption, "caption")
    description = texts.block(given.description, "description")
    return Figure(block_id, picture, alt, caption, description) if picture else None


def build_ask(block_id: str, given: AskIn, texts: Texts) -> Ask:
    """A box that asks, or once the provider has answered, tells."""
    name = given.variable
    blanks = texts.writing.blanks
    if name is not None and name not in blanks and not texts.writing.guess:
        hint = did_you_mean(name, blanks)
        message = f"`{name}` is not a variable without a default in module.yaml{hint}"
        texts.source.mistake(("variable",), message)
    return Ask(
        id=block_id,
        title=texts.plain(given.title, "title"),
        text=texts.block(given.text, "text"),
        answer=Html(f"{{{{ {name} }}}}") if name else Html(),
    )


def build_video(block_id: str, given: VideoIn, texts: Texts) -> Video:
    """A film."""
    width, height = (int(part) for part in given.shape.split(":"))
    texts.media.captions(texts.source, given.captions)
    return Video(
        id=block_id,
        title=texts.plain(given.title, "title"),
        source=_source("video", given, texts),
        captions=given.captions,
        width=width,
        height=height,
        minutes=given.minutes,
        transcript=texts.block(given.transcript, "transcript"),
    )


def build_audio(block_id: str, given: AudioIn, texts: Texts) -> Audio:
    """Something to listen to."""
    return Audio(
        id=block_id,
        title=texts.plain(given.title, "title"),
        source=_source("audio", given, texts),
        minutes=given.minutes,
        transcript=texts.block(given.transcript, "transcript"),
    )


def build_takeaway_link(block_id: str, given: TakeawayLinkIn, texts: Texts) -> TakeawayLink:
    """The place where a sheet is offered; the block's id is the sheet's."""
    if block_id not in texts.writing.takeaways and not texts.writing.guess:
        hint = did_you_mean(block_id, texts.writing.takeaways)
        message = f"module.yaml lists no `{block_id}.md` under `takeaways`{hint}"
        texts.source.mistake((), message)
    return TakeawayLink(id=block_id, text=texts.block(given.text, "text"))


def _source(kind: str, given: VideoIn | AudioIn, texts: Texts) -> MediaSource:
    if (given.file is None) == (given.address is None):
        texts.source.mistake((), "say where it is: either a `file` in media/ or an `address`")
    if given.file is not None:
        return texts.media.recording(texts.source, given.file)
    address = given.address or ""
    ending = address.rsplit(".", 1)[-1].lower()
    known = media_type(f"x.{ending}") if ending in {"webm", "ogg", "m4a", "mp4", "mp3"} else ""
    return MediaSource(known or ADDRESSED_TYPES[kind], address=address)
