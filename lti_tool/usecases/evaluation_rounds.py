"""Rounds of evaluations: the office opens one, closes it, opens it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from lti_tool.domain.disclosure import MINIMUM
from lti_tool.domain.evaluations import (
    KEPT_AFTER,
    EvaluationForm,
    Line,
    Occasion,
    Question,
    Respondent,
    is_open,
    school_year_of,
    school_year_words,
)
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.evaluations import (
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationRound,
    SchoolReport,
)
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.evaluation_views import WHO, RoundLine, RoundView
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

LONGEST_PLACEMENT = 100
LONGEST_ROUND = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class RoundGiven:
    """A round as the office's form gives it; ``None`` for what was left empty or is none."""

    form_id: str
    school_year: int
    placement: str
    closes_on: date | None


def only_office(visit: Visit) -> None:
    """Refuse everybody else.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    if not visit.is_a(Role.OFFICE):
        raise NotAllowed("Evaluations are opened and read by the partnership office.")


def respondents_words(house: House, form: EvaluationForm) -> str:
    """Who answers a form, in the scheme's own words: "Mentors", "University visiting tutor"."""
    if form.respondent in WHO:
        return WHO[form.respondent]
    seat = Seat(form.respondent)
    for scheme in house.library.schemes:
        if scheme.id == form.pack and seat in scheme.seat_names:
            return scheme.seat_names[seat]
    return {Seat.LINK_TUTOR: "Link tutors", Seat.PCM: "PCMs"}[seat]


def of_scheme(pack: str) -> ColumnElement[bool]:
    """The enrolments in any award of a scheme."""
    return Enrolment.award_id.startswith(f"{pack}/", autoescape=True)


# --- Reading -------------------------------------------------------------------------------------


def form_of(packed: Mapping[str, Any]) -> EvaluationForm:
    """A form again, as the round keeps it."""
    questions = [
        Question(
            **{
                **one,
                "scale": tuple(one["scale"]),
                "lines": tuple(Line(**line) for line in one["lines"]),
            }
        )
        for one in packed["questions"]
    ]
    return EvaluationForm(
        **{
            **packed,
            "respondent": Respondent(packed["respondent"]),
            "occasion": Occasion(packed["occasion"]),
            "questions": tuple(questions),
        }
    )


def round_view(unit: UnitOfWork, row: EvaluationRound) -> RoundView:
    """The round as pages show it."""
    open_now = is_open(row.closes_on, row.closed_at, unit.today)
    early = row.closed_at.astimezone(LONDON).date() if row.closed_at else None
    return RoundView(
        round_id=row.id,
        form=form_of(row.form),
        school_year=school_year_words(row.school_year),
        placement=row.placement,
        closes_on=row.closes_on,
        opened_on=row.opened_at.astimezone(LONDON).date(),
        closed_on=None if open_now else early or row.closes_on,
        is_open=open_now,
    )


def closed_on(row: EvaluationRound) -> date:
    """The day after which nobody could answer any more, or cannot."""
    return row.closed_at.astimezone(LONDON).date() if row.closed_at else row.closes_on


def find_round(unit: UnitOfWork, provider_id: str, round_id: str) -> EvaluationRound:
    """A round of the provider.

    Raises:
        NotFound: there is none.
    """
    row = unit.session.get(EvaluationRound, round_id)
    if row is None or row.provider_id != provider_id:
        raise NotFound("There is no such evaluation here. It may belong to another provider.")
    return row


def lock_round(unit: UnitOfWork, provider_id: str, round_id: str) -> EvaluationRound:
    """The round, with everybody else who changes it or answers waiting until this is done.

    Raises:
        NotFound: there is none.
    """
    query = select(EvaluationRound.id).where(EvaluationRound.id == round_id).with_for_update()
    unit.session.execute(query)
    return find_round(unit, provider_id, round_id)


