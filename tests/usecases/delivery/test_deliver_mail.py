"""Mail: the secret link goes in on the way out, PDFs go along, and nothing of it is kept."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from lti_tool.domain.seats import Role
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.persistence.database import new_id
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.records import Document
from lti_tool.usecases import certify, desks, signing
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import LINK, Letter, post

from ..award_fixtures import PCM_EMAIL, VALUES, Way
from ..delivering import (
    Mailbox,
    Worker,
    hired,
    outbox,
    outcomes,
    text_of,
    unused_address,
)
from ..place import AWARD, BASE_URL, Place, StillClock


@pytest.fixture
def way(house: House, place: Place, clock: StillClock) -> Way:
    """A mentor has entered, and the school's domain is known: requests to the PCM leave at once."""
    way = Way(house, place, clock)
    way.school_vouches()
    way.enrols()
    return way


def kept_texts(house: House) -> str:
    """Everything that the outbox remembers."""
    return json.dumps([message.body for message in outbox(house)])


# --- the link -----------------------------------------------------------------------------------


def test_the_pcm_gets_a_link_that_opens_their_page(
    way: Way, worker: Worker, mailbox: Mailbox
) -> None:
    token = way.asks_pcm()
    worker.finishes()
    message = mailbox.kept[-1]
    assert message["To"] == PCM_EMAIL
    assert f"{BASE_URL}/s/{token}" in text_of(message).splitlines()
    assert LINK not in text_of(message)
    assert signing.open_request(way.house, token).mentor_name == "Ada Example"


def test_the_secret_of_the_link_is_at_no_time_in_the_outbox(way: Way, worker: Worker) -> None:
    token = way.asks_pcm()
    assert token not in kept_texts(way.house)
    worker.finishes()
    assert token not in kept_texts(way.house)


def test_what_was_mailed_is_not_kept_in_full(way: Way, worker: Worker) -> None:
    way.asks_pcm()
    assert "confirm what you have seen" in kept_texts(way.house)
    worker.finishes()
    assert outcomes(way.house, kind="mail") == ["delivered"]
    (message,) = outbox(way.house, kind="mail")
    assert "text" not in message.body
    assert message.body["to"] == PCM_EMAIL


def test_a_link_that_was_replaced_while_its_mail_waited_is_not_mailed(
    way: Way, worker: Worker, mailbox: Mailbox
) -> None:
    way.asks_pcm()
    newer = way.asks_pcm()
    worker.finishes()
    assert [newer in text for text in mailbox.texts()] == [True]
    assert outcomes(way.house, kind="mail") == ["superseded", "delivered"]


def test_curly_brackets_in_a_letter_without_a_link_stay_as_they_are(
    house: House, place: Place, worker: Worker, mailbox: Mailbox
) -> None:
    with house.units.writing() as unit:
        letter = Letter(cause="c", to="a@school.example", subject="S", text=f"Say {LINK}, {{0}}.")
        post(house, unit, letter, provider_id=place.provider_id)
    worker.finishes()
    assert mailbox.texts()[0].strip() == f"Say {LINK}, {{0}}."


# --- attachments --------------------------------------------------------------------------------


def test_certificate_and_record_sheet_go_along_to_the_mentor_with_the_pcm_in_copy(
    way: Way, worker: Worker, mailbox: Mailbox
) -> None:
    number = issued(way)
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
        letter = Letter(
            cause="certificate",
            to=VALUES["email"],
            cc=(PCM_EMAIL,),
            subject="Your certificate",
            text="Well done.",
            certificate_number=number,
        )
        post(way.house, unit, letter, provider_id=way.place.provider_id)
    worker.finishes()
    message = mailbox.kept[-1]
    assert mailbox.envelopes[-1] == (VALUES["email"], PCM_EMAIL)
    assert (message["To"], message["Cc"]) == (VALUES["email"], PCM_EMAIL)
    files = [
        (part.get_filename(), part.get_content_type(), part.get_content())
        for part in message.iter_attachments()
    ]
    assert [(kind, content) for _, kind, content in files] == [
        ("application/pdf", b"%PDF certificate"),
        ("application/pdf", b"%PDF record_sheet"),
    ]
    assert all(name.endswith(f"{number}.pdf") for name, _, _ in files if name)


