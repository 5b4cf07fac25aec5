"""Texts that a mentor writes for an award: kept as they are typed, and saved when they are done.

Two windows never overwrite each other silently: whoever saves must have seen what was saved before,
which the revision of their page tells.
"""

from __future__ import annotations

from datetime import datetime

from lti_tool.domain.answers import checked_text
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.persistence.drafts import DraftedText


class StaleText(Conflict):
    """The text was saved elsewhere since this page was opened."""


def as_typed(kept: DraftedText | None) -> str:
    """What was typed last, or what was saved where nothing has been typed since."""
    if kept is None:
        return ""
    return kept.text if kept.draft is None else kept.draft


def keep_typed(kept: DraftedText, text: str, now: datetime) -> None:
    """Keep what is being typed; it counts nowhere yet."""
    kept.draft = text if text != kept.text else None
    kept.draft_at = now


def save_typed(kept: DraftedText, text: str, now: datetime) -> None:
    """Make it what counts."""
    kept.text, kept.saved_at, kept.draft = text, now, None
    kept.revision += 1


def check_revision(kept: DraftedText, text: str, revision: int, what: str) -> None:
    """Refuse a text from a page that has not seen what was saved; the same text may come twice.

    Raises:
        StaleText: it was saved since; the sentence calls it ``what``.
    """
    if revision < kept.revision and text != kept.text:
        raise StaleText(
            f"This {what} was saved in another window since you opened it here. What you typed is "
            "still below; look at what was saved there before you save this."
        )


def checked_draft(field: str, text: str, longest: int) -> str:
    """The text as it can be kept.

    Raises:
        InvalidInput: it has more than ``longest`` characters, or some that no text has.
    """
    if len(text) > longest:
        words = f"This has {len(text):,} characters; {longest:,} are the most."
        raise InvalidInput({field: words})
    return checked_text(field, text)
