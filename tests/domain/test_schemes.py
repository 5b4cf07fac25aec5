"""Awards as values, and the Entry award of the West London pack walked row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.content.library import load_packs
from lti_tool.domain.facts import (
    AuditDone,
    Confirmed,
    Fact,
    ModuleDone,
    Registered,
    Waived,
)
from lti_tool.domain.progress import Missing, Record, build_record
from lti_tool.domain.schemes import (
    AuditCompletion,
    Award,
    Confirmation,
    Criterion,
    ModuleCompletion,
    Requirement,
)
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import progress
from lti_tool.errors import NotFound

from .strategies import AWARD, MENTOR, MODULES, OFFICE, PCM, TODAY, TUTOR, all_signed, fact

PACKS = Path(__file__).resolve().parents[2] / "modules"
BY_SEAT = {Seat.PCM: PCM, Seat.LINK_TUTOR: TUTOR, Seat.OFFICE: OFFICE}
ONE, TWO = "west-london/entry-1", "west-london/entry-2"

# The seven rows of the West London Entry sheet (source D1, part 1), and who brings what.
ROWS: dict[str, list[tuple[str, tuple[Seat, ...]]]] = {
    "ENTRY.1": [("ENTRY.1/recommendation", (Seat.PCM,)), ("audit:self-check", (Seat.MENTOR,))],
    "ENTRY.2": [(f"module:{ONE}", (Seat.MENTOR,))],
    "ENTRY.3": [("ENTRY.3/timetable", (Seat.PCM,))],
    "ENTRY.4": [(f"module:{TWO}", (Seat.MENTOR,)), ("ENTRY.4/feedback", (Seat.PCM,))],
    "ENTRY.5": [
        (f"module:{TWO}", (Seat.MENTOR,)),
        ("ENTRY.5/joint-observation", (Seat.LINK_TUTOR,)),
        ("ENTRY.5/weekly-meetings", (Seat.PCM,)),
    ],
    "ENTRY.6": [("ENTRY.6/assessment-profile", (Seat.PCM,))],
    "ENTRY.7": [("ENTRY.7/evaluation", (Seat.LINK_TUTOR, Seat.OFFICE))],
}
DEEDS = sorted({name for row in ROWS.values() for name, _ in row})


@pytest.fixture(scope="module")
def entry() -> Award:
    return load_packs([PACKS]).award("west-london/entry")


def name_of(requirement: Requirement) -> str:
    match requirement:
        case ModuleCompletion():
            return f"module:{requirement.module}"
        case AuditCompletion():
            return f"audit:{requirement.audit}"
    return requirement.id


def seats_of(requirement: Requirement) -> tuple[Seat, ...]:
    return requirement.seats if isinstance(requirement, Confirmation) else (Seat.MENTOR,)


def deed(name: str, entry: Award) -> Fact:
    """The fact that brings what is named, said by the first who may."""
    made: Fact
    kind, _, key = name.partition(":")
    if kind == "module":
        made = fact(ModuleDone, id=name, by=MENTOR, days_ago=3, module=key, version="2026.1")
    elif kind == "audit":
        made = fact(AuditDone, id=name, by=MENTOR, days_ago=3, audit=key)
    else:
        seat = entry.confirmation(name).seats[0]
        made = fact(Confirmed, id=name, by=BY_SEAT[seat], days_ago=3, requirement=name, seat=seat)
    return made


def all_but(entry: Award, *gone: str) -> list[Fact]:
    registered: Fact = fact(Registered, id="registered", by=MENTOR, days_ago=9)
    return [registered, *(deed(name, entry) for name in DEEDS if name not in gone)]


def unmet(record: Record) -> dict[str, tuple[Missing, ...]]:
    return {s.criterion.id: s.missing for s in record.criteria if not s.met}


# --- the Entry award ----------------------------------------------------------------------------


def test_the_entry_award_asks_for_the_seven_rows_of_its_sheet(entry: Award) -> None:
    asked = {
        criterion.id: [(name_of(r), seats_of(r)) for r in criterion.requirements]
        for criterion in entry.criteria
    }
    assert asked == ROWS


def test_the_sheet_has_cells_for_the_dates_of_five_rows(entry: Award) -> None:
    without = [criterion.id for criterion in entry.criteria if not criterion.sheet_date]
    assert without == ["ENTRY.3", "ENTRY.6"]


def test_mentor_then_pcm_then_link_tutor_sign_the_entry_sheet(entry: Award) -> None:
    assert [step.seat for step in entry.signatures] == [Seat.MENTOR, Seat.PCM, Seat.LINK_TUTOR]


def test_prior_experience_may_cover_rows_3_to_7_when_the_pcm_approves(entry: Award) -> None:
    assert entry.waiver is not None
    assert entry.waiver.criteria == {f"ENTRY.{row}" for row in range(3, 8)}
    assert (entry.waiver.approver, entry.waiver.modules_too) == (Seat.PCM, False)


@pytest.mark.parametrize("gone", DEEDS)
def test_each_single_thing_missing_is_explained(entry: Award, gone: str) -> None:
    (words,) = {r.words for _, r in entry.requirements() if name_of(r) == gone}
    (seats,) = {seats for row in ROWS.values() for name, seats in row if name == gone}
    rows = [criterion for criterion, row in ROWS.items() if gone in dict(row)]
    record = build_record(entry, all_but(entry, gone), TODAY)
    assert unmet(record) == dict.fromkeys(rows, (Missing(words, seats),))
    assert record.share == 100 * (7 - len(rows)) // 7


def _one_by_one(entry: Award) -> Iterator[tuple[str, list[Fact]]]:
    facts = all_but(entry, *DEEDS)
    for row, deeds in ROWS.items():
        for name, _ in deeds:
            if name not in {f.id for f in facts}:
                facts.append(deed(name, entry))
        yield row, list(facts)


def test_the_rows_are_met_one_after_the_other(entry: Award) -> None:
    open_rows, shares = list(ROWS), []
    for row, facts in _one_by_one(entry):
        open_rows.remove(row)
        record = build_record(entry, facts, TODAY)
        assert list(unmet(record)) == open_rows
        shares.append(record.share)
    assert shares == [14, 28, 42, 57, 71, 85, 100]


def test_the_entry_award_is_complete_when_all_three_have_signed(entry: Award) -> None:
    facts = all_signed(entry, all_but(entry))
    assert progress(entry, facts, TODAY).complete
    for gone in range(1, 4):
        assert not progress(entry, facts[:-gone], TODAY).complete


@pytest.mark.parametrize("row", [f"ENTRY.{n}" for n in range(3, 8)])
def test_a_waiver_of_a_row_leaves_only_its_modules_to_do(entry: Award, row: str) -> None:
    deeds = [name for name, _ in ROWS[row] if not name.startswith("module:")]
    waived: Fact = fact(
        Waived, id="waived", by=PCM, criterion=row, seat=Seat.PCM, reason="four years of it"
    )
    facts = [*all_but(entry, *deeds), waived]
    assert build_record(entry, facts, TODAY).all_met
    without_module = [*all_but(entry, *deeds, f"module:{TWO}"), waived]
    assert (row in unmet(build_record(entry, without_module, TODAY))) == (
        f"module:{TWO}" in dict(ROWS[row])
    )


@pytest.mark.parametrize("row", ["ENTRY.1", "ENTRY.2"])
def test_the_first_two_rows_cannot_be_waived(entry: Award, row: str) -> None:
    waived: Fact = fact(Waived, id="w", by=PCM, criterion=row, seat=Seat.PCM, reason="long ago")
    facts = [*all_but(entry, *dict(ROWS[row])), waived]
    assert list(unmet(build_record(entry, facts, TODAY))) == [row]


def test_the_mentor_gives_an_address_for_the_pcm_who_signs_by_mail(entry: Award) -> None:
    """Asking the PCM reads these fields of the sheet by name."""
    mentors = {field.name for field in entry.sheet if field.filled_by == "mentor"}
    assert {"mentor_name", "email", "school", "postcode", "pcm_name", "pcm_email"} <= mentors


# --- any award ----------------------------------------------------------------------------------


def test_a_module_that_two_rows_ask_for_is_named_once_in_order() -> None:
    assert AWARD.modules() == MODULES


def test_requirements_come_in_the_sheets_order() -> None:
    ids = [criterion.id for criterion, _ in AWARD.requirements()]
    assert ids == ["A.1", "A.1", "A.2", "A.3", "A.4", "A.4", "A.5", "A.5", "A.5"]


def test_a_seat_is_asked_for_what_it_may_confirm_and_nothing_else() -> None:
    asked = {seat: [c.id for c in AWARD.confirmations_by(seat)] for seat in Seat}
    assert asked[Seat.PCM] == ["A.1/recommendation", "A.3/timetable", "A.4/feedback"]
    assert asked[Seat.LINK_TUTOR] == ["A.5/observation", "A.5/evaluation"]
    assert asked[Seat.OFFICE] == ["A.5/evaluation"]
    assert asked[Seat.MENTOR] == []


def test_a_confirmation_is_found_by_its_id_and_nothing_else_is() -> None:
    assert AWARD.confirmation("A.3/timetable").seats == (Seat.PCM,)
    for other in ("A.2/module", "A.1/audit", "A.3", ""):
        with pytest.raises(NotFound):
            AWARD.confirmation(other)


def test_an_audit_is_found_by_its_id() -> None:
    assert AWARD.audit("check").title == "Self-check"
    with pytest.raises(NotFound):
        AWARD.audit("other")


def test_a_row_that_the_award_does_not_have_has_no_status() -> None:
    record = build_record(AWARD, [], TODAY)
    assert record.criterion("A.9") is None
    status = record.criterion("A.1")
    assert status is not None
    assert isinstance(status.criterion, Criterion)
