"""Does this browser keep our cookies inside the LMS's frame? Asked before the LMS has answered.

An LMS answers a launch once (Moodle forgets it as soon as it has), so "open it in a new window" has
to be offered before the browser is sent there. A browser that says it is in a frame and shows none
of our cookies is sent to the login address once more, with a cookie to bring along. If it comes
without it, its owner gets the button; the login that it carries is still unused.

Browsers that do not say where a page is shown (``Sec-Fetch-Dest``, all since 2023 do) skip this;
for them the launch itself notices that the cookie is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from lti_tool.lti.refusals import CookieMissing

COOKIE = "mm_kept"
CHECKED = "cookie_checked"
FRAMES = frozenset({"iframe", "frame"})
LONGEST_QUERY = 6_000
"""Characters that go into an address without fear; a longer login is not checked."""


def is_wanted(destination: str | None, cookies: str | None) -> bool:
    """Whether the browser is in a frame and has not shown that it keeps our cookies."""
    return destination in FRAMES and f"{COOKIE}=" not in (cookies or "")


def once_more(login_path: str, values: Mapping[str, str]) -> str | None:
    """Where to send the browser to try; None when the login is too long for an address.

    Raises:
        CookieMissing: it has been there, and came back without the cookie.
    """
    login = {name: value for name, value in values.items() if name != CHECKED}
    if CHECKED in values:
        raise CookieMissing(login)
    query = urlencode({**login, CHECKED: "1"})
    return f"{login_path}?{query}" if len(query) <= LONGEST_QUERY else None
