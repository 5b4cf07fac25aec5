"""Evaluation forms: what counts as an answer, and when a round is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lti_tool.domain.disclosure import Band
from lti_tool.domain.evaluations import (
    LONGEST_TEXT,
    EvaluationForm,
    Line,
    Occasion,
    Question,
    Respondent,
    band_words,
    checked_answers,
    is_open,
    may_remind,
    school_year_days,
    school_year_of,
    school_year_words,
    shown_bands,
    tally,
)
from lti_tool.errors import InvalidInput

SCALE = ("Disagree", "Neither", "Agree")
FELT = Question("felt", "I felt welcome.", "", SCALE, (Line("felt", "", "I felt welcome."),), True)
WHY = Question("why", "Why?", "", (), (Line("why", "", "Why?"),), False)


def form(*, by_name: bool = False) -> EvaluationForm:
    return EvaluationForm(
        id="acorn/trainees",
        title="Your placement",
        intro="Tell us.",
        about="the school",
        respondent=Respondent.TRAINEE,
        occasion=Occasion.PLACEMENT_END,
        by_name=by_name,
        questions=(FELT, WHY),
    )


def test_a_draft_may_lack_answers_and_what_is_sent_may_not() -> None:
    assert checked_answers(form(), {"felt": "", "why": " No room. "}, finish=False) == {
        "why": "No room."
    }
    with pytest.raises(InvalidInput) as caught:
        checked_answers(form(), {"why": "No room."}, finish=True)
    assert caught.value.fields == {"felt": "I felt welcome.: please choose an answer"}
    assert checked_answers(form(), {"felt": "Agree"}, finish=True) == {"felt": "Agree"}


@pytest.mark.parametrize(
    "given", [{"felt": "agree"}, {"felt": "Splendid"}, {"felt": "Agree", "why": "x" * 4001}]
)
def test_an_answer_is_a_point_of_the_scale_or_of_a_length_that_can_be_read(
    given: dict[str, str],
) -> None:
    assert LONGEST_TEXT == 4000
    with pytest.raises(InvalidInput):
        checked_answers(form(), given, finish=False)


def test_what_is_not_asked_is_not_kept() -> None:
    assert checked_answers(form(), {"felt": "Agree", "name": "Ada"}, finish=True) == {
        "felt": "Agree"
    }


def test_the_school_year_begins_in_september() -> None:
    assert school_year_of(date(2026, 8, 31)) == 2025
    assert school_year_of(date(2026, 9, 1)) == 2026
    assert school_year_words(2026) == "2026/27"
    assert school_year_words(2099) == "2099/00"
    assert school_year_days(2026) == (date(2026, 9, 1), date(2027, 8, 31))


def test_a_round_is_open_until_the_end_of_its_day_or_until_it_is_closed() -> None:
    last = date(2026, 12, 18)
    closed = datetime(2026, 12, 1, tzinfo=UTC)
    assert is_open(last, None, last)
    assert not is_open(last, None, last + timedelta(days=1))
    assert not is_open(last, closed, date(2026, 12, 2))


def test_reminders_are_a_week_apart() -> None:
    at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert may_remind(at, at + timedelta(days=7))
    assert not may_remind(at, at + timedelta(days=7, seconds=-1))


def test_answers_are_counted_weakest_first_and_shown_as_the_form_allows() -> None:
    answers = [{"felt": "Agree"}] * 5 + [{"felt": "Disagree"}] * 2 + [{"why": "No room"}]
    counts = tally(FELT, FELT.lines[0], answers)
    assert counts == (2, 0, 5)
    assert shown_bands(form(), counts) == ()
    assert shown_bands(form(by_name=True), counts) == (
        Band(0, 0, 2),
        Band(1, 1, 0),
        Band(2, 2, 5),
    )


def test_a_band_says_which_answers_it_holds() -> None:
    assert band_words(SCALE, Band(1, 1, 5)) == "Neither"
    assert band_words(SCALE, Band(0, 1, 5)) == "Disagree or Neither"
    assert band_words(SCALE, Band(0, 2, 5)) == "Disagree to Agree"
