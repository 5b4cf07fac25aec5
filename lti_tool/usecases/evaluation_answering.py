"""Answer an evaluation: as a mentor or link tutor by a launch, as a trainee or PCM by a link.

Everybody answers once in a round (a tutor once for each mentor). A draft can wait; what has been
sent can be sent again, changed, until the round closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from lti_tool.domain.evaluations import Respondent, checked_answers, is_open
from lti_tool.domain.seats import Role
from lti_tool.errors import Conflict, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.evaluations import (
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationRound,
)
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.evaluation_links import find_invitation
from lti_tool.usecases.evaluation_rounds import (
    find_round,
    form_of,
    lock_round,
    of_scheme,
    round_view,
)
from lti_tool.usecases.evaluation_telling import tell_answered, tell_rated
from lti_tool.usecases.evaluation_views import AnswerPage
from lti_tool.usecases.house import House
from lti_tool.usecases.records import visible_enrolment
from lti_tool.usecases.visits import Visit

CLOSED = "This evaluation is closed, so nothing can be changed any more."
NOT_ASKED = "There is no such evaluation for you to answer. It may belong to another course."


@dataclass(frozen=True, slots=True)
class Given:
    """What a form sends; ``revision`` is that of the page."""

    values: Mapping[str, str]
    revision: int
    finish: bool
    """Whether it is sent; else it is kept as a draft."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One person's place in a round: where their answer is kept, and about whom it is."""

    row: EvaluationRound
    key: str
    person_id: str | None = None
    invitation: EvaluationInvitation | None = None
    enrolment: Enrolment | None = None
    visit: Visit | None = None


# --- Whose place it is ---------------------------------------------------------------------------


def mentors_key(person_id: str) -> str:
    """Under which key a mentor's own answer is kept."""
    return f"mentor:{person_id}"


def _of_mentor(unit: UnitOfWork, visit: Visit, row: EvaluationRound) -> _Place:
    """A mentor's place in a round for mentors of a scheme that they have entered."""
    form = form_of(row.form)
    query = (
        select(Enrolment)
        .where(
            of_scheme(form.pack),
            Enrolment.person_id == visit.person_id,
            Enrolment.provider_id == row.provider_id,
        )
        .order_by(Enrolment.created_at, Enrolment.id)
        .limit(1)
    )
    enrolment = unit.session.scalar(query)
    if form.respondent is not Respondent.MENTOR or enrolment is None:
        raise NotFound(NOT_ASKED)
    key = mentors_key(visit.person_id)
    return _Place(row, key, person_id=visit.person_id, enrolment=enrolment, visit=visit)


def _of_tutor(unit: UnitOfWork, visit: Visit, row: EvaluationRound, enrolment_id: str) -> _Place:
    """A tutor's place about one mentor of their own course."""
    form = form_of(row.form)
    enrolment = visible_enrolment(unit, visit, enrolment_id)
    theirs = (
        visit.is_a(Role.TUTOR)
        and form.respondent is Respondent.LINK_TUTOR
        and enrolment.course_id == visit.course_id
        and enrolment.provider_id == row.provider_id
        and enrolment.award_id.startswith(f"{form.pack}/")
        and enrolment.person_id != visit.person_id
    )
    if not theirs:
        raise NotFound(NOT_ASKED)
    key = f"tutor:{visit.person_id}:{enrolment_id}"
    return _Place(row, key, person_id=visit.person_id, enrolment=enrolment, visit=visit)


def _of_link(house: House, unit: UnitOfWork, token: str, *, lock: bool) -> _Place:
    invitation = find_invitation(house, unit, token)
    row = unit.session.get_one(EvaluationRound, invitation.round_id)
    if lock:
        row = lock_round(unit, row.provider_id, row.id)
    return _Place(row, f"link:{invitation.id}", invitation=invitation)


# --- Pages ---------------------------------------------------------------------------------------


def mentors_page(house: House, visit: Visit, round_id: str) -> AnswerPage:
    """A round as the mentor answers it.

    Raises:
        NotFound: no such round, or this visitor is not asked in it.
    """
    with house.units.reading() as unit:
        row = find_round(unit, visit.provider_id, round_id)
        return _page(unit, _of_mentor(unit, visit, row))


def tutors_page(house: House, visit: Visit, enrolment_id: str, round_id: str) -> AnswerPage:
    """A round as the link tutor answers it about one mentor.

    Raises:
        NotFound: no such round, or the mentor is not theirs to rate in it.
    """
    with house.units.reading() as unit:
        row = find_round(unit, visit.provider_id, round_id)
        return _page(unit, _of_tutor(unit, visit, row, enrolment_id))


def page_by_link(house: House, token: str) -> AnswerPage:
    """A round as somebody answers it who was sent a link; opening it uses nothing up.

    Raises:
        NotFound: no such link.
    """
    with house.units.reading() as unit:
        return _page(unit, _of_link(house, unit, token, lock=False))


