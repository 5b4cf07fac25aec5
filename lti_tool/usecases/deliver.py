"""Deliver: what the worker does. Every network call happens outside of any transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lti_tool.errors import DeliveryError, DeliveryFinal, DeliveryRetry, DeliverySuperseded
from lti_tool.outbound.http import HttpDoor, ServiceBusy
from lti_tool.outbound.lrs import LrsClient
from lti_tool.outbound.mail import Mailer
from lti_tool.outbound.tokens import AccessTokens
from lti_tool.persistence import leasing
from lti_tool.persistence.leasing import Leased, LeasedStatements
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases import (
    claim_exports,
    deliver_mail,
    deliver_scores,
    portfolio_exports,
    render_documents,
    school_reports,
)
from lti_tool.usecases.house import House

log = logging.getLogger(__name__)

BATCH = 20
STATEMENTS = 500
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 150
"""With a pause of an hour from the eleventh on: about six days."""

UNEXPECTED = "An unexpected fault; see the worker's log."

Conclusion = Callable[[UnitOfWork], None]
"""What a delivery writes besides its outcome, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Couriers:
    """The ways out of the house; ``mailer`` and ``lrs`` are None where none is set up."""

    door: HttpDoor
    tokens: AccessTokens
    mailer: Mailer | None
    lrs: LrsClient | None


def deliver_due(house: House, couriers: Couriers) -> int:
    """Deliver what is due now; how many messages and statements were tried."""
    messages = leasing.lease_messages(house.units, BATCH)
    for message in messages:
        _deliver(house, couriers, message)
    return len(messages) + _deliver_statements(house, couriers)


def _deliver(house: House, couriers: Couriers, message: Leased) -> None:
    try:
        if leasing.still_ours(house.units, message):
            _conclude(house, message, _hand_over(house, couriers, message))
    except DeliverySuperseded as outcome:
        _note(house, message, leasing.SUPERSEDED, str(outcome))
    except DeliveryFinal as error:
        log.warning("outbox %s (%s) failed for good: %s", message.id, message.kind, error)
        _note(house, message, leasing.FAILED, str(error))
    except DeliveryError as error:
        _try_later(house, message, error)
    except Exception:
        log.exception("outbox %s (%s): unexpected", message.id, message.kind)
        _try_later(house, message, DeliveryRetry(UNEXPECTED))


def _hand_over(house: House, couriers: Couriers, message: Leased) -> Conclusion:
    match message.kind:
        case "score":
            deliver_scores.deliver_score(house, couriers.door, couriers.tokens, message)
            return _nothing
        case "mail":
            deliver_mail.deliver_mail(house, couriers.mailer, message)
            return _nothing
        case "certificate":
            return render_documents.render(house, message.body["number"])
        case "portfolio":
            return portfolio_exports.make(house, message.body["export_id"])
        case "claim":
            return claim_exports.make(house, message.body["export_id"])
        case "school-report":
            return school_reports.render(house, message.body["report_id"])
    raise DeliveryFinal(f"Nobody knows how to deliver a {message.kind!r}.")


def _conclude(house: House, message: Leased, conclusion: Conclusion) -> None:
    with house.units.writing() as unit:
        if leasing.conclude(unit, message, leasing.DELIVERED):
            conclusion(unit)


def _nothing(unit: UnitOfWork) -> None:
    """There is nothing more to write."""


def _note(house: House, message: Leased, outcome: str, why: str) -> None:
    with house.units.writing() as unit:
        leasing.conclude(unit, message, outcome, why)


def _try_later(house: House, message: Leased, error: DeliveryError) -> None:
    if message.attempts + 1 >= MOST_ATTEMPTS:
        _note(house, message, leasing.FAILED, f"Given up after many tries: {error}")
        return
    log.warning("outbox %s (%s) will be tried again: %s", message.id, message.kind, error)
    with house.units.writing() as unit:
        leasing.postpone(unit, message, _later(unit.now, message.attempts, error), str(error))


def _later(now: datetime, attempts: int, error: DeliveryError) -> datetime:
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(attempts, 12), LONGEST_PAUSE)
    if isinstance(error, ServiceBusy) and error.retry_after is not None:
        pause = max(pause, min(timedelta(seconds=error.retry_after), LONGEST_PAUSE))
    return now + pause


def _deliver_statements(house: House, couriers: Couriers) -> int:
    """Send a batch to the LRS; without one, statements stay in our own store."""
    if couriers.lrs is None:
        return 0
    batch = leasing.lease_statements(house.units, STATEMENTS)
    if batch is None:
        return 0
    try:
        outcome = couriers.lrs.deliver(batch.statements)
    except DeliveryError as error:
        log.warning("the LRS took no statements: %s", error)
        return _statements_later(house, batch, error)
    except Exception:
        log.exception("statements to the LRS: unexpected")
        return _statements_later(house, batch, DeliveryRetry(UNEXPECTED))
    with house.units.writing() as unit:
        leasing.conclude_statements(unit, batch, outcome.refused)
    return len(batch.statements)


def _statements_later(house: House, batch: LeasedStatements, error: DeliveryError) -> int:
    with house.units.writing() as unit:
        leasing.postpone_statements(unit, batch, _later(unit.now, 3, error), str(error))
    return 0
