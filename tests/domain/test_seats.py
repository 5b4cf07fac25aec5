"""A scheme's own names for its seats, as they are said in sentences."""

from __future__ import annotations

import pytest

from lti_tool.domain.seats import Seat, SeatNames, begun


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Professional Co-ordinating Mentor (PCM)", "PCM"),
        ("Professional Mentor", "Professional Mentor"),
        ("Head teacher or senior leader", "head teacher or senior leader"),
        ("Head Teacher", "Head Teacher"),
        ("ITEC", "ITEC"),
        ("Partnership tutor", "partnership tutor"),
        ("Mentor (of the school)", "mentor (of the school)"),
    ],
)
def test_a_name_inside_a_sentence(name: str, said: str) -> None:
    called = SeatNames({Seat.PCM: name})
    assert called.whole(Seat.PCM) == name
    assert called.bare(Seat.PCM) == said
    assert called.the(Seat.PCM) == f"the {said}"
    assert called.your(Seat.PCM) == f"your {said}"


def test_who_is_nobodys_own_has_an_article() -> None:
    called = SeatNames({Seat.PANEL: "Mentor Recognition Team", Seat.OFFICE: "Partnership office"})
    assert called.your(Seat.PANEL) == "the Mentor Recognition Team"
    assert called.your(Seat.OFFICE) == "the partnership office"
    assert called.your(Seat.MENTOR) == "you (the mentor)"


def test_a_seat_that_a_scheme_does_not_name_has_a_plain_name() -> None:
    assert SeatNames().your(Seat.LINK_TUTOR) == "your link tutor"
    assert SeatNames().the(Seat.PARTNERSHIP_MANAGER) == "the partnership manager"


def test_the_beginning_of_a_sentence() -> None:
    assert begun("your PCM") == "Your PCM"
    assert begun("") == ""
