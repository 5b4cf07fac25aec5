"""The award page: one answer to "how far am I, and what is next?", for whoever may see it."""

from __future__ import annotations

from sqlalchemy import select

from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import Role, Seat
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.award_building import Reader, build_page, certificate_view
from lti_tool.usecases.award_views import (
    AwardCard,
    AwardPage,
    CertificateView,
    CriterionRow,
    EnrolmentForm,
    NextStep,
    RequestRow,
    RequirementRow,
    SignatureRow,
    WaiverView,
)
from lti_tool.usecases.enrolling import change_details, enrol, enrolment_form
from lti_tool.usecases.house import House
from lti_tool.usecases.next_steps import next_step
from lti_tool.usecases.records import (
    find_enrolment,
    open_record,
    visible_enrolment,
)
from lti_tool.usecases.visits import Visit

__all__ = [
    "AwardCard",
    "AwardPage",
    "CertificateView",
    "CriterionRow",
    "EnrolmentForm",
    "NextStep",
    "RequestRow",
    "RequirementRow",
    "SignatureRow",
    "WaiverView",
    "award_cards",
    "change_details",
    "enrol",
    "enrolment_form",
    "my_award",
    "seats_of",
    "someones_award",
]


def seats_of(visit: Visit, enrolment: Enrolment) -> frozenset[Seat]:
    """The seats in which this visitor may sit for this record; for one's own, only the mentor's."""
    if enrolment.person_id == visit.person_id:
        return frozenset({Seat.MENTOR})
    seats = set()
    if visit.is_a(Role.TUTOR) and enrolment.course_id == visit.course_id:
        seats.add(Seat.LINK_TUTOR)
    if visit.is_a(Role.OFFICE) and enrolment.provider_id == visit.provider_id:
        seats.add(Seat.OFFICE)
    return frozenset(seats)


def award_cards(house: House, visit: Visit) -> tuple[AwardCard, ...]:
    """The awards that the packs offer, with where the mentor is in each."""
    awards = [award for scheme in house.library.schemes for award in scheme.awards]
    with house.units.reading() as unit:
        mine = unit.session.scalars(
            select(Enrolment).where(Enrolment.person_id == visit.person_id)
        ).all()
        by_award = {enrolment.award_id: enrolment for enrolment in mine}
        return tuple(_card(house, unit, award, by_award.get(award.id)) for award in awards)


def _card(house: House, unit: UnitOfWork, award: Award, mine: Enrolment | None) -> AwardCard:
    if mine is None:
        step = NextStep("See what it asks for, and how to begin.", "enrol", "About this award")
        return AwardCard(award, False, 0, len(award.criteria), step, None)
    record = open_record(house, unit, mine)
    return AwardCard(
        award=award,
        enrolled=True,
        met=record.state.record.met_count,
        total=len(award.criteria),
        next_step=next_step(record, {Seat.MENTOR}, {}),
        certificate=certificate_view(unit, record),
    )


def my_award(house: House, visit: Visit, award_id: str) -> AwardPage | None:
    """The mentor's own page; None before they have entered the award.

    Raises:
        NotFound: no such award.
    """
    house.library.award(award_id)
    with house.units.reading() as unit:
        enrolment = find_enrolment(unit, visit.person_id, award_id)
        if enrolment is None:
            return None
        return _page(house, unit, visit, enrolment)


def someones_award(house: House, visit: Visit, enrolment_id: str) -> AwardPage:
    """A mentor's page as their tutor (same course) or office (same provider) sees it.

    Raises:
        NotFound: no such enrolment, or not this reader's to see.
    """
    with house.units.reading() as unit:
        return _page(house, unit, visit, visible_enrolment(unit, visit, enrolment_id))


def _page(house: House, unit: UnitOfWork, visit: Visit, enrolment: Enrolment) -> AwardPage:
    record = open_record(house, unit, enrolment)
    return build_page(unit, record, Reader(visit.person_id, seats_of(visit, enrolment)))
