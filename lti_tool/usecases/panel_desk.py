"""Portfolios that have come and have no readers yet: the office names them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from lti_tool.domain.facts import HandedIn, PanelDecided
from lti_tool.domain.seats import Seat
from lti_tool.persistence.people import Person
from lti_tool.persistence.proceedings import PanelReading
from lti_tool.persistence.records import Enrolment, FactRow


def without_readers(provider_id: str) -> Any:
    """A query for the provider's enrolments, with their people, whose portfolio nobody reads yet.

    What is looked at is the newest handing in, as long as nothing has been decided about it.
    """
    handed_in = aliased(FactRow)
    reads = exists().where(
        PanelReading.handed_in == handed_in.id, PanelReading.taken_off_at.is_(None)
    )
    return (
        select(Enrolment, Person)
        .join(Person, Person.id == Enrolment.person_id)
        .join(handed_in, handed_in.enrolment_id == Enrolment.id)
        .where(
            Enrolment.provider_id == provider_id,
            Enrolment.waiting_for.contains(f",{Seat.PANEL},"),
            handed_in.kind == HandedIn.__name__,
            ~_something_later(handed_in),
            ~reads,
        )
    )


def _something_later(handed_in: Any) -> ColumnElement[bool]:
    """Handed in again since, or decided."""
    later = aliased(FactRow)
    return exists().where(
        later.enrolment_id == handed_in.enrolment_id,
        later.kind.in_([HandedIn.__name__, PanelDecided.__name__]),
        later.at > handed_in.at,
    )
