"""Compact JWS, strictly: RFC 7515."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti.jws import decode_base64url, parse_compact


@given(st.binary(min_size=1, max_size=300))
def test_base64url_is_read_as_the_standard_library_writes_it(raw: bytes) -> None:
    assert decode_base64url(base64.urlsafe_b64encode(raw).rstrip(b"=")) == raw


@given(st.text(alphabet="AQgwBEf_-", min_size=1, max_size=8))
def test_no_two_spellings_of_the_same_bytes_are_accepted(text: str) -> None:
    try:
        raw = decode_base64url(text.encode())
    except ValueError:
        return
    assert base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == text


@pytest.mark.parametrize("text", [b"", b"A", b"AA==", b"A+/A", b"AA A", b"AA\n", b"AB", b"AAB"])
def test_other_spellings_are_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="base64url"):
        decode_base64url(text)


def test_the_signing_input_is_what_was_sent_and_not_what_was_understood() -> None:
    jws = parse_compact("eyJhbGciOiAiUlMyNTYifQ.e30.AAAA")
    assert jws.header == {"alg": "RS256"}
    assert jws.payload == b"{}"
    assert jws.signing_input == b"eyJhbGciOiAiUlMyNTYifQ.e30"
    assert jws.signature == b"\0\0\0"
