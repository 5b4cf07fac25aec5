"""Whether a requirement holds: since which day, by which facts, and if not, what is missing.

Nothing here depends on the order in which facts were read: they are taken by day, then by moment,
then by id, and the earliest that meet a requirement decide it, so that saying the same thing again
later changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lti_tool.domain.dates import Period, months_after, span, window_before
from lti_tool.domain.facts import (
    Applied,
    AuditDone,
    AuditReviewed,
    AwardHeld,
    Briefed,
    Confirmed,
    Decision,
    Extended,
    Fact,
    HandedIn,
    Logged,
    Mentored,
    ModuleDone,
    Observed,
    PanelDecided,
    Practised,
    RationaleWritten,
    Reflected,
    Registered,
    order,
)
from lti_tool.domain.known import Known
from lti_tool.domain.requirements import (
    ApplicationMade,
    AuditCompletion,
    BriefingAttended,
    Confirmation,
    EarlierAward,
    Engagement,
    EvidenceFor,
    LogKept,
    ModuleCompletion,
    Observation,
    PanelPass,
    PortfolioWithin,
    ReflectionWritten,
    Requirement,
    WithinWindow,
)
from lti_tool.domain.seats import Seat

ONLINE = "online"
"""The mode in which a module stands in for a briefing."""


@dataclass(frozen=True, slots=True)
class Decided:
    """``on`` is the day from which it holds, ``None`` while it does not.

    ``facts`` are what counts towards it; the last of them decides. ``so_far`` says how far it is,
    where there is more to say than that it is missing, and ``seats`` who can move it on.
    """

    on: date | None = None
    facts: tuple[Fact, ...] = ()
    so_far: str = ""
    seats: tuple[Seat, ...] = (Seat.MENTOR,)
    due: date | None = None
    """The last day on which it can still come to hold, where there is one."""


Briefings = Mapping[str, BriefingAttended]


def decide(requirement: Requirement, known: Known, briefings: Briefings) -> Decided:
    """Look at one requirement. ``briefings`` are those that the award asks for, by their names."""
    if isinstance(requirement, PortfolioWithin):
        return _portfolio(requirement, known, briefings)
    return _RULES[type(requirement)](requirement, known)


def _one(fact: Fact | None, seats: tuple[Seat, ...] = (Seat.MENTOR,)) -> Decided:
    return Decided(fact.on, (fact,), seats=seats) if fact else Decided(seats=seats)


def _module(requirement: ModuleCompletion, known: Known) -> Decided:
    return _one(known.first(ModuleDone, requirement.module))


def _audit(requirement: AuditCompletion, known: Known) -> Decided:
    done = known.first(AuditDone, requirement.audit)
    if done is not None and requirement.since_entering:
        return _since_entering(requirement, known, done)
    if done is None or not requirement.reviewed:
        return _one(done)
    later = (r for r in known.all(AuditReviewed, requirement.audit) if order(r) > order(done))
    reviewed = next(later, None)
    if reviewed is None:
        return Decided(None, (done,), "It is filled in, and waits for its review.")
    return Decided(reviewed.on, (done, reviewed))


def _since_entering(requirement: AuditCompletion, known: Known, done: AuditDone) -> Decided:
    """What was filled in for an earlier stage counts once it has been looked at again."""
    rounds: list[Fact] = [done, *known.all(AuditReviewed, requirement.audit)]
    entered = known.first(Registered)
    found = (fact for fact in rounds if entered is not None and fact.on >= entered.on)
    newer = next(found, None)
    if newer is None:
        newest = max(rounds, key=order)
        words = f"It was filled in on {_day(newest.on)}, before this award was entered. It counts "
        return Decided(None, (newest,), f"{words}here once it has been looked at again.")
    return Decided(newer.on, (newer,))


def _confirmation(requirement: Confirmation, known: Known) -> Decided:
    said = (f for f in known.all(Confirmed, requirement.id) if f.seat in requirement.seats)
    return _one(next(said, None), requirement.seats)


def _observation(requirement: Observation, known: Known) -> Decided:
    seen = known.all(Observed, requirement.observation)
    return _one(next((f for f in seen if f.seat in requirement.seats), None), requirement.seats)


def standing_entries(known: Known, log: str) -> list[Logged]:
    """The entries of a log that were signed off, each once, in the order in which they were."""
    found: dict[str, Logged] = {}
    for fact in known.all(Logged, log):
        found.setdefault(fact.entry, fact)
    return list(found.values())


def _log(requirement: LogKept, known: Known) -> Decided:
    found = standing_entries(known, requirement.log)
    counted = tuple(found[: requirement.at_least])
    if len(counted) < requirement.at_least:
        return Decided(None, counted, f"{len(found)} of {requirement.at_least} signed off so far.")
    return Decided(counted[-1].on, counted)


def _earlier_award(requirement: EarlierAward, known: Known) -> Decided:
    names = (*requirement.awards, *requirement.or_later)
    held = [fact for award in names for fact in known.all(AwardHeld, award)]
    return _one(min(held, key=order, default=None))


def _evidence(requirement: EvidenceFor, known: Known) -> Decided:
    items = [item for item in known.items if item.is_about(requirement.about)]
    rationale = known.newest(RationaleWritten, requirement.about)
    needs_rationale = requirement.rationale and rationale is None
    counted = items[: requirement.at_least]
    facts: list[Fact] = [item.newest for item in counted]
    if requirement.rationale and rationale is not None:
        facts.append(rationale)
    if len(counted) < requirement.at_least or needs_rationale:
        noun = "piece" if requirement.at_least == 1 else "pieces"
        so_far = f"{len(items)} of {requirement.at_least} {noun} of evidence so far."
        if needs_rationale:
            so_far += " The rationale is not written yet."
        return Decided(None, tuple(facts), so_far)
    days = [item.added.on for item in counted]
    if requirement.rationale:
        first = known.first(RationaleWritten, requirement.about)
        days += [first.on] if first else []
    return Decided(max(days), tuple(facts))


def _reflection(requirement: ReflectionWritten, known: Known) -> Decided:
    newest = known.newest(Reflected, requirement.reflection)
    if newest is None:
        return Decided()
    if newest.words < requirement.minimum_words:
        so_far = f"{newest.words} of at least {requirement.minimum_words} words so far."
        return Decided(None, (newest,), so_far)
    return Decided(newest.on, (newest,))


def mentoring(known: Known) -> list[tuple[Mentored, Period]]:
    """Recorded mentoring, in the order in which it was recorded; what goes on lasts until today."""
    found = [(fact, Period(fact.first, fact.last or known.today)) for fact in known.all(Mentored)]
    return [(fact, period) for fact, period in found if period.first <= period.last]


def _engagement(requirement: Engagement, known: Known) -> Decided:
    """Met by the first recordings that reach the length together."""
    facts: list[Fact] = []
    periods: list[Period] = []
    for fact, period in mentoring(known):
        facts.append(fact)
        periods.append(Period(period.first, min(period.last, known.today)))
        whole = span(periods)
        if whole is not None and whole.days >= requirement.days:
            reached = whole.first + timedelta(days=requirement.days - 1)
            return Decided(reached, tuple(facts))
    whole = span(periods)
    so_far = f"{whole.days if whole else 0} of {requirement.days} days so far."
    return Decided(None, tuple(facts), so_far)


def _window(requirement: WithinWindow, known: Known) -> Decided:
    application = known.newest(Applied)
    window = window_of(requirement, application.on if application else known.today)
    inside = [
        fact
        for fact in known.all(Practised, requirement.activity)
        if Period(fact.first, fact.last).touches(window)
    ]
    facts: tuple[Fact, ...] = tuple(inside[: requirement.at_least])
    if len(facts) < requirement.at_least:
        within = " within the time that counts" if requirement.months else " so far"
        so_far = f"{len(inside)} of {requirement.at_least}{within}."
        return Decided(None, facts, so_far)
    facts = (*facts, application) if application else facts
    return Decided(max(fact.on for fact in facts), facts)


def window_of(requirement: WithinWindow, judged_on: date) -> Period:
    """The days that count for it when it is judged on that day."""
    if requirement.months is None:
        return Period(date.min, judged_on)
    return window_before(judged_on, requirement.months)


def _application(_: ApplicationMade, known: Known) -> Decided:
    return _one(known.newest(Applied))


def attended(requirement: BriefingAttended, known: Known) -> list[Fact]:
    """Attendances that count, earliest first, the online module in its mode among them."""
    found: list[Fact] = [
        fact for fact in known.all(Briefed, requirement.briefing) if fact.mode in requirement.modes
    ]
    if requirement.module is not None and ONLINE in requirement.modes:
        found += known.all(ModuleDone, requirement.module)
    return sorted(found, key=order)


def _briefing(requirement: BriefingAttended, known: Known) -> Decided:
    return _one(next(iter(attended(requirement, known)), None))


def portfolio_times(
    requirement: PortfolioWithin, known: Known, briefings: Briefings
) -> list[tuple[Fact, Period]]:
    """The months after each attendance, earliest first; none before the first one.

    Who attends again begins anew, and an extension by the office only ever gives more time.
    """
    briefing = briefings.get(requirement.briefing)
    starts = attended(briefing, known) if briefing else []
    given = [fact.until for fact in known.all(Extended, requirement.id)]
    return [
        (start, Period(start.on, max([months_after(start.on, requirement.months), *given])))
        for start in starts
    ]


def _portfolio(requirement: PortfolioWithin, known: Known, briefings: Briefings) -> Decided:
    times = portfolio_times(requirement, known, briefings)
    if not times:
        return Decided(None, (), "The months begin with the briefing.")
    for handed_in in known.all(HandedIn):
        for start, time in times:
            if time.first <= handed_in.on <= time.last:
                return Decided(handed_in.on, (start, handed_in))
    start, last = times[-1][0], max(time.last for _, time in times)
    if known.today > last:
        words = f"The time ended on {_day(last)}. The office can extend it, with a reason."
        return Decided(None, (start,), words, (Seat.OFFICE,))
    return Decided(None, (start,), f"It can be handed in until {_day(last)}.", due=last)


def _panel(_: PanelPass, known: Known) -> Decided:
    newest = known.newest(PanelDecided)
    panel = (Seat.PANEL,)
    if newest is None:
        return Decided(seats=panel)
    if newest.decision is Decision.PASSED:
        return Decided(newest.on, (newest,), seats=panel)
    since = known.newest(HandedIn)
    if newest.decision is Decision.REFER and since is not None and since.at > newest.at:
        return Decided(None, (newest,), "Handed in again, and with the panel now.", panel)
    if newest.decision is Decision.REFER:
        return Decided(None, (newest,), f"The panel asks for more: {newest.words}")
    return Decided(None, (newest,), f"The panel did not pass it: {newest.words}", panel)


# Each rule takes the kind of requirement that it stands under, which a type cannot say.
_RULES: Mapping[type[Any], Callable[[Any, Known], Decided]] = {
    ModuleCompletion: _module,
    AuditCompletion: _audit,
    Confirmation: _confirmation,
    Observation: _observation,
    LogKept: _log,
    EarlierAward: _earlier_award,
    EvidenceFor: _evidence,
    ReflectionWritten: _reflection,
    Engagement: _engagement,
    WithinWindow: _window,
    ApplicationMade: _application,
    BriefingAttended: _briefing,
    PanelPass: _panel,
}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
