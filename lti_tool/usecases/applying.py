"""Apply for an award: once everything that is asked for before holds, on the day it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lti_tool.domain import applying, statements
from lti_tool.domain.facts import Applied, Fact
from lti_tool.domain.progress import Record, build_record
from lti_tool.domain.requirements import ApplicationMade
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.writing import keep_statement
from lti_tool.usecases.award_building import Reader, build_page
from lti_tool.usecases.award_views import AwardPage, CriterionRow
from lti_tool.usecases.awards import seats_of
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.house import House
from lti_tool.usecases.practice_views import ActivityView, activity_views, applied_on
from lti_tool.usecases.records import (
    OpenRecord,
    add_facts,
    lock,
    open_record,
    own_enrolment,
)
from lti_tool.usecases.route_news import tell_turn
from lti_tool.usecases.telling import award_named, context_for
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """The application as the mentor sends it: the check of what is asked for, and what follows."""

    page: AwardPage
    before: tuple[CriterionRow, ...]
    """The rows that must hold before it can be sent, judged as of today."""
    row: CriterionRow
    """Its own row: sent, signed, enrolled."""
    activities: tuple[ActivityView, ...]
    applied_on: date | None
    may_apply: bool
    """Everything before it holds, and it has not been sent."""


def application_page(house: House, visit: Visit, award_id: str) -> ApplicationPage:
    """The mentor's application.

    Raises:
        NotFound: the award asks for none, or the visitor has not entered it.
    """
    with house.units.reading() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        record = open_record(house, unit, enrolment)
        application = applying.application_of(record.award)
        if application is None:
            raise NotFound("This award asks for no application. Its page shows what it asks for.")
        page = build_page(unit, record, Reader(visit.person_id, seats_of(visit, enrolment)))
        (row,) = (one for one in page.rows if _holds(one, application))
        return ApplicationPage(
            page=page,
            before=tuple(one for one in page.rows if one.criterion.id in application.after),
            row=row,
            activities=activity_views(record, unit.today),
            applied_on=applied_on(record),
            may_apply=_may_send(record),
        )


def _holds(row: CriterionRow, application: ApplicationMade) -> bool:
    return any(one.requirement_id == application.id for one in row.requirements)


def _may_send(record: OpenRecord) -> bool:
    sent = record.issued or applied_on(record) is not None
    return not sent and applying.may_apply(record.state.record)


def apply(house: House, visit: Visit, award_id: str, *, agreed: bool) -> None:
    """Send the application: windows are judged as of today. Sent twice, it is sent once.

    Raises:
        Conflict: something that must hold before does not, or the certificate has been issued.
        InvalidInput: the mentor does not say that it is true.
        NotFound: the award asks for none, or the visitor has not entered it.
    """
    if not agreed:
        raise InvalidInput({"agreed": "Please tick that what you have given is true."})
    with house.units.writing() as unit:
        enrolment = own_enrolment(unit, visit, award_id)
        lock(unit, enrolment)
        record = open_record(house, unit, enrolment)
        if record.issued:
            raise Conflict(CLOSED)
        if applying.application_of(record.award) is None:
            raise NotFound("This award asks for no application. Its page shows what it asks for.")
        if applied_on(record) is not None:
            return
        fact = Applied(id=new_id(), on=unit.today, at=unit.now, by=visit.person_id)
        _check_ready(_as_of(record, fact, unit.today))
        add_facts(house, unit, enrolment, [fact])
        ctx = context_for(house, unit, person_id=visit.person_id, enrolment=enrolment)
        told = statements.applied(ctx, event_id=fact.id, award=award_named(record.award))
        keep_statement(unit, visit.person_id, told)
        tell_turn(house, unit, enrolment)


def _as_of(record: OpenRecord, application: Fact, today: date) -> Record:
    """The record as the application would make it."""
    return build_record(record.award, [*record.facts, application], today)


def _check_ready(record: Record) -> None:
    missing = [row.criterion.title for row in applying.rows_before(record) if not row.met]
    if missing:
        raise Conflict(
            "Your application cannot be sent yet. Still missing: " + "; ".join(missing) + "."
        )
