"""Report: the lists that tutors and the office work from. No list loads more than it shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select

from lti_tool.domain.schemes import Award
from lti_tool.domain.seats import STAFF, Role, Seat
from lti_tool.errors import NotAllowed
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.people import Membership, Person
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Certificate, Enrolment
from lti_tool.persistence.study import ModuleWork
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.beside_records import certificate_line
from lti_tool.usecases.claims import claims_to_decide
from lti_tool.usecases.desk_views import (
    AddressToVouch,
    CertificateLine,
    ClaimToDecide,
    FailedDelivery,
    MentorLine,
    ModuleLine,
    OfficeDesk,
    RegisterPage,
    TutorDesk,
)
from lti_tool.usecases.failures import failed_deliveries, retry_delivery
from lti_tool.usecases.house import House
from lti_tool.usecases.next_steps import seat_words
from lti_tool.usecases.panel_desk import without_readers
from lti_tool.usecases.records import COMPLETE, ISSUED, award_of, enrolled_on
from lti_tool.usecases.visits import Visit
from lti_tool.usecases.vouching import (
    address_to_vouch,
    addresses_to_vouch,
    refuse_address,
    vouch,
)

__all__ = [
    "AddressToVouch",
    "CertificateLine",
    "FailedDelivery",
    "MentorLine",
    "ModuleLine",
    "OfficeDesk",
    "RegisterPage",
    "TutorDesk",
    "address_to_vouch",
    "mentors_page",
    "office_desk",
    "refuse_address",
    "register_page",
    "retry_delivery",
    "seat_desk",
    "tutor_desk",
    "vouch",
]

PAGE_SIZE = 50
LAST_PAGE = 1_000_000
"""Databases count rows in 64 bits; addresses can be typed by anybody."""
DESK_SIZE = 20
"""Lines of one kind on the office's desk; the lists behind it show the rest."""


def tutor_desk(
    house: House, visit: Visit, *, page: int = 1, query: str = "", only_mine: bool = False
) -> TutorDesk:
    """The mentors of the tutor's course, those who wait for the tutor first.

    Raises:
        NotAllowed: the visitor is not a tutor of the course.
    """
    if not visit.is_a(Role.TUTOR):
        raise NotAllowed("This list is for the tutors of the course.")
    where = [Enrolment.course_id == visit.course_id]
    mine = _waits_for(Seat.LINK_TUTOR)
    with house.units.reading() as unit:
        wanted = [*where, mine] if only_mine else where
        lines, total = _mentor_lines(
            house, unit, wanted, {Seat.LINK_TUTOR}, page, query, first=mine
        )
        return TutorDesk(
            lines=lines,
            studying=_studying(house, unit, visit) if page == 1 and not query else (),
            total=total,
            page=page,
            pages=_pages(total),
            query=query,
            for_me=_count(unit, [*where, mine]),
            only_mine=only_mine,
        )


def seat_desk(
    house: House,
    visit: Visit,
    role: Role,
    *,
    page: int = 1,
    query: str = "",
    only_mine: bool = False,
) -> TutorDesk:
    """The records that ask something of a granted seat (``STAFF``), those that wait for it first.

    Raises:
        NotAllowed: the visitor does not sit there.
    """
    if not visit.is_a(role):
        raise NotAllowed("This list is for those who sit in that seat.")
    where = [
        Enrolment.provider_id == visit.provider_id,
        Enrolment.award_id.in_(visit.sits_for.get(role, ())),
    ]
    seat = STAFF[role]
    mine = _waits_for(seat)
    with house.units.reading() as unit:
        wanted = [*where, mine] if only_mine else where
        lines, total = _mentor_lines(house, unit, wanted, {seat}, page, query, first=mine)
        return TutorDesk(
            lines=lines,
            studying=(),
            total=total,
            page=page,
            pages=_pages(total),
            query=query,
            for_me=_count(unit, [*where, mine]),
            only_mine=only_mine,
        )


