"""Forget those who were asked by mail, some time after their round has closed.

Addresses go, and where answers are only shown together the names too, from the list and from the
letters that were sent. The answers stay, and nothing says any more whose they were.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select

from lti_tool.domain.evaluations import KEPT_AFTER
from lti_tool.persistence.evaluations import EvaluationInvitation, EvaluationRound
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.evaluation_letters import mails_about
from lti_tool.usecases.evaluation_rounds import closed_on, form_of
from lti_tool.usecases.house import House

AT_ONCE = 20
"""Rounds looked at in one transaction."""


def forget_those_asked(house: House) -> int:
    """Erase what has been kept for long enough; how many people were forgotten."""
    with house.units.writing() as unit:
        return sum(_forget(house, unit, row) for row in _over(unit))


def _over(unit: UnitOfWork) -> list[EvaluationRound]:
    """Rounds that closed more than the days ago for which addresses are kept."""
    last = unit.today - KEPT_AFTER
    query = select(EvaluationRound).where(
        EvaluationRound.forgotten_at.is_(None),
        or_(
            EvaluationRound.closes_on < last,
            EvaluationRound.closed_at < unit.now - KEPT_AFTER - timedelta(days=1),
        ),
    )
    rows = unit.session.scalars(query.order_by(EvaluationRound.id).limit(AT_ONCE)).all()
    return [row for row in rows if closed_on(row) < last]


def _forget(house: House, unit: UnitOfWork, row: EvaluationRound) -> int:
    row.forgotten_at = unit.now
    asked = select(EvaluationInvitation).where(EvaluationInvitation.round_id == row.id)
    people = unit.session.scalars(asked).all()
    by_name = form_of(row.form).by_name
    for one in people:
        keys = mails_about(house, row, one.id)
        unit.session.execute(delete(OutboxMessage).where(OutboxMessage.once.in_(keys)))
        one.email, one.mailbox = "", None
        one.name = one.name if by_name else ""
    return len(people)
