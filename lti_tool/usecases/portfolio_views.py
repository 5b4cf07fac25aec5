"""What pages show of a portfolio: to its owner, and to those who read a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.portfolio import FORMS, KindForm
from lti_tool.domain.schemes import Award, Criterion


@dataclass(frozen=True, slots=True)
class Tag:
    """A code that evidence can be about; ``counts_for`` are the rows of awards that ask for it."""

    code: str
    words: str
    counts_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagGroup:
    """Codes that belong together: a standard with its statements, or rows of an award."""

    title: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that comes with an item."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One piece of evidence."""

    id: str
    form: KindForm
    title: str
    about_day: date
    shows: str
    fields: tuple[tuple[str, str, str], ...]
    """Name, label and value of what its kind asks for."""
    about: tuple[str, ...]
    """Its tags, in the order of the standards."""
    counts_for: tuple[str, ...]
    """Where it counts, in words."""
    file: FileView | None
    from_module: str
    """The title of the module that the reflection was written in."""
    revision: int
    added_at: datetime
    changed_at: datetime

    @property
    def own(self) -> dict[str, str]:
        """The values of its kind's fields, by name."""
        return {name: value for name, _, value in self.fields}


@dataclass(frozen=True, slots=True)
class RemovedItem:
    """An item that was taken out and can still be put back, until a day."""

    id: str
    title: str
    removed_on: date
    until: date


def pieces(count: int) -> str:
    """So many pieces, in words."""
    return "1 piece" if count == 1 else f"{count} pieces"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What an award asks for about one standard or criterion, and how far it is."""

    award: Award
    criterion: Criterion
    about: str
    at_least: int
    found: int
    needs_rationale: bool
    rationale_written: bool
    met: bool

    @property
    def pieces(self) -> str:
        """How many there are of how many: ``2 of 3 pieces``."""
        return f"{self.found} of {pieces(self.at_least)}"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The owner's page."""

    items: tuple[ItemView, ...]
    removed: tuple[RemovedItem, ...]
    rows: tuple[EvidenceRow, ...]
    about: str
    """The tag that the list is narrowed to; empty for all."""
    total: int
    reflections_waiting: int
    """How many reflections of modules have not been taken in."""
    suggested: tuple[ItemView, ...]
    """Shown for the row in ``about``: what was collected for the stages that its award takes in."""
    used: int
    most: int
    """Bytes of files: those kept, and how many there may be."""

    @property
    def forms(self) -> tuple[KindForm, ...]:
        """The kinds of evidence that can be added."""
        return FORMS


@dataclass(frozen=True, slots=True)
class ModuleReflection:
    """A reflection written in a module. ``item_id``: the item it was taken in as."""

    key: str
    module_title: str
    prompt: str
    text: str
    standards: tuple[str, ...]
    written_on: date
    item_id: str | None


@dataclass(frozen=True, slots=True)
class RationaleView:
    """One rationale with the evidence beside it."""

    row: EvidenceRow
    text: str
    """As saved, or as last typed."""
    saved_text: str
    is_draft: bool
    revision: int
    saved_at: datetime | None
    draft_at: datetime | None
    items: tuple[ItemView, ...]
    closed: bool
    """The certificate has been issued: nothing can be changed."""


@dataclass(frozen=True, slots=True)
class ReaderGroup:
    """What readers see about one standard or criterion: the rationale, and the items."""

    title: str
    pieces: str
    """``2 of 3 pieces``; empty where no number is asked for."""
    rationale: str
    rationale_on: date | None
    items: tuple[ItemView, ...]
    asks_rationale: bool = False


@dataclass(frozen=True, slots=True)
class PortfolioPart:
    """The evidence that belongs to a record, for those who may read it."""

    groups: tuple[ReaderGroup, ...]

    @property
    def empty(self) -> bool:
        """Whether the award asks for no evidence, and none is tagged to it."""
        return not self.groups


@dataclass(frozen=True, slots=True)
class ExportView:
    """An export that was asked for: how far it is, and whether it can be downloaded."""

    id: str
    kind: str
    asked_at: datetime
    parts: int
    done: int
    ready: bool
    size: int
    late: bool
    """It should have been ready long ago."""
    about: str = ""
    """The claim that it is the pack of, if it is one."""