def office_desk(house: House, visit: Visit) -> OfficeDesk:
    """What waits for the office, most urgent first.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    _only_office(visit)
    where = [Enrolment.provider_id == visit.provider_id]
    with house.units.reading() as unit:
        office = [*where, _waits_for(Seat.OFFICE)]
        whole = _all_criteria_met(house)
        ready = _rows(unit, _found([*office, whole], ""), size=DESK_SIZE)
        to_confirm = _rows(unit, _found([*office, not_(whole)], ""), size=DESK_SIZE)
        claims = claims_to_decide(house, unit, visit.provider_id, DESK_SIZE)
        unread = _rows(unit, without_readers(visit.provider_id), size=DESK_SIZE)
        rest = iter(_lines(house, unit, [*ready, *to_confirm, *unread, *claims], {Seat.OFFICE}))
        readying, confirming, reading = (
            tuple(islice(rest, len(found))) for found in (ready, to_confirm, unread)
        )
        mentors, certificates, deliveries = _tallies(unit, visit.provider_id)
        return OfficeDesk(
            ready=readying,
            to_vouch=addresses_to_vouch(house, unit, visit.provider_id, DESK_SIZE),
            to_confirm=confirming,
            failures=failed_deliveries(unit, visit.provider_id, DESK_SIZE),
            recent=_certificate_lines(unit, _certificates(visit, ""), 1, size=5),
            mentors=mentors,
            certificates=certificates,
            waiting_deliveries=deliveries,
            to_panel=reading,
            claims=tuple(
                ClaimToDecide(line, row.created_at) for line, row in zip(rest, claims, strict=True)
            ),
        )


def mentors_page(house: House, visit: Visit, *, page: int = 1, query: str = "") -> RegisterPage:
    """Every mentor who has entered an award of this provider.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    _only_office(visit)
    where = [Enrolment.provider_id == visit.provider_id]
    with house.units.reading() as unit:
        lines, total = _mentor_lines(house, unit, where, {Seat.OFFICE}, page, query)
    return RegisterPage(lines, (), total, page, _pages(total), query)


