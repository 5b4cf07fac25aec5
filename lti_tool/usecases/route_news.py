"""Tell whoever has an application now, and the mentor once they are enrolled."""

from __future__ import annotations

from collections.abc import Sequence

from lti_tool.domain.applying import under_way, whose_turn
from lti_tool.domain.seats import Seat
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import note, post
from lti_tool.usecases.notifying import tell_mentor
from lti_tool.usecases.records import OpenRecord, open_record
from lti_tool.usecases.welcoming import tutors_of, what_is_on


def tell_turn(house: House, unit: UnitOfWork, enrolment: Enrolment) -> None:
    """The application has moved on: mail the tutors or the office, or tell the enrolled mentor."""
    record = open_record(house, unit, enrolment)
    turn = whose_turn(record.state.record)
    if turn is not None:
        _tell_signers(house, unit, record, turn.seats, turn.requirement.words)
    elif under_way(record.state.record):
        tell_mentor(
            house,
            unit,
            record,
            cause=f"enrolled:{enrolment.id}:{unit.now.isoformat()}",
            subject=f"You are enrolled: {record.award.title}",
            paragraphs=[
                f"Your application for the {record.award.title} is complete, and you are enrolled.",
                *what_is_on(unit, enrolment, record.award),
                "The page of the award in your course shows what comes next.",
            ],
        )


def _tell_signers(
    house: House, unit: UnitOfWork, record: OpenRecord, seats: Sequence[Seat], words: str
) -> None:
    details, enrolment = record.state.record.details, record.enrolment
    provider = unit.session.get_one(Provider, enrolment.provider_id)
    addresses = [provider.office_email] if Seat.OFFICE in seats else []
    if Seat.LINK_TUTOR in seats:
        addresses += [tutor.email for tutor in tutors_of(unit, enrolment, details)]
    name = details.get("mentor_name", "A mentor")
    for address in filter(None, addresses):
        letter = note(
            f"application:{enrolment.id}:{address}:{unit.now.isoformat()}",
            address,
            f"An application waits for you: {name}",
            [
                "Dear colleague,",
                f"{name} has applied for the {record.award.title}. What is asked of you: {words}.",
                "Open the tool from your course; your desk there leads to the record.",
            ],
            f"With good wishes\n{provider.office_name}\n{provider.name}",
        )
        post(house, unit, letter, provider_id=provider.id)
