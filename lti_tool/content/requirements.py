"""The builders of requirements: each kind's shape becomes a value, checked against its award."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from lti_tool.content import requirement_schema as shapes
from lti_tool.content.findings import did_you_mean
from lti_tool.content.shape import parse
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import Path, YamlSource
from lti_tool.domain import requirements as domain
from lti_tool.domain.deciding import ONLINE
from lti_tool.domain.requirements import Requirement
from lti_tool.domain.seats import Seat


@dataclass(frozen=True, slots=True)
class Around:
    """What a requirement may refer to, by kind of thing, and where it stands."""

    texts: Texts
    seats: Collection[Seat]
    known: Mapping[str, Collection[str]]
    """Ids by what they name: module, audit, activity, reflection, briefing, observation, log
    or criterion."""
    codes: Collection[str]
    """Codes that evidence may be about: standards, statements and the award's own criteria."""
    minimum_words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Here:
    """Where one requirement stands: its criterion, its words, its part of the file."""

    criterion: str
    words: str
    source: YamlSource
    around: Around

    def plain(self, text: str, *at: str | int) -> str:
        """A text without Markdown."""
        return self.around.texts.of(self.source).plain(text, *at)

    def check(self, what: str, name: str, *at: str | int) -> None:
        """Note a name that nothing has."""
        names = self.around.known.get(what, ())
        if name not in names:
            self.source.mistake(at, f"there is no {what} `{name}`{did_you_mean(name, names)}")

    def check_code(self, code: str, *at: str | int) -> None:
        """Note a code that no standard and no criterion has."""
        codes = self.around.codes
        if codes and code not in codes:
            message = f"there is no standard or criterion `{code}`{did_you_mean(code, codes)}"
            self.source.mistake(at, message)

    def check_seats(self, seats: tuple[Seat, ...]) -> None:
        """Note seats in which nobody sits."""
        for number, seat in enumerate(seats):
            check_seat(seat, self.around.seats, self.source, ("seats", number))


def check_seat(seat: Seat, seats: Collection[Seat], source: YamlSource, at: Path) -> None:
    """Note a seat in which nobody of the scheme sits."""
    if seat not in seats:
        source.mistake(
            at,
            f"nobody in this scheme sits in the seat `{seat.value}`, so nobody could do this; "
            "add it under `seats`, or name another",
        )


def build_requirement(criterion: str, source: YamlSource, around: Around) -> Requirement | None:
    """The requirement that ``source`` holds; ``None`` once its mistakes have been noted."""
    keys = frozenset(source.value) if isinstance(source.value, dict) else frozenset()
    kind = shapes.kind_of(keys)
    if kind is None:
        words = ", ".join(f"`{name}`" for name in shapes.KINDS)
        source.mistake((), f"a requirement is one of {words}")
        return None
    given = parse(source, shapes.KINDS[kind])
    if given is None:
        return None
    words = around.texts.of(source).plain(given.words, "words")
    return _BUILDERS[kind](given, Here(criterion, words, source, around))


def _module(given: shapes.ModuleRequirementIn, here: Here) -> Requirement:
    here.check("module", given.module, "module")
    return domain.ModuleCompletion(
        f"{here.criterion}/{_last(given.module)}", given.module, here.words
    )


def _audit(given: shapes.AuditRequirementIn, here: Here) -> Requirement:
    here.check("audit", given.audit, "audit")
    name = _last(given.audit) + ("-reviewed" if given.reviewed else "")
    return domain.AuditCompletion(
        f"{here.criterion}/{name}", given.audit, here.words, given.reviewed, given.since_entering
    )


def _confirmation(given: shapes.ConfirmationIn, here: Here) -> Requirement:
    here.check_seats(given.seats)
    ask = here.plain(given.ask, "ask")
    return domain.Confirmation(
        f"{here.criterion}/{given.confirmation}", given.seats, here.words, ask, given.comment
    )


