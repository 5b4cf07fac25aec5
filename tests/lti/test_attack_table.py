"""Attacks that other LTI libraries let through, or good launches that they refuse, one by one.

Each was seen at a library in use; the caller's part in the first two, spending the nonce, is shown
with a set in the place of its table.
"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti_tool.errors import LaunchRefused
from lti_tool.lti import claim_names
from lti_tool.lti.claims import Launch
from lti_tool.lti.refusals import nonce_spent

from .signing_lms import NOW, REMOVED, Answer, SigningLms, query


class SpendingTool:
    """Verifies, then spends the nonce, as the launch's use case does in its transaction."""

    def __init__(self, lms: SigningLms) -> None:
        self.lms = lms
        self.spent: set[str] = set()

    def launch(self, answer: Answer) -> Launch:
        launch = self.lms.verify(answer)
        if launch.nonce in self.spent:
            raise nonce_spent()
        self.spent.add(launch.nonce)
        return launch


def refused(lms: SigningLms, answer: Answer) -> str:
    with pytest.raises(LaunchRefused) as caught:
        lms.verify(answer)
    assert 400 <= caught.value.status < 500
    return caught.value.code


def test_same_token_state_and_cookies_again_is_refused(lms: SigningLms) -> None:
    tool, login = SpendingTool(lms), lms.begin()
    answer = lms.answer(login, lms.sign(lms.claims(login, {})))
    assert tool.launch(answer).sub == "7"
    with pytest.raises(LaunchRefused) as caught:
        tool.launch(answer)
    assert caught.value.code == "nonce_spent"


def test_old_nonce_in_a_new_login_of_the_same_browser_is_refused(lms: SigningLms) -> None:
    first, second = lms.begin(), lms.begin()
    answer = lms.answer(second, lms.sign(lms.claims(first, {})))
    answer.cookies[first.cookie_name] = first.cookie_value
    assert refused(lms, answer) == "nonce_of_another_login"


def test_nonce_the_tool_never_issued_is_refused(lms: SigningLms) -> None:
    login = lms.begin()
    token = lms.sign(lms.claims(login, {"nonce": "made up"}))
    assert refused(lms, lms.answer(login, token)) == "nonce_of_another_login"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": REMOVED}, "expiry_missing"),
        ({"iat": REMOVED}, "time_of_issue_missing"),
        ({"exp": NOW + 10 * 365 * 86_400}, "token_lives_too_long"),
        ({"iat": NOW + 3600, "exp": NOW + 3660}, "issued_in_the_future"),
        (
            {"aud": ["client-A", "client-B"], "azp": "client-B"},
            "authorised_party_of_another_client",
        ),
        ({claim_names.DEPLOYMENT_ID: "never seen"}, "unknown_deployment"),
    ],
    ids=["no exp", "no iat", "exp ten years ahead", "iat an hour ahead", "azp", "deployment"],
)
def test_claims_that_libraries_let_through_are_refused(
    lms: SigningLms, changes: dict[str, object], code: str
) -> None:
    login = lms.begin()
    assert refused(lms, lms.answer(login, lms.sign(lms.claims(login, changes)))) == code


@pytest.mark.parametrize("seconds", [5, 30])
def test_a_clock_a_little_ahead_passes(lms: SigningLms, seconds: int) -> None:
    assert lms.launch({"iat": NOW + seconds, "exp": NOW + seconds + 60}).sub == "7"


def test_ours_second_in_the_audience_with_our_azp_passes(lms: SigningLms) -> None:
    assert lms.launch({"aud": ["client-B", "client-A"], "azp": "client-A"}).client_id == "client-A"


def test_login_begun_for_client_a_does_not_take_a_token_of_client_b(lms: SigningLms) -> None:
    """Canvas signs for all its customers with one issuer and one set of keys."""
    login = lms.begin()
    token = lms.sign(lms.claims(login, {"aud": "client-B", "azp": "client-B"}))
    assert refused(lms, lms.answer(login, token)) == "audience_of_another_client"


def test_a_platform_that_rotates_its_key_needs_one_refetch(
    lms: SigningLms, another_key: RSAPrivateKey
) -> None:
    assert lms.launch().sub == "7"
    lms.keys = {"key-2": another_key}
    lms.now = NOW + 31
    login = lms.begin()
    answer = lms.answer(login, lms.sign(lms.claims(login, {}), kid="key-2"))
    assert lms.verify(answer).sub == "7"
    assert len(lms.fetches) == 2


def test_a_thief_cannot_finish_a_login_in_the_browser_of_another(lms: SigningLms) -> None:
    """Login CSRF: the thief's own state and token, posted from the victim's browser."""
    victims, thiefs = lms.begin(), lms.begin()
    answer = lms.answer(thiefs, lms.sign(lms.claims(thiefs, {})))
    answer.cookies = {victims.cookie_name: victims.cookie_value}
    assert refused(lms, answer) == "cookie_missing"


def test_the_platform_is_told_our_own_launch_address_whatever_it_asked_for(
    lms: SigningLms,
) -> None:
    login = lms.begin(target_link_uri="https://evil.example/", redirect_uri="https://evil.example/")
    assert query(login)["redirect_uri"] == "https://tool.example.ac.uk/lti/launch"
