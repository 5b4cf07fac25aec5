"""Certificate numbers: not to be guessed, and found again however they are typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.domain.certificates import NUMBER_BYTES, certificate_number, normalised_number

from .strategies import patiently

randomness = st.binary(min_size=NUMBER_BYTES, max_size=NUMBER_BYTES)


def test_a_number_carries_sixty_random_bits_or_more() -> None:
    assert NUMBER_BYTES * 8 >= 60


@patiently
@given(randomness, randomness)
def test_every_random_bit_is_in_the_number(one: bytes, other: bytes) -> None:
    assert (certificate_number(one) == certificate_number(other)) == (one == other)


@patiently
@given(randomness)
def test_a_number_can_be_read_out_and_put_into_an_address(random_bytes: bytes) -> None:
    number = certificate_number(random_bytes)
    assert re.fullmatch("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", number)


@patiently
@given(randomness, st.randoms(use_true_random=False))
def test_a_number_is_found_however_it_is_typed(random_bytes: bytes, typist: object) -> None:
    number = certificate_number(random_bytes)
    for typed in (
        number,
        number.lower(),
        number.replace("-", ""),
        number.replace("-", " "),
        f"  {number.lower()}\n",
        number.replace("-", " – "),
        number.replace("-", "\u2011"),
        number.swapcase().replace("-", "."),
    ):
        assert normalised_number(typed) == number


@patiently
@given(st.text(max_size=200))
def test_whatever_is_typed_has_one_short_form(typed: str) -> None:
    once = normalised_number(typed)
    assert normalised_number(once) == once
    assert len(once) <= 40


@pytest.mark.parametrize("typed", ["", "   ", "----", "\x00", "·"])
def test_nothing_typed_is_no_number(typed: str) -> None:
    assert normalised_number(typed) == ""


def test_a_number_with_something_after_it_is_another_number() -> None:
    number = certificate_number(b"0123456789")
    assert normalised_number(number + "A") != number
    assert normalised_number(number[:-1]) != number


def test_a_number_is_never_made_from_too_little() -> None:
    with pytest.raises(ValueError, match="random"):
        certificate_number(b"123456789")
