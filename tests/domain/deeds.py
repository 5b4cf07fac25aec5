"""One requirement of every kind, and facts about a mentor who registered on day 1."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lti_tool.domain import requirements as r
from lti_tool.domain.facts import EvidenceAdded, Fact, Registered
from lti_tool.domain.progress import RequirementStatus, build_record
from lti_tool.domain.schemes import Award, Criterion, WaiverRule
from lti_tool.domain.seats import Seat

MENTOR, PCM, OFFICE, PANEL = "p-mentor", "p-pcm", "p-office", "p-panel"
START = date(2025, 9, 1)
_numbers = itertools.count()

EVIDENCE = r.EvidenceFor("e", "ST1", 3, "Three pieces for Standard 1")
REVIEW = r.AuditCompletion("a", "rag", "The audit is reviewed", reviewed=True)
YEAR = r.Engagement("y", 365, "A year of mentoring")
WINDOW = r.WithinWindow("w", "trainee", 2, 36, "Two trainees in three years")
EARLIER = r.EarlierAward("p", ("s/entry", "s/mastery"), "The Entry certificate")
BRIEFING = r.BriefingAttended("b", "briefing", ("in person", "online"), "Briefed", module="s/brief")
PORTFOLIO = r.PortfolioWithin("h", "briefing", 12, "Handed in within twelve months")
PANEL_PASS = r.PanelPass("d", "The panel passes it")
WATCHED = r.Observation("o", "feedback", (Seat.LINK_TUTOR, Seat.PCM), "Feedback is observed")
REFLECTION = r.ReflectionWritten("f", "end", 50, "The closing reflection")
MEETINGS = r.LogKept("l", "meeting", 3, "Three meetings signed off")
EVERY: tuple[r.Requirement, ...] = (
    *(EVIDENCE, REVIEW, YEAR, WINDOW, EARLIER, BRIEFING, PORTFOLIO, PANEL_PASS, WATCHED, MEETINGS),
    *(REFLECTION, r.Confirmation("c", (Seat.PCM,), "Sustained", "It was sustained.")),
)


def award(*requirements: r.Requirement, waiver: WaiverRule | None = None) -> Award:
    rows = tuple(Criterion(f"A.{n}", "", "", (one,), "") for n, one in enumerate(requirements, 1))
    return Award("s/a", "Award", "", rows, (), waiver, (), (), None, "1")


def fact(kind: type[Any], on: date, *, by: str = MENTOR, minute: int = 0, **rest: Any) -> Any:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC) + timedelta(minutes=minute)
    return kind(id=f"f{next(_numbers)}", on=on, at=at, by=by, **rest)


def day(number: int) -> date:
    """So many days after the start; the start is day 1."""
    return START + timedelta(days=number - 1)


def status(
    facts: Sequence[Fact],
    *requirements: r.Requirement,
    today: date,
    waiver: WaiverRule | None = None,
) -> RequirementStatus:
    """The last of the requirements, for a mentor who registered on day 1."""
    known = [fact(Registered, START), *facts]
    record = build_record(award(*requirements, waiver=waiver), known, today)
    return record.criteria[-1].requirements[0]


def item(number: int, *about: str, on: date = START) -> EvidenceAdded:
    made: EvidenceAdded = fact(EvidenceAdded, on, item=f"i{number}", about=about, digest="d")
    return made
