"""The pack author's guide, done as it says: a scheme that nobody has seen, checked and walked.

Blocks of YAML that begin with ``# file: path`` are put one below the other into that file. A block
``diff`` says what to write instead, and the block ``text`` after it what the check then says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count, pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from lti_tool.content import load_packs
from lti_tool.content.check import check_packs
from lti_tool.content.library import Library
from lti_tool.content.requirement_schema import KINDS
from lti_tool.domain import facts as f
from lti_tool.domain.dates import Period, months_after
from lti_tool.domain.schemes import Award, Scheme
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import AwardProgress, progress

from .packs import write

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "pack-authors-guide.md").read_text(encoding="utf-8")
MODULES = ROOT / "modules"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
FILE = re.compile(r"# file: (\S+)\n")
SCHEME = "harbour/scheme.yaml"


def blocks() -> Iterator[tuple[str, str]]:
    """The guide's fenced blocks: what each is, and its text."""
    return ((match[1], match[2]) for match in FENCE.finditer(GUIDE))


def files() -> dict[str, str]:
    """What a reader has written who followed the guide."""
    found: dict[str, str] = {}
    for kind, text in blocks():
        named = FILE.match(text)
        if kind == "yaml" and named:
            found[named[1]] = found.get(named[1], "") + text
    return found


def mistakes() -> list[tuple[str, str, str]]:
    """What stands there, what is written instead, and what the check then says."""
    found = list(blocks())
    return [
        (_side(text, "-"), _side(text, "+"), said)
        for (kind, text), (_, said) in pairwise(found)
        if kind == "diff"
    ]


def _side(text: str, sign: str) -> str:
    return "".join(line[1:] for line in text.splitlines(keepends=True) if line[0] == sign)


def checked(folder: Path, packs: Mapping[str, str]) -> list[str]:
    report = check_packs([MODULES, write(folder, packs)])
    return [str(mistake) for mistake in report.mistakes]


@cache
def library() -> Library:
    return load_packs([MODULES, write(Path(mkdtemp(prefix="guide-")), files())])


def scheme() -> Scheme:
    return library().scheme("harbour")


def award(name: str) -> Award:
    return library().award(f"harbour/{name}")


# --- The scheme -------------------------------------------------------------------------------


def test_the_scheme_of_the_guide_is_without_mistakes(tmp_path: Path) -> None:
    assert checked(tmp_path, files()) == []


def test_every_kind_of_requirement_is_shown() -> None:
    shown = {r.kind for one in scheme().awards for _, r in one.requirements()}

    assert shown == set(KINDS)


@pytest.mark.parametrize(("right", "wrong", "said"), mistakes())
def test_a_mistake_is_told_as_the_guide_quotes_it(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    text = files()[SCHEME]
    assert right in text

    found = checked(tmp_path, {**files(), SCHEME: text.replace(right, wrong, 1)})

    assert found == said.splitlines()


def test_changing_it_later_goes_as_the_guide_says(tmp_path: Path) -> None:
    text = files()[SCHEME]
    later = text.replace('version: "2027.1"', 'version: "2028.1"', 1)
    packs = {**files(), SCHEME: later, "harbour/earlier/2027.1.yaml": text}

    assert checked(tmp_path, packs) == []
    both = load_packs([MODULES, tmp_path]).versions("harbour/lead")
    assert [one.scheme_version for one in both] == ["2028.1", "2027.1"]


def test_links_and_addresses_of_the_guide_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)", GUIDE)
    headings = {_anchor(title) for title in re.findall(r"^#+ (.+)$", GUIDE, re.M)}

    assert [name for name in targets if not (ROOT / "docs" / name).exists()] == []
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= headings


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


# --- Its days ---------------------------------------------------------------------------------


def test_days_are_counted_as_the_guide_says() -> None:
    rows = re.findall(r"^\| (\d+ \w+ \d{4}) \| (\d+) \| (\d+ \w+ \d{4}) \|$", GUIDE, re.M)
    assert len(rows) >= 4

    for start, months, last in rows:
        assert months_after(_day(start), int(months)) == _day(last)


def test_a_year_has_the_days_that_the_guide_says() -> None:
    said = re.search(
        r"Mentoring from (\d+ \w+ \d{4}) to (\d+ \w+ \d{4}) is (\d+) days", " ".join(GUIDE.split())
    )
    assert said is not None

    assert Period(_day(said[1]), _day(said[2])).days == int(said[3])


def _day(words: str) -> date:
    return datetime.strptime(words, "%d %B %Y").replace(tzinfo=UTC).date()


# --- Its awards, walked to their end ----------------------------------------------------------

START = date(2027, 1, 4)
MENTOR, PCM, TUTOR, OFFICE, PANEL = "p-mentor", "p-pcm", "p-tutor", "p-office", "p-panel"
BY = {Seat.MENTOR: MENTOR, Seat.PCM: PCM, Seat.LINK_TUTOR: TUTOR, Seat.PANEL: PANEL}