def issued(way: Way) -> str:
    """A certificate whose documents nobody has rendered."""
    way.studies()
    way.pcm_answers(way.asks_pcm())
    way.tutor_confirms()
    way.everybody_signs()
    number = certify.issue(way.house, way.office, way.enrolment_id)
    with way.house.units.writing() as unit:
        unit.session.execute(update(OutboxMessage).values(outcome="delivered"))
    return number


# --- when it does not go ------------------------------------------------------------------------


def failures(way: Way) -> list[tuple[str, str, bool]]:
    desk = desks.office_desk(way.house, way.place.visit(Role.OFFICE))
    return [(one.about, one.error, one.gives_up) for one in desk.failures]


def test_without_a_mail_server_mail_waits_and_says_what_for(
    way: Way, key: ToolKey, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    way.asks_pcm()
    with hired(way.house, key) as without:
        without.works()
    ((about, why, gives_up),) = failures(way)
    title = way.house.library.award(AWARD).title
    assert about == (
        f"“Ada Example asks you to confirm their mentoring for the {title}” to {PCM_EMAIL}"
    )
    assert why == "No mail server is set up (MENTOR_SMTP_URL), so this mail waits."
    assert not gives_up
    clock.moves(minutes=1)
    worker.finishes()
    assert len(mailbox.kept) == 1
    assert failures(way) == []


def test_mail_to_a_server_that_was_down_leaves_once_it_is_back(
    way: Way, key: ToolKey, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    way.asks_pcm()
    with hired(way.house, key, smtp=unused_address("smtp")) as hapless:
        hapless.works()
        clock.moves(seconds=1)
        assert hapless.works() == 0
    assert "could not be reached" in failures(way)[0][1]
    clock.moves(seconds=1)
    worker.finishes()
    assert len(mailbox.kept) == 1


def test_an_address_that_does_not_exist_is_for_the_office_to_see_and_to_try_again(
    way: Way, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    mailbox.refuse[PCM_EMAIL] = "550 No such person"
    way.asks_pcm()
    worker.finishes()
    ((_, why, gives_up),) = failures(way)
    assert gives_up
    assert why == f"The mail server does not take mail for {PCM_EMAIL} (550)."
    clock.moves(days=7)
    worker.finishes()
    assert mailbox.kept == []
    mailbox.refuse.clear()
    (message,) = outbox(way.house, kind="mail")
    desks.retry_delivery(way.house, way.place.visit(Role.OFFICE), message.id)
    worker.finishes()
    assert f"{BASE_URL}/s/{way.link('confirm')}" in mailbox.texts()[0], "the text is kept till then"


def test_a_mail_sent_again_after_a_crash_has_the_same_message_id_and_date(
    way: Way, worker: Worker, mailbox: Mailbox, clock: StillClock
) -> None:
    way.asks_pcm()
    (before,) = outbox(way.house, kind="mail")
    worker.finishes()
    with way.house.units.writing() as unit:  # as if the worker had died before noting it
        unit.session.execute(
            update(OutboxMessage).values(outcome=None, leased_until=None, body=before.body)
        )
    clock.moves(hours=1)
    worker.finishes()
    first, second = mailbox.kept
    assert first["Message-ID"] == second["Message-ID"] != ""
    assert (first["Date"], text_of(first)) == (second["Date"], text_of(second))


def test_the_same_cause_is_mailed_once(
    house: House, place: Place, worker: Worker, mailbox: Mailbox
) -> None:
    for cause in ("one", "one", "two", "one"):
        with house.units.writing() as unit:
            letter = Letter(cause=cause, to="a@school.example", subject=cause, text="T")
            post(house, unit, letter, provider_id=place.provider_id)
        worker.finishes()
    assert [message["Subject"] for message in mailbox.kept] == ["one", "two"]
