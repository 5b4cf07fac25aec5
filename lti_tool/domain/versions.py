"""What it would mean for one mentor to go from one version of a scheme to another.

Both sides are the answers that :func:`lti_tool.domain.signatures.progress` gives for the same
facts on the same day, so the comparison knows no rule of its own: rows are the same row when they
have the same id, and a signature falls when it stood before and does not stand after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lti_tool.domain.facts import Fact, Signed, VersionMoved
from lti_tool.domain.progress import CriterionStatus
from lti_tool.domain.schemes import Criterion, SheetField
from lti_tool.domain.signatures import AwardProgress, fallen_signatures


class Change(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    REMOVED = "removed"
    NO_LONGER_MET = "no longer met"
    NOW_MET = "now met"
    REWORDED = "reworded"
    """It asks for something else, or in other words, and holds or not as it did."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that is not what it was."""

    criterion: Criterion
    """As it will be; as it was, where it is removed."""
    change: Change
    met: bool
    """Whether it holds afterwards; of a removed row, whether it held."""
    missing: tuple[str, ...]
    """What it asks for that is not there, in words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that a move would change for one mentor."""

    rows: tuple[RowChange, ...]
    """In the order of the new sheet; rows that are removed come last."""
    met_before: int
    of_before: int
    met_after: int
    of_after: int
    falling: tuple[Signed, ...]
    """Signatures that would no longer stand, in signing order."""
    to_fill_in: tuple[SheetField, ...]
    """Fields of the new sheet that the mentor must fill in and has not."""


def compare(before: AwardProgress, after: AwardProgress) -> Difference:
    """What changes for a mentor whose record goes from ``before`` to ``after``."""
    old = {status.criterion.id: status for status in before.record.criteria}
    new = {status.criterion.id: status for status in after.record.criteria}
    rows = [_row(old.get(name), status) for name, status in new.items()]
    gone = [_gone(status) for name, status in old.items() if name not in new]
    return Difference(
        rows=tuple(row for row in (*rows, *gone) if row is not None),
        met_before=before.record.met_count,
        of_before=len(before.award.criteria),
        met_after=after.record.met_count,
        of_after=len(after.award.criteria),
        falling=fallen_signatures(before, after),
        to_fill_in=missing_fields(after),
    )


def missing_fields(state: AwardProgress) -> tuple[SheetField, ...]:
    """Fields of the sheet that the mentor must fill in and has not."""
    details = state.record.details
    return tuple(
        field
        for field in state.award.sheet
        if field.filled_by == "mentor" and field.required and not details.get(field.name)
    )


def undoable_move(facts: Iterable[Fact], version: str) -> VersionMoved | None:
    """The move by which the record came to ``version``, while nothing was signed since.

    A move back is not undone: whoever wants the other version after all moves again.
    """
    facts = tuple(facts)
    moves = [fact for fact in facts if isinstance(fact, VersionMoved)]
    last = max(moves, key=lambda fact: (fact.at, fact.id), default=None)
    if last is None or last.after != version or last.undoes:
        return None
    signed_since = any(isinstance(fact, Signed) and fact.at >= last.at for fact in facts)
    return None if signed_since else last


def _row(old: CriterionStatus | None, new: CriterionStatus) -> RowChange | None:
    if old is None:
        change = Change.ADDED
    elif old.met and not new.met:
        change = Change.NO_LONGER_MET
    elif new.met and not old.met:
        change = Change.NOW_MET
    elif _asks(old.criterion) != _asks(new.criterion):
        change = Change.REWORDED
    else:
        return None
    missing = tuple(one.words for one in new.missing)
    return RowChange(new.criterion, change, new.met, missing)


def _gone(status: CriterionStatus) -> RowChange:
    return RowChange(status.criterion, Change.REMOVED, status.met, ())


def _asks(criterion: Criterion) -> tuple[object, ...]:
    """What a mentor would notice: where it is printed in the source is not."""
    return criterion.title, criterion.words, criterion.requirements
