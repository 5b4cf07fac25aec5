"""How a login or launch is refused: a stable code, and words that say what to do next.

Every sentence has two parts, what happened and what to do now. Nothing out of an unverified token
is repeated in one; of a login only an issuer and a client id that look like such, since the person
who can mend the registration needs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lti_tool.errors import LaunchRefused

OPEN_AGAIN = "Please go back to your course and open the link again."
ASK_ADMINISTRATOR = (
    "Opening it again will not help: please show this page to your Moodle or Canvas administrator."
)
_HARMLESS = re.compile(r"[\w.:/~@-]{1,200}", re.ASCII)


class CookieMissing(LaunchRefused):
    """The browser did not send the login's cookie back: most often it blocks cookies in frames.

    ``login_again`` holds the parameters to post to our login address from a button that opens a new
    window, where our cookies are no longer a third party's; None when they were too long to carry.
    """

    def __init__(self, login_again: Mapping[str, str] | None) -> None:
        self.login_again = login_again
        super().__init__(
            "cookie_missing",
            "Your browser did not let this tool keep the cookie that it needs inside your course. "
            "Please open it in a new window with the button on this page. If that window says that "
            "it cannot go on, go back to your course and open the link there in a new window.",
        )


class NonceSpent(LaunchRefused):
    """This very launch was used before: a reload, the back button, or a stolen token."""

    def __init__(self) -> None:
        super().__init__(
            "nonce_spent",
            "This page was already opened once from your course, and each opening works only once. "
            + OPEN_AGAIN,
            status=409,
        )


def nonce_spent() -> NonceSpent:
    """The refusal for a nonce that the caller has found to be spent (OIDC Core, 15.5.2)."""
    return NonceSpent()


def refused_open_again(code: str, what_happened: str, *, status: int = 403) -> LaunchRefused:
    """A refusal that a fresh launch may well cure."""
    return LaunchRefused(code, f"{what_happened} {OPEN_AGAIN}", status=status)


def refused_ask_administrator(code: str, what_happened: str, *, status: int = 403) -> LaunchRefused:
    """A refusal that only whoever runs the LMS, or registered the tool there, can cure."""
    return LaunchRefused(code, f"{what_happened} {ASK_ADMINISTRATOR}", status=status)


def shown(value: str) -> str:
    """``value`` if it looks like an address or an id, so that no stranger writes on our pages."""
    return value if _HARMLESS.fullmatch(value) else "(not a readable name)"
