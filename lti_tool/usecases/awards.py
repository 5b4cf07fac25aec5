"""The award page: one answer to "how far am I, and what is next?", for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import select

from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import STAFF, Role, Seat
from lti_tool.persistence.records import Enrolment, WaiverRequest
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.award_building import Reader, build_page
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
from lti_tool.usecases.beside_records import certificate_view
from lti_tool.usecases.enrolling import change_details, enrol, enrolment_form
from lti_tool.usecases.house import House
from lti_tool.usecases.nearness import near_awards
from lti_tool.usecases.next_steps import next_step
from lti_tool.usecases.records import (
    OpenRecord,
    find_enrolment,
    open_record,
    scheme_of,
    sitting_in,
    visible_enrolment,
)
from lti_tool.usecases.subsumed import taken_in_of
from lti_tool.usecases.versions import note_of
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
    seats |= {STAFF[role] for role in sitting_in(visit, enrolment)}
    return frozenset(seats)


def award_cards(house: House, visit: Visit) -> tuple[AwardCard, ...]:
    """The awards that the packs offer, those that the mentor has entered first."""
    awards = [award for scheme in house.library.schemes for award in scheme.awards]
    with house.units.reading() as unit:
        mine = unit.session.scalars(
            select(Enrolment).where(Enrolment.person_id == visit.person_id)
        ).all()
        by_award = {enrolment.award_id: enrolment for enrolment in mine}
        claims = _open_claims(unit, mine)
        near = near_awards(house, unit, visit, by_award)
        records = {
            award.id: open_record(house, unit, by_award[award.id])
            for award in awards
            if award.id in by_award
        }
        cards = [_card(house, unit, award, records.get(award.id), claims) for award in awards]
    later = taken_in_of(house, (fact for record in records.values() for fact in record.facts))
    cards = [
        replace(
            card,
            near=not near or card.award.id in near,
            taken_in=later.get(card.award.id) if card.certificate is None else None,
        )
        for card in cards
    ]
    return tuple(sorted(cards, key=lambda card: (not card.enrolled, not card.near)))


def _open_claims(unit: UnitOfWork, mine: Iterable[Enrolment]) -> dict[str, frozenset[str]]:
    """By enrolment: the criteria for which earlier experience is claimed and not decided yet."""
    query = select(WaiverRequest.enrolment_id, WaiverRequest.criteria).where(
        WaiverRequest.enrolment_id.in_([enrolment.id for enrolment in mine]),
        WaiverRequest.outcome.is_(None),
    )
    return {enrolment_id: frozenset(found) for enrolment_id, found in unit.session.execute(query)}


def _card(
    house: House,
    unit: UnitOfWork,
    award: Award,
    record: OpenRecord | None,
    claims: Mapping[str, frozenset[str]],
) -> AwardCard:
    if record is None:
        step = NextStep("See what it asks for, and how to begin.", "enrol", "About this award")
        title = scheme_of(house, award.id).title
        return AwardCard(award, False, 0, len(award.criteria), step, None, title)
    claimed = claims.get(record.enrolment.id, frozenset())
    return AwardCard(
        award=record.award,
        enrolled=True,
        met=record.state.record.met_count,
        total=len(record.award.criteria),
        next_step=next_step(record, {Seat.MENTOR}, {}, claimed),
        certificate=certificate_view(unit, record),
        scheme_title=record.scheme.title,
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
    seats = seats_of(visit, enrolment)
    page = build_page(unit, record, Reader(visit.person_id, seats))
    if not record.issued:
        later = taken_in_of(house, record.facts).get(record.award.id)
        page = replace(page, taken_in=later)
    return replace(page, version=note_of(house, record)) if Seat.OFFICE in seats else page
