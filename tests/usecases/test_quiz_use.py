"""The quiz of a module: attempts, marking, passing, and whose they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lti_tool.content.library import Library
from lti_tool.domain.modules import Module
from lti_tool.domain.seats import Role
from lti_tool.errors import InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.study import QuizAttempt
from lti_tool.usecases import study
from lti_tool.usecases.house import House

from .learning import MODULE, Learner
from .place import Place, StillClock, rows
from .racing import at_once


def page(learner: Learner) -> study.QuizPage:
    return study.quiz_page(learner.house, learner.visit, MODULE)


def test_before_the_first_attempt_the_page_says_what_the_quiz_is(learner: Learner) -> None:
    assert page(learner) == study.QuizPage(None, None, None, 0, 80, 10)


def test_an_attempt_draws_its_questions_and_gives_no_answer_away(learner: Learner) -> None:
    attempt = learner.starts_quiz()
    assert attempt.number == 1
    assert len({asked.question.id for asked in attempt.questions}) == 10
    for asked in attempt.questions:
        bank = learner.module.quiz.question(asked.question.id)
        assert sorted(n for n, _ in asked.options) == list(range(len(bank.options)))
        assert all(option.text == bank.options[n].text for n, option in asked.options)
        for option in (*asked.question.options, *(o for _, o in asked.options)):
            assert (option.correct, option.feedback) == (False, "")


def test_an_open_attempt_is_gone_on_with(learner: Learner) -> None:
    attempt = learner.starts_quiz()
    assert learner.starts_quiz() == attempt
    assert page(learner).open == attempt
    assert page(learner).attempts == 0


def test_starting_twice_at_once_starts_one_attempt(house: House, learner: Learner) -> None:
    first, second = at_once(learner.starts_quiz, learner.starts_quiz)
    assert first == second
    assert len(rows(house, QuizAttempt)) == 1


def test_passing_makes_the_quiz_done(learner: Learner, clock: StillClock) -> None:
    attempt = learner.starts_quiz()
    clock.moves(minutes=6)
    outcome = learner.submits(attempt)
    assert (outcome.result.percent, outcome.result.passed) == (100, True)
    assert (outcome.reread, outcome.passed_before) == ((), False)
    assert outcome.finished_at == clock.now()
    learner.finishes("check-yourself")
    sections = {part.section.id: part for part in learner.contents().progress.sections}
    assert sections["check-yourself"].done
    (statement,) = learner.told("passed")
    assert statement["result"]["score"] == {"scaled": 1.0, "raw": 10, "min": 0, "max": 10}
    assert statement["result"]["duration"] == "PT6M"
    assert len(learner.told("answered")) == 10
    assert page(learner) == study.QuizPage(None, outcome, 100, 1, 80, 10)


def test_failing_says_what_to_read_again_and_leaves_the_way_open(learner: Learner) -> None:
    attempt = learner.starts_quiz()
    outcome = learner.submits(attempt, learner.wrong(attempt))
    assert (outcome.result.percent, outcome.result.passed) == (0, False)
    order = [section.id for section in learner.module.sections]
    reread = [order.index(section.id) for section in outcome.reread]
    assert reread == sorted(set(reread)) != []
    assert all(one.feedback for one in outcome.result.questions)
    assert [s["result"]["success"] for s in learner.told("failed")] == [False]
    assert learner.contents().progress.score == 0
    assert learner.starts_quiz().number == 2


def test_a_later_failure_takes_nothing_back(learner: Learner) -> None:
    learner.submits(learner.starts_quiz())
    again = learner.starts_quiz()
    score = learner.contents().progress.score
    outcome = learner.submits(again, learner.wrong(again))
    assert (outcome.number, outcome.passed_before) == (2, True)
    assert learner.contents().progress.score == score > 0
    shown = page(learner)
    assert (shown.best, shown.attempts, shown.latest) == (100, 2, outcome)


def test_an_attempt_is_marked_once(learner: Learner, clock: StillClock) -> None:
    attempt = learner.starts_quiz()
    first = learner.submits(attempt, learner.wrong(attempt))
    clock.moves(minutes=1)
    assert learner.submits(attempt, learner.right(attempt)) == first
    assert len(learner.told("failed")) == 1
    assert learner.told("passed") == []


def test_submitting_twice_at_once_is_marked_once(learner: Learner) -> None:
    attempt = learner.starts_quiz()
    first, second = at_once(lambda: learner.submits(attempt), lambda: learner.submits(attempt))
    assert first == second
    assert len(learner.told("passed")) == 1
    assert len(learner.scores()) == 1


def test_every_unanswered_question_is_named_and_the_attempt_stays_open(learner: Learner) -> None:
    attempt = learner.starts_quiz()
    answers = learner.right(attempt)
    third, last = (attempt.questions[n].question.id for n in (2, 9))
    del answers[third]
    answers[last] = []
    with pytest.raises(InvalidInput) as caught:
        learner.submits(attempt, answers)
    assert set(caught.value.fields) == {third, last}
    assert caught.value.fields[third].startswith("Question 3 ")
    assert caught.value.fields[last].startswith("Question 10 ")
    assert page(learner).open == attempt
    assert learner.told("passed") == learner.told("failed") == []


@pytest.mark.parametrize(
    "answer", [[99], [-1], ["x"], "0", [0, 1], {"0": 1}, 3, [None], [[0]]], ids=repr
)
def test_an_answer_that_cannot_be_is_refused_by_its_number(learner: Learner, answer: Any) -> None:
    attempt = learner.starts_quiz()
    single = next(a.question.id for a in attempt.questions if not a.question.several)
    number = [a.question.id for a in attempt.questions].index(single) + 1
    with pytest.raises(InvalidInput, match=f"Question {number}:"):
        learner.submits(attempt, {**learner.right(attempt), single: answer})


def test_a_question_of_another_draw_is_refused(learner: Learner) -> None:
    attempt = learner.starts_quiz()
    drawn = {asked.question.id for asked in attempt.questions}
    other = next(q.id for q in learner.module.quiz.questions if q.id not in drawn)
    with pytest.raises(InvalidInput, match="not part of your quiz"):
        learner.submits(attempt, {**learner.right(attempt), other: [0]})


def test_form_fields_as_text_are_taken(learner: Learner) -> None:
    attempt = learner.starts_quiz()
    as_text = {id_: [str(n) for n in chosen] for id_, chosen in learner.right(attempt).items()}
    assert learner.submits(attempt, as_text).result.passed


def test_somebody_elses_attempt_is_not_found(house: House, place: Place, learner: Learner) -> None:
    attempt = learner.starts_quiz()
    other = Learner(house, place.mentor())
    with pytest.raises(NotFound, match="open the quiz"):
        other.submits(attempt, learner.right(attempt))
    assert page(learner).open == attempt


def test_an_attempt_at_another_module_is_not_found(house: House, learner: Learner) -> None:
    attempt = learner.starts_quiz()
    elsewhere = Learner(house, learner.visit, "west-london/entry-2")
    with pytest.raises(NotFound):
        elsewhere.submits(attempt, learner.right(attempt))


@pytest.mark.parametrize("call", [Learner.starts_quiz, lambda x: x.submits(None, {})])
def test_whoever_is_no_mentor_is_told_so_kindly(
    house: House, place: Place, learner: Learner, call: Callable[[Learner], object]
) -> None:
    tutor = Learner(house, place.visit(Role.TUTOR))
    attempt = learner.starts_quiz()
    with pytest.raises(NotAllowed, match="You can read every page"):
        tutor.starts_quiz()
    with pytest.raises(NotAllowed, match="You can read every page"):
        tutor.submits(attempt, learner.right(attempt))
    assert len(rows(house, QuizAttempt)) == 1


def test_a_new_edition_of_the_questions_keeps_the_result_of_an_old_attempt(
    house: House, learner: Learner
) -> None:
    outcome = learner.submits(learner.starts_quiz())
    newer = replace(house, library=with_other_questions(house.library))
    shown = study.quiz_page(newer, learner.visit, MODULE)
    assert outcome.result.passed
    assert (shown.best, shown.latest) == (100, None)


def with_other_questions(library: Library) -> Library:
    def changed(module: Module) -> Module:
        questions = tuple(replace(q, id=f"{q.id}-2") for q in module.quiz.questions)
        return replace(module, quiz=replace(module.quiz, questions=questions))

    return replace(library, modules=tuple(changed(module) for module in library.modules))


def test_marking_that_has_changed_since_does_not_change_what_was_decided(
    house: House, learner: Learner
) -> None:
    learner.submits(learner.starts_quiz())
    stricter = replace(house, library=with_other_key(house.library))
    latest = study.quiz_page(stricter, learner.visit, MODULE).latest
    assert latest is not None
    assert (latest.result.percent, latest.result.passed) == (100, True)


def with_other_key(library: Library) -> Library:
    def changed(module: Module) -> Module:
        questions = tuple(
            replace(q, options=tuple(replace(o, correct=not o.correct) for o in q.options))
            for q in module.quiz.questions
        )
        return replace(module, quiz=replace(module.quiz, questions=questions))

    return replace(library, modules=tuple(changed(module) for module in library.modules))


def test_attempts_differ_in_what_they_draw(learner: Learner) -> None:
    seen = set()
    for _ in range(4):
        attempt = learner.starts_quiz()
        seen.add(json.dumps([asked.question.id for asked in attempt.questions]))
        learner.submits(attempt)
    assert len(seen) == 4
