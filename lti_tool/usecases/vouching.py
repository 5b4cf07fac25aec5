"""Vouch: the office says whose address counts for a PCM's seat."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lti_tool.domain.answers import checked_text
from lti_tool.domain.seats import Role, Seat, begun
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.platforms import VouchedAddress
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment, SigningRequest
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.desk_views import AddressToVouch
from lti_tool.usecases.house import House
from lti_tool.usecases.inserting import insert_unless_there
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import award_of, open_record
from lti_tool.usecases.requests import send_request
from lti_tool.usecases.visits import Visit


def addresses_to_vouch(
    house: House, unit: UnitOfWork, provider_id: str, limit: int
) -> tuple[AddressToVouch, ...]:
    """Requests that wait because nobody has vouched for their address, oldest first."""
    query = (
        select(SigningRequest, Enrolment)
        .join(Enrolment, Enrolment.id == SigningRequest.enrolment_id)
        .where(
            Enrolment.provider_id == provider_id,
            SigningRequest.sent_at.is_(None),
            SigningRequest.outcome.is_(None),
        )
        .order_by(SigningRequest.created_at)
        .limit(limit)
    )
    rows = [(row.SigningRequest, row.Enrolment) for row in unit.session.execute(query)]
    return _as_lines(house, unit, rows)


def address_to_vouch(house: House, visit: Visit, request_id: str) -> AddressToVouch:
    """One of them.

    Raises:
        NotFound: no such request of this provider.
        Conflict: it waits no more.
    """
    with house.units.reading() as unit:
        (line,) = _as_lines(house, unit, [_waiting(unit, visit, request_id)])
        return line


def _as_lines(
    house: House, unit: UnitOfWork, rows: Sequence[tuple[SigningRequest, Enrolment]]
) -> tuple[AddressToVouch, ...]:
    details = details_of_many(unit, [enrolment for _, enrolment in rows])
    return tuple(
        AddressToVouch(
            request_id=request.id,
            mentor_name=details.get(enrolment.id, {}).get("mentor_name", ""),
            school=details.get(enrolment.id, {}).get("school", ""),
            postcode=details.get(enrolment.id, {}).get("postcode", ""),
            pcm_name=request.name,
            pcm_email=request.email,
            asked_at=request.created_at,
            seat_name=award_of(house, enrolment).called.bare(Seat(request.seat)),
        )
        for request, enrolment in rows
    )


def vouch(house: House, visit: Visit, request_id: str) -> None:
    """Say that the address belongs to the school's PCM: every mail waiting for it goes out.

    Raises:
        NotFound: no such request of this provider.
        Conflict: it waits no more.
    """
    with house.units.writing() as unit:
        request, _ = _waiting(unit, visit, request_id)
        vouched = {
            "id": new_id(),
            "provider_id": visit.provider_id,
            "email": request.email,
            "vouched_by": visit.person_id,
            "at": unit.now,
        }
        insert_unless_there(unit, VouchedAddress, [vouched])
        for waiting, enrolment in _all_waiting(unit, visit.provider_id, request.email):
            send_request(house, unit, open_record(house, unit, enrolment), waiting)


def refuse_address(house: House, visit: Visit, request_id: str, reason: str) -> None:
    """Say that it does not; the mentor is told by mail and asked for another.

    Raises:
        InvalidInput: no reason given.
        NotFound: no such request of this provider.
        Conflict: it waits no more.
    """
    reason = checked_text("reason", reason)
    if not reason or len(reason) > 2000:
        raise InvalidInput({"reason": "Please say why; the mentor will read it."})
    with house.units.writing() as unit:
        request, enrolment = _waiting(unit, visit, request_id)
        request.outcome, request.answered_at, request.reason = "refused", unit.now, reason
        record = open_record(house, unit, enrolment)
        called = record.award.called
        who, office = called.your(Seat(request.seat)), begun(called.the(Seat.OFFICE))
        tell_mentor(
            house,
            unit,
            record,
            cause=f"refused:{request.id}",
            subject=f"The e-mail address of {who} could not be confirmed",
            paragraphs=[
                f"You named {request.name} ({request.email}) as {who}. {office} could not confirm "
                f"this address, so nothing was sent to it. They wrote: {reason}",
                "Please change the address in your details in the course, then ask again.",
            ],
        )


def _waiting(unit: UnitOfWork, visit: Visit, request_id: str) -> tuple[SigningRequest, Enrolment]:
    request = unit.session.get(SigningRequest, request_id)
    enrolment = unit.session.get(Enrolment, request.enrolment_id) if request else None
    ours = enrolment is not None and enrolment.provider_id == visit.provider_id
    if request is None or enrolment is None or not ours or not visit.is_a(Role.OFFICE):
        raise NotFound("There is no such request here.")
    unit.session.refresh(request, with_for_update=True)
    if request.outcome is not None or request.sent_at is not None:
        raise Conflict("This address has been decided already.")
    return request, enrolment


def _all_waiting(
    unit: UnitOfWork, provider_id: str, email: str
) -> list[tuple[SigningRequest, Enrolment]]:
    query = (
        select(SigningRequest, Enrolment)
        .join(Enrolment, Enrolment.id == SigningRequest.enrolment_id)
        .where(
            Enrolment.provider_id == provider_id,
            SigningRequest.email == email,
            SigningRequest.sent_at.is_(None),
            SigningRequest.outcome.is_(None),
        )
    )
    return [(row.SigningRequest, row.Enrolment) for row in unit.session.execute(query)]
