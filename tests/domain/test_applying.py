"""An application: what must hold before it, what waits for it, and who has it now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain import applying, panels
from lti_tool.domain import requirements as r
from lti_tool.domain.facts import Applied, Confirmed, Fact, Registered
from lti_tool.domain.progress import Record, build_record
from lti_tool.domain.schemes import Award, Criterion
from lti_tool.domain.seats import Seat

from .deeds import OFFICE, PCM, START, day, fact

TUTOR = "p-tutor"
SCHOOL = r.Confirmation("A.1/agreed", (Seat.PCM,), "The school agrees", "I agree.")
SENT = r.ApplicationMade("A.2/application", ("A.1",), "The application is sent")
SIGNED = r.Confirmation("A.2/signed", (Seat.LINK_TUTOR,), "It is signed", "I sign it.")
ENROLLED = r.Confirmation("A.2/enrolled", (Seat.OFFICE,), "The mentor is enrolled", "Enrolled.")
ROWS = (
    Criterion("A.1", "", "", (SCHOOL,), ""),
    Criterion("A.2", "", "", (SENT, SIGNED, ENROLLED), ""),
)
AWARD = Award("s/a", "Award", "", ROWS, (), None, (), (), None, "1")
AGREED = fact(Confirmed, day(2), by=PCM, requirement=SCHOOL.id, seat=Seat.PCM)
APPLIED = fact(Applied, day(3))
BY_TUTOR = fact(Confirmed, day(4), by=TUTOR, requirement=SIGNED.id, seat=Seat.LINK_TUTOR)
BY_OFFICE = fact(Confirmed, day(5), by=OFFICE, requirement=ENROLLED.id, seat=Seat.OFFICE)
STEPS = (AGREED, APPLIED, BY_TUTOR, BY_OFFICE)


def record(facts: Sequence[Fact]) -> Record:
    return build_record(AWARD, [fact(Registered, START), *facts], day(30))


@pytest.mark.parametrize(
    ("steps", "may_apply", "early", "turn", "under_way"),
    [
        (0, False, {SIGNED.id, ENROLLED.id}, None, False),
        (1, True, {SIGNED.id, ENROLLED.id}, None, False),
        (2, True, {ENROLLED.id}, SIGNED.id, False),
        (3, True, set(), ENROLLED.id, False),
        (4, True, set(), None, True),
    ],
)
def test_each_step_opens_the_next(
    steps: int, may_apply: bool, early: set[str], turn: str | None, under_way: bool
) -> None:
    found = record(STEPS[:steps])
    assert applying.may_apply(found) is may_apply
    assert applying.too_early(found) == early
    whose = applying.whose_turn(found)
    assert (whose.requirement.id if whose else None) == turn
    assert applying.under_way(found) is under_way


def test_an_award_without_one_is_under_way_from_the_start() -> None:
    plain = Award("s/b", "", "", ROWS[:1], (), None, (), (), None, "1")
    found = build_record(plain, [fact(Registered, START)], day(30))
    assert applying.under_way(found)
    assert not applying.may_apply(found)
    assert applying.too_early(found) == frozenset()


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.lists(st.integers(1, 20), max_size=60))
def test_reminders_to_hand_in_go_out_once_each_and_never_after_the_end(
    until: date, pauses: list[int]
) -> None:
    today, reminded, sent = until - timedelta(days=200), None, []
    for pause in pauses:
        today += timedelta(days=pause)
        due = panels.due_portfolio_reminder(today, until, reminded)
        if due is not None:
            sent.append(due)
            reminded = due
            assert timedelta(0) <= until - today <= timedelta(days=due)
    assert sent in ([], [30], [7], [30, 7])
