"""Certificate and record sheet: rendered by the worker, kept, and mailed, all of it once."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import delete, update

from lti_tool.domain.facts import DetailsGiven
from lti_tool.domain.seats import Role
from lti_tool.persistence import leasing
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.records import Certificate, Document, FactRow
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases import certify, desks
from lti_tool.usecases.house import House
from lti_tool.usecases.render_documents import render

from ...outbound import pdf_reading
from ..award_fixtures import PCM_EMAIL, VALUES, Way
from ..delivering import (
    Mailbox,
    Worker,
    check_free,
    outcomes,
    text_of,
)
from ..place import BASE_URL, Place, StillClock, rows

LEASE = leasing.LEASE.total_seconds()


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    """Everything holds, and every mail of the way has gone."""
    way = Way(house, place, clock)
    way.completes()
    with house.units.writing() as unit:
        unit.session.execute(delete(OutboxMessage))
    return way


def issued(way: Way) -> str:
    return certify.issue(way.house, way.office, way.enrolment_id)


def test_mentor_and_pcm_get_certificate_and_record_sheet(
    way: Way, worker: Worker, mailbox: Mailbox
) -> None:
    number = issued(way)
    worker.finishes()
    (message,) = mailbox.kept
    assert mailbox.envelopes == [(VALUES["email"], PCM_EMAIL)]
    assert (message["To"], message["Cc"]) == (VALUES["email"], PCM_EMAIL)
    assert f"{BASE_URL}/verify/{number}" in text_of(message).splitlines()
    certificate, sheet = [part.get_content() for part in message.iter_attachments()]
    assert "Ada Example" in pdf_reading.text_of(certificate)
    assert number in pdf_reading.text_of(certificate)
    assert VALUES["school"] in pdf_reading.text_of(sheet)


def test_what_is_mailed_is_what_can_be_downloaded(
    way: Way, worker: Worker, mailbox: Mailbox
) -> None:
    number = issued(way)
    worker.finishes()
    mailed = [part.get_content() for part in mailbox.kept[0].iter_attachments()]
    for kind, content in zip(("certificate", "record_sheet"), mailed, strict=True):
        file = certify.document(way.house, way.mentor, number, kind)
        assert file is not None
        assert file.content == content
    for document in rows(way.house, Document):
        assert document.sha256 == hashlib.sha256(document.content).hexdigest()


def test_the_database_is_free_while_pdfs_are_made(way: Way) -> None:
    keep = render(way.house, issued(way))
    check_free(way.house)
    with way.house.units.writing() as unit:
        keep(unit)
    assert len(rows(way.house, Document)) == 2


def test_a_worker_that_died_over_it_leaves_one_set_of_documents_and_one_mail(
    way: Way, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    number = issued(way)
    (held,) = leasing.lease_messages(way.house.units, 20)
    late = render(way.house, number)
    clock.moves(seconds=LEASE + 1)
    worker.finishes()
    with way.house.units.writing() as unit:
        if leasing.conclude(unit, held, leasing.DELIVERED):
            late(unit)
    worker.finishes()
    assert len(rows(way.house, Document)) == 2
    assert len(mailbox.kept) == 1


def test_documents_and_mail_are_kept_together_or_not_at_all(
    way: Way, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    """The address cannot be found: the worker goes on, the office sees it, nothing is half done."""
    issued(way)
    with way.house.units.writing() as unit:
        wrong = {"values": {name: v for name, v in VALUES.items() if name != "email"}}
        unit.session.execute(
            update(FactRow).where(FactRow.kind == DetailsGiven.__name__).values(body=wrong)
        )
    worker.works()
    assert rows(way.house, Document) == []
    desk = desks.office_desk(way.house, way.place.visit(Role.OFFICE))
    assert [(one.kind, one.gives_up) for one in desk.failures] == [("Certificate PDF", False)]
    with way.house.units.writing() as unit:
        unit.session.execute(
            update(FactRow)
            .where(FactRow.kind == DetailsGiven.__name__)
            .values(body={"values": dict(VALUES)})
        )
    clock.moves(minutes=1)
    worker.finishes()
    assert len(rows(way.house, Document)) == 2
    assert len(mailbox.kept) == 1


def test_a_scheme_without_a_pcm_copies_nobody(way: Way, worker: Worker, mailbox: Mailbox) -> None:
    issued(way)
    alone = {name: v for name, v in VALUES.items() if not name.startswith("pcm")}
    with way.house.units.writing() as unit:
        unit.session.execute(
            update(FactRow)
            .where(FactRow.kind == DetailsGiven.__name__)
            .values(body={"values": alone})
        )
    worker.finishes()
    (message,) = mailbox.kept
    assert (message["To"], message["Cc"]) == (VALUES["email"], None)
    assert "copy" not in text_of(message)


def test_nobody_is_congratulated_on_a_certificate_that_was_revoked_meanwhile(
    way: Way, worker: Worker, mailbox: Mailbox
) -> None:
    number = issued(way)
    certify.revoke(way.house, way.office, number, "Issued by mistake")
    worker.finishes()
    assert [message["Subject"].split()[-1] for message in mailbox.kept] == ["revoked"]
    assert outcomes(way.house, kind="certificate") == ["superseded"]


def test_nor_on_one_that_was_revoked_while_it_was_rendered(way: Way) -> None:
    number = issued(way)
    keep = render(way.house, number)
    certify.revoke(way.house, way.office, number, "Issued by mistake")
    with way.house.units.writing() as unit:
        keep(unit)
    assert [mail["subject"].split()[-1] for mail in way.mails()] == ["revoked"]


def test_the_same_certificate_renders_to_the_same_bytes(way: Way) -> None:
    number = issued(way)
    made = []
    for _ in range(2):
        with way.house.units.writing() as unit:
            unit.session.execute(delete(Document))
        keep = render(way.house, number)
        with way.house.units.writing() as unit:
            keep(unit)
        made.append({row.kind: row.sha256 for row in rows(way.house, Document)})
    assert made[0] == made[1]


def test_a_certificate_that_does_not_exist_is_a_failure_not_a_fault(
    way: Way, worker: Worker
) -> None:
    with way.house.units.writing() as unit:
        enqueue(unit, "certificate", {"number": "NONE"}, lane="x")
    worker.finishes()
    assert outcomes(way.house, kind="certificate") == ["failed"]
    assert rows(way.house, Certificate) == []
