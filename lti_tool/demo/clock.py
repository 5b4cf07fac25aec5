"""Times as the demo LMS writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def now_text() -> str:
    """The present moment in ISO 8601, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def for_people(text: str) -> str:
    """An ISO 8601 moment as people here read it, in this machine's time zone."""
    moment = datetime.fromisoformat(text).astimezone()
    return f"{moment.day} {moment:%B %Y, %H:%M:%S}"
