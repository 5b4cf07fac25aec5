"""The Mastery award, from the audit to the certificate, and what holds it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lti_tool.domain.facts import AwardHeld, Waived, Withdrawn
from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Certificate, Enrolment
from lti_tool.usecases import awards, certify, desks, mentoring, optional_activities, signing
from lti_tool.usecases.house import House
from lti_tool.usecases.mentoring import Period, SignaturesWouldFall, knowing
from lti_tool.usecases.printing import record_sheet_document, unpacked_record_sheet
from lti_tool.usecases.records import open_record
from lti_tool.usecases.sheet_sources import sheet_sources

from .auditing import Auditor
from .award_fixtures import Way
from .mastering import LONG_AGO, MASTERY, MODULES, ROWS, STANDARDS, VALUES, Mastering
from .place import Place, StillClock, rows

RAG = "national-standards/rag"


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Mastering:
    clock.moves(hours=10)  # a whole working day lies ahead
    return Mastering(house, place, clock).begins()


def test_each_step_brings_its_own_row_and_no_other(way: Mastering) -> None:
    for number, row in enumerate(ROWS, start=1):
        way.steps[row]()
        way.clock.moves(minutes=1)
        assert way.met == set(ROWS[:number])


def test_from_the_audit_to_the_certificate(way: Mastering) -> None:
    way.meets()
    assert way.states == ["open", "waiting", "waiting"]
    assert way.page.next_step.action == "sign"
    way.everybody_signs()
    assert way.seen_by(way.office).may_issue
    number = certify.issue(way.house, way.office, way.page.enrolment_id)
    assert certify.verify(way.house, number).level == "Mastery level"
    (held,) = way.facts(AwardHeld)
    assert (held.enrolment_id, held.body["award"]) == (None, MASTERY)


# What is said about each row while it alone is missing: action, so far, and from whom.
ALONE = {
    "MASTERY.1": ("experience", "", "you"),
    "MASTERY.2": ("engagement", "0 of 365 days so far.", "you"),
    "MASTERY.3": (f"audit:{RAG}", "", "you"),
    **{row: (f"module:{module}", "", "you") for row, module in MODULES.items()},
    **{
        row: (
            f"evidence:{code}",
            "0 of 3 pieces of evidence so far. The rationale is not written yet.",
            "you",
        )
        for row, code in STANDARDS.items()
    },
    "MASTERY.12": ("ask_pcm", "", "your PCM"),
    "MASTERY.13": ("ask_pcm", "", "your PCM or your link tutor"),
}


@pytest.mark.parametrize("row", ROWS)
def test_each_row_alone_holds_it_back_and_says_why(way: Mastering, row: str) -> None:
    way.meets_all_but(row)
    assert way.met == set(ROWS) - {row}
    missing = next(one for one in way.row(row).requirements if not one.met)
    action, so_far, from_whom = ALONE[row]
    assert (missing.action, missing.so_far) == (action, so_far)
    assert missing.from_whom.replace("you (the mentor)", "you") == from_whom
    assert way.page.next_step.action == action
    assert way.states == ["waiting"] * 3
    with pytest.raises(Conflict):
        way.signs(way.mentor, Seat.MENTOR)
    with pytest.raises(Conflict):
        certify.issue(way.house, way.office, way.page.enrolment_id)
    assert rows(way.house, Certificate) == []


@pytest.mark.parametrize("part", ["rationale", "piece", "review", "sustained"])
def test_half_of_a_row_is_not_the_row(way: Mastering, part: str) -> None:
    row = {"review": "MASTERY.3", "sustained": "MASTERY.2"}.get(part, "MASTERY.8")
    way.meets_all_but(row)
    if part == "rationale":
        for number in range(3):
            way.adds_evidence(f"Piece {number}", "ST1.3")
        assert way.row(row).requirements[0].so_far == (
            "3 of 3 pieces of evidence so far. The rationale is not written yet."
        )
    elif part == "piece":
        way.explains("ST1")
        way.adds_evidence("One", "ST1")
        way.adds_evidence("Two", "ST1.5", "ST2")
        assert way.row(row).requirements[0].so_far == "2 of 3 pieces of evidence so far."
    elif part == "review":
        Auditor(way.house, way.mentor).completes()
        assert "waits for its review" in way.row(row).requirements[0].so_far
        assert way.page.next_step.label == "Review the audit"
    else:
        way.records(LONG_AGO, None)
        assert [one.met for one in way.row(row).requirements] == [True, False]
        assert way.page.next_step.action == "ask_pcm"
    assert row not in way.met
    assert way.states == ["waiting"] * 3


def test_the_next_step_goes_from_the_audit_to_the_pcm(way: Mastering) -> None:
    seen = []
    for row in ("MASTERY.3", "MASTERY.1", "MASTERY.2", *MODULES, *STANDARDS):
        seen.append(way.page.next_step.action)
        way.steps[row]()
        way.clock.moves(minutes=1)
    seen.append(way.page.next_step.action)
    modules = [f"module:{module}" for module in MODULES.values()]
    evidence = [f"evidence:{code}" for code in STANDARDS.values()]
    assert seen == [
        f"audit:{RAG}", "experience", "engagement", *modules, *evidence, "ask_pcm",
    ]  # fmt: skip


# --- The prerequisite -----------------------------------------------------------------------------


def test_the_entry_certificate_is_the_prerequisite(
    house: House, place: Place, clock: StillClock
) -> None:
    entry = Way(house, place, clock)
    entry.completes()
    awards.enrol(house, entry.mentor, MASTERY, VALUES, consent=True)
    page = awards.my_award(house, entry.mentor, MASTERY)
    assert page is not None
    assert not page.rows[0].met
    assert page.rows[0].requirements[0].earlier == (("west-london/entry", "Entry level"),)
    number = certify.issue(house, entry.office, entry.enrolment_id)
    page = awards.my_award(house, entry.mentor, MASTERY)
    assert page is not None
    assert (page.rows[0].met, page.rows[0].requirements[0].certificate) == (True, number)
    clock.moves(days=1)
    certify.revoke(house, entry.office, number, "A mistake")
    page = awards.my_award(house, entry.mentor, MASTERY)
    assert page is not None
    assert not page.rows[0].met


def test_the_office_decides_about_experience_on_its_desk(way: Mastering) -> None:
    way.claims()
    (waiting,) = desks.office_desk(way.house, way.office).claims
    assert waiting.line.mentor_name == "Nadia Example"
    assert waiting.line.award_title == "Mastery level"
    missing = way.row("MASTERY.1").requirements[0]
    assert (missing.action, missing.from_whom) == ("", "the partnership office")
    assert way.page.next_step.action == f"audit:{RAG}"
    seen = way.seen_by(way.office)
    assert (seen.may_decide, seen.next_step.action) == (True, "claim")
    assert not way.seen_by(way.tutor).may_decide
    way.decides(way.office, "approve")
    assert desks.office_desk(way.house, way.office).claims == ()
    assert (way.row("MASTERY.1").met, way.row("MASTERY.1").waived) == (True, True)
    (waived,) = way.facts(Waived)
    assert (waived.by, waived.body["seat"]) == (way.office.person_id, "office")
    assert [one["verb"]["display"]["en"] for one in way.told("criterion")] == ["waived"]
    assert "We know her work" in way.mails()[-1]["text"]


def test_a_declined_claim_can_be_made_again(way: Mastering) -> None:
    way.claims()
    way.decides(way.office, "decline", "Tell us more")
    assert way.facts(Waived) == []
    waiver = way.page.waiver
    assert waiver is not None
    assert (waiver.outcome, waiver.reason) == ("declined", "Tell us more")
    assert "Tell us more" in way.mails()[-1]["text"]
    assert way.row("MASTERY.1").requirements[0].action == "experience"
    way.has_experience()
    assert "MASTERY.1" in way.met


def test_only_the_office_decides_and_only_once(way: Mastering) -> None:
    way.claims()
    for visit in (way.mentor, way.tutor):
        with pytest.raises(NotAllowed):
            way.decides(visit, "approve")
    for decision, reason in (("", "x"), ("perhaps", "x"), ("approve", " ")):
        with pytest.raises(InvalidInput):
            way.decides(way.office, decision, reason)
    with pytest.raises(Conflict):
        signing.claim_experience(way.house, way.mentor, MASTERY, ("MASTERY.1",), "Again")
    way.decides(way.office, "approve")
    with pytest.raises(Conflict):
        way.decides(way.office, "decline")
    assert "MASTERY.1" in way.met


def test_the_pcm_is_not_asked_to_decide_what_the_office_decides(way: Mastering) -> None:
    way.claims()
    signing.ask_pcm(way.house, way.mentor, MASTERY)
    token = way.link("confirm")
    assert signing.open_request(way.house, token).waiver is None
    with pytest.raises(InvalidInput):
        signing.confirm_by_link(
            way.house, token, name_typed="P. Khan", dates={},
            waiver="approve", waiver_reason="I know her", comment="",
        )  # fmt: skip
    assert way.facts(Waived) == []


# --- A closed record ------------------------------------------------------------------------------


def test_what_comes_after_the_certificate_leaves_the_record_as_it_was(way: Mastering) -> None:
    number = way.gets_it()
    before = way.page
    way.clock.moves(days=40)
    period = mentoring.mentoring_page(way.house, way.mentor).view.periods[0]
    ended = Period(period.first, way.clock.today(), goes_on=False, school="", trainee="")
    mentoring.change_period(way.house, way.mentor, period.fact_id, ended)
    after = way.page
    assert (after.met, [row.state for row in after.signatures]) == (13, ["stands"] * 3)
    assert after.digest == before.digest
    assert after.mentoring == before.mentoring
    certify.revoke(way.house, way.office, number, "A mistake")
    assert way.met == set(ROWS)
    assert way.states[0] == "open"


# --- Optional activities --------------------------------------------------------------------------


def test_optional_activities_are_dated_and_never_gate(way: Mastering) -> None:
    day = date(2026, 3, 2)
    optional_activities.date_activities(way.house, way.mentor, MASTERY, {"interview-day": day})
    dated = {row.activity.id: row.on for row in way.page.optional}
    assert dated == {
        "interview-day": day, "forum": None, "subject-session": None,
        "professional-studies": None, "assignments": None,
    }  # fmt: skip
    assert way.met == set()
    optional_activities.date_activities(
        way.house, way.mentor, MASTERY, {"interview-day": None, "forum": day}
    )
    assert [row.activity.id for row in way.page.optional if row.on] == ["forum"]
    verbs = [one["verb"]["display"]["en"] for one in way.told("activity")]
    assert verbs == ["performed", "retracted", "performed"]


def test_keeping_the_same_days_again_changes_nothing(way: Mastering) -> None:
    days = {"forum": date(2026, 3, 2), "assignments": None}
    for _ in range(2):
        optional_activities.date_activities(way.house, way.mentor, MASTERY, days)
    assert len(way.told("activity")) == 1


@pytest.mark.parametrize(
    ("activity", "day"),
    [
        ("interview-day", date(2026, 11, 22)),
        ("interview-day", date(1999, 1, 1)),
        ("nonsense", date(2026, 1, 1)),
    ],
)
def test_a_day_that_cannot_be_is_refused(way: Mastering, activity: str, day: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        optional_activities.date_activities(way.house, way.mentor, MASTERY, {activity: day})
    assert list(refused.value.fields) == [activity]
    assert way.told("activity") == []


def test_the_signatures_cover_the_days_and_the_mentor_is_warned(way: Mastering) -> None:
    way.meets()
    way.signs(way.mentor, Seat.MENTOR)
    days = {"forum": date(2026, 3, 2)}
    with pytest.raises(SignaturesWouldFall) as refused:
        optional_activities.date_activities(way.house, way.mentor, MASTERY, days)
    assert way.states[0] == "stands"
    told = knowing(refused.value.falling)
    optional_activities.date_activities(way.house, way.mentor, MASTERY, days, told=told)
    assert way.states[0] == "open"
    assert way.met == set(ROWS)


# --- The record sheet -----------------------------------------------------------------------------


def test_the_sheet_has_every_field_of_the_sources_sheet(way: Mastering) -> None:
    optional_activities.date_activities(
        way.house, way.mentor, MASTERY, {"interview-day": date(2026, 3, 2)}
    )
    number = way.gets_it()
    (kept,) = rows(way.house, Certificate)
    sheet = unpacked_record_sheet(kept.record_sheet)
    fields = dict(sheet.fields)
    today = "21 November 2026"
    assert fields["Name of teacher"] == "Nadia Example"
    assert fields["Subject department"] == "History"
    assert (fields["School"], fields["School's postcode"]) == ("Example School", "W5 2AB")
    assert fields["Name of PCM"] == "P. Khan"
    assert fields["Provider's support tutor"] == ""
    assert fields["Date of submission of evidence"] == today
    assert fields["Checked and confirmed by PCM or provider tutor"] == "T. Lewis, Link tutor"
    assert fields["Date of review of audit"] == today
    for module in range(3, 7):
        assert fields[f"Date of online study of Module {module}"] == today
    assert fields["Completed, and Mastery level certificate issued"] == today
    assert fields["PCM's signature"] == f"P. Khan, {today}"
    assert fields["Teacher's signature"] == f"Nadia E., {today}"
    agreed = "Agreement received from the provider's subject or link tutor"
    assert fields[agreed] == f"Yes: T. Lewis, {today}"
    assert fields["Partnership office"]
    assert sheet.certificate_number == number
    assert [row.code for row in sheet.rows] == list(ROWS)
    assert all(row.achieved for row in sheet.rows)
    assert [line.title.split(":")[0] for line in sheet.evidence] == [
        f"Standard {number}" for number in range(1, 5)
    ]
    assert [line.pieces for line in sheet.evidence] == [
        tuple(f"ST{standard} piece {number} ({today})" for number in range(1, 4))
        for standard in range(1, 5)
    ]
    assert sheet.evidence[0].rationale == "Because my trainee grew."
    assert sheet.optional[0] == ("Interview day", date(2026, 3, 2))
    assert [day for _, day in sheet.optional[1:]] == [None] * 4


def test_the_sheet_says_how_each_row_was_met(way: Mastering) -> None:
    way.gets_it()
    (kept,) = rows(way.house, Certificate)
    how = {row.code: row.how for row in unpacked_record_sheet(kept.record_sheet).rows}
    assert how["MASTERY.1"].startswith("Prior experience, approved by the Partnership office")
    assert how["MASTERY.2"] == (
        "Mentoring recorded since 1 September 2025, and going on; "
        "Confirmed by the Professional Co-ordinating Mentor (PCM)"
    )
    assert how["MASTERY.3"] == "Audit completed and reviewed"
    assert how["MASTERY.4"] == "Online module completed"
    assert how["MASTERY.8"] == "Rationale and 3 pieces of evidence"
    assert how["MASTERY.13"] == "Confirmed by the Link tutor"


def test_before_the_tutor_agrees_the_sheet_says_no(way: Mastering) -> None:
    with way.house.units.reading() as unit:
        enrolment = unit.session.get_one(Enrolment, way.page.enrolment_id)
        record = open_record(way.house, unit, enrolment)
        provider = unit.session.get_one(Provider, enrolment.provider_id)
        sheet = record_sheet_document(
            record, provider, now=unit.now, number=None, issued_on=None,
            sources=sheet_sources(unit, record),
        )  # fmt: skip
    fields = dict(sheet.fields)
    assert fields["Agreement received from the provider's subject or link tutor"] == "No"
    assert fields["Checked and confirmed by PCM or provider tutor"] == ""
    assert fields["Date of review of audit"] == ""
    assert [line.pieces for line in sheet.evidence] == [()] * 4


# --- Time -----------------------------------------------------------------------------------------


def test_the_year_is_full_on_its_365th_day(way: Mastering) -> None:
    first = way.clock.today() - timedelta(days=363)
    way.records(first, None)
    missing = way.row("MASTERY.2").requirements[0]
    assert (missing.met, missing.so_far) == (False, "364 of 365 days so far.")
    assert way.page.mentoring is not None
    assert way.page.mentoring.engaged.full_on == way.clock.today() + timedelta(days=1)
    way.clock.moves(days=1)
    assert way.row("MASTERY.2").requirements[0].met


def test_taking_back_the_entry_certificate_is_withdrawn_once(
    house: House, place: Place, clock: StillClock
) -> None:
    entry = Way(house, place, clock)
    entry.completes()
    number = certify.issue(house, entry.office, entry.enrolment_id)
    clock.moves(days=1)
    certify.revoke(house, entry.office, number, "A mistake")
    (held,) = entry.facts(AwardHeld)
    assert [row.body["fact"] for row in entry.facts(Withdrawn)] == [held.id]
