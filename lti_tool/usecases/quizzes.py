"""Take the quiz: attempts are numbered, an open one is gone on with, and each is marked once."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from lti_tool.domain.modules import BankQuestion, Html, Module, Option, Question
from lti_tool.domain.quizzes import DrawnQuestion, QuizResult, draw, mark
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.persistence.study import QuizAttempt
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases import quiz_choices
from lti_tool.usecases.house import House
from lti_tool.usecases.module_work import (
    Desk,
    done_blocks,
    leaves_traces,
    module_for,
    only_mentors,
)
from lti_tool.usecases.quiz_choices import Choices, check_not_stale, kept_choices, quiz_block
from lti_tool.usecases.study_views import QuizOutcome, QuizPage, QuizQuestion, QuizView
from lti_tool.usecases.visits import Visit


@dataclass(frozen=True, slots=True)
class _Tally:
    """All attempts in a few numbers; ``None`` where there is no such attempt."""

    best: int | None
    finished: int
    newest: int
    first_pass: int | None


def quiz_page(house: House, visit: Visit, module_id: str) -> QuizPage:
    """Where the mentor is with the module's quiz.

    Raises:
        NotFound: no pack offers this module.
    """
    module = module_for(house, visit, module_id)
    if not leaves_traces(visit):
        return QuizPage(None, None, None, 0, module.quiz.pass_mark, module.quiz.draw)
    with house.units.reading() as unit:
        tally = _tally(unit, visit, module)
        current = _open_attempt(unit, visit, module)
        latest = unit.session.scalar(
            _attempts(visit, module)
            .where(QuizAttempt.finished_at.is_not(None))
            .order_by(QuizAttempt.number.desc())
            .limit(1)
        )
        return QuizPage(
            open=_view(unit, visit, module, current) if current else None,
            latest=_outcome_if_it_fits(module, latest, tally) if latest else None,
            best=tally.best,
            attempts=tally.finished,
            pass_mark=module.quiz.pass_mark,
            draw=module.quiz.draw,
        )


def best_percent(unit: UnitOfWork, visit: Visit, module: Module) -> int | None:
    """The best result so far, in per cent."""
    return _tally(unit, visit, module).best


def start_quiz(house: House, visit: Visit, module_id: str) -> QuizView:
    """Begin an attempt, or go on with the one that is open.

    Raises:
        NotAllowed: the visitor is not here as a mentor.
        NotFound: no pack offers this module.
    """
    module = module_for(house, visit, module_id)
    only_mentors(visit)
    with house.units.writing() as unit:
        desk = Desk(house, unit, visit, module)
        desk.keep_told()
        attempt = _open_attempt(unit, visit, module) or _new_attempt(unit, visit, module)
        return _view(unit, visit, module, attempt)


def _new_attempt(unit: UnitOfWork, visit: Visit, module: Module) -> QuizAttempt:
    attempt = QuizAttempt(
        person_id=visit.person_id,
        module_id=module.id,
        number=_tally(unit, visit, module).newest + 1,
        seed=secrets.token_hex(8),
        started_at=unit.now,
    )
    unit.session.add(attempt)
    unit.session.flush()
    return attempt


def keep_choices(
    house: House,
    visit: Visit,
    module_id: str,
    attempt_id: str,
    answers: Mapping[str, Sequence[int]],
    *,
    revision: int,
    write_id: str,
    earlier: Collection[str] = (),
) -> Choices:
    """Keep what is ticked so far in an open attempt; nothing is marked.

    ``revision``, ``write_id`` and ``earlier`` are as with every other answer. Once the attempt has
    been marked this changes nothing.

    Raises:
        StaleChoices: other choices were kept elsewhere; nothing is overwritten.
        InvalidInput: an option is not of that question, or a question not of this attempt.
        NotAllowed: the visitor is not here as a mentor.
        NotFound: the attempt is not this person's.
    """
    module = module_for(house, visit, module_id)
    only_mentors(visit)
    with house.units.writing() as unit:
        desk = Desk(house, unit, visit, module)
        attempt = _own_attempt(unit, visit, module, attempt_id)
        desk.keep_told()
        if attempt.finished_at is not None:
            return Choices(revision, attempt.answers, attempt.finished_at)
        result = mark(module.quiz, draw(module.quiz, attempt.seed), answers)
        chosen = {one.question.id: list(one.chosen) for one in result.questions if one.chosen}
        return quiz_choices.keep(
            desk, attempt.id, chosen, revision=revision, write_id=write_id, earlier=earlier
        )


def submit_quiz(
    house: House,
    visit: Visit,
    module_id: str,
    attempt_id: str,
    answers: Mapping[str, Sequence[int]],
    *,
    revision: int | None = None,
    earlier: Collection[str] = (),
) -> QuizOutcome:
    """Mark an attempt, once: sent again, the same outcome comes back.

    ``answers`` maps a question's id to the options chosen, by their original numbers. ``revision``
    is that of the choices that the page was shown; without it whatever was kept is overwritten.

    Raises:
        StaleChoices: since then something else was chosen elsewhere; the attempt stays open.
        InvalidInput: a question is unanswered (named), or an option is not of that question.
        NotAllowed: the visitor is not here as a mentor.
        NotFound: the attempt is not this person's.
    """
    module = module_for(house, visit, module_id)
    only_mentors(visit)
    with house.units.writing() as unit:
        desk = Desk(house, unit, visit, module)
        attempt = _own_attempt(unit, visit, module, attempt_id)
        if attempt.finished_at is None:
            if revision is not None:
                check_not_stale(desk, attempt.id, answers, revision, earlier)
            _finish(desk, attempt, _marked(module, attempt, answers))
        tally = _tally(unit, visit, module)
    return _outcome(module, attempt, tally)


def _own_attempt(unit: UnitOfWork, visit: Visit, module: Module, attempt_id: str) -> QuizAttempt:
    query = _attempts(visit, module).where(QuizAttempt.id == attempt_id)
    attempt: QuizAttempt | None = unit.session.scalar(query)
    if attempt is None:
        raise NotFound(
            "There is no such attempt at this quiz. Please open the quiz from the module's page."
        )
    return attempt


def _marked(
    module: Module, attempt: QuizAttempt, answers: Mapping[str, Sequence[int]]
) -> QuizResult:
    """The result, once every question has a fitting answer; else each that has none is named."""
    drawn = draw(module.quiz, attempt.seed)
    numbers = {item.question.id: number for number, item in enumerate(drawn, start=1)}
    missing = {
        id_: f"Question {number} has no answer yet. Please choose one."
        for id_, number in numbers.items()
        if not answers.get(id_)
    }
    try:
        result = mark(module.quiz, drawn, answers)
    except InvalidInput as error:
        wrong = {
            id_: f"Question {numbers[id_]}: {words}" if id_ in numbers else words
            for id_, words in error.fields.items()
        }
        raise InvalidInput({**missing, **wrong}) from None
    if missing:
        raise InvalidInput(missing)
    return result


def _finish(desk: Desk, attempt: QuizAttempt, result: QuizResult) -> None:
    now = desk.unit.now
    attempt.finished_at = now
    attempt.percent = result.percent
    attempt.passed = result.passed
    attempt.answers = {one.question.id: list(one.chosen) for one in result.questions}
    quiz = quiz_block(desk.module)
    desk.tell(desk.telling.quiz_finished(quiz, attempt.id, result, now - attempt.started_at))
    before = done_blocks(desk.unit, desk.visit, desk.module)
    after = before | {quiz.id} if result.passed else before
    quiz_choices.close(desk, attempt.id, passed=result.passed)
    desk.settle(desk.progress(before), desk.progress(after))


def _attempts(visit: Visit, module: Module) -> Any:
    return select(QuizAttempt).where(
        QuizAttempt.person_id == visit.person_id, QuizAttempt.module_id == module.id
    )


def _open_attempt(unit: UnitOfWork, visit: Visit, module: Module) -> QuizAttempt | None:
    query = _attempts(visit, module).where(QuizAttempt.finished_at.is_(None)).limit(1)
    attempt: QuizAttempt | None = unit.session.scalar(query)
    return attempt


def _tally(unit: UnitOfWork, visit: Visit, module: Module) -> _Tally:
    number = QuizAttempt.number
    query = select(
        func.max(QuizAttempt.percent),
        func.count(QuizAttempt.finished_at),
        func.coalesce(func.max(number), 0),
        func.min(number).filter(QuizAttempt.passed),
    ).where(QuizAttempt.person_id == visit.person_id, QuizAttempt.module_id == module.id)
    return _Tally(*unit.session.execute(query).one())


def _view(unit: UnitOfWork, visit: Visit, module: Module, attempt: QuizAttempt) -> QuizView:
    kept = kept_choices(unit, visit, module, attempt.id)
    return QuizView(
        attempt_id=attempt.id,
        number=attempt.number,
        questions=tuple(_as_shown(_secret(i)) for i in draw(module.quiz, attempt.seed)),
        answers=kept.chosen,
        revision=kept.revision,
        saved_at=kept.saved_at,
    )


def _secret(item: DrawnQuestion) -> DrawnQuestion:
    """The question without what would give its answer away."""
    options = tuple(Option(o.text, False, Html("")) for o in item.question.options)
    return replace(item, question=replace(item.question, options=options))


def _as_shown(item: DrawnQuestion) -> QuizQuestion:
    asked: BankQuestion = item.question
    return QuizQuestion(
        question=Question(asked.id, asked.prompt, asked.options, several=asked.several),
        options=tuple((number, asked.options[number]) for number in item.option_order),
    )


def _outcome(module: Module, attempt: QuizAttempt, tally: _Tally) -> QuizOutcome:
    """A finished attempt with its feedback; percentage and pass are what was decided then."""
    drawn = draw(module.quiz, attempt.seed)
    result = replace(
        mark(module.quiz, drawn, attempt.answers),
        percent=attempt.percent or 0,
        passed=attempt.passed,
    )
    return QuizOutcome(
        attempt_id=attempt.id,
        number=attempt.number,
        questions=tuple(_as_shown(item) for item in drawn),
        result=result,
        reread=tuple(module.section(section_id) for section_id in result.reread),
        passed_before=tally.first_pass is not None and tally.first_pass < attempt.number,
        finished_at=attempt.finished_at or attempt.started_at,
    )


def _outcome_if_it_fits(module: Module, attempt: QuizAttempt, tally: _Tally) -> QuizOutcome | None:
    """A new edition of the questions may no longer have those of an old attempt."""
    try:
        return _outcome(module, attempt, tally)
    except InvalidInput:
        return None
