"""Consent to sharing: withdrawn and given again at any time; the award stands either way.

What is shared between providers is the register's line (name, level, date, status). The public
verification page goes on working: whoever holds the number was given it by the mentor.
"""

from __future__ import annotations

from lti_tool.domain import statements
from lti_tool.domain.statements import Named
from lti_tool.errors import Conflict
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.house import House
from lti_tool.usecases.records import lock, own_enrolment, scheme_of
from lti_tool.usecases.telling import context_for
from lti_tool.usecases.visits import Visit


def withdraw_consent(house: House, visit: Visit, award_id: str) -> None:
    """Stop further sharing from now on.

    Raises:
        Conflict: it was withdrawn before.
        NotFound: the visitor has not entered the award.
    """
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        if enrolment.consent_withdrawn_at is not None:
            raise Conflict("You have withdrawn your agreement already; nothing is shared.")
        given = consent_event(enrolment)
        enrolment.consent_withdrawn_at = unit.now
        _tell(house, unit, enrolment, withdrawn=given)


def give_consent(house: House, visit: Visit, award_id: str) -> None:
    """Agree again, to the notice as it stands now.

    Raises:
        Conflict: the agreement stands already.
        NotFound: the visitor has not entered the award.
    """
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        if enrolment.consent_withdrawn_at is None:
            raise Conflict("You have agreed already.")
        enrolment.consent_version = scheme_of(house, award_id).consent.version
        enrolment.consent_at, enrolment.consent_withdrawn_at = unit.now, None
        _tell(house, unit, enrolment, withdrawn=None)


def consent_event(enrolment: Enrolment) -> str:
    """The event of the agreement that was given last, for its statements."""
    return f"{enrolment.id}:{enrolment.consent_version}:{enrolment.consent_at.isoformat()}"


def _tell(house: House, unit: UnitOfWork, enrolment: Enrolment, *, withdrawn: str | None) -> None:
    scheme = scheme_of(house, enrolment.award_id)
    ctx = context_for(house, unit, person_id=enrolment.person_id, enrolment=enrolment)
    version = enrolment.consent_version
    notice = Named(version, "Sharing notice", version)
    if withdrawn is None:
        statement = statements.consent_given(
            ctx, event_id=consent_event(enrolment), scheme=scheme.id, notice=notice
        )
    else:
        statement = statements.consent_withdrawn(
            ctx,
            event_id=withdrawn,
            scheme=scheme.id,
            notice=notice,
            given=statements.statement_id(house.base_url, "consent_given", withdrawn),
        )
    keep_statement(unit, enrolment.person_id, statement)
