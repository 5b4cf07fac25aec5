"""The results of a round, as they may be shown, on a page and as a file.

Answers that are only shown together are shown once the round has closed, so that nobody can look
before and after somebody answers; they stay as they are from then on
(:func:`~lti_tool.usecases.evaluation_rounds.why_not_reopen`). What is told of a scale goes through
:mod:`lti_tool.domain.disclosure`.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lti_tool.domain.disclosure import MINIMUM
from lti_tool.domain.evaluations import (
    EvaluationForm,
    Line,
    Question,
    Respondent,
    shown_bands,
    tally,
)
from lti_tool.persistence.evaluations import EvaluationAnswer, EvaluationInvitation
from lti_tool.persistence.people import Person
from lti_tool.persistence.reading import details_of_many
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.evaluation_rounds import find_round, only_office, round_lines
from lti_tool.usecases.evaluation_views import (
    LineResult,
    NamedAnswer,
    QuestionResult,
    ResultsPage,
)
from lti_tool.usecases.house import House
from lti_tool.usecases.visits import Visit

SHOWN, OPEN, FEW = "shown", "open", "few"
_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""


def results_page(house: House, visit: Visit, round_id: str) -> ResultsPage:
    """The results of a round.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round.
    """
    only_office(visit)
    with house.units.reading() as unit:
        row = find_round(unit, visit.provider_id, round_id)
        (line,) = round_lines(unit, [row])
        form, answers = line.round.form, _sent(unit, round_id)
        state = _state(form, len(answers), is_open=line.round.is_open)
        if state != SHOWN:
            return ResultsPage(line, state, (), ())
        return ResultsPage(
            line=line,
            state=SHOWN,
            questions=_questions(house, form, round_id, [one.values for one in answers]),
            named=_named(unit, form, answers) if form.by_name else (),
        )


def _sent(unit: UnitOfWork, round_id: str) -> Sequence[EvaluationAnswer]:
    query = select(EvaluationAnswer).where(
        EvaluationAnswer.round_id == round_id, EvaluationAnswer.sent_at.is_not(None)
    )
    return unit.session.scalars(query.order_by(EvaluationAnswer.sent_at)).all()


def _state(form: EvaluationForm, answered: int, *, is_open: bool) -> str:
    if form.by_name:
        return SHOWN if answered else FEW
    if is_open:
        return OPEN
    return SHOWN if answered >= MINIMUM else FEW


def _questions(
    house: House, form: EvaluationForm, round_id: str, answers: Sequence[Mapping[str, str]]
) -> tuple[QuestionResult, ...]:
    return tuple(
        QuestionResult(
            question=question,
            lines=()
            if question.written
            else tuple(_line(form, question, line, answers) for line in question.lines),
            texts=_shuffled(house, round_id, question, answers) if question.written else (),
        )
        for question in form.questions
    )


def _line(
    form: EvaluationForm, question: Question, line: Line, answers: Sequence[Mapping[str, str]]
) -> LineResult:
    counts = tally(question, line, answers)
    return LineResult(line.code, line.words, shown_bands(form, counts), sum(counts))


def _shuffled(
    house: House, round_id: str, question: Question, answers: Sequence[Mapping[str, str]]
) -> tuple[str, ...]:
    """What was written, in an order that tells nothing: neither who, nor when, nor what else.

    The order is another one for every question and the same at every look: one that changed could
    be compared.
    """

    def place(text: str) -> bytes:
        said = f"shuffle\n{round_id}\n{question.id}\n{text}".encode(errors="replace")
        return hmac.new(house.secret_key.encode(), said, hashlib.sha256).digest()

    (line,) = question.lines
    return tuple(sorted((a[line.name] for a in answers if a.get(line.name)), key=place))


# --- With names ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Names:
    people: Mapping[str, str]
    mentors: Mapping[str, str]
    invited: Mapping[str, str]


def _named(
    unit: UnitOfWork, form: EvaluationForm, answers: Sequence[EvaluationAnswer]
) -> tuple[NamedAnswer, ...]:
    names = _names(unit, answers)
    return tuple(
        NamedAnswer(
            name=_name(names, one),
            about=_about(form, names, one),
            sent_at=one.sent_at,
            values=dict(one.values),
            reply=one.reply,
        )
        for one in answers
        if one.sent_at is not None
    )


def _name(names: _Names, answer: EvaluationAnswer) -> str:
    if answer.invitation_id:
        return names.invited.get(answer.invitation_id) or "(name no longer kept)"
    return names.people.get(answer.person_id or "") or "(no name given)"


def _about(form: EvaluationForm, names: _Names, answer: EvaluationAnswer) -> str:
    if form.respondent is Respondent.LINK_TUTOR:
        return f"about {names.mentors.get(answer.enrolment_id or '') or 'a mentor'}"
    return answer.school


def _names(unit: UnitOfWork, answers: Sequence[EvaluationAnswer]) -> _Names:
    records = [one.enrolment_id for one in answers if one.enrolment_id]
    enrolments = unit.session.scalars(select(Enrolment).where(Enrolment.id.in_(records))).all()
    ids = {one.person_id for one in answers if one.person_id} | {e.person_id for e in enrolments}
    found = unit.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    people = {person_id: name or "" for person_id, name in found}
    details = details_of_many(unit, enrolments)
    asked = [one.invitation_id for one in answers if one.invitation_id]
    invited = unit.session.execute(
        select(EvaluationInvitation.id, EvaluationInvitation.name).where(
            EvaluationInvitation.id.in_(asked)
        )
    )
    return _Names(
        people=people,
        mentors={
            one.id: details.get(one.id, {}).get("mentor_name") or people.get(one.person_id, "")
            for one in enrolments
        },
        invited={invitation_id: name for invitation_id, name in invited},
    )


# --- As a file -----------------------------------------------------------------------------------


def results_csv(house: House, visit: Visit, round_id: str) -> str:
    """The same results, and nothing more, as a table that spreadsheets read (RFC 4180).

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such round.
    """
    page = results_page(house, visit, round_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Question", "Statement", "Answer", "People", "Of"])
    if page.state != SHOWN:
        writer.writerow(["Too few answers to show, or the evaluation is still open"])
    for result in page.questions:
        for row in _rows(result):
            writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _rows(result: QuestionResult) -> list[tuple[str, ...]]:
    words = result.question.words
    rows: list[tuple[str, ...]] = [(words, "", text, "", "") for text in result.texts]
    for line in result.lines:
        about = f"{line.code} {line.words}" if line.code else ""
        rows += [
            (words, about, result.words(band), str(band.count), str(line.total))
            for band in line.bands
        ]
        if not line.bands:
            rows.append((words, about, "Cannot be shown without showing single people", "", ""))
    return rows


def _cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_RISKY) else value
