"""Quizzes: which questions an attempt draws, and how its answers are marked.

A draw follows from its seed alone, so that an attempt can be shown again exactly as it was. An
unanswered question is a wrong one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lti_tool.domain.answers import checked_indexes
from lti_tool.domain.modules import BankQuestion, Html, QuizBank
from lti_tool.errors import InvalidInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question of an attempt; ``option_order`` are its options' numbers as they are shown."""

    question: BankQuestion
    option_order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """How one question was answered.

    ``chosen`` are option numbers in the bank's order; ``section`` is what to read again and
    ``None`` when the answer was right. With no answer ``feedback`` is that of the right options.
    """

    question: BankQuestion
    chosen: tuple[int, ...]
    correct: bool
    feedback: tuple[Html, ...]
    section: str | None


@dataclass(frozen=True, slots=True)
class QuizResult:
    """How an attempt went; ``percent`` is rounded down, ``reread`` are section ids in order."""

    percent: int
    passed: bool
    questions: tuple[QuestionResult, ...]
    reread: tuple[str, ...]

    @property
    def correct_count(self) -> int:
        """How many questions were answered rightly."""
        return sum(result.correct for result in self.questions)


def draw(bank: QuizBank, seed: str) -> tuple[DrawnQuestion, ...]:
    """The questions of one attempt and the order of their options: the same for the same seed."""
    questions = _shuffled(bank.questions, f"{seed}/questions")[: bank.draw]
    return tuple(
        DrawnQuestion(
            question,
            tuple(_shuffled(range(len(question.options)), f"{seed}/options/{question.id}")),
        )
        for question in questions
    )


def mark(
    bank: QuizBank, drawn: Sequence[DrawnQuestion], answers: Mapping[str, object]
) -> QuizResult:
    """Mark an attempt; ``answers`` maps a question's id to the numbers of the options chosen.

    Option numbers are the bank's, not those of the order shown. A question is right when exactly
    its right options were chosen.

    Raises:
        InvalidInput: an answer to a question that was not drawn, to an option that does not
            exist, or two answers where one is asked for; ``fields`` names the question.
    """
    foreign = set(answers) - {item.question.id for item in drawn}
    if foreign:
        raise InvalidInput({name: "This question is not part of your quiz." for name in foreign})
    results = tuple(_mark_one(item.question, answers.get(item.question.id, ())) for item in drawn)
    right = sum(result.correct for result in results)
    percent = 100 * right // len(results) if results else 0
    again = {result.section for result in results if result.section}
    return QuizResult(
        percent=percent,
        passed=percent >= bank.pass_mark,
        questions=results,
        reread=tuple(section for section in bank.section_order if section in again),
    )


def _mark_one(question: BankQuestion, answer: object) -> QuestionResult:
    chosen = checked_indexes(question.id, answer, len(question.options))
    if len(chosen) > 1 and not question.several:
        raise InvalidInput({question.id: "Please choose one answer only."})
    right = tuple(n for n, option in enumerate(question.options) if option.correct)
    correct = chosen == right
    return QuestionResult(
        question=question,
        chosen=chosen,
        correct=correct,
        feedback=tuple(question.options[number].feedback for number in chosen or right),
        section=None if correct else question.section,
    )


def _shuffled(items: Sequence[T], seed: str) -> list[T]:
    """Items in an order that follows from the seed: each gets a hash, and the hashes are sorted.

    Unlike :mod:`random`, SHA-256 stays the same in every version of Python.
    """
    return [items[number] for number in sorted(range(len(items)), key=lambda n: _hash(seed, n))]


def _hash(seed: str, number: int) -> bytes:
    return hashlib.sha256(f"{seed}/{number}".encode(errors="surrogatepass")).digest()
