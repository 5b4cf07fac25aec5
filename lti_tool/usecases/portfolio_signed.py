"""Before a change to evidence: which signatures would fall, and whether the mentor knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lti_tool.domain.facts import Fact
from lti_tool.domain.signatures import fallen_signatures, progress
from lti_tool.errors import Conflict
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.records import OpenRecord, lock, open_record


@dataclass(frozen=True, slots=True)
class FallingSignature:
    """A signature that a change would undo."""

    id: str
    award_title: str
    title: str
    name_typed: str
    signed_at: datetime


class RecordClosed(Conflict):
    """The change is about what a certificate rests on."""


class SignaturesWouldFall(Conflict):
    """The change undoes signatures, and whoever makes it has not been told which."""

    def __init__(self, falling: Sequence[FallingSignature]) -> None:
        self.falling = tuple(falling)
        super().__init__(
            "This belongs to a record that has been signed. Changing it undoes the signatures, so "
            "nothing has been changed yet."
        )


def knowing(falling: Iterable[FallingSignature]) -> str:
    """What a form carries to say that its sender was told of these."""
    return ",".join(sorted(one.id for one in falling))


def check_told(falling: Sequence[FallingSignature], told: str) -> None:
    """Let a change pass only when everything that it undoes has been told.

    Raises:
        SignaturesWouldFall: something has not.
    """
    if not {one.id for one in falling} <= set(told.split(",")):
        raise SignaturesWouldFall(falling)


def would_fall(
    house: House,
    unit: UnitOfWork,
    person_id: str,
    changes: Sequence[Fact],
    *,
    locking: bool = True,
    closed_too: bool = True,
) -> tuple[FallingSignature, ...]:
    """The signatures on any record of the person that these facts would undo.

    Records are closed by issuing: what comes later changes none of them, so a change that leaves
    the words as they are may pass them over (without ``closed_too``).
    With ``locking`` the records are locked on the way, in the order in which ``records.refresh``
    does it.

    Raises:
        RecordClosed: they would undo those of a record whose certificate has been issued.
    """
    query = select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.id)
    falling: list[FallingSignature] = []
    for enrolment in unit.session.scalars(query).all():
        if locking:
            lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        if closed_too or not record.issued:
            falling += would_fall_in(unit, record, changes)
    return tuple(falling)


def would_fall_in(
    unit: UnitOfWork, record: OpenRecord, changes: Sequence[Fact]
) -> list[FallingSignature]:
    """The same for one record."""
    if not any(status.signature for status in record.state.signatures):
        return []
    after = progress(record.award, (*record.facts, *changes), unit.today)
    fallen = fallen_signatures(record.state, after)
    if fallen and record.issued:
        raise RecordClosed(
            f"This belongs to your record for the {record.award.title}, whose certificate has been "
            "issued, so what it says stays as it is. You can add something new beside it at any "
            "time."
        )
    titles = {s.signature.id: s.step.title for s in record.state.signatures if s.signature}
    return [
        FallingSignature(one.id, record.award.title, titles[one.id], one.name_typed, one.at)
        for one in fallen
    ]
