"""What the office's pages about versions of a scheme show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_tool.domain.versions import Difference


@dataclass(frozen=True, slots=True)
class VersionNote:
    """Which version a record is on, in a few words for its page."""

    own: str
    current: str
    lost: bool
    """The packs no longer have its own, so that it is shown as the current one would have it."""
    issued: bool
    """A certificate stands: it stays on its version for good."""
    moved: bool
    """It has been moved before, so that there is a history to look at."""

    @property
    def behind(self) -> bool:
        """Whether it could be moved."""
        return self.own != self.current and not self.issued


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move that was made."""

    before: str
    after: str
    at: datetime
    by_name: str
    reason: str
    back: bool
    """It took an earlier move back."""


@dataclass(frozen=True, slots=True)
class Falling:
    """A signature that would no longer stand."""

    title: str
    name_typed: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move to the current version would change for one mentor."""

    enrolment_id: str
    mentor_name: str
    school: str
    award_title: str
    scheme_title: str
    note: VersionNote
    difference: Difference
    """Both sides are the current version where the mentor's own is lost."""
    falling: tuple[Falling, ...]
    seen: str
    """What the form carries to say that this was seen: any change of it asks to look again."""


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One mentor's record and its versions."""

    preview: MovePreview
    moves: tuple[MoveRow, ...]
    """Newest first."""
    may_undo: bool
    """The newest move can be taken back: nothing was signed since."""


@dataclass(frozen=True, slots=True)
class BehindLine:
    """A mentor on a version that is not the current one."""

    enrolment_id: str
    mentor_name: str
    school: str
    award_title: str
    own: str
    current: str
    lost: bool
    met: int
    total: int


@dataclass(frozen=True, slots=True)
class BehindPage:
    """A page of them."""

    lines: tuple[BehindLine, ...]
    total: int
    page: int
    pages: int
