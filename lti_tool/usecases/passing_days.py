"""Keep lists true as days pass: some rows come to hold, or run out, without anybody doing anything.

A year of mentoring is full on a day, and a window or the months of a portfolio end on one. Pages
decide anew whenever they are opened; what lists and the gradebook are told is caught up once a day.
"""

from __future__ import annotations

from sqlalchemy import select

from lti_tool.domain.requirements import Engagement, PortfolioWithin, WithinWindow
from lti_tool.domain.schemes import Award
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.records import COMPLETE, ISSUED, lock, open_record, settle, waiting_text

TIMED = (Engagement, PortfolioWithin, WithinWindow)
"""Requirements whose answer changes with the day."""
AT_ONCE = 100
"""Records looked at in one go: a worker has deliveries to make."""


def catch_up(house: House, after: str = "") -> str | None:
    """Settle the records of one batch that the day has changed.

    Args:
        house: the house.
        after: the id that the batch before ended with.

    Returns:
        The id that this batch ended with; ``None`` when there are no more.
    """
    with house.units.reading() as unit:
        batch = _batch(house, unit, after)
        changed = [one.id for one in batch if _is_behind(house, unit, one)]
    for enrolment_id in changed:
        with house.units.writing() as unit:
            enrolment = unit.session.get_one(Enrolment, enrolment_id)
            lock(unit, enrolment)
            settle(house, unit, enrolment)
    return batch[-1].id if len(batch) == AT_ONCE else None


def _batch(house: House, unit: UnitOfWork, after: str) -> list[Enrolment]:
    """The next open records of awards that ask for something timed."""
    timed = {
        award.id
        for scheme in house.library.every_version
        for award in scheme.awards
        if _is_timed(award)
    }
    query = (
        select(Enrolment)
        .where(
            Enrolment.id > after,
            Enrolment.award_id.in_(timed),
            Enrolment.waiting_for.not_in((ISSUED, COMPLETE)),
        )
        .order_by(Enrolment.id)
        .limit(AT_ONCE)
    )
    return list(unit.session.scalars(query))


def _is_timed(award: Award) -> bool:
    return any(isinstance(requirement, TIMED) for _, requirement in award.requirements())


def _is_behind(house: House, unit: UnitOfWork, enrolment: Enrolment) -> bool:
    """Whether what is kept for lists is not what the facts say today."""
    record = open_record(house, unit, enrolment)
    kept = enrolment.criteria_met, enrolment.waiting_for
    return kept != (record.state.record.met_count, waiting_text(record))
