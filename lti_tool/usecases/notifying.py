"""Tell the mentor by mail that somebody has moved their record on, or has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import note, post
from lti_tool.usecases.records import OpenRecord


def tell_mentor(
    house: House,
    unit: UnitOfWork,
    record: OpenRecord,
    *,
    cause: str,
    subject: str,
    paragraphs: Sequence[str],
    calendar: str | None = None,
    until: datetime | None = None,
) -> None:
    """Mail the mentor at the address on their record sheet.

    ``calendar`` goes along as a file; after ``until`` the letter is not mailed any more.
    """
    details = record.state.record.details
    provider = unit.session.get_one(Provider, record.enrolment.provider_id)
    greeting = f"Dear {details.get('mentor_name') or 'mentor'},"
    closing = f"With good wishes\n{provider.office_name}\n{provider.name}"
    letter = note(cause, details["email"], subject, [greeting, *paragraphs], closing)
    letter = replace(letter, calendar=calendar, until=until)
    post(house, unit, letter, provider_id=provider.id)
