"""Third-party initiated login: Security Framework 1.0, 5.1.1.1 and 5.1.1.2."""

from __future__ import annotations

import re

import pytest

from lti_tool.errors import LaunchRefused

from .signing_lms import LAUNCH_URL, LOGIN, REMOVED, SigningLms, query


def refusal(lms: SigningLms, **changes: str | object) -> LaunchRefused:
    with pytest.raises(LaunchRefused) as caught:
        lms.begin(**changes)
    return caught.value


def test_the_authentication_request_says_what_the_standard_asks_for(lms: SigningLms) -> None:
    login = lms.begin()
    assert login.location.startswith("https://lms.example.ac.uk/auth?")
    sent = query(login)
    assert len(sent.pop("nonce")) >= 32
    assert sent.pop("state")
    assert sent == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": "client-A",
        "redirect_uri": LAUNCH_URL,
        "login_hint": "7",
        "lti_message_hint": '{"cmid": 3}',
    }


def test_no_message_hint_is_sent_where_none_was_given(lms: SigningLms) -> None:
    assert "lti_message_hint" not in query(lms.begin(lti_message_hint=REMOVED))
    assert "lti_message_hint" not in query(lms.begin(lti_message_hint=""))


def test_the_endpoints_own_query_string_is_kept(lms: SigningLms) -> None:
    lms.register(auth_url="https://lms.example.ac.uk/auth?tenant=a%26b&x#part")
    login = lms.begin()
    assert login.location.startswith("https://lms.example.ac.uk/auth?tenant=a%26b&x&scope=openid&")
    assert "#" not in login.location


def test_the_cookie_belongs_to_this_login_alone_and_lives_ten_minutes(lms: SigningLms) -> None:
    first, second = lms.begin(), lms.begin()
    assert re.fullmatch(r"mm_state_[\w-]{12}", first.cookie_name)
    assert first.cookie_name != second.cookie_name
    assert first.cookie_value == lms.sealer.mac(query(first)["state"]) != second.cookie_value
    assert first.max_age == 600


def test_nonce_and_state_never_repeat(lms: SigningLms) -> None:
    logins = [query(lms.begin()) for _ in range(50)]
    assert len({sent["nonce"] for sent in logins}) == 50
    assert len({sent["state"] for sent in logins}) == 50


def test_a_platform_that_sends_no_client_id_is_found_where_it_has_only_one(
    lms: SigningLms,
) -> None:
    assert query(lms.begin(client_id=REMOVED))["client_id"] == "client-A"


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("iss", "issuer_missing"),
        ("login_hint", "login_hint_missing"),
        ("target_link_uri", "target_link_uri_missing_at_login"),
    ],
)
def test_a_missing_parameter_is_named(lms: SigningLms, missing: str, code: str) -> None:
    for value in (REMOVED, ""):
        error = refusal(lms, **{missing: value})
        assert (error.code, error.status) == (code, 400)
        assert missing in str(error)


def test_an_unknown_platform_is_named_for_whoever_can_register_it(lms: SigningLms) -> None:
    error = refusal(lms, iss="https://unknown.example", client_id="client-Z")
    assert error.code == "unknown_platform"
    assert "https://unknown.example" in str(error)
    assert "client-Z" in str(error)
    assert "administrator" in str(error)


def test_a_stranger_cannot_write_on_our_page(lms: SigningLms) -> None:
    error = refusal(lms, iss="Ring 01234 567890 to win", client_id="<script>")
    assert error.code == "unknown_platform"
    assert "Ring" not in str(error)
    assert "<script>" not in str(error)


def test_an_unknown_client_of_a_known_issuer_is_refused(lms: SigningLms) -> None:
    assert refusal(lms, client_id="client-B").code == "unknown_platform"


def test_an_unknown_deployment_is_refused_and_not_created(lms: SigningLms) -> None:
    assert refusal(lms, lti_deployment_id="99").code == "login_names_unknown_deployment"
    assert lms.registration.deployments == {"1", "2"}


@pytest.mark.parametrize("name", sorted(LOGIN))
def test_four_thousand_characters_are_enough_for_any_parameter(lms: SigningLms, name: str) -> None:
    assert refusal(lms, **{name: "x" * 4097}).code == "login_parameter_too_long"
    assert refusal(lms, **{name: "x\0"}).code == "login_parameter_unreadable"


def test_parameters_that_we_do_not_know_are_not_passed_on(lms: SigningLms) -> None:
    login = lms.begin(canvas_region="eu", redirect_uri="https://evil.example/")
    assert "canvas_region" not in query(login)
    assert query(login)["redirect_uri"] == LAUNCH_URL
