"""Evaluations: forms that mentors, trainees, tutors and schools answer about one another's work.

A form is data of a pack. A round asks it once: of certain people, until a day. Whoever is asked
answers once in a round and may change that until it closes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lti_tool.domain.answers import checked_text
from lti_tool.domain.disclosure import Band, bands
from lti_tool.errors import InvalidInput

LONGEST_TEXT = 4_000
"""Characters of a written answer."""
KEPT_AFTER = timedelta(days=30)
"""How long the names and addresses of those asked by mail are kept after a round has closed."""
REMINDED_AT_MOST_EVERY = timedelta(days=7)
SEPTEMBER = 9


class Respondent(StrEnum):
    """Who answers."""

    MENTOR = "mentor"
    TRAINEE = "trainee"
    LINK_TUTOR = "link_tutor"
    PCM = "pcm"

    @property
    def by_link(self) -> bool:
        """Whether they are asked by mail and answer without an account."""
        return self in {Respondent.TRAINEE, Respondent.PCM}


class Occasion(StrEnum):
    """When a form is asked."""

    PLACEMENT_END = "placement_end"
    YEAR_END = "year_end"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to answer: a point of the scale, or, without a scale, some words.

    ``name`` is the question's id, followed by the statement's code where a standard is rated.
    """

    name: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question; about each statement of a set of standards where ``per_statement`` says so."""

    id: str
    words: str
    hint: str
    scale: tuple[str, ...]
    """The points, the weakest first; none where the answer is written."""
    lines: tuple[Line, ...]
    required: bool
    per_statement: bool = False

    @property
    def written(self) -> bool:
        """Whether it is answered in words."""
        return not self.scale


@dataclass(frozen=True, slots=True)
class EvaluationForm:
    """A form as the pack has it, or as a round keeps it."""

    id: str
    title: str
    intro: str
    about: str
    respondent: Respondent
    occasion: Occasion
    by_name: bool
    """Whether the office reads each answer with its name; else they are only shown together."""
    questions: tuple[Question, ...]

    @property
    def pack(self) -> str:
        """The scheme whose mentors it is about."""
        return self.id.partition("/")[0]

    def rated(self) -> Iterator[tuple[Question, Line]]:
        """Everything that is answered on a scale."""
        for question in self.questions:
            if not question.written:
                yield from ((question, line) for line in question.lines)

    def lines(self) -> Iterator[tuple[Question, Line]]:
        """Everything that is answered, in order."""
        for question in self.questions:
            yield from ((question, line) for line in question.lines)


def checked_answers(
    form: EvaluationForm, given: Mapping[str, str], *, finish: bool
) -> dict[str, str]:
    """The answers that were given, empty ones left out.

    Raises:
        InvalidInput: by line, where it is no point of its scale, too long, or (with ``finish``)
            still to be answered.
    """
    wrong: dict[str, str] = {}
    kept: dict[str, str] = {}
    for question, line in form.lines():
        value = checked_text(line.name, given.get(line.name, ""))
        problem = _problem(question, value, finish=finish)
        if problem:
            wrong[line.name] = f"{line.code or question.words}: {problem}"
        elif value:
            kept[line.name] = value
    if wrong:
        raise InvalidInput(wrong)
    return kept


def _problem(question: Question, value: str, *, finish: bool) -> str:
    if not value:
        missing = "please write something" if question.written else "please choose an answer"
        return missing if finish and question.required else ""
    if question.written:
        too_long = len(value) > LONGEST_TEXT
        return f"please keep it under {LONGEST_TEXT:,} letters" if too_long else ""
    return "" if value in question.scale else "please choose one of the answers shown"


def school_year_of(day: date) -> int:
    """The year in which the school year of a day began: 2026 for 2026/27."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def school_year_words(year: int) -> str:
    """``2026/27``."""
    return f"{year}/{(year + 1) % 100:02d}"


def school_year_days(year: int) -> tuple[date, date]:
    """The first and the last day: 1 September to 31 August."""
    return date(year, SEPTEMBER, 1), date(year + 1, 8, 31)


def is_open(closes_on: date, closed_at: datetime | None, today: date) -> bool:
    """Whether a round can be answered: it closes at the end of its day, or when it is closed."""
    return closed_at is None and today <= closes_on


def may_remind(last_mailed: datetime, now: datetime) -> bool:
    """Whether a week has passed since those who are asked were last written to."""
    return now - last_mailed >= REMINDED_AT_MOST_EVERY


def tally(question: Question, line: Line, answers: Sequence[Mapping[str, str]]) -> tuple[int, ...]:
    """How many chose each point of the scale, the weakest first."""
    given = [answer.get(line.name) for answer in answers]
    return tuple(given.count(point) for point in question.scale)


def exact_bands(counts: Sequence[int]) -> tuple[Band, ...]:
    """Every point by itself: for answers that are read with their names anyway."""
    return tuple(Band(point, point, count) for point, count in enumerate(counts))


def shown_bands(form: EvaluationForm, counts: Sequence[int]) -> tuple[Band, ...]:
    """The bands in which the answers to one line may be shown to the office."""
    return exact_bands(counts) if form.by_name else bands(counts)


def band_words(scale: Sequence[str], band: Band) -> str:
    """``Agree``, ``Agree or Strongly agree``, ``Disagree to Strongly agree``."""
    first, last = scale[band.first], scale[band.last]
    if band.first == band.last:
        return first
    return f"{first} {'or' if band.last == band.first + 1 else 'to'} {last}"
