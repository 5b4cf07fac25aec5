"""What outside systems did not take, as the office sees it, and trying again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, or_, select, update

from lti_tool.domain.seats import Role
from lti_tool.errors import NotFound
from lti_tool.persistence.leasing import REFUSED
from lti_tool.persistence.outbox import OutboxMessage, StatementRow
from lti_tool.persistence.people import Person
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.desk_views import FailedDelivery
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

FAILED = "failed"
ALL_STATEMENTS = 0
"""Stands for the statements of the record store, which are delivered together."""

_HELD_UP = and_(
    StatementRow.error.is_not(None),
    or_(StatementRow.outcome.is_(None), StatementRow.outcome == REFUSED),
)
KIND_WORDS = {
    "score": "Grade",
    "mail": "E-mail",
    "certificate": "Certificate PDF",
    "portfolio": "Portfolio to download",
    "claim": "Claim pack to download",
    "school-report": "Report to a school",
}


def failed_deliveries(unit: UnitOfWork, provider_id: str, limit: int) -> tuple[FailedDelivery, ...]:
    """Deliveries that failed for good or that are being tried again, newest first."""
    query = (
        select(OutboxMessage)
        .where(
            OutboxMessage.provider_id == provider_id,
            OutboxMessage.error.is_not(None),
            or_(OutboxMessage.outcome.is_(None), OutboxMessage.outcome == FAILED),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    messages = unit.session.scalars(query).all()
    names = _names(unit, [m.body.get("person_id", "") for m in messages])
    lines = tuple(
        FailedDelivery(
            message_id=message.id,
            kind=KIND_WORDS.get(message.kind, message.kind),
            about=_about(message, names),
            error=message.error or "",
            since=message.created_at,
            attempts=message.attempts,
            gives_up=message.outcome == FAILED,
        )
        for message in messages
    )
    return (*_statements_held_up(unit), *lines)


def _statements_held_up(unit: UnitOfWork) -> tuple[FailedDelivery, ...]:
    """One line for all statements that the LRS did not take; they are every provider's."""
    query = select(
        func.count(StatementRow.seq),
        func.min(StatementRow.stored_at),
        func.max(StatementRow.error),
        func.count(StatementRow.outcome),
    ).where(_HELD_UP)
    count, since, error, refused = unit.session.execute(query).one()
    if not count:
        return ()
    return (
        FailedDelivery(
            message_id=ALL_STATEMENTS,
            kind="Learning records",
            about=f"{count} of all providers, for the record store (LRS)",
            error=error or "",
            since=since,
            attempts=1,
            gives_up=refused == count,
        ),
    )


def _names(unit: UnitOfWork, person_ids: list[str]) -> dict[str, str]:
    rows = unit.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {person_id: name or "" for person_id, name in rows}


def _about(message: OutboxMessage, names: dict[str, str]) -> str:
    body: dict[str, Any] = message.body
    if message.kind == "score":
        who = names.get(body["person_id"]) or "a mentor"
        return f"{body['score']} per cent for {who} ({body['resource'].partition(':')[2]})"
    if message.kind == "mail":
        return f"“{body['subject']}” to {body['to']}"
    if message.kind == "portfolio":
        return "A mentor asked for their whole portfolio"
    if message.kind == "claim":
        return "A mentor asked for the pack of a claim"
    if message.kind == "school-report":
        return "The PDF of a report to a school"
    return f"Certificate {body.get('number', '')}"


def retry_delivery(house: House, visit: Visit, message_id: int) -> None:
    """Try a failed delivery again now.

    Raises:
        NotFound: no such failed delivery of this provider.
    """
    with house.units.writing() as unit:
        if message_id == ALL_STATEMENTS and visit.is_a(Role.OFFICE):
            _retry_statements(unit)
            return
        message = unit.session.get(OutboxMessage, message_id)
        ours = message is not None and message.provider_id == visit.provider_id
        if message is None or not ours or not visit.is_a(Role.OFFICE) or message.error is None:
            raise NotFound("There is no such delivery here; it may have gone through by now.")
        if message.outcome in {None, FAILED}:
            if message.outcome == FAILED:  # otherwise a worker may have it in its hands now
                message.leased_until = None
            message.outcome, message.done_at = None, None
            message.not_before = unit.now


def _retry_statements(unit: UnitOfWork) -> None:
    unit.session.execute(
        update(StatementRow).where(_HELD_UP).values(outcome=None, leased_until=None)
    )
