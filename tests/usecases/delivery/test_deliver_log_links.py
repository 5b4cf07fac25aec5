"""The mail that brings a link about an entry of a log: the link goes in on the way out."""

from __future__ import annotations

import pytest

from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.usecases.house import House

from ..delivering import Mailbox, Worker, text_of
from ..leading import TRAINEE, Lead
from ..place import BASE_URL, Place, StillClock, rows


@pytest.fixture
def lead(house: House, place: Place, clock: StillClock) -> Lead:
    return Lead(house, place, clock).begins()


def test_the_mail_holds_the_link_and_nothing_of_the_entry(
    lead: Lead, worker: Worker, mailbox: Mailbox
) -> None:
    token = lead.asks(lead.signs_off())
    kept = [one.body for one in rows(lead.house, OutboxMessage) if isinstance(one, OutboxMessage)]
    assert token not in str(kept)
    worker.finishes()
    message = mailbox.kept[-1]
    assert message["To"] == TRAINEE
    assert f"{BASE_URL}/s/{token}/log" in text_of(message).splitlines()
    assert "Count to five" not in text_of(message)


def test_a_link_that_was_replaced_while_it_waited_is_not_mailed(
    lead: Lead, worker: Worker, mailbox: Mailbox
) -> None:
    entry = lead.signs_off()
    lead.asks(entry)
    newest = lead.asks(entry)
    worker.finishes()
    (message,) = [one for one in mailbox.kept if one["To"] == TRAINEE]
    assert newest in text_of(message)
