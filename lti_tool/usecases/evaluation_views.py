"""What the pages of evaluations show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.disclosure import MINIMUM, Band
from lti_tool.domain.evaluations import EvaluationForm, Question, Respondent, band_words


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round, as everybody sees it who may."""

    round_id: str
    form: EvaluationForm
    school_year: str
    placement: str
    closes_on: date
    opened_on: date
    closed_on: date | None
    """The day on which the office closed it early, or the last day once that is over."""
    is_open: bool

    @property
    def title(self) -> str:
        """The form's title with the placement or the school year."""
        return f"{self.form.title}, {self.placement or self.school_year}"


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the office's list."""

    round: RoundView
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class AskedLine:
    """Somebody who is asked, as the office sees it.

    Whether they have answered is only said where the office reads answers with their names.
    """

    invitation_id: str
    name: str
    email: str
    school: str
    answered: bool | None
    may_be_taken_off: bool


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round, for the office."""

    line: RoundLine
    people: tuple[AskedLine, ...]
    """Those asked by mail; erased some time after the closing."""
    forgets_on: date
    """When names and addresses of those asked by mail are erased."""
    forgotten: bool
    remind_from: datetime | None
    """When the next reminder may go out; None where there is nobody to remind."""
    may_remind: bool
    may_reopen: bool
    why_not_reopen: str
    suggested: str
    """Lines to begin the list of people with."""
    respondents: str
    """Who answers, in the scheme's words."""


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A form as one person answers it."""

    round: RoundView
    values: Mapping[str, str]
    revision: int
    saved_at: datetime | None
    sent_at: datetime | None
    provider_name: str
    office_name: str
    office_email: str
    mentor_name: str = ""
    """Whom it is about, where it is about somebody."""
    reply: str = ""
    replied_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A round in the list of somebody who is asked."""

    round: RoundView
    state: str
    """todo, draft or sent."""
    sent_at: datetime | None
    enrolment_id: str = ""
    mentor_name: str = ""
    school: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class GivenRating:
    """What a link tutor wrote about a mentor, as the mentor reads it."""

    answer_id: str
    round: RoundView
    tutor_name: str
    values: Mapping[str, str]
    sent_at: datetime
    saved_at: datetime
    reply: str
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineResult:
    """The answers to one line; no bands where they cannot be shown."""

    code: str
    words: str
    bands: tuple[Band, ...]
    total: int


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The answers to a question: bands for each line, or texts in no order that means anything."""

    question: Question
    lines: tuple[LineResult, ...]
    texts: tuple[str, ...]

    def words(self, band: Band) -> str:
        """The answers that a band holds."""
        return band_words(self.question.scale, band)


@dataclass(frozen=True, slots=True)
class NamedAnswer:
    """One answer with its name, where the form allows that."""

    name: str
    about: str
    """The mentor whom it is about, or the school that answers."""
    sent_at: datetime
    values: Mapping[str, str]
    reply: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The results of a round, for the office."""

    line: RoundLine
    state: str
    """``shown``; ``open``: shown when it is closed; ``few``: too few to show."""
    questions: tuple[QuestionResult, ...]
    named: tuple[NamedAnswer, ...]
    minimum: int = MINIMUM

    @property
    def by_link(self) -> bool:
        """Whether those who answer were asked by mail."""
        return self.line.round.form.respondent.by_link


WHO = {Respondent.MENTOR: "Mentors", Respondent.TRAINEE: "Trainees"}
"""Respondents who sit in no seat."""
