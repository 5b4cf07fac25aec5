"""Sealed texts: nobody but us can make them, and none is good for another purpose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti.sealing import Sealer

SECRET = "a secret of at least thirty-two characters"
SEALER = Sealer(SECRET, "lti-state")


@given(st.binary(max_size=200))
def test_what_was_sealed_comes_out_again(payload: bytes) -> None:
    assert SEALER.unseal(SEALER.seal(payload)) == payload


@given(st.binary(max_size=40), st.data())
def test_no_changed_character_goes_unnoticed(payload: bytes, data: st.DataObject) -> None:
    sealed = SEALER.seal(payload)
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.characters().filter(lambda character: character != sealed[place]))
    with pytest.raises(ValueError, match=r".*"):
        SEALER.unseal(sealed[:place] + other + sealed[place + 1 :])


@pytest.mark.parametrize("text", ["", ".", "..", "abc", "YQ.", ".YQ", "\ud800", "é"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        SEALER.unseal(text)


def test_another_secret_or_purpose_opens_nothing() -> None:
    sealed = SEALER.seal(b"payload")
    for other in (Sealer(SECRET + "x", "lti-state"), Sealer(SECRET, "page-handle")):
        with pytest.raises(ValueError, match="not sealed by us"):
            other.unseal(sealed)
        assert other.mac("text") != SEALER.mac("text")


def test_a_mac_is_no_seal() -> None:
    """Else the cookie's value could be read off the state that stands beside it in the address."""
    body, _, tag = SEALER.seal(b"payload").partition(".")
    assert SEALER.mac(body) != tag


def test_sealed_texts_can_stand_in_an_address_and_in_a_cookie() -> None:
    text = SEALER.seal(bytes(range(256))) + SEALER.mac("x")
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
