"""Tell a mentor that their record follows another version of the scheme, and what that changes."""

from __future__ import annotations

from lti_tool.domain.facts import VersionMoved
from lti_tool.domain.versions import Change, RowChange
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import OpenRecord
from lti_tool.usecases.version_views import MovePreview

_SAID = {
    Change.ADDED: "New",
    Change.REMOVED: "No longer asked for",
    Change.NO_LONGER_MET: "Asks for more than before, and is open again",
    Change.NOW_MET: "Met from now on",
    Change.REWORDED: "Worded differently",
}


def tell_moved(
    house: House, unit: UnitOfWork, record: OpenRecord, preview: MovePreview, fact: VersionMoved
) -> None:
    """Mail what has changed for the mentor, and what is theirs to do."""
    title = record.award.title
    difference = preview.difference
    paragraphs = [
        f"Your record for the {title} now follows version {fact.after} of the scheme "
        f"{record.scheme.title}; until now it followed version {fact.before}. The reason given: "
        f"{fact.reason}",
        f"{difference.met_after} of {difference.of_after} criteria are met. Everything that you "
        "have done is kept.",
        *_rows(difference.rows),
    ]
    if preview.falling:
        who = ", ".join(one.title for one in preview.falling)
        paragraphs.append(
            f"These signatures were given for the record as it was, and are asked for again: {who}."
        )
    if difference.to_fill_in:
        labels = ", ".join(field.label for field in difference.to_fill_in)
        paragraphs.append(
            f"The record sheet now asks for more about you: {labels}. Please open your record in "
            "the course, choose “Change my details”, and fill them in."
        )
    _tell(house, unit, record, fact, paragraphs)


def tell_moved_back(house: House, unit: UnitOfWork, record: OpenRecord, fact: VersionMoved) -> None:
    """Mail that a move was taken back."""
    paragraphs = [
        f"Your record for the {record.award.title} follows version {fact.after} of the scheme "
        f"{record.scheme.title} again, as it did before it was moved to version {fact.before}. The "
        f"reason given: {fact.reason}",
        "Everything that you have done is kept. Your record in the course shows what is open.",
    ]
    _tell(house, unit, record, fact, paragraphs)


def _rows(rows: tuple[RowChange, ...]) -> list[str]:
    lines = [f"- {_SAID[row.change]}: {row.criterion.title}" for row in rows]
    return ["What has changed:\n\n" + "\n".join(lines)] if lines else []


def _tell(
    house: House, unit: UnitOfWork, record: OpenRecord, fact: VersionMoved, paragraphs: list[str]
) -> None:
    if record.state.record.details.get("email"):
        tell_mentor(
            house,
            unit,
            record,
            cause=f"version:{fact.id}",
            subject=f"Your record for the {record.award.title} follows another version now",
            paragraphs=paragraphs,
        )