def round_list(house: House, visit: Visit) -> tuple[RoundLine, ...]:
    """Every round of the provider: those that are open first, then the newest.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    only_office(visit)
    with house.units.reading() as unit:
        query = select(EvaluationRound).where(EvaluationRound.provider_id == visit.provider_id)
        rows = unit.session.scalars(query.order_by(EvaluationRound.closes_on.desc())).all()
        lines = round_lines(unit, rows)
    return tuple(sorted(lines, key=lambda line: not line.round.is_open))


def round_lines(unit: UnitOfWork, rows: Iterable[EvaluationRound]) -> tuple[RoundLine, ...]:
    """Rounds with how many are asked and have answered, in few queries whatever their number."""
    rows = list(rows)
    views = [round_view(unit, row) for row in rows]
    answered, invited = _answered(unit, rows), _invited(unit, rows)
    mentors = {
        (view.form.pack, row.provider_id): None for view, row in zip(views, rows, strict=True)
    }
    enrolled = {key: _enrolled(unit, *key) for key in mentors}
    lines = []
    for view, row in zip(views, rows, strict=True):
        people, records = enrolled[view.form.pack, row.provider_id]
        asked = {
            Respondent.MENTOR: people,
            Respondent.LINK_TUTOR: records,
        }.get(view.form.respondent, invited.get(row.id, 0))
        lines.append(RoundLine(view, asked, answered.get(row.id, 0)))
    return tuple(lines)


def _answered(unit: UnitOfWork, rows: list[EvaluationRound]) -> dict[str, int]:
    """By round: how many have answered; of mentors who are rated, how many have been."""
    whom = func.coalesce(EvaluationAnswer.enrolment_id, EvaluationAnswer.key)
    query = (
        select(EvaluationAnswer.round_id, func.count(whom.distinct()))
        .where(
            EvaluationAnswer.round_id.in_([row.id for row in rows]),
            EvaluationAnswer.sent_at.is_not(None),
        )
        .group_by(EvaluationAnswer.round_id)
    )
    return {round_id: number for round_id, number in unit.session.execute(query)}


def _invited(unit: UnitOfWork, rows: list[EvaluationRound]) -> dict[str, int]:
    query = (
        select(EvaluationInvitation.round_id, func.count())
        .where(EvaluationInvitation.round_id.in_([row.id for row in rows]))
        .group_by(EvaluationInvitation.round_id)
    )
    return {round_id: number for round_id, number in unit.session.execute(query)}


def _enrolled(unit: UnitOfWork, pack: str, provider_id: str) -> tuple[int, int]:
    """How many people are enrolled in the scheme with the provider, and in how many records."""
    query = select(func.count(Enrolment.person_id.distinct()), func.count(Enrolment.id)).where(
        of_scheme(pack), Enrolment.provider_id == provider_id
    )
    people, records = unit.session.execute(query).one()
    return people, records


# --- Opening and closing -------------------------------------------------------------------------


def open_round(house: House, visit: Visit, given: RoundGiven, *, write_id: str) -> str:
    """Open a round; the same ``write_id`` sent twice opens one. Its id.

    Raises:
        InvalidInput: what is missing or cannot be, field by field.
        NotAllowed: the visitor is not of the office.
    """
    only_office(visit)
    with house.units.writing() as unit:
        form, closes_on = _checked(house, unit, given)
        made = hashlib.sha256(f"round/{visit.provider_id}/{write_id}".encode()).hexdigest()[:32]
        if unit.session.get(EvaluationRound, made) is not None:
            return made
        unit.session.add(
            EvaluationRound(
                id=made,
                provider_id=visit.provider_id,
                form_id=form.id,
                form=asdict(form),
                school_year=given.school_year,
                placement=given.placement,
                closes_on=closes_on,
                opened_by=visit.person_id,
                opened_at=unit.now,
                mailed_at=unit.now,
            )
        )
    return made


def _checked(house: House, unit: UnitOfWork, given: RoundGiven) -> tuple[EvaluationForm, date]:
    wrong: dict[str, str] = {}
    form = next((one for one in house.library.evaluations if one.id == given.form_id), None)
    if form is None:
        wrong["form_id"] = "Please choose the form that is to be answered."
    elif form.occasion is Occasion.PLACEMENT_END and not given.placement:
        wrong["placement"] = "Please name the placement, such as “First placement”."
    if len(given.placement) > LONGEST_PLACEMENT:
        wrong["placement"] = f"Please keep this under {LONGEST_PLACEMENT} characters."
    if abs(given.school_year - school_year_of(unit.today)) > 1:
        wrong["school_year"] = "Please choose the school year that it is about."
    wrong |= wrong_closing_day(given.closes_on, unit.today)
    if wrong or form is None or given.closes_on is None:
        raise InvalidInput(wrong)
    return form, given.closes_on


def wrong_closing_day(closes_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with the last day of a round, under the field's name."""
    if closes_on is None:
        return {"closes_on": "Please give the last day to answer, like this: 18/12/2026."}
    if closes_on < today:
        return {"closes_on": "This day is over. Please choose today or a later day."}
    if closes_on > today + LONGEST_ROUND:
        return {"closes_on": "Please choose a day within a year from now."}
    return {}


def close_round(house: House, visit: Visit, round_id: str) -> None:
    """Close a round now. Closed twice, it is closed once.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round.
    """
    only_office(visit)
    with house.units.writing() as unit:
        row = lock_round(unit, visit.provider_id, round_id)
        if is_open(row.closes_on, row.closed_at, unit.today):
            row.closed_at = unit.now


def reopen_round(house: House, visit: Visit, round_id: str, closes_on: date | None) -> None:
    """Open a closed round again, until another day.

    Raises:
        Conflict: it is open, or its results have been shown, or it closed too long ago.
        InvalidInput: the day is missing or cannot be.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round.
    """
    only_office(visit)
    with house.units.writing() as unit:
        row = lock_round(unit, visit.provider_id, round_id)
        why_not = why_not_reopen(unit, row)
        if why_not:
            raise Conflict(why_not)
        wrong = wrong_closing_day(closes_on, unit.today)
        if wrong or closes_on is None:
            raise InvalidInput(wrong)
        row.closes_on, row.closed_at = closes_on, None


def why_not_reopen(unit: UnitOfWork, row: EvaluationRound) -> str:
    """Why a round stays as it is; empty when it may be opened again.

    Results that are shown together stay as they are once there were enough to show them: whoever
    compared them before and after could read what one more person answered.
    """
    if is_open(row.closes_on, row.closed_at, unit.today):
        return "This evaluation is open already."
    if row.forgotten_at is not None or unit.today > closed_on(row) + KEPT_AFTER:
        return f"It closed more than {KEPT_AFTER.days} days ago, so it stays closed."
    if _was_reported(unit, row):
        return (
            "A report to a school has been made since it closed. It stays closed, so that two "
            "reports cannot be compared. Open a new round instead."
        )
    enough = _answered(unit, [row]).get(row.id, 0) >= MINIMUM
    if enough and not form_of(row.form).by_name:
        return (
            "Its results are there to be read. They stay as they are: from results before and "
            "after, one could tell what a single person answered. Open a new round instead."
        )
    return ""


def _was_reported(unit: UnitOfWork, row: EvaluationRound) -> bool:
    """Whether a report to any school has been made of the round since it closed."""
    query = select(SchoolReport.id).where(
        SchoolReport.provider_id == row.provider_id,
        SchoolReport.scheme_id == form_of(row.form).pack,
        SchoolReport.school_year == row.school_year,
        SchoolReport.made_at >= (row.closed_at or row.opened_at),
    )
    return unit.session.scalar(query.limit(1)) is not None
