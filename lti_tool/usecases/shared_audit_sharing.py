"""Share an audit with the PCM and the link tutor, and nobody else; take that back at any time.

What they see is the newest complete round and the plan. A round that is still open is nobody's but
the mentor's, and the office's lists never show any of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select

from lti_tool.domain.schemes import Audit
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import NotFound
from lti_tool.persistence.audits import AuditRound, AuditShare
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment, SigningRequest
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.records import award_of, visible_enrolment
from lti_tool.usecases.requests import find_request
from lti_tool.usecases.shared_audit_plan import plan_of
from lti_tool.usecases.shared_audit_rounds import (
    find_audit,
    lock_person,
    newest_picture,
    rounds_of,
)
from lti_tool.usecases.shared_audit_views import ReaderPage, SharedAudit
from lti_tool.usecases.visits import Visit


def set_sharing(house: House, visit: Visit, audit_id: str, *, shared: bool) -> None:
    """Share the audit, or stop sharing it.

    Raises:
        NotFound: no such audit.
    """
    find_audit(house, audit_id)
    with house.units.writing() as unit:
        lock_person(unit, visit.person_id)
        row = unit.session.get(AuditShare, (visit.person_id, audit_id))
        if shared and row is None:
            unit.session.add(
                AuditShare(person_id=visit.person_id, audit_id=audit_id, shared_at=unit.now)
            )
        elif row is not None and not shared:
            unit.session.delete(row)


def shared_since(unit: UnitOfWork, person_id: str, audit_id: str) -> date | None:
    """Since when the audit is shared; None when it is not."""
    row = unit.session.get(AuditShare, (person_id, audit_id))
    return _day(row.shared_at) if row else None


def shared_with_tutor(house: House, visit: Visit, enrolment_id: str) -> tuple[SharedAudit, ...]:
    """What the link tutor of a record is told about the audits that its award asks for.

    Nobody else is told anything, whether they may see the record or not.
    """
    with house.units.reading() as unit:
        found = _shares_of(unit, enrolment_id)
    first = next(iter(found), None)
    if first is None or not _is_tutor(visit, first.person_id, first.course_id):
        return ()
    return _told(house, found)


def shared_by_link(house: House, token: str) -> tuple[SharedAudit, ...]:
    """The same for the PCM behind an e-mailed link that can still be answered; else nothing.

    Raises:
        NotFound: no such link.
    """
    with house.units.reading() as unit:
        request = find_request(house, unit, token)
        found = _shares_of(unit, request.enrolment_id) if _may_read(unit, request) else ()
    return _told(house, found)


def tutor_page(house: House, visit: Visit, enrolment_id: str, audit_id: str) -> ReaderPage:
    """The audit, as the link tutor of a record sees it.

    Raises:
        NotFound: it is not shared, not complete, or not this visitor's to see.
    """
    with house.units.reading() as unit:
        return _page(house, unit, _as_tutor(unit, visit, enrolment_id), audit_id)


def link_page(house: House, token: str, audit_id: str) -> ReaderPage:
    """The audit, as the PCM sees it behind an e-mailed link.

    Raises:
        NotFound: it is not shared, not complete, or the link cannot be answered any more.
    """
    with house.units.reading() as unit:
        request = find_request(house, unit, token)
        if not _may_read(unit, request):
            raise _not_shared()
        return _page(house, unit, unit.session.get_one(Enrolment, request.enrolment_id), audit_id)


def _as_tutor(unit: UnitOfWork, visit: Visit, enrolment_id: str) -> Enrolment:
    enrolment = visible_enrolment(unit, visit, enrolment_id)
    if not _is_tutor(visit, enrolment.person_id, enrolment.course_id):
        raise _not_shared()
    return enrolment


def _is_tutor(visit: Visit, mentor_id: str, course_id: str) -> bool:
    """Whether the visitor is the record's link tutor, of the office besides or not."""
    return visit.is_a(Role.TUTOR) and course_id == visit.course_id and mentor_id != visit.person_id


def _may_read(unit: UnitOfWork, request: SigningRequest) -> bool:
    return (
        Seat(request.seat) is Seat.PCM
        and request.outcome is None
        and request.sent_at is not None
        and request.expires_at >= unit.now
    )


def _asked_for(house: House, enrolment: Enrolment) -> tuple[Audit, ...]:
    return tuple(a for a in award_of(house, enrolment).audits if a.shared)


def _shares_of(unit: UnitOfWork, enrolment_id: str) -> Sequence[Any]:
    """The record with every audit that its mentor shares, and when that was complete last."""
    query = (
        select(
            Enrolment.person_id,
            Enrolment.course_id,
            Enrolment.award_id,
            AuditShare.audit_id,
            func.max(AuditRound.completed_at).label("completed_at"),
        )
        .outerjoin(AuditShare, AuditShare.person_id == Enrolment.person_id)
        .outerjoin(
            AuditRound,
            and_(
                AuditRound.person_id == AuditShare.person_id,
                AuditRound.audit_id == AuditShare.audit_id,
            ),
        )
        .where(Enrolment.id == enrolment_id)
        .group_by(Enrolment.person_id, Enrolment.course_id, Enrolment.award_id, AuditShare.audit_id)
    )
    return unit.session.execute(query).all()


def _told(house: House, found: Sequence[Any]) -> tuple[SharedAudit, ...]:
    if not found:
        return ()
    shared = {row.audit_id: row.completed_at for row in found if row.audit_id}
    return tuple(
        SharedAudit(audit, audit.id in shared, _day(shared.get(audit.id)))
        for audit in house.library.award(found[0].award_id).audits
        if audit.shared
    )


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(LONDON).date() if moment else None


def _page(house: House, unit: UnitOfWork, enrolment: Enrolment, audit_id: str) -> ReaderPage:
    audit = next((a for a in _asked_for(house, enrolment) if a.id == audit_id), None)
    if audit is None or shared_since(unit, enrolment.person_id, audit_id) is None:
        raise _not_shared()
    picture = newest_picture(rounds_of(unit, enrolment.person_id, audit))
    if picture is None:
        raise _not_shared()
    plan = plan_of(unit, enrolment.person_id, audit)
    return ReaderPage(_mentor_name(unit, enrolment), picture, plan)


def _mentor_name(unit: UnitOfWork, enrolment: Enrolment) -> str:
    typed = details_of_many(unit, [enrolment]).get(enrolment.id, {}).get("mentor_name")
    return typed or unit.session.get_one(Person, enrolment.person_id).name or "The mentor"


def _not_shared() -> NotFound:
    return NotFound(
        "This audit is not shared with you. It is the mentor's own: talk to them about it, they "
        "can share it and take that back at any time."
    )
