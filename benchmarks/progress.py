"""How fast one core says how far ten thousand mentors are on an award of twelve criteria.

The award is in the shape of West London's Mastery level: a year of mentoring, a reviewed audit,
four modules, evidence for four standards, and what others confirm. The mentors stand everywhere
between their first day and their last signature, so that no shortcut for beginners or finishers
helps.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.launches import Effort
from benchmarks.machine import about_this_machine
from benchmarks.tables import Table
from lti_tool.domain import facts as f
from lti_tool.domain import requirements as r
from lti_tool.domain.schemes import Award, Criterion, SignatureStep
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import progress

MENTORS = 10_000
TODAY = date(2026, 11, 20)
STANDARDS = ("ST1", "ST2", "ST3", "ST4")
MODULES = tuple(f"scheme/module-{number}" for number in range(3, 7))


def measure(effort: Effort) -> list[Table]:
    """The table: mentors per second, the median of the rounds."""
    award = twelve_criteria()
    mentors = [history(award, random.Random(number)) for number in range(MENTORS)]
    rates = [_rate(award, mentors) for _ in range(effort.rounds)]
    count = sum(len(facts) for facts in mentors)
    columns = ["mentors", "criteria", "facts", "mentors/s", "seconds for all"]
    rate = statistics.median(rates)
    row = [f"{MENTORS:,}", str(len(award.criteria)), f"{count:,}", f"{rate:,.0f}"]
    return [
        Table(
            title="Progress and signatures of ten thousand mentors, on one core",
            columns=columns,
            rows=[[*row, f"{MENTORS / rate:.2f}"]],
            note=about_this_machine(effort.rounds),
            data={"rates": rates},
        )
    ]


def _rate(award: Award, mentors: Sequence[Sequence[f.Fact]]) -> float:
    begun = time.perf_counter()
    for facts in mentors:
        progress(award, facts, TODAY)
    return len(mentors) / (time.perf_counter() - begun)


def twelve_criteria() -> Award:
    """An award like Mastery."""
    rows: list[tuple[r.Requirement, ...]] = [
        (
            r.Engagement("1/engagement", 365, "A year"),
            r.Confirmation("1/sustained", (Seat.PCM,), "Sustained", "It was."),
        ),
        (r.AuditCompletion("2/audit", "standards/rag", "Reviewed", reviewed=True),),
    ]
    rows += [(r.ModuleCompletion(f"{module}/module", module, module),) for module in MODULES]
    rows += [(r.EvidenceFor(f"{code}/evidence", code, 3, code),) for code in STANDARDS]
    rows.append((r.Confirmation("11/observed", (Seat.PCM,), "Observed", "I did."),))
    rows.append((r.Confirmation("12/checked", (Seat.PCM, Seat.LINK_TUTOR), "Checked", "I did."),))
    return Award(
        id="scheme/mastery",
        title="Mastery",
        summary="",
        criteria=tuple(
            Criterion(f"M.{number}", "", "", requirements, "")
            for number, requirements in enumerate(rows, start=1)
        ),
        signatures=tuple(
            SignatureStep(seat, seat, "") for seat in (Seat.MENTOR, Seat.PCM, Seat.LINK_TUTOR)
        ),
        waiver=None,
        audits=(),
        sheet=(),
        certificate=None,
        scheme_version="1",
    )


def history(award: Award, chance: random.Random) -> list[f.Fact]:
    """What has happened to one mentor so far: a share of everything, in the order it came."""
    whole = _everything(chance)
    facts = whole[: 1 + int(chance.random() * len(whole))]
    if len(facts) == len(whole) or chance.random() < 0.1:
        facts = [*whole, *_signatures(award, whole)]
    chance.shuffle(facts)
    return facts


def _everything(chance: random.Random) -> list[f.Fact]:
    """A record from registration to the last confirmation, some of it said twice."""
    minute = iter(range(10_000))
    begun = TODAY - timedelta(days=500 + chance.randrange(200))

    def fact(kind: type[Any], day: int, *, by: str = "mentor", **rest: Any) -> Any:
        number = next(minute)
        on = begun + timedelta(days=day)
        at = datetime(on.year, on.month, on.day, 16, tzinfo=UTC) + timedelta(minutes=number)
        return kind(id=f"f{number}", on=on, at=at, by=by, **rest)

    found = [
        fact(f.Registered, 0),
        fact(f.DetailsGiven, 0, values={"mentor_name": "A. Name", "school": "A School"}),
        fact(f.Mentored, 1, first=begun, last=begun + timedelta(days=100)),
        fact(f.AuditDone, 5, audit="standards/rag"),
        *(fact(f.ModuleDone, 10 + n, module=name, version="1") for n, name in enumerate(MODULES)),
    ]
    for number in range(14):
        about = (STANDARDS[number % 4], f"ST2.{number % 9 + 1}")
        item = f"i{number}"
        found.append(fact(f.EvidenceAdded, 20 + number, item=item, about=about, digest="d"))
        if number % 5 == 0:
            found.append(fact(f.EvidenceChanged, 40 + number, item=item, about=about, digest="e"))
    found += [fact(f.RationaleWritten, 60, about=code, digest="r") for code in STANDARDS]
    found += [
        fact(f.Mentored, 300, first=begun + timedelta(days=200), last=None),
        fact(f.AuditReviewed, 310, audit="standards/rag"),
    ]
    found += [
        fact(f.Confirmed, 480, by="pcm", requirement=requirement, seat=Seat.PCM)
        for requirement in ("1/sustained", "11/observed", "11/observed", "12/checked")
    ]
    return found


def _signatures(award: Award, facts: Sequence[f.Fact]) -> list[f.Fact]:
    digest = progress(award, facts, TODAY).digest
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    return [
        f.Signed(
            id=f"s{number}",
            on=TODAY,
            at=at + timedelta(minutes=number),
            by=step.seat,
            seat=step.seat,
            name_typed="A. Name",
            digest=digest,
        )
        for number, step in enumerate(award.signatures)
    ]