def _page(unit: UnitOfWork, place: _Place) -> AnswerPage:
    answer = _answer(unit, place)
    provider = unit.session.get_one(Provider, place.row.provider_id)
    about = place.enrolment if form_of(place.row.form).respondent is Respondent.LINK_TUTOR else None
    return AnswerPage(
        round=round_view(unit, place.row),
        values=dict(answer.values) if answer else {},
        revision=answer.revision if answer else 0,
        saved_at=answer.saved_at if answer else None,
        sent_at=answer.sent_at if answer else None,
        provider_name=provider.name,
        office_name=provider.office_name,
        office_email=provider.office_email or "",
        mentor_name=mentor_name(unit, about) if about else "",
        reply=answer.reply if answer else "",
        replied_at=answer.replied_at if answer else None,
    )


def mentor_name(unit: UnitOfWork, enrolment: Enrolment) -> str:
    """The mentor's name as their record has it."""
    details = details_of_many(unit, [enrolment]).get(enrolment.id, {})
    known = unit.session.get_one(Person, enrolment.person_id).name
    return details.get("mentor_name") or known or "The mentor"


def _answer(unit: UnitOfWork, place: _Place) -> EvaluationAnswer | None:
    query = select(EvaluationAnswer).where(
        EvaluationAnswer.round_id == place.row.id, EvaluationAnswer.key == place.key
    )
    return unit.session.scalar(query)


# --- Saving --------------------------------------------------------------------------------------


def answer_as_mentor(house: House, visit: Visit, round_id: str, given: Given) -> bool:
    """Keep a mentor's draft, or send it; whether it is sent now.

    Raises:
        Conflict: the round is closed, or the answer was saved in another window.
        InvalidInput: what is missing or wrong, line by line.
        NotFound: no such round, or this visitor is not asked in it.
    """
    with house.units.writing() as unit:
        row = lock_round(unit, visit.provider_id, round_id)
        return _keep(house, unit, _of_mentor(unit, visit, row), given)


def answer_as_tutor(
    house: House, visit: Visit, enrolment_id: str, round_id: str, given: Given
) -> bool:
    """Keep a tutor's draft about a mentor, or send it: then the mentor reads it.

    Raises:
        Conflict: the round is closed, or the answer was saved in another window.
        InvalidInput: what is missing or wrong, line by line.
        NotFound: no such round, or the mentor is not theirs to rate in it.
    """
    with house.units.writing() as unit:
        row = lock_round(unit, visit.provider_id, round_id)
        return _keep(house, unit, _of_tutor(unit, visit, row, enrolment_id), given)


def answer_by_link(house: House, token: str, given: Given) -> bool:
    """Keep the draft of somebody who was sent a link, or send it; whether it is sent now.

    Raises:
        Conflict: the round is closed, or the answer was saved in another window.
        InvalidInput: what is missing or wrong, line by line.
        NotFound: no such link.
    """
    with house.units.writing() as unit:
        return _keep(house, unit, _of_link(house, unit, token, lock=True), given)


def _keep(house: House, unit: UnitOfWork, place: _Place, given: Given) -> bool:
    row = place.row
    if not is_open(row.closes_on, row.closed_at, unit.today):
        raise Conflict(CLOSED)
    answer = _answer(unit, place)
    if given.revision != (answer.revision if answer else 0):
        raise Conflict(
            "This was saved in another window since you opened it. What you typed here is still "
            "below: look through it and send it again to keep it instead."
        )
    sent_before = answer is not None and answer.sent_at is not None
    finish = given.finish or sent_before  # what has been sent stays complete
    values = checked_answers(form_of(row.form), given.values, finish=finish)
    if answer is None:
        answer = _new(place)
        unit.session.add(answer)
    answer.values, answer.revision, answer.saved_at = values, given.revision + 1, unit.now
    if finish and not sent_before:
        _send(house, unit, place, answer)
    unit.session.flush()
    return finish


def _new(place: _Place) -> EvaluationAnswer:
    return EvaluationAnswer(
        id=new_id(),
        round_id=place.row.id,
        key=place.key,
        person_id=place.person_id,
        invitation_id=place.invitation.id if place.invitation else None,
        enrolment_id=place.enrolment.id if place.enrolment else None,
    )


def _send(house: House, unit: UnitOfWork, place: _Place, answer: EvaluationAnswer) -> None:
    """From now on it counts, under the school that it came from; the record store hears of it."""
    answer.sent_at = unit.now
    answer.school, answer.postcode = _school(unit, place)
    tell_answered(house, unit, place.row, answer.id, place.visit)
    if place.enrolment is not None and place.key.startswith("tutor:"):
        tell_rated(house, unit, place.row, place.enrolment, answer.id)


def _school(unit: UnitOfWork, place: _Place) -> tuple[str, str]:
    if place.invitation is not None:
        return place.invitation.school, place.invitation.postcode
    if place.enrolment is None:
        return "", ""
    details = details_of_many(unit, [place.enrolment]).get(place.enrolment.id, {})
    return details.get("school", "")[:200], details.get("postcode", "")[:16]
