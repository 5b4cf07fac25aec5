"""What a reader other than the mentor can do about what is missing, or to whom they can write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from lti_tool.domain.requirements import (
    BriefingAttended,
    Confirmation,
    Observation,
    PanelPass,
    PortfolioWithin,
    Requirement,
)
from lti_tool.domain.seats import Role, Seat
from lti_tool.persistence.people import Membership, Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment, SigningRequest
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.award_views import Contact
from lti_tool.usecases.records import OpenRecord

_PLACES: dict[type[Requirement], str] = {
    BriefingAttended: "briefing",
    PortfolioWithin: "portfolio",
    PanelPass: "panel",
}
"""What is brought on a page of its own, by whoever sits in the seat for it."""


@dataclass(frozen=True, slots=True)
class Helping:
    """How one reader can help the record on."""

    seats: frozenset[Seat] = frozenset()
    contacts: Mapping[Seat, Contact] = field(default_factory=dict)
    asked: str = ""
    """What has become of asking the PCM to confirm: ``remind`` once a link was mailed that is not
    answered, ``vouch`` while their address waits for the office; else empty."""

    def action(self, asked: Requirement, seats: Collection[Seat], early: Collection[str]) -> str:
        """What the reader can do about it themself; empty when somebody else is to move.

        Args:
            asked: what is missing.
            seats: from whom it is missing.
            early: ids of what cannot be given yet, whoever sits there.
        """
        if asked.id in early:
            return ""
        if self.seats & set(seats):
            return _own(asked)
        if isinstance(asked, Confirmation) and Seat.PCM in seats:
            return self._about_the_pcm()
        return ""

    def _about_the_pcm(self) -> str:
        """Anybody of the provider may remind the PCM; only the office looks at addresses."""
        by_launch = Seat.PCM not in self.seats
        if self.asked == "vouch":
            return "vouch" if Seat.OFFICE in self.seats else ""
        return self.asked if by_launch else ""

    def contact(self, seats: Collection[Seat]) -> Contact | None:
        """To whom the reader can write about what is missing from these seats."""
        if self.seats & set(seats):
            return None
        known = (self.contacts.get(self._speaks_for(seat)) for seat in seats)
        return next((one for one in known if one), None) or self.contacts.get(Seat.OFFICE)

    def _speaks_for(self, seat: Seat) -> Seat:
        """The mentor asks the PCM; an address that nobody has looked at is the office's."""
        if seat is not Seat.PCM:
            return seat
        return Seat.OFFICE if self.asked == "vouch" else Seat.MENTOR


def _own(asked: Requirement) -> str:
    if isinstance(asked, Confirmation):
        return "confirm"
    if isinstance(asked, Observation):
        return f"observation:{asked.observation}"
    return next((place for kind, place in _PLACES.items() if isinstance(asked, kind)), "")


def helping(
    unit: UnitOfWork,
    record: OpenRecord,
    seats: frozenset[Seat],
    requests: Iterable[SigningRequest],
) -> Helping:
    """How a reader in these seats can help; nothing for the mentor, and once it is closed."""
    if Seat.MENTOR in seats or record.issued:
        return Helping()
    return Helping(seats, _contacts(unit, record, seats), _asked(requests))


def _asked(requests: Iterable[SigningRequest]) -> str:
    waiting = [r for r in requests if r.purpose == "confirm" and r.outcome is None]
    if not waiting:
        return ""
    return "remind" if any(request.sent_at for request in waiting) else "vouch"


def _contacts(unit: UnitOfWork, record: OpenRecord, seats: frozenset[Seat]) -> dict[Seat, Contact]:
    """Who can be written to; the tutor's address is for the provider's own people."""
    details = record.state.record.details
    provider = unit.session.get_one(Provider, record.enrolment.provider_id)
    found = {
        Seat.MENTOR: Contact(details.get("mentor_name", ""), details.get("email", "")),
        Seat.OFFICE: Contact(provider.office_name, provider.office_email or ""),
    }
    if not seats & {Seat.PCM, Seat.LINK_TUTOR}:
        found[Seat.LINK_TUTOR] = _tutor(unit, record.enrolment)
    return {seat: one for seat, one in found.items() if one.email and seat not in seats}


def _tutor(unit: UnitOfWork, enrolment: Enrolment) -> Contact:
    """The tutor of the course who was there last."""
    query = (
        select(Person.name, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.course_id == enrolment.course_id,
            Membership.role == Role.TUTOR,
            Person.email.is_not(None),
        )
        .order_by(Membership.seen_at.desc(), Person.id)
        .limit(1)
    )
    name, email = unit.session.execute(query).first() or ("", "")
    return Contact(name or email or "", email or "")
