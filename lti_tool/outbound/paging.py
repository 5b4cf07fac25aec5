"""Reading a service's list to its end, page after page.

The next page is named by a Link header (RFC 8288; AGS 2.0, 3.2.4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lti_tool.errors import DeliveryFinal
from lti_tool.outbound.http import Answer

MOST_PAGES = 100

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
# The relation may be unquoted, or stand in curly quotes, or be one of several.
_NEXT = re.compile(r"\brel\s*=\W*(?:[\w-]+\s+)*next\b", re.IGNORECASE)


def pages(url: str, get: Callable[[str], Answer]) -> Iterator[Answer]:
    """Every page from the first address on.

    Raises:
        DeliveryFinal: the next page is on another host, where our token must not go, or the pages
            do not end.
    """
    seen: set[str] = set()
    next_url: str | None = url
    while next_url is not None:
        if next_url in seen or len(seen) >= MOST_PAGES:
            raise DeliveryFinal(f"The list at {urlsplit(url).hostname} does not come to an end.")
        check_same_origin(url, next_url)
        seen.add(next_url)
        answer = get(next_url)
        yield answer
        next_url = next_page(answer.headers.get("Link"), next_url)


def next_page(header: str | None, current: str) -> str | None:
    """The address of the next page, or None on the last.

    Symptoms: Moodle 4.5 writes curly quotes around ``next`` and ``&amp;`` in the address; others
    leave the quotes out. Read strictly, each looks like the last page.
    """
    for link in _LINK.finditer(header or ""):
        if _NEXT.search(link[2]):
            return urljoin(current, str(link[1]).strip().replace("&amp;", "&"))
    return None


def check_same_origin(first: str, second: str) -> None:
    """Refuse an address on another host than the one the token is for.

    Raises:
        DeliveryFinal: scheme, host or port differ.
    """
    if _origin(first) != _origin(second):
        raise DeliveryFinal(
            f"{urlsplit(first).hostname} sent us on to another host, where our access token must "
            "not go."
        )


def with_query(url: str, **parameters: str) -> str:
    """The address with these parameters beside those it has (Moodle's carry ``type_id``)."""
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query, True) if pair[0] not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()])))


def with_path_suffix(url: str, suffix: str) -> str:
    """The address with ``suffix`` at the end of its path, before the query (AGS 2.0, 3.3.2)."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + suffix))


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)