def register_page(house: House, visit: Visit, *, page: int = 1, query: str = "") -> RegisterPage:
    """Every certificate of this provider.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    _only_office(visit)
    with house.units.reading() as unit:
        found = _certificates(visit, query)
        total = unit.session.scalar(select(func.count()).select_from(found.subquery())) or 0
        lines = _certificate_lines(unit, found, page)
    return RegisterPage((), lines, total, page, _pages(total), query)


def _only_office(visit: Visit) -> None:
    if not visit.is_a(Role.OFFICE):
        raise NotAllowed("These lists are for the partnership office.")


def _waits_for(seat: Seat) -> ColumnElement[bool]:
    return Enrolment.waiting_for.contains(f",{seat},")


def _all_criteria_met(house: House) -> ColumnElement[bool]:
    awards = [award for scheme in house.library.every_version for award in scheme.awards]
    return or_(
        false(),
        *(
            and_(enrolled_on(house, award), Enrolment.criteria_met == len(award.criteria))
            for award in awards
        ),
    )


def _mentor_lines(
    house: House,
    unit: UnitOfWork,
    where: Sequence[ColumnElement[bool]],
    reader: Collection[Seat],
    page: int,
    query: str,
    *,
    first: ColumnElement[bool] | None = None,
) -> tuple[tuple[MentorLine, ...], int]:
    """A page of enrolments as lines, and how many there are in all."""
    found = _found(where, query)
    total = unit.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return _lines(house, unit, _rows(unit, found, page, first=first), reader), total


def _found(where: Sequence[ColumnElement[bool]], query: str) -> Any:
    found = select(Enrolment, Person).join(Person, Person.id == Enrolment.person_id).where(*where)
    return found.where(_like(Person.name, query)) if query.strip() else found


def _rows(
    unit: UnitOfWork,
    found: Any,
    page: int = 1,
    *,
    size: int = PAGE_SIZE,
    first: ColumnElement[bool] | None = None,
) -> Sequence[Any]:
    order: list[Any] = [first.desc()] if first is not None else []
    ordered = found.order_by(*order, func.lower(Person.name), Enrolment.id)
    return unit.session.execute(_page_of(ordered, page, size)).all()


def _lines(
    house: House, unit: UnitOfWork, rows: Sequence[Any], reader: Collection[Seat]
) -> tuple[MentorLine, ...]:
    enrolments = [row.Enrolment for row in rows]
    details = details_of_many(unit, enrolments)
    numbers = _standing_numbers(unit, enrolments)
    return tuple(
        _mentor_line(
            house, row.Enrolment, row.Person, details.get(row.Enrolment.id, {}), numbers, reader
        )
        for row in rows
    )


def _mentor_line(
    house: House,
    enrolment: Enrolment,
    person: Person,
    details: dict[str, str],
    numbers: dict[str, str],
    reader: Collection[Seat],
) -> MentorLine:
    award = award_of(house, enrolment)
    return MentorLine(
        enrolment_id=enrolment.id,
        mentor_name=details.get("mentor_name") or person.name or "(no name given)",
        school=details.get("school", ""),
        award_title=award.title,
        registered_on=enrolment.registered_on,
        met=enrolment.criteria_met,
        total=len(award.criteria),
        waiting_for=_waiting_words(award, enrolment.waiting_for, reader),
        certificate_number=numbers.get(enrolment.id),
    )


_AT_ITS_END = {
    ISSUED: "nobody: certificate issued",
    COMPLETE: "nobody: signed and complete",
}


def _waiting_words(award: Award, kept: str, reader: Collection[Seat]) -> str:
    if kept in _AT_ITS_END:
        return _AT_ITS_END[kept]
    seats = [Seat(seat) for seat in kept.strip(",").split(",") if seat]
    return ", ".join(seat_words(award.called, (seat,), reader) for seat in seats)


def _standing_numbers(unit: UnitOfWork, enrolments: Sequence[Enrolment]) -> dict[str, str]:
    if not enrolments:
        return {}
    query = select(Certificate.enrolment_id, Certificate.number).where(
        Certificate.enrolment_id.in_([enrolment.id for enrolment in enrolments]),
        Certificate.revoked_at.is_(None),
    )
    return {enrolment_id: number for enrolment_id, number in unit.session.execute(query)}


def _certificates(visit: Visit, query: str) -> Any:
    found = (
        select(Certificate)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.provider_id == visit.provider_id)
    )
    if query.strip():
        found = found.where(or_(_like(Certificate.name, query), _like(Certificate.number, query)))
    return found


def _certificate_lines(
    unit: UnitOfWork, found: Any, page: int, *, size: int = PAGE_SIZE
) -> tuple[CertificateLine, ...]:
    found = found.order_by(Certificate.issued_at.desc(), Certificate.number)
    rows = unit.session.scalars(_page_of(found, page, size)).all()
    return tuple(certificate_line(row) for row in rows)


def _studying(house: House, unit: UnitOfWork, visit: Visit) -> tuple[ModuleLine, ...]:
    """Mentors of the course who have begun a module but entered no award here."""
    entered = select(Enrolment.person_id).where(Enrolment.course_id == visit.course_id)
    people = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.course_id == visit.course_id,
            Membership.role == Role.MENTOR,
            Person.id.not_in(entered),
        )
        .order_by(func.lower(Person.name), Person.id)
        .limit(PAGE_SIZE)
    )
    found = unit.session.scalars(people).all()
    work = select(ModuleWork).where(ModuleWork.person_id.in_([person.id for person in found]))
    scores: dict[str, list[tuple[str, int]]] = {}
    titles = {module.id: module.title for module in house.library.modules}
    for row in unit.session.scalars(work.order_by(ModuleWork.module_id)):
        title = titles.get(row.module_id, row.module_id)
        scores.setdefault(row.person_id, []).append((title, row.score))
    return tuple(
        ModuleLine(person.id, person.name or "(no name given)", tuple(scores.get(person.id, ())))
        for person in found
    )


def _tallies(unit: UnitOfWork, provider_id: str) -> tuple[int, int, int]:
    """How many mentors, certificates, and deliveries that wait; in one query."""
    mentors = select(func.count(Enrolment.id)).where(Enrolment.provider_id == provider_id)
    certificates = (
        select(func.count(Certificate.number))
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.provider_id == provider_id)
    )
    waiting = select(func.count(OutboxMessage.id)).where(
        OutboxMessage.provider_id == provider_id, OutboxMessage.outcome.is_(None)
    )
    counts = (query.scalar_subquery() for query in (mentors, certificates, waiting))
    found = unit.session.execute(select(*counts)).one()
    return found[0], found[1], found[2]


def _count(unit: UnitOfWork, where: Sequence[ColumnElement[bool]]) -> int:
    return unit.session.scalar(select(func.count(Enrolment.id)).where(*where)) or 0


def _like(column: Any, query: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.icontains(query.strip()[:100], autoescape=True)
    return found


def _page_of(query: Any, page: int, size: int) -> Any:
    return query.limit(size).offset((min(max(page, 1), LAST_PAGE) - 1) * size)


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE_SIZE))
