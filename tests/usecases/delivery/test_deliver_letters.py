"""What goes along with a letter, and letters that would come too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lti_tool.usecases.house import House
from lti_tool.usecases.letters import note, post

from ...outbound.pdf_reading import text_of as pdf_text
from ..cumbrian import Route
from ..delivering import Mailbox, Worker, outcomes, text_of
from ..place import Place, StillClock


def test_the_handbook_goes_along_as_a_pdf_with_the_tutor_in_copy(
    house: House, place: Place, clock: StillClock, worker: Worker, mailbox: Mailbox
) -> None:
    Route(house, place, clock).enters()
    worker.finishes()
    (message,) = mailbox.kept
    assert message["Cc"] == "lewis@uni.example"
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "QMS and QLMS in brief.pdf"
    words = pdf_text(attached.get_content())
    assert "Who can apply" in words
    assert "two mentors supported" in words.lower()
    assert "{{" not in words


def test_a_letter_of_what_is_over_is_not_mailed_any_more(
    house: House, place: Place, clock: StillClock, worker: Worker, mailbox: Mailbox
) -> None:
    """The mail server was away for a week: nobody is told of a briefing that was yesterday."""
    until = clock.now() + timedelta(days=3)
    with house.units.writing() as unit:
        for name, moment in (("over", until), ("long", until + timedelta(days=30)), ("any", None)):
            letter = note(name, "ada@home.example", f"Soon: {name}", ["Tomorrow."], "Office")
            post(house, unit, replace(letter, until=moment), provider_id=place.provider_id)
    clock.moves(days=7)
    worker.finishes()
    assert sorted(message["Subject"] for message in mailbox.kept) == ["Soon: any", "Soon: long"]
    assert sorted(map(str, outcomes(house, kind="mail"))) == [
        "delivered",
        "delivered",
        "superseded",
    ]
    assert "Tomorrow." in text_of(mailbox.kept[0])
