"""Requests that leave by mail: made, found again by their link, replaced, handed on."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import select

from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment, SigningRequest
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.addresses import is_vouched, normalised_email, refuse_own_address
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import post, request_letter
from lti_tool.usecases.records import OpenRecord, lock

OPEN_FOR = timedelta(days=28)
ID_LENGTH = 16


def token_of(house: House, request_id: str) -> str:
    """The secret in the link: the id, and a code that only this installation can make."""
    code = hmac.new(house.secret_key.encode(), _bytes(f"request\n{request_id}"), hashlib.sha256)
    return request_id + code.hexdigest()[:40]


def _bytes(text: str) -> bytes:
    return text.encode(errors="replace")


def link_of(house: House, request_id: str) -> str:
    """The address in the mail."""
    return f"{house.base_url}/s/{token_of(house, request_id)}"


def find_request(house: House, unit: UnitOfWork, token: str) -> SigningRequest:
    """The request behind a link.

    Raises:
        NotFound: no such link.
    """
    request_id = token[:ID_LENGTH]
    genuine = hmac.compare_digest(_bytes(token), _bytes(token_of(house, request_id)))
    found = unit.session.get(SigningRequest, request_id) if genuine else None
    if found is None:
        raise NotFound(
            "This link is not complete. Please open it from the e-mail itself, or copy the whole "
            "address into your browser."
        )
    return found


def may_still_read(unit: UnitOfWork, request: SigningRequest) -> bool:
    """Whether the link behind a request still shows the record: it can be answered."""
    return (
        request.outcome is None and request.sent_at is not None and request.expires_at >= unit.now
    )


def usable_request(house: House, unit: UnitOfWork, token: str) -> SigningRequest:
    """The request, if it can still be answered; locked until the transaction ends.

    Raises:
        Conflict: it has been answered, replaced, has expired, or was never sent.
        NotFound: no such link.
    """
    request = find_request(house, unit, token)
    # The record first, then the request: everybody locks in this order, so that nobody deadlocks.
    lock(unit, unit.session.get_one(Enrolment, request.enrolment_id))
    unit.session.refresh(request, with_for_update=True)
    if request.outcome is not None:
        raise Conflict("This link has been used already; what was sent with it is recorded.")
    if request.sent_at is None:
        raise Conflict("This link has not been sent yet: the office looks at the address first.")
    if request.expires_at < unit.now:
        raise Conflict("This link has expired. Please ask the mentor to send you a new one.")
    return request


def make_request(
    house: House,
    unit: UnitOfWork,
    record: OpenRecord,
    *,
    seat: Seat,
    purpose: str,
    name: str,
    email: str,
) -> SigningRequest:
    """Ask somebody by mail; earlier open requests of the same kind are replaced.

    The mail leaves at once if the address counts for the seat, else when the office vouches.

    Raises:
        NotAllowed: the address is the mentor's own.
    """
    enrolment, details = record.enrolment, record.state.record.details
    refuse_own_address(unit, enrolment.person_id, email, details.get("email", ""))
    close_open(unit, enrolment, purpose, "replaced")
    request = SigningRequest(
        id=new_id(),
        enrolment_id=enrolment.id,
        seat=seat,
        purpose=purpose,
        name=name.strip(),
        email=normalised_email(email),
        created_at=unit.now,
        expires_at=unit.now + OPEN_FOR,
    )
    unit.session.add(request)
    unit.session.flush()
    if is_vouched(unit, enrolment.provider_id, request.email, details):
        send_request(house, unit, record, request)
    return request


def send_request(
    house: House, unit: UnitOfWork, record: OpenRecord, request: SigningRequest
) -> None:
    """Mail the link; its time begins now."""
    request.sent_at = unit.now
    request.expires_at = unit.now + OPEN_FOR
    provider = unit.session.get_one(Provider, record.enrolment.provider_id)
    until = request.expires_at.astimezone(LONDON)
    letter = request_letter(
        cause=f"request:{request.id}",
        request_id=request.id,
        purpose=request.purpose,
        to=request.email,
        name=request.name,
        mentor=record.state.record.details.get("mentor_name", "A mentor"),
        seat=record.award.called.whole(Seat(request.seat)),
        award=record.award.title,
        provider=provider.name,
        office=provider.office_name,
        until=f"{until.day} {until:%B %Y}",
    )
    post(house, unit, letter, provider_id=provider.id)


def close_open(unit: UnitOfWork, enrolment: Enrolment, purpose: str | None, outcome: str) -> None:
    """Close the open requests of an enrolment (of one purpose, or all): their links stop."""
    query = select(SigningRequest).where(
        SigningRequest.enrolment_id == enrolment.id, SigningRequest.outcome.is_(None)
    )
    if purpose is not None:
        query = query.where(SigningRequest.purpose == purpose)
    for request in unit.session.scalars(query).all():
        request.outcome, request.answered_at = outcome, unit.now


def requests_of(unit: UnitOfWork, enrolment_id: str) -> list[SigningRequest]:
    """All requests of an enrolment, newest first."""
    query = (
        select(SigningRequest)
        .where(SigningRequest.enrolment_id == enrolment_id)
        .order_by(SigningRequest.created_at.desc(), SigningRequest.id)
    )
    return list(unit.session.scalars(query))
