"""Awards and facts for Hypothesis: a small award in the shape of Entry, and what can befall it.

The histories are those of a record that is nearly there, disturbed: a few facts missing, a few too
many, some of them from the wrong person, dated tomorrow, withdrawn, or signed over something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from lti_tool.domain.facts import (
    AuditDone,
    Confirmed,
    DetailsGiven,
    Fact,
    ModuleDone,
    Registered,
    Signed,
    Voided,
    Waived,
    Withdrawn,
)
from lti_tool.domain.schemes import (
    Audit,
    AuditCompletion,
    AuditItem,
    Award,
    Confirmation,
    Criterion,
    ModuleCompletion,
    Requirement,
    SignatureStep,
    WaiverRule,
)
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import progress

patiently = settings(deadline=None, max_examples=80)
"""For every rule: a busy machine is no failure."""

TODAY = date(2026, 11, 20)
MENTOR, PCM, TUTOR, OFFICE, STRANGER = "p-mentor", "p-pcm", "p-tutor", "p-office", "p-stranger"
PEOPLE = (MENTOR, PCM, TUTOR, OFFICE, STRANGER)
MODULES = ("scheme/one", "scheme/two")
DETAILS = {"mentor_name": "Ada Example", "school": "Example School"}
SIGNERS = {Seat.MENTOR: MENTOR, Seat.PCM: PCM, Seat.LINK_TUTOR: TUTOR}


def _module(number: int, criterion: str) -> ModuleCompletion:
    return ModuleCompletion(f"{criterion}/module", MODULES[number], f"Module {number + 1} is done")


def _confirmation(criterion: str, name: str, *seats: Seat) -> Confirmation:
    return Confirmation(f"{criterion}/{name}", seats, f"{name} is confirmed", f"I saw {name}.")


def _criterion(criterion_id: str, *requirements: Requirement) -> Criterion:
    return Criterion(criterion_id, criterion_id.title(), criterion_id, requirements, "a source")


def small_award(
    *, waiver: WaiverRule | None = None, seats: Sequence[Seat] = tuple(SIGNERS)
) -> Award:
    """Every kind of requirement, one shared by two criteria, and one that two seats may meet."""
    return Award(
        id="scheme/small",
        title="Small award",
        summary="",
        criteria=(
            _criterion(
                "A.1",
                _confirmation("A.1", "recommendation", Seat.PCM),
                AuditCompletion("A.1/audit", "check", "The self-check is filled in"),
            ),
            _criterion("A.2", _module(0, "A.2")),
            _criterion("A.3", _confirmation("A.3", "timetable", Seat.PCM)),
            _criterion("A.4", _module(1, "A.4"), _confirmation("A.4", "feedback", Seat.PCM)),
            _criterion(
                "A.5",
                _module(1, "A.5"),
                _confirmation("A.5", "observation", Seat.LINK_TUTOR),
                _confirmation("A.5", "evaluation", Seat.LINK_TUTOR, Seat.OFFICE),
            ),
        ),
        signatures=tuple(SignatureStep(seat, f"{seat} signs", "I agree") for seat in seats),
        waiver=waiver,
        audits=(Audit("check", "Self-check", "", (AuditItem("i", "I can"),), (("Yes", ""),)),),
        sheet=(),
        certificate=None,
        scheme_version="1",
    )


WAIVABLE = frozenset({"A.3", "A.4", "A.5"})
AWARD = small_award(waiver=WaiverRule(WAIVABLE, Seat.PCM))


@st.composite
def awards(draw: st.DrawFn) -> Award:
    """The small award with other rules on waivers and another signing order."""
    waiver = WaiverRule(
        draw(st.frozensets(st.sampled_from(["A.1", "A.3", "A.4", "A.5"]), min_size=1)),
        draw(st.sampled_from([Seat.PCM, Seat.OFFICE, Seat.MENTOR])),
        modules_too=draw(st.booleans()),
    )
    order = draw(st.sampled_from([(), (Seat.MENTOR,), (Seat.PCM, Seat.OFFICE), tuple(SIGNERS)]))
    return small_award(waiver=draw(st.sampled_from([None, waiver])), seats=order)


def moment(day: date, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC) + timedelta(minutes=minute)


def fact(
    kind: type[Any], *, id: str, by: str, days_ago: int = 0, minute: int = 0, **rest: Any
) -> Any:
    """A fact of ``kind`` that holds since so many days before TODAY and was recorded that day."""
    day = TODAY - timedelta(days=days_ago)
    return kind(id=id, on=day, at=moment(day, minute), by=by, **rest)


def everything(award: Award = AWARD, *, days_ago: int = 5) -> list[Fact]:
    """Facts that meet every criterion, each once, said by the person who sits in that seat."""
    facts: list[Fact] = [
        fact(Registered, id="registered", by=MENTOR, days_ago=days_ago + 1),
        fact(DetailsGiven, id="details", by=MENTOR, days_ago=days_ago + 1, values=DETAILS),
        fact(AuditDone, id="audit", by=MENTOR, days_ago=days_ago, audit="check"),
    ]
    facts += [
        fact(ModuleDone, id=module, by=MENTOR, days_ago=days_ago, module=module, version="1")
        for module in award.modules()
    ]
    by_seat = {**SIGNERS, Seat.OFFICE: OFFICE}
    facts += [
        confirmed(r.id, r.seats[0], by=by_seat[r.seats[0]], days_ago=days_ago)
        for _, r in award.requirements()
        if isinstance(r, Confirmation)
    ]
    return facts


def confirmed(
    requirement: str, seat: Seat, *, by: str, days_ago: int = 5, minute: int = 0, id: str = ""
) -> Confirmed:
    made: Confirmed = fact(
        Confirmed,
        id=id or requirement,
        by=by,
        days_ago=days_ago,
        minute=minute,
        requirement=requirement,
        seat=seat,
    )
    return made


def signed(seat: Seat, digest: str, *, by: str = "", id: str = "", minute: int = 0) -> Signed:
    made: Signed = fact(
        Signed,
        id=id or f"signed-{seat}",
        by=by or SIGNERS.get(seat, OFFICE),
        minute=minute,
        seat=seat,
        name_typed="A. Name",
        digest=digest,
    )
    return made


def all_signed(award: Award, facts: Iterable[Fact]) -> list[Fact]:
    """The facts and, on what they amount to, every signature in its order."""
    facts = list(facts)
    digest = progress(award, facts, TODAY).digest
    steps = enumerate(award.signatures)
    return [*facts, *(signed(step.seat, digest, minute=minute) for minute, step in steps)]


_days = st.integers(-2, 9)
_minutes = st.integers(0, 3)
_people = st.sampled_from(PEOPLE)
_seats = st.sampled_from([Seat.MENTOR, Seat.PCM, Seat.LINK_TUTOR, Seat.OFFICE])
_requirements = st.sampled_from(
    [*(r.id for _, r in AWARD.requirements() if isinstance(r, Confirmation)), "A.9/nothing"]
)
_criteria = st.sampled_from([*(c.id for c in AWARD.criteria), "A.9"])
_details = st.dictionaries(
    st.sampled_from(["mentor_name", "school"]), st.sampled_from(["", "Ada", "Élodie"])
)
_common: dict[str, st.SearchStrategy[Any]] = {"by": _people, "days_ago": _days, "minute": _minutes}

# Nobody but the mentor registers: that is who "the mentor" is.
_registered = st.fixed_dictionaries({**_common, "kind": st.just(Registered), "by": st.just(MENTOR)})
_modules = st.fixed_dictionaries(
    {
        **_common,
        "kind": st.just(ModuleDone),
        "module": st.sampled_from([*MODULES, "scheme/other"]),
        "version": st.sampled_from(["1", "2"]),
    }
)
_audits = st.fixed_dictionaries(
    {**_common, "kind": st.just(AuditDone), "audit": st.sampled_from(["check", "other"])}
)
_confirmations = st.fixed_dictionaries(
    {**_common, "kind": st.just(Confirmed), "requirement": _requirements, "seat": _seats}
)
_waivers = st.fixed_dictionaries(
    {
        **_common,
        "kind": st.just(Waived),
        "criterion": _criteria,
        "seat": _seats,
        "reason": st.just("did it before"),
    }
)
_given = st.fixed_dictionaries({**_common, "kind": st.just(DetailsGiven), "values": _details})


def _made(prefix: str, specs: Iterable[dict[str, Any]]) -> list[Fact]:
    return [fact(id=f"{prefix}{n}", **spec) for n, spec in enumerate(specs)]


def monotone_facts() -> st.SearchStrategy[Fact]:
    """One fact of a kind that never takes anything away."""
    kinds = st.one_of(_registered, _modules, _audits, _confirmations, _waivers)
    return kinds.map(lambda spec: _made("more-", [spec])[0])


@st.composite
def records(draw: st.DrawFn, award: Award = AWARD) -> list[Fact]:
    """Facts without signatures: nearly all, a few missing, a few besides, a few withdrawn."""
    whole = everything(award)
    missing = draw(st.sets(st.sampled_from([f.id for f in whole]), max_size=3))
    others = st.one_of(_registered, _modules, _audits, _confirmations, _waivers, _given)
    facts = [f for f in whole if f.id not in missing]
    facts += _made("other-", draw(st.lists(others, max_size=5)))
    withdrawn = draw(st.lists(st.sampled_from([f.id for f in whole] + ["other-0"]), max_size=2))
    return facts + _made(
        "withdrawn-",
        (
            {
                "kind": Withdrawn,
                "by": OFFICE,
                "days_ago": draw(_days),
                "fact": wanted,
                "reason": "mistaken",
            }
            for wanted in withdrawn
        ),
    )


@st.composite
def histories(draw: st.DrawFn, award: Award = AWARD) -> list[Fact]:
    """Facts with signatures by anybody, over the record or something else, some of them voided."""
    facts = draw(records(award))
    if draw(st.sampled_from([True, True, False])):
        facts += everything(award)
        facts = [f for f in {f.id: f for f in facts}.values() if not isinstance(f, Withdrawn)]
    digest = progress(award, facts, TODAY).digest
    over = st.sampled_from([digest, digest, digest, "0" * 64])
    regular: list[Fact] = [
        replace(signed(step.seat, digest, minute=n), id=f"regular-{n}")
        for n, step in enumerate(award.signatures)
    ]
    irregular = st.fixed_dictionaries(
        {
            **_common,
            "days_ago": st.integers(-1, 1),
            "kind": st.just(Signed),
            "seat": _seats,
            "name_typed": st.just("A. Name"),
            "digest": over,
        }
    )
    facts += regular if draw(st.sampled_from([True, True, False])) else []
    facts += _made("signed-", draw(st.lists(irregular, max_size=5)))
    voided = draw(st.lists(st.sampled_from(["regular-0", "regular-2", "signed-0"]), max_size=1))
    days = draw(st.integers(-1, 1))
    return facts + _made(
        "voided-",
        (
            {
                "kind": Voided,
                "by": MENTOR,
                "days_ago": days,
                "signature": wanted,
                "reason": "changed",
            }
            for wanted in voided
        ),
    )
