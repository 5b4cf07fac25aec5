"""What a mentor wrote for an award, for those who confirm or sign there; nobody else reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lti_tool.domain.modules import count_words
from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import Seat
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.house import House
from lti_tool.usecases.records import award_of, visible_enrolment
from lti_tool.usecases.reflections import written_of
from lti_tool.usecases.requests import find_request, may_still_read
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class WrittenReflection:
    """One question with what was saved on it; ``saved_on`` is None while nothing is."""

    id: str
    title: str
    prompt: str
    text: str
    words: int
    saved_on: date | None


def reflections_for_record(
    house: House, visit: Visit, enrolment_id: str
) -> tuple[WrittenReflection, ...]:
    """What is written for a record, for a visitor of whom the award asks something.

    Raises:
        NotFound: no such record, or not this visitor's to see.
    """
    with house.units.reading() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        award = award_of(house, enrolment)
        return _written(unit, enrolment, award, seats_of(visit, enrolment))


def reflections_by_link(house: House, token: str) -> tuple[WrittenReflection, ...]:
    """The same behind an e-mailed link; nothing once it cannot be answered any more.

    Raises:
        NotFound: no such link.
    """
    with house.units.reading() as unit:
        request = find_request(house, unit, token)
        if not may_still_read(unit, request):
            return ()
        enrolment = unit.session.get_one(Enrolment, request.enrolment_id)
        award = award_of(house, enrolment)
        return _written(unit, enrolment, award, (Seat(request.seat),))


def all_written(
    unit: UnitOfWork, enrolment: Enrolment, award: Award
) -> tuple[WrittenReflection, ...]:
    """Every question of the award with what was saved on it, in order."""
    if not award.reflections:
        return ()
    kept = written_of(unit, enrolment)
    found = []
    for question in award.reflections:
        row = kept.get(question.id)
        text = row.text if row else ""
        saved = row.saved_at.astimezone(LONDON).date() if row and row.saved_at else None
        found.append(
            WrittenReflection(
                question.id, question.title, question.prompt, text, count_words(text), saved
            )
        )
    return tuple(found)


def may_read(house: House, visit: Visit, enrolment: Enrolment) -> bool:
    """Whether the visitor may read what is written for this record."""
    return _reads(award_of(house, enrolment), seats_of(visit, enrolment))


def _reads(award: Award, seats: Iterable[Seat]) -> bool:
    return any(seat is Seat.MENTOR or award.asks_of(seat) for seat in seats)


def _written(
    unit: UnitOfWork, enrolment: Enrolment, award: Award, seats: Iterable[Seat]
) -> tuple[WrittenReflection, ...]:
    return all_written(unit, enrolment, award) if _reads(award, seats) else ()