def _evidence(given: shapes.EvidenceIn, here: Here) -> Requirement:
    here.check_code(given.evidence, "evidence")
    name = f"{here.criterion}/evidence-{given.evidence.lower().replace('.', '-')}"
    return domain.EvidenceFor(name, given.evidence, given.at_least, here.words, given.rationale)


def _reflection(given: shapes.ReflectionRequirementIn, here: Here) -> Requirement:
    here.check("reflection", given.reflection, "reflection")
    minimum = here.around.minimum_words.get(given.reflection, 1)
    return domain.ReflectionWritten(
        f"{here.criterion}/{given.reflection}", given.reflection, minimum, here.words
    )


def _engagement(given: shapes.EngagementIn, here: Here) -> Requirement:
    return domain.Engagement(f"{here.criterion}/engagement", given.engagement, here.words)


def _activity(given: shapes.ActivityIn, here: Here) -> Requirement:
    here.check("activity", given.activity, "activity")
    name = f"{here.criterion}/{given.activity}"
    return domain.WithinWindow(name, given.activity, given.at_least, given.months, here.words)


def _application(given: shapes.ApplicationIn, here: Here) -> Requirement:
    for number, row in enumerate(given.after):
        here.check("criterion", row, "after", number)
        if row == here.criterion:
            message = f"{row} asks for this application, so nobody could apply; name other rows"
            here.source.mistake(("after", number), message)
    name = f"{here.criterion}/{given.application}"
    return domain.ApplicationMade(name, given.after, here.words)


def _earlier_award(given: shapes.EarlierAwardIn, here: Here) -> Requirement:
    return domain.EarlierAward(f"{here.criterion}/award", given.award, here.words)


def _briefing(given: shapes.BriefingIn, here: Here) -> Requirement:
    here.check("briefing", given.briefing, "briefing")
    if given.module is not None:
        here.check("module", given.module, "module")
        if ONLINE not in given.modes:
            message = f"a module is attended `{ONLINE}`, which is not one of the `modes` here"
            here.source.mistake(("module",), message)
    name = f"{here.criterion}/{given.briefing}"
    return domain.BriefingAttended(name, given.briefing, given.modes, here.words, given.module)


def _observation(given: shapes.ObservationIn, here: Here) -> Requirement:
    here.check("observation", given.observation, "observation")
    here.check_seats(given.seats)
    if set(given.seats) == {Seat.MENTOR}:
        message = "nobody observes themself, so this could never be met; name another seat"
        here.source.mistake(("seats",), message)
    return domain.Observation(
        f"{here.criterion}/{given.observation}", given.observation, given.seats, here.words
    )


def _log(given: shapes.LogKeptIn, here: Here) -> Requirement:
    here.check("log", given.log, "log")
    return domain.LogKept(f"{here.criterion}/{given.log}", given.log, given.at_least, here.words)


def _portfolio(given: shapes.PortfolioIn, here: Here) -> Requirement:
    here.check("briefing", given.portfolio, "portfolio")
    for number, code in enumerate(given.about):
        here.check_code(code, "about", number)
    return domain.PortfolioWithin(
        f"{here.criterion}/portfolio", given.portfolio, given.months, here.words, given.about
    )


def _panel(given: shapes.PanelIn, here: Here) -> Requirement:
    check_seat(Seat.PANEL, here.around.seats, here.source, ("panel",))
    return domain.PanelPass(f"{here.criterion}/{given.panel}", here.words)


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]


# Each builder takes the shape that KINDS names for its kind, which a type cannot say.
_BUILDERS: Mapping[str, Callable[[Any, Here], Requirement]] = {
    "module": _module,
    "audit": _audit,
    "confirmation": _confirmation,
    "evidence": _evidence,
    "reflection": _reflection,
    "engagement": _engagement,
    "activity": _activity,
    "application": _application,
    "award": _earlier_award,
    "briefing": _briefing,
    "observation": _observation,
    "log": _log,
    "portfolio": _portfolio,
    "panel": _panel,
}
