"""Rows 1 to 27 of the table in lti_tool.lti.checks, refused by name, in the order of the table."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti_tool.errors import LaunchRefused
from lti_tool.lti.refusals import CookieMissing, NonceSpent, nonce_spent
from lti_tool.lti.sealing import Sealer
from lti_tool.lti.state import open_state, seal_state

from .signing_lms import LOGIN, NOW, REMOVED, Answer, SigningLms, query


def refusal(lms: SigningLms, answer: Answer) -> LaunchRefused:
    with pytest.raises(LaunchRefused) as caught:
        lms.verify(answer)
    return caught.value


def good_answer(lms: SigningLms) -> Answer:
    login = lms.begin()
    return lms.answer(login, lms.sign(lms.claims(login, {})))


def code_of_launch(lms: SigningLms, changes: dict[str, object]) -> str:
    with pytest.raises(LaunchRefused) as caught:
        lms.launch(changes)
    return caught.value.code


class TestTheLoginBehindTheLaunch:
    def test_a_platform_that_answers_with_an_error_gets_a_page_of_its_own(
        self, lms: SigningLms
    ) -> None:
        answer = Answer({"error": "login_required", "error_description": "<b>x</b>"}, {})
        error = refusal(lms, answer)
        assert error.code == "platform_reported_error"
        assert "no longer signed in" in str(error)
        assert "<b>" not in str(error)

    def test_an_unknown_error_is_not_repeated_on_the_page(self, lms: SigningLms) -> None:
        error = refusal(lms, Answer({"error": "you have won a prize"}, {}))
        assert error.code == "platform_reported_error"
        assert "prize" not in str(error)

    @pytest.mark.parametrize("missing", ["id_token", "state"])
    def test_a_missing_field_is_named(self, lms: SigningLms, missing: str) -> None:
        answer = good_answer(lms)
        answer.form[missing] = ""
        assert refusal(lms, answer).code == f"{missing}_missing"
        del answer.form[missing]
        assert refusal(lms, answer).status == 400

    @pytest.mark.parametrize("state", ["x", "x.y", ".", "é", "\ud800", "WzFd.AAAA"])
    def test_a_state_that_we_did_not_make_is_refused(self, lms: SigningLms, state: str) -> None:
        answer = good_answer(lms)
        answer.form["state"] = state
        assert refusal(lms, answer).code == "state_not_genuine"

    def test_an_altered_state_is_refused(self, lms: SigningLms) -> None:
        answer = good_answer(lms)
        body, tag = answer.form["state"].split(".")
        answer.form["state"] = f"{body[:-2]}AA.{tag}"
        assert refusal(lms, answer).code == "state_not_genuine"

    def test_a_state_sealed_with_another_secret_is_refused(self, lms: SigningLms) -> None:
        answer = good_answer(lms)
        state = open_state(answer.form["state"], lms.sealer)
        answer.form["state"] = seal_state(state, Sealer("another secret" * 3, "lti-state"))
        assert refusal(lms, answer).code == "state_not_genuine"

    def test_a_state_of_another_version_of_this_tool_is_refused(self, lms: SigningLms) -> None:
        answer = good_answer(lms)
        answer.form["state"] = lms.sealer.seal(b'[0,"reg-1"]')
        assert refusal(lms, answer).code == "state_not_genuine"

    def test_ten_minutes_are_enough_and_not_a_second_more(self, lms: SigningLms) -> None:
        login = lms.begin()
        times = {"iat": int(NOW) + 600, "exp": int(NOW) + 660}
        answer = lms.answer(login, lms.sign(lms.claims(login, times)))
        lms.now = NOW + 600
        assert lms.verify(answer).sub == "7"
        lms.now = NOW + 601
        assert refusal(lms, answer).code == "state_expired"

    def test_a_browser_without_the_cookie_is_offered_a_new_window(self, lms: SigningLms) -> None:
        answer = replace(good_answer(lms), cookies={"mm_state_ofanotherone": "x"})
        error = refusal(lms, answer)
        assert error.code == "cookie_missing"
        assert isinstance(error, CookieMissing)
        assert error.login_again == LOGIN

    def test_what_the_new_window_posts_begins_a_login_that_works(self, lms: SigningLms) -> None:
        error = refusal(lms, replace(good_answer(lms), cookies={}))
        assert isinstance(error, CookieMissing)
        assert error.login_again is not None
        assert lms.launch({}, **error.login_again).sub == "7"

    def test_a_login_too_long_to_carry_offers_no_button_but_still_works(
        self, lms: SigningLms
    ) -> None:
        login = lms.begin(lti_message_hint="h" * 2000)
        assert len(query(login)["state"]) <= 1500
        answer = lms.answer(login, lms.sign(lms.claims(login, {})))
        assert lms.verify(answer).sub == "7"
        error = refusal(lms, replace(answer, cookies={}))
        assert isinstance(error, CookieMissing)
        assert error.login_again is None

    @pytest.mark.parametrize("cookie", ["x", "é", "\ud800"])
    def test_a_wrong_cookie_means_another_browser(self, lms: SigningLms, cookie: str) -> None:
        answer = good_answer(lms)
        answer.cookies = dict.fromkeys(answer.cookies, cookie)
        assert refusal(lms, answer).code == "state_of_another_browser"

    def test_the_cookie_of_another_login_does_not_open_this_one(self, lms: SigningLms) -> None:
        answer, other = good_answer(lms), lms.begin()
        answer.cookies = dict.fromkeys(answer.cookies, other.cookie_value)
        assert refusal(lms, answer).code == "state_of_another_browser"

    def test_a_registration_withdrawn_meanwhile_is_refused(self, lms: SigningLms) -> None:
        answer = good_answer(lms)
        lms.register(id="another")
        assert refusal(lms, answer).code == "registration_withdrawn"


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


class TestTheSignature:
    def code(self, lms: SigningLms, token: str) -> str:
        return refusal(lms, lms.answer(lms.begin(), token)).code

    def claims(self, lms: SigningLms) -> dict[str, Any]:
        return lms.claims(lms.begin(), {})

    def test_more_than_100_000_characters_are_refused(self, lms: SigningLms) -> None:
        token = lms.sign({**self.claims(lms), "padding": "x" * 100_000})
        assert self.code(lms, token) == "token_too_long"

    @pytest.mark.parametrize(
        "token",
        ["x", "x.y", "a.b.c.d", "..", "é.é.é", "e30.e30.====", "bm8.e30.e30", "W10.e30.e30"],
        ids=repr,
    )
    def test_jwt_passed_is_not_an_lti_13_jwt(self, lms: SigningLms, token: str) -> None:
        assert self.code(lms, token) == "token_malformed"

    @pytest.mark.parametrize(
        "header",
        [
            {"alg": "none"},
            {"alg": "HS256"},
            {"alg": "PS256"},
            {"alg": "ES256"},
            {"alg": None},
            {"alg": ["RS256"]},
            {},
            {"alg": "RS256", "crit": ["b64"], "b64": False},
        ],
        ids=str,
    )
    def test_only_the_rs256_family_is_accepted(
        self, lms: SigningLms, header: dict[str, object]
    ) -> None:
        token = f"{segment({'kid': 'key-1', **header})}.{segment(self.claims(lms))}.AAAA"
        assert self.code(lms, token) == "algorithm_not_accepted"

    @pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
    def test_the_whole_rs256_family_is_accepted(self, lms: SigningLms, algorithm: str) -> None:
        login = lms.begin()
        token = lms.sign(lms.claims(login, {}), algorithm=algorithm)
        assert lms.verify(lms.answer(login, token)).sub == "7"

    def test_a_mac_made_with_the_public_key_is_refused(self, lms: SigningLms) -> None:
        """The classic confusion of a public RSA key with a shared secret."""
        token = jwt.encode(self.claims(lms), "-" * 64, algorithm="HS256", headers={"kid": "key-1"})
        assert self.code(lms, token) == "algorithm_not_accepted"

    @pytest.mark.parametrize("kid", [{}, {"kid": 1}, {"kid": ""}, {"kid": "k" * 256}], ids=str)
    def test_no_kid_sent_in_jwt_header(self, lms: SigningLms, kid: dict[str, object]) -> None:
        token = f"{segment({'alg': 'RS256', **kid})}.{segment(self.claims(lms))}.AAAA"
        assert self.code(lms, token) == "key_not_named"

    def test_incorrect_kid_in_jwt_header(self, lms: SigningLms, another_key: RSAPrivateKey) -> None:
        token = SigningLms({"forged": another_key}).sign(self.claims(lms), kid="forged")
        assert self.code(lms, token) == "unknown_key"

    def test_keys_in_the_header_are_not_looked_at(
        self, lms: SigningLms, another_key: RSAPrivateKey
    ) -> None:
        thief = SigningLms({"key-1": another_key})
        token = thief.sign(
            self.claims(lms), headers={"jku": "https://evil.example/jwks", "x5u": "https://evil"}
        )
        assert self.code(lms, token) == "signature_wrong"
        assert lms.fetches == [lms.registration.jwks_url]

    def test_an_altered_payload_is_refused(self, lms: SigningLms) -> None:
        header, _, signature = lms.sign(self.claims(lms)).split(".")
        payload = segment({**self.claims(lms), "sub": "8"})
        assert self.code(lms, f"{header}.{payload}.{signature}") == "signature_wrong"

    @pytest.mark.parametrize(
        "payload",
        [
            b"not json",
            b"[]",
            b'"text"',
            b"\xff{}",
            b'{"exp": NaN}',
            b'{"sub": "\\ud800"}',
            b'{"sub": "a\\u0000b"}',
            b'{"context": {"title": ["\\uD800"]}}',
            b'{"x": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
            b'{"exp": ' + b"9" * 5_000 + b"}",
        ],
        ids=lambda payload: repr(payload[:30]),
    )
    def test_signed_claims_that_cannot_be_kept_are_refused(
        self, lms: SigningLms, payload: bytes
    ) -> None:
        token = jwt.PyJWS().encode(
            payload, lms.keys["key-1"], algorithm="RS256", headers={"kid": "key-1"}
        )
        assert self.code(lms, token) == "claims_unreadable"

    def test_an_escaped_emoji_is_no_lone_surrogate(self, lms: SigningLms) -> None:
        assert lms.launch({"name": "Sam \U0001f33b"}).name == "Sam \U0001f33b"


AUDIENCES: list[tuple[dict[str, object], str]] = [
    ({"iss": "https://lms.example.ac.uk/"}, "issuer_of_another_platform"),
    ({"iss": REMOVED}, "issuer_of_another_platform"),
    ({"aud": REMOVED}, "audience_malformed"),
    ({"aud": []}, "audience_malformed"),
    ({"aud": ["client-A", 3]}, "audience_malformed"),
    ({"aud": {"client-A": 1}}, "audience_malformed"),
    ({"aud": "client-B"}, "audience_of_another_client"),
    ({"aud": ["client-B", "client-C"], "azp": "client-A"}, "audience_of_another_client"),
    ({"aud": ["client-A", "client-B"]}, "authorised_party_missing"),
    ({"aud": ["client-A", "client-B"], "azp": "client-B"}, "authorised_party_of_another_client"),
    ({"azp": "client-B"}, "authorised_party_of_another_client"),
    ({"azp": ["client-A"]}, "authorised_party_of_another_client"),
]

TIMES: list[tuple[dict[str, object], str]] = [
    ({"exp": REMOVED}, "expiry_missing"),
    ({"exp": str(int(NOW) + 60)}, "expiry_missing"),
    ({"exp": True}, "expiry_missing"),
    ({"exp": -1}, "expiry_missing"),
    ({"exp": 10**400}, "expiry_missing"),
    ({"iat": REMOVED}, "time_of_issue_missing"),
    ({"iat": None}, "time_of_issue_missing"),
    ({"iat": [int(NOW)]}, "time_of_issue_missing"),
    ({"iat": NOW + 61}, "issued_in_the_future"),
    ({"iat": NOW + 3600, "exp": NOW + 7200}, "issued_in_the_future"),
    ({"iat": NOW - 300, "exp": NOW - 60}, "token_expired"),
    ({"iat": NOW - 7200, "exp": NOW - 3600}, "token_expired"),
    ({"exp": NOW + 3661}, "token_lives_too_long"),
    ({"iat": NOW - 86_400}, "token_lives_too_long"),
]

NONCES: list[tuple[dict[str, object], str]] = [
    ({"nonce": REMOVED}, "nonce_missing"),
    ({"nonce": ""}, "nonce_missing"),
    ({"nonce": 5}, "nonce_missing"),
    ({"nonce": "never issued"}, "nonce_of_another_login"),
    ({"nonce": "é"}, "nonce_of_another_login"),
]


@pytest.mark.parametrize(("changes", "code"), AUDIENCES + TIMES + NONCES, ids=str)
def test_a_token_not_made_for_this_launch(
    lms: SigningLms, changes: dict[str, object], code: str
) -> None:
    assert code_of_launch(lms, changes) == code


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["client-A"]},
        {"aud": ["client-B", "client-A"], "azp": "client-A"},
        {"azp": "client-A"},
        {"iat": NOW + 5},
        {"iat": NOW + 30},
        {"iat": NOW + 60},
        {"iat": NOW - 100, "exp": NOW - 59},
        {"exp": NOW + 3600},
        {"exp": NOW + 60.5},
    ],
    ids=str,
)
def test_what_must_pass_although_it_looks_odd(lms: SigningLms, changes: dict[str, object]) -> None:
    assert lms.launch(changes).sub == "7"


def test_the_caller_has_words_for_a_spent_nonce() -> None:
    error = nonce_spent()
    assert isinstance(error, NonceSpent)
    assert (error.code, error.status) == ("nonce_spent", 409)
    assert "open the link again" in str(error)
