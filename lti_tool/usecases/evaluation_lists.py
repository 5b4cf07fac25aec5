"""What somebody who came by a launch has to answer or to read; and a mentor's reply."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, select

from lti_tool.domain.answers import checked_text
from lti_tool.domain.evaluations import LONGEST_TEXT, Respondent
from lti_tool.domain.seats import Role
from lti_tool.errors import InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.evaluations import EvaluationAnswer, EvaluationRound
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.evaluation_answering import mentors_key
from lti_tool.usecases.evaluation_rounds import round_view
from lti_tool.usecases.evaluation_telling import tell_replied
from lti_tool.usecases.evaluation_views import GivenRating, RoundView, ToAnswer
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

LOOK_BACK = timedelta(days=400)
"""How long closed rounds stay on the lists of those who answered."""
MOST = 500
"""Lines of a tutor's list."""


@dataclass(frozen=True, slots=True)
class MentorsList:
    """What a mentor has to answer, and what there is for them to read."""

    to_answer: tuple[ToAnswer, ...]
    ratings: tuple[GivenRating, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not self.to_answer and not self.ratings


def entered(house: House, visit: Visit) -> tuple[str, ...]:
    """The ids of the awards that the visitor has entered."""
    with house.units.reading() as unit:
        mine = select(Enrolment.award_id).where(Enrolment.person_id == visit.person_id)
        return tuple(unit.session.scalars(mine))


def for_mentor(house: House, visit: Visit, award_ids: Iterable[str]) -> MentorsList:
    """The rounds that a mentor is asked in, and what tutors sent about them, in two queries.

    Open rounds come first; of closed ones those that they answered. ``award_ids`` are of the awards
    that the mentor has entered: only their schemes ask anything.
    """
    packs = {award_id.partition("/")[0] for award_id in award_ids}
    packs &= {form.pack for form in house.library.evaluations}
    if not packs:
        return MentorsList((), ())
    with house.units.reading() as unit:
        query = (
            _recent(unit, visit)
            .add_columns(EvaluationAnswer)
            .outerjoin(
                EvaluationAnswer,
                and_(
                    EvaluationAnswer.round_id == EvaluationRound.id,
                    EvaluationAnswer.key == mentors_key(visit.person_id),
                ),
            )
        )
        rows = [(round_view(unit, row), answer) for row, answer in unit.session.execute(query)]
        found = unit.session.execute(_about(visit).order_by(EvaluationAnswer.sent_at.desc()))
        ratings = tuple(_rating(unit, *one) for one in found)
    lines = [
        _line(view, answer)
        for view, answer in rows
        if view.form.respondent is Respondent.MENTOR and view.form.pack in packs
    ]
    return MentorsList(_sorted(lines), ratings)


def for_tutor(house: House, visit: Visit) -> tuple[ToAnswer, ...]:
    """The rounds that a tutor is asked in, with each mentor of their course whom they are about.

    Raises:
        NotAllowed: the visitor is not a tutor of the course.
    """
    if not visit.is_a(Role.TUTOR):
        raise NotAllowed("This list is for the tutors of the course.")
    with house.units.reading() as unit:
        mentors = _mentors_of(unit, visit)
        packs = {row.Enrolment.award_id.partition("/")[0] for row in mentors}
        views = _tutors_rounds(unit, visit, packs) if packs else []
        answers = _answers(unit, visit, [view.round_id for view in views])
        enrolments = [row.Enrolment for row in mentors] if views else []
        details = details_of_many(unit, enrolments)
    lines = [
        _line(
            view,
            answers.get((view.round_id, one.Enrolment.id)),
            enrolment_id=one.Enrolment.id,
            mentor_name=details.get(one.Enrolment.id, {}).get("mentor_name")
            or one.name
            or "(no name given)",
            school=details.get(one.Enrolment.id, {}).get("school", ""),
        )
        for view in views
        for one in mentors
        if one.Enrolment.award_id.startswith(f"{view.form.pack}/")
    ]
    return _sorted(lines)[:MOST]


def _mentors_of(unit: UnitOfWork, visit: Visit) -> list[Any]:
    query = (
        select(Enrolment, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.course_id == visit.course_id,
            Enrolment.provider_id == visit.provider_id,
            Enrolment.person_id != visit.person_id,
        )
        .order_by(func.lower(Person.name), Enrolment.id)
        .limit(MOST)
    )
    return list(unit.session.execute(query).all())


def _recent(unit: UnitOfWork, visit: Visit) -> Any:
    """The provider's rounds that are open or closed lately, the next to close first."""
    return (
        select(EvaluationRound)
        .where(
            EvaluationRound.provider_id == visit.provider_id,
            EvaluationRound.closes_on > unit.today - LOOK_BACK,
        )
        .order_by(EvaluationRound.closes_on, EvaluationRound.id)
    )


def _tutors_rounds(unit: UnitOfWork, visit: Visit, packs: Collection[str]) -> list[RoundView]:
    views = (round_view(unit, row) for row in unit.session.scalars(_recent(unit, visit)))
    return [
        view
        for view in views
        if view.form.respondent is Respondent.LINK_TUTOR and view.form.pack in packs
    ]


def _answers(
    unit: UnitOfWork, visit: Visit, round_ids: list[str]
) -> dict[tuple[str, str], EvaluationAnswer]:
    """A tutor's answers, by round and by the record that they are about."""
    query = select(EvaluationAnswer).where(
        EvaluationAnswer.round_id.in_(round_ids), EvaluationAnswer.person_id == visit.person_id
    )
    found = unit.session.scalars(query).all() if round_ids else []
    return {(one.round_id, one.enrolment_id or ""): one for one in found}


def _line(
    view: RoundView,
    answer: EvaluationAnswer | None,
    *,
    enrolment_id: str = "",
    mentor_name: str = "",
    school: str = "",
) -> ToAnswer:
    state = "todo" if answer is None else "sent" if answer.sent_at else "draft"
    return ToAnswer(
        round=view,
        state=state,
        sent_at=answer.sent_at if answer else None,
        enrolment_id=enrolment_id,
        mentor_name=mentor_name,
        school=school,
        reply=answer.reply if answer else "",
    )


def _sorted(lines: Iterable[ToAnswer]) -> tuple[ToAnswer, ...]:
    """What can be answered first; of what is closed only what was answered."""
    kept = [one for one in lines if one.round.is_open or one.state == "sent"]
    return tuple(sorted(kept, key=lambda one: (not one.round.is_open, one.state == "sent")))


# --- What a mentor is told -----------------------------------------------------------------------


def rating_of(house: House, visit: Visit, answer_id: str) -> GivenRating:
    """What a link tutor has sent about the visitor.

    Raises:
        NotFound: there is none of that id, or it is about somebody else.
    """
    with house.units.reading() as unit:
        return _rating(unit, *_find_rating(unit, visit, answer_id))


def _about(visit: Visit) -> Any:
    return (
        select(EvaluationAnswer, EvaluationRound, Person.name)
        .join(EvaluationRound, EvaluationRound.id == EvaluationAnswer.round_id)
        .join(Enrolment, Enrolment.id == EvaluationAnswer.enrolment_id)
        .join(Person, Person.id == EvaluationAnswer.person_id)
        .where(
            Enrolment.person_id == visit.person_id,
            EvaluationAnswer.person_id != visit.person_id,
            EvaluationAnswer.sent_at.is_not(None),
        )
    )


def _find_rating(unit: UnitOfWork, visit: Visit, answer_id: str) -> Any:
    found = unit.session.execute(_about(visit).where(EvaluationAnswer.id == answer_id)).first()
    if found is None:
        raise NotFound("There is nothing of that kind about you here.")
    return found


def _rating(
    unit: UnitOfWork, answer: EvaluationAnswer, row: EvaluationRound, tutor: str | None
) -> GivenRating:
    if answer.sent_at is None:
        raise NotFound("This has not been sent yet.")
    return GivenRating(
        answer_id=answer.id,
        round=round_view(unit, row),
        tutor_name=tutor or "Your tutor",
        values=dict(answer.values),
        sent_at=answer.sent_at,
        saved_at=answer.saved_at,
        reply=answer.reply,
        replied_at=answer.replied_at,
    )


def reply(house: House, visit: Visit, answer_id: str, text: str) -> None:
    """Reply to what a link tutor wrote; a later reply takes the place of an earlier one.

    Raises:
        InvalidInput: it is empty, or too long.
        NotFound: there is nothing of that id about the visitor.
    """
    said = checked_text("reply", text)
    if not said:
        raise InvalidInput({"reply": "Please write your reply before you send it."})
    if len(said) > LONGEST_TEXT:
        raise InvalidInput({"reply": f"Please keep your reply under {LONGEST_TEXT:,} characters."})
    with house.units.writing() as unit:
        answer, row, _ = _find_rating(unit, visit, answer_id)
        first = answer.replied_at is None
        answer.reply, answer.replied_at = said, unit.now
        if first:
            tell_replied(house, unit, row, answer)
