"""The token endpoint: which client assertions buy a token."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest

from .tool import AGS, NRPS, Tool, new_key

SCORE = f"{AGS}score"


def test_a_right_assertion_buys_a_bearer_token_for_an_hour(tool: Tool) -> None:
    answer = tool.ask_token(tool.sign(tool.claims()), f"{SCORE} {NRPS}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    body = json.loads(answer.text)
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert body["scope"] == f"{SCORE} {NRPS}"


def test_unknown_scopes_are_dropped_and_none_left_is_refused(tool: Tool) -> None:
    some = tool.ask_token(tool.sign(tool.claims()), f"{SCORE} http://unknown.example/scope")
    assert json.loads(some.text)["scope"] == SCORE
    none = tool.ask_token(tool.sign(tool.claims()), "http://unknown.example/scope")
    assert (none.status_code, none.json()["error"]) == (400, "invalid_scope")


NOW = int(time.time())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"iss": "somebody-else"}, "iss"),
        ({"sub": "somebody-else"}, "sub"),
        ({"sub": None}, "sub"),
        ({"aud": "http://127.0.0.1:1/token"}, "aud"),
        ({"aud": None}, "aud"),
        ({"iat": None}, "iat"),
        ({"iat": NOW - 4000}, "iat"),
        ({"iat": NOW + 4000}, "iat"),
        ({"iat": "now"}, "iat"),
        ({"exp": None}, "exp"),
        ({"exp": NOW - 100}, "exp"),
        ({"exp": NOW + 7200}, "longer than an hour"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
    ],
)
def test_an_assertion_with_a_wrong_claim_is_refused(
    tool: Tool, changes: dict[str, Any], fault: str
) -> None:
    answer = tool.ask_token(tool.sign(tool.claims(**changes)), SCORE)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")
    assert fault in answer.reason_phrase


def test_the_audience_may_stand_in_a_list(tool: Tool) -> None:
    claims = tool.claims(aud=[tool.config.token_url])
    assert tool.ask_token(tool.sign(claims), SCORE).status_code == 200


def test_an_assertion_buys_one_token(tool: Tool) -> None:
    assertion = tool.sign(tool.claims())
    assert tool.ask_token(assertion, SCORE).status_code == 200
    again = tool.ask_token(assertion, SCORE)
    assert again.status_code == 400
    assert "used before" in again.reason_phrase


def test_a_signature_by_another_key_is_refused(tool: Tool) -> None:
    answer = tool.ask_token(tool.sign(tool.claims(), key=new_key()), SCORE)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("algorithm", "secret"), [("HS256", "a shared secret of thirty-two bytes"), ("none", "")]
)
def test_other_algorithms_are_refused(tool: Tool, algorithm: str, secret: str) -> None:
    assertion = jwt.encode(tool.claims(), secret, algorithm, headers={"kid": "tool-1"})
    answer = tool.ask_token(assertion, SCORE)
    assert answer.status_code == 400
    assert "RS256" in answer.reason_phrase


def test_the_tools_keys_are_kept_and_fetched_again_for_an_unknown_kid(tool: Tool) -> None:
    for _ in range(3):
        tool.ask_token(tool.sign(tool.claims()), SCORE).raise_for_status()
    assert tool.jwks.asked == 1
    tool.jwks.keys["tool-2"] = new_key()
    rotated = tool.sign(tool.claims(), kid="tool-2", key=tool.jwks.keys["tool-2"])
    assert tool.ask_token(rotated, SCORE).status_code == 200
    assert tool.jwks.asked == 2


def test_a_kid_that_the_tool_does_not_publish_is_refused(tool: Tool) -> None:
    answer = tool.ask_token(tool.sign(tool.claims(), kid="made-up"), SCORE)
    assert answer.status_code == 400
    assert "no key with kid" in answer.reason_phrase


@pytest.mark.parametrize(
    "changes",
    [
        {"grant_type": "password"},
        {"client_assertion_type": "jwt"},
        {"client_assertion": ""},
        {"client_assertion": "not.a.jwt"},
    ],
)
def test_a_wrong_form_is_refused(tool: Tool, changes: dict[str, str]) -> None:
    answer = tool.ask_token(tool.sign(tool.claims()), SCORE, **changes)
    assert answer.status_code == 400
    assert tool.refusals()[-1]["path"] == "/token"
