"""The certificate: issued once when everything holds, checked by anybody, revoked for a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti_tool.domain.certificates import CertificateStatus, normalised_number
from lti_tool.domain.facts import Confirmed
from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.records import Certificate, Document
from lti_tool.usecases import awards, certify, signing
from lti_tool.usecases.house import House
from lti_tool.usecases.printing import unpacked_certificate, unpacked_record_sheet

from .award_fixtures import VALUES, Way, of_other_provider
from .place import AWARD, BASE_URL, Place, StillClock, rows
from .racing import at_once


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    return Way(house, place, clock)


@pytest.fixture
def complete(way: Way) -> Way:
    way.completes()
    return way


def issue(way: Way) -> str:
    return certify.issue(way.house, way.office, way.enrolment_id)


# --- issuing ------------------------------------------------------------------------------------


def test_the_office_issues_in_one_click_when_everything_holds(complete: Way) -> None:
    number = issue(complete)
    (kept,) = rows(complete.house, Certificate)
    assert (kept.number, kept.name, kept.issued_on) == (
        number,
        "Ada Example",
        complete.clock.today(),
    )
    assert normalised_number(number) == number
    assert complete.page.certificate is not None
    assert complete.page.certificate.number == number
    assert complete.enrolment.waiting_for == "issued"
    assert complete.page.next_step.action == "certificate"


def test_issuing_queues_one_rendering_and_tells_the_record_store_once(complete: Way) -> None:
    number = issue(complete)
    queued = rows(complete.house, OutboxMessage, kind="certificate")
    assert [row.body for row in queued] == [{"number": number}]
    assert len(complete.statements("earned")) == 1
    assert number not in str(complete.statements("earned"))


def test_asked_twice_it_is_the_same_certificate(complete: Way) -> None:
    first = issue(complete)
    complete.clock.moves(days=2)
    assert issue(complete) == first
    assert len(rows(complete.house, Certificate)) == 1


def test_a_double_click_makes_one_certificate(complete: Way) -> None:
    numbers = at_once(*[lambda: issue(complete)] * 4)
    assert len(set(numbers)) == 1
    assert [row.number for row in rows(complete.house, Certificate)] == numbers[:1]
    assert len(rows(complete.house, OutboxMessage, kind="certificate")) == 1
    assert len(complete.statements("earned")) == 1


def _rows_met(way: Way) -> None:
    way.meets_every_row()


def _mentor_signed(way: Way) -> None:
    way.meets_every_row()
    way.signs(way.mentor, Seat.MENTOR)


def _tutor_left(way: Way) -> None:
    _mentor_signed(way)
    way.pcm_signs()


def _changed_afterwards(way: Way) -> None:
    way.completes()
    awards.change_details(way.house, way.mentor, AWARD, {**VALUES, "subject": "Physics"})


def _withdrawn_afterwards(way: Way) -> None:
    way.completes()
    fact = way.facts(Confirmed)[0].id
    signing.withdraw_confirmation(way.house, way.office, way.enrolment_id, fact, "A mistake")


@pytest.mark.parametrize(
    "so_far",
    [
        Way.enrols,
        _rows_met,
        _mentor_signed,
        _tutor_left,
        _changed_afterwards,
        _withdrawn_afterwards,
    ],
    ids=lambda step: step.__name__.strip("_"),
)
def test_nothing_is_issued_while_something_is_missing(way: Way, so_far: object) -> None:
    assert callable(so_far)
    so_far(way)
    with pytest.raises(Conflict):
        issue(way)
    assert rows(way.house, Certificate) == []
    assert rows(way.house, OutboxMessage, kind="certificate") == []


def test_only_the_office_of_the_provider_issues(complete: Way) -> None:
    enrolment_id = complete.enrolment_id
    for visit in (complete.tutor, complete.mentor):
        with pytest.raises(NotAllowed):
            certify.issue(complete.house, visit, enrolment_id)
    with pytest.raises(NotFound):
        certify.issue(
            complete.house, of_other_provider(complete.house, complete.office), enrolment_id
        )


def test_nobody_issues_to_themself(complete: Way) -> None:
    both = replace(complete.mentor, roles=frozenset({Role.MENTOR, Role.OFFICE}))
    with pytest.raises(NotAllowed):
        certify.issue(complete.house, both, complete.enrolment_id)


def test_what_is_printed_is_kept_as_it_was(complete: Way) -> None:
    number = issue(complete)
    (kept,) = rows(complete.house, Certificate)
    printed = unpacked_certificate(kept.document)
    assert printed.verify_url == f"{BASE_URL}/verify/{number}"
    assert printed.mentor_name == "Ada Example"
    assert "Ada Example" in printed.body
    assert "{" not in printed.body
    assert (len(printed.criteria), printed.waived) == (7, ())
    assert [line.name_typed for line in printed.signatures] == ["A. Name", "P. Khan", "A. Name"]
    assert [version for _, version in printed.module_versions] == ["2026.1", "2026.1"]
    sheet = unpacked_record_sheet(kept.record_sheet)
    assert [label for label, _ in sheet.fields] == [
        field.label for field in complete.house.library.award(AWARD).sheet
    ]
    assert [row.achieved for row in sheet.rows] == [True] * 7
    empty = {label for label, value in sheet.fields if not value}
    assert empty == {"Provider's support tutor"}


def test_a_waiver_shows_as_a_waiver_on_certificate_and_sheet(way: Way) -> None:
    way.school_vouches()
    way.enrols()
    way.studies()
    signing.claim_experience(way.house, way.mentor, AWARD, ("ENTRY.6",), "Two years")
    mine = [
        "ENTRY.1/recommendation", "ENTRY.3/timetable", "ENTRY.4/feedback", "ENTRY.5/weekly-meetings"
    ]  # fmt: skip
    way.pcm_answers(way.asks_pcm(), mine, waiver="approve", waiver_reason="I saw it")
    way.tutor_confirms()
    way.everybody_signs()
    issue(way)
    (kept,) = rows(way.house, Certificate)
    title = {c.id: c.title for c in way.house.library.award(AWARD).criteria}["ENTRY.6"]
    assert unpacked_certificate(kept.document).waived == (title,)
    (row,) = [r for r in unpacked_record_sheet(kept.record_sheet).rows if r.code == "ENTRY.6"]
    assert row.how.startswith("Prior experience")
    assert "I saw it" in row.how


# --- checking -----------------------------------------------------------------------------------


def test_a_stranger_learns_that_a_certificate_is_valid_and_whose(complete: Way) -> None:
    number = issue(complete)
    for typed in (number, number.lower(), number.replace("-", " ")):
        found = certify.verify(complete.house, typed)
        assert (found.status, found.number, found.name) == (
            CertificateStatus.VALID,
            number,
            "Ada Example",
        )
        assert found.provider_name == "Example University"
        assert (found.issued_on, found.revoked_on) == (complete.clock.today(), None)


@pytest.mark.parametrize("typed", ["", "AAAA-BBBB-CCCC-DDDD", "nonsense", "é" * 100, "\x00", "%"])
def test_a_made_up_number_is_unknown_and_tells_nothing(complete: Way, typed: str) -> None:
    issue(complete)
    found = certify.verify(complete.house, typed)
    assert found.status is CertificateStatus.UNKNOWN
    assert (found.name, found.award_title, found.issued_on) == ("", "", None)


def test_what_a_stranger_learns_does_not_change_with_the_mentors_name(complete: Way) -> None:
    number = issue(complete)
    with pytest.raises(Conflict):
        awards.change_details(
            complete.house, complete.mentor, AWARD, {**VALUES, "mentor_name": "Somebody Else"}
        )
    assert certify.verify(complete.house, number).name == "Ada Example"


# --- revoking -----------------------------------------------------------------------------------


def test_a_revoked_certificate_says_so_and_the_mentor_is_told_why(complete: Way) -> None:
    number = issue(complete)
    complete.clock.moves(days=3)
    certify.revoke(complete.house, complete.office, number.lower(), "Issued by mistake")
    found = certify.verify(complete.house, number)
    assert (found.status, found.revoked_on) == (
        CertificateStatus.REVOKED,
        complete.clock.today(),
    )
    mail = complete.mails()[-1]
    assert mail["to"] == VALUES["email"]
    assert "Issued by mistake" in mail["text"]
    assert len(complete.statements("revoked")) == 1
    view = complete.page.certificate
    assert view is not None
    assert view.revoked_reason == "Issued by mistake"


def test_the_reason_for_a_revocation_is_not_told_to_strangers(complete: Way) -> None:
    number = issue(complete)
    certify.revoke(complete.house, complete.office, number, "A private matter")
    assert "A private matter" not in str(certify.verify(complete.house, number))


def test_a_certificate_is_revoked_once(complete: Way) -> None:
    number = issue(complete)
    certify.revoke(complete.house, complete.office, number, "A mistake")
    with pytest.raises(Conflict):
        certify.revoke(complete.house, complete.office, number, "Another")
    (kept,) = rows(complete.house, Certificate)
    assert kept.revoked_reason == "A mistake"


@pytest.mark.parametrize("reason", ["", "  ", "\x00\x01", "x" * 2001])
def test_revoking_needs_a_reason(complete: Way, reason: str) -> None:
    number = issue(complete)
    with pytest.raises(InvalidInput) as refused:
        certify.revoke(complete.house, complete.office, number, reason)
    assert list(refused.value.fields) == ["reason"]


def test_only_the_office_that_issued_it_revokes(complete: Way) -> None:
    number = issue(complete)
    others = (
        complete.mentor,
        complete.tutor,
        of_other_provider(complete.house, complete.office),
    )
    for visit in others:
        with pytest.raises(NotFound):
            certify.revoke(complete.house, visit, number, "Because")
    with pytest.raises(NotFound):
        certify.revoke(complete.house, complete.office, "AAAA-BBBB-CCCC-DDDD", "Because")
    assert certify.verify(complete.house, number).status is CertificateStatus.VALID


def test_after_a_revocation_a_new_one_can_be_issued_under_a_new_number(complete: Way) -> None:
    first = issue(complete)
    certify.revoke(complete.house, complete.office, first, "The name was wrong")
    awards.change_details(
        complete.house, complete.mentor, AWARD, {**VALUES, "mentor_name": "Ada B. Example"}
    )
    complete.clock.moves(minutes=1)
    with pytest.raises(Conflict):
        issue(complete)
    complete.everybody_signs()
    second = issue(complete)
    assert second != first
    assert certify.verify(complete.house, first).status is CertificateStatus.REVOKED
    assert certify.verify(complete.house, second).name == "Ada B. Example"
    assert complete.page.certificate is not None
    assert complete.page.certificate.number == second


# --- the documents ------------------------------------------------------------------------------


def rendered(way: Way, number: str) -> None:
    with way.house.units.writing() as unit:
        for kind in ("certificate", "record_sheet"):
            unit.session.add(
                Document(
                    id=new_id(),
                    certificate_number=number,
                    kind=kind,
                    media_type="application/pdf",
                    sha256="0" * 64,
                    content=f"%PDF {kind}".encode(),
                    created_at=unit.now,
                )
            )


def test_documents_are_handed_out_once_they_are_made(complete: Way) -> None:
    number = issue(complete)
    assert certify.document(complete.house, complete.mentor, number, "certificate") is None
    assert complete.page.certificate is not None
    assert not complete.page.certificate.ready
    rendered(complete, number)
    for visit in (complete.mentor, complete.tutor, complete.office):
        file = certify.document(complete.house, visit, number, "record_sheet")
        assert file is not None
        assert (file.content, file.media_type) == (b"%PDF record_sheet", "application/pdf")
        assert file.file_name.endswith(f"{number}.pdf")
    assert complete.page.certificate.ready


def test_documents_are_for_those_who_may_see_the_record(complete: Way, place: Place) -> None:
    number = issue(complete)
    rendered(complete, number)
    stranger = Way(complete.house, place, complete.clock)
    elsewhere = replace(complete.tutor, course_id=place.course("Elsewhere"))
    other = of_other_provider(complete.house, complete.office)
    for visit in (stranger.mentor, elsewhere, other):
        with pytest.raises(NotFound):
            certify.document(complete.house, visit, number, "certificate")
    for kind in ("", "secrets", "../certificate"):
        with pytest.raises(NotFound):
            certify.document(complete.house, complete.mentor, number, kind)