class Way:
    """One mentor's facts, each a day after the one before."""

    def __init__(self, of: Award) -> None:
        self.award = of
        self.facts: list[f.Fact] = []
        self._numbers = count()
        self.today = START
        self.add(f.Registered)
        names = {x.name: "x" for x in of.sheet if x.filled_by == "mentor"}
        self.add(f.DetailsGiven, values=names)

    def add(self, kind: type[Any], by: str = MENTOR, **rest: Any) -> None:
        self.today += timedelta(days=1)
        at = datetime.combine(self.today, datetime.min.time(), UTC)
        name = f"f{next(self._numbers)}"
        self.facts.append(kind(id=name, on=self.today, at=at, by=by, **rest))

    def confirms(self, requirement: str, seat: Seat, comment: str = "") -> None:
        self.add(f.Confirmed, BY[seat], requirement=requirement, seat=seat, comment=comment)

    def signs(self) -> None:
        for step in self.award.signatures:
            digest = self.state.digest
            self.add(f.Signed, BY[step.seat], seat=step.seat, name_typed="N.", digest=digest)

    @property
    def state(self) -> AwardProgress:
        return progress(self.award, self.facts, self.today)

    @property
    def missing(self) -> list[str]:
        """The rows that do not hold."""
        return [row.criterion.id for row in self.state.record.criteria if not row.met]


def test_the_first_award_is_met_row_by_row_and_signed_in_order() -> None:
    way = Way(award("starter"))
    assert way.missing == ["START.1", "START.2", "START.3"]

    way.add(f.ModuleDone, module="west-london/entry-1", version="1")
    assert way.missing == ["START.2", "START.3"]
    way.add(f.AuditDone, audit="first-look")
    way.confirms("START.3/first-meeting", Seat.PCM)
    assert way.missing == []
    assert not way.state.complete
    way.signs()

    assert way.state.complete


def lead() -> Way:
    """Everything that the second award asks for, in the order of its rows."""
    way = Way(award("lead"))
    way.add(f.AwardHeld, OFFICE, award="harbour/starter", certificate="C")
    way.add(f.AuditDone, audit="national-standards/rag")
    way.add(f.AuditReviewed, audit="national-standards/rag")
    way.add(f.AuditDone, audit="harbour/habits")
    way.add(f.Mentored, first=START - timedelta(days=183), last=START - timedelta(days=1))
    way.confirms("LEAD.3/sustained", Seat.LINK_TUTOR)
    for months in (1, 2):
        day = START - timedelta(days=30 * months)
        way.add(f.Practised, activity="trainee", first=day, last=day, detail="First placement")
    for item, code in (("a", "ST1.3"), ("b", "ST1"), ("c", "LEAD.6")):
        way.add(f.EvidenceAdded, item=item, about=(code,), digest="d")
    way.add(f.RationaleWritten, about="ST1", digest="d")
    way.add(f.Reflected, reflection="looking-back", words=150, digest="d")
    way.add(f.Applied)
    way.confirms("LEAD.8/support", Seat.LINK_TUTOR, "With pleasure.")
    way.add(f.ModuleDone, module="west-london/entry-2", version="1")
    way.add(f.HandedIn, how="here")
    way.add(f.Observed, TUTOR, observation="feedback", seat=Seat.LINK_TUTOR, digest="d")
    way.add(f.PanelDecided, PANEL, decision=f.Decision.PASSED, words="")
    for n in range(6):
        way.add(f.Logged, log="meeting", entry=f"e{n}", held_on=START, number=1, digest="d")
    way.confirms("CLOSE.1/comments", Seat.PCM, "Well done.")
    return way


def test_the_second_award_is_met_and_signed() -> None:
    way = lead()
    assert way.missing == []

    way.signs()

    assert way.state.complete
    assert way.state.record.met_count == 13


@pytest.mark.parametrize("row", [*(f"LEAD.{n}" for n in range(1, 14)), "CLOSE.1"])
def test_each_row_alone_holds_it_back(row: str) -> None:
    way = lead()
    status = way.state.record.criterion(row)
    assert status is not None
    theirs = {fact.id for requirement in status.requirements for fact in requirement.facts}
    others = [r for r in way.state.record.criteria if r.criterion.id != row]
    shared = {x.id for r in others for q in r.requirements for x in q.facts}
    gone = theirs - shared or theirs

    way.facts = [fact for fact in way.facts if fact.id not in gone]

    assert row in way.missing
    held = way.state.record.criterion(row)
    assert held is not None
    assert all(one.words for one in held.missing)
    assert not way.state.complete


def test_earlier_experience_stands_in_where_the_guide_says_so() -> None:
    way = lead()
    way.facts = [fact for fact in way.facts if not isinstance(fact, f.AwardHeld | f.Mentored)]
    assert way.missing == ["LEAD.1", "LEAD.3"]

    for row in ("LEAD.1", "LEAD.3"):
        way.add(f.Waived, OFFICE, criterion=row, seat=Seat.OFFICE, reason="Ten years.")

    assert way.missing == []
    assert len(way.state.record.award.criteria) == 13
