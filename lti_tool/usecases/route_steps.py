"""What to do now on a route with an application, a briefing, a portfolio and a panel.

Other awards have none of these, and no step from here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from lti_tool.domain import applying
from lti_tool.domain.progress import Record, RequirementStatus
from lti_tool.domain.requirements import (
    ApplicationMade,
    BriefingAttended,
    Confirmation,
    LogKept,
    Observation,
    PanelPass,
    PortfolioWithin,
    Requirement,
    WithinWindow,
)
from lti_tool.domain.seats import Seat
from lti_tool.usecases.award_views import NextStep

_PAGES: Mapping[type[Requirement], str] = {
    WithinWindow: "practice",
    ApplicationMade: "application",
    BriefingAttended: "briefings",
    PortfolioWithin: "handing-in",
    PanelPass: "handing-in:panel",
}
"""Where the mentor does something about each kind, or sees where it is."""


def route_action(requirement: Requirement) -> str:
    """What the mentor can do about a requirement of the route, or about a log; else empty."""
    if isinstance(requirement, LogKept):
        return f"log:{requirement.log}"
    return _PAGES.get(type(requirement), "")


def route_step(
    record: Record, reader: Collection[Seat], asked_on: Mapping[str, date]
) -> NextStep | None:
    """The one thing to do on the route, or whom to wait for; None where the route says nothing."""
    if Seat.MENTOR not in reader:
        return _helper(record, reader)
    for step in (_practice, _apply, _wait_for_answer, _briefing, _hand_in, _wait_for_panel):
        found = step(record, asked_on)
        if found is not None:
            return found
    return None


def _missing(
    record: Record, kind: type[Requirement], fits: Callable[[RequirementStatus], bool] | None = None
) -> RequirementStatus | None:
    """The first requirement of a kind that does not hold."""
    for row in record.criteria:
        for status in row.requirements:
            missing = isinstance(status.requirement, kind) and not status.met
            if missing and (fits is None or fits(status)):
                return status
    return None


def _practice(record: Record, _: Mapping[str, date]) -> NextStep | None:
    status = _missing(record, WithinWindow)
    if status is None:
        return None
    words = f"Record what you have done: {_small(status.requirement.words)}. {status.so_far}"
    return NextStep(words.strip(), "practice", "Record it")


def _apply(record: Record, asked_on: Mapping[str, date]) -> NextStep | None:
    if _missing(record, ApplicationMade) is None:
        return None
    if applying.may_apply(record):
        words = "Everything that is asked for first is there. Look it through, and send it."
        return NextStep(words, "application", "To my application")
    before = [s for row in applying.rows_before(record) for s in row.requirements if not s.met]
    for_pcm = [s for s in before if _is_for(s, Seat.PCM)]
    if not for_pcm:
        return None
    who = record.award.called.your(Seat.PCM)
    if "confirm" in asked_on:
        words = f"Then you can apply: {who} was asked on {_day(asked_on['confirm'])} to confirm."
        return NextStep(f"{words} We tell you when they answer.")
    words = (
        f"Before you apply, {who} confirms what stands below. Talk to them, then send them a "
        "link. They need no account."
    )
    return NextStep(words, "ask_pcm", "Send the link")


def _is_for(status: RequirementStatus, seat: Seat) -> bool:
    return isinstance(status.requirement, Confirmation) and seat in status.requirement.seats


def _wait_for_answer(record: Record, _: Mapping[str, date]) -> NextStep | None:
    turn = applying.whose_turn(record)
    if turn is None:
        return None
    who = " or ".join(record.award.called.your(seat) for seat in turn.seats)
    said = _small(turn.requirement.words)
    return NextStep(f"Your application is sent. It is with {who} now: {said}.")


def _briefing(record: Record, _: Mapping[str, date]) -> NextStep | None:
    status = _missing(record, BriefingAttended)
    if status is None or not isinstance(status.requirement, BriefingAttended):
        return None
    if status.requirement.module is None:
        words = "Book a place on a briefing; the calendar shows what is on."
    else:
        words = "Next comes the briefing: book a place on one, or study it online."
    return NextStep(words, "briefings", "See the briefings")


def _hand_in(record: Record, _: Mapping[str, date]) -> NextStep | None:
    status = _missing(record, PortfolioWithin, lambda one: Seat.MENTOR in one.seats)
    if status is None:
        return None
    words = f"Build your portfolio, and hand it in when you are ready. {status.so_far}"
    return NextStep(words, "handing-in", "To my portfolio")


def _wait_for_panel(record: Record, _: Mapping[str, date]) -> NextStep | None:
    status = _missing(record, PanelPass)
    if status is None:
        return None
    if Seat.MENTOR in status.seats and status.facts:
        return NextStep(status.so_far, "handing-in", "See what is asked for")
    if status.facts:
        return NextStep(status.so_far)
    observed = _missing(record, Observation)
    if observed is not None:
        who = " or ".join(record.award.called.your(seat) for seat in observed.seats)
        words = f"Agree a day with {who}: {_small(observed.requirement.words)}."
        return NextStep(words)
    panel = record.award.called.the(Seat.PANEL)
    return NextStep(f"Your portfolio is with {panel}. You get an e-mail when it has decided.")


def _helper(record: Record, reader: Collection[Seat]) -> NextStep | None:
    """For somebody who helps: what is theirs to confirm goes first, and is said elsewhere."""
    if not _is_route(record) or _confirms(record, reader):
        return None
    steps = (_observe(record, reader), _read(record, reader), _give_time(record, reader))
    found = next((step for step in steps if step is not None), None)
    asked = any(set(status.seats) & set(reader) for status in _open(record))
    nothing = NextStep("There is nothing to do for you now. Your turn comes later on the way.")
    return found or (nothing if asked else None)


def _is_route(record: Record) -> bool:
    kinds = (ApplicationMade, Observation, PortfolioWithin, PanelPass)
    return any(isinstance(r, kinds) for _, r in record.award.requirements())


def _open(record: Record) -> list[RequirementStatus]:
    return [s for row in record.criteria for s in row.requirements if not s.met]


def _confirms(record: Record, reader: Collection[Seat]) -> bool:
    early = applying.too_early(record)
    return any(
        isinstance(status.requirement, Confirmation)
        and set(status.seats) & set(reader)
        and status.requirement.id not in early
        for status in _open(record)
    )


def _observe(record: Record, reader: Collection[Seat]) -> NextStep | None:
    """The form of an observation, once the mentor is on the way."""
    status = _missing(record, Observation, lambda one: bool(set(one.seats) & set(reader)))
    if status is None or not isinstance(status.requirement, Observation):
        return None
    if not applying.under_way(record):
        return None
    words = f"Observe the mentor when the time has come: {_small(status.requirement.words)}."
    return NextStep(words, f"observation:{status.requirement.observation}", "Open the form")


def _read(record: Record, reader: Collection[Seat]) -> NextStep | None:
    """The portfolio, for the panel; the office asks its readers."""
    status = _missing(record, PanelPass, lambda one: Seat.PANEL in one.seats)
    if status is None or _missing(record, PortfolioWithin) is not None:
        return None
    panel = record.award.called.the(Seat.PANEL)
    words = f"The portfolio is with {panel}."
    if Seat.PANEL in reader:
        return NextStep(words, "panel", f"To {panel}")
    if Seat.OFFICE in reader:
        words += " See that it has its readers and a chair."
        return NextStep(words, "panel", f"To {panel}")
    return None


def _give_time(record: Record, reader: Collection[Seat]) -> NextStep | None:
    status = _missing(record, PortfolioWithin, lambda one: Seat.OFFICE in one.seats)
    if status is None or Seat.OFFICE not in reader:
        return None
    return NextStep(status.so_far, "portfolio", "Look at it")


def _small(words: str) -> str:
    first = words[:1] if words[1:2].isupper() else words[:1].lower()
    return first + words[1:].rstrip(".")


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
