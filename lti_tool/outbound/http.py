"""The one HTTP door of the house: every request to an LMS or a Learning Record Store goes out here.

It follows no redirect, speaks plain http to this machine only, takes no more than it must, never
waits for ever, and turns whatever goes wrong into a delivery error. What it says or logs names the
other side's host and its status, never an address with its query, a header or a body.
"""

from __future__ import annotations

import json
import logging
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpx

from lti_tool import __version__
from lti_tool.config import is_loopback
from lti_tool.errors import DeliveryFinal, DeliveryRetry
from lti_tool.outbound.deadline import DeadlineTransport, deadline

# httpx logs whole addresses at INFO and httpcore headers at DEBUG: queries and tokens among them.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

USER_AGENT = f"mentor-modules/{__version__}"
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 30.0
LARGEST_ANSWER = 5_000_000
KEYS_SECONDS = 5.0
LARGEST_KEYS = 256_000
LONGEST_RETRY_AFTER = 86_400.0

_WORTH_ANOTHER_TRY = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side sent back."""

    host: str
    status: int
    reason: str
    headers: Mapping[str, str]
    """Names compare without regard to case."""
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, with what is not UTF-8 replaced."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> object:
        """The body read as JSON, whatever content type it claims to be.

        Raises:
            DeliveryFinal: it is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise DeliveryFinal(f"{self.host} answered with something that is not JSON.") from error


class ServiceBusy(DeliveryRetry):
    """The other side was not reached, or asks us to come back later.

    ``retry_after`` is in seconds, where it said so.
    """

    def __init__(self, sentence: str, *, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(sentence)


class ServiceRefused(DeliveryFinal):
    """The other side said no (4xx); ``answer`` is what it said, for whoever knows its dialect."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"{answer.host} refused what was sent, with status {answer.status}.")


class HttpDoor:
    """Sends requests; safe to share between threads, not across a fork.

    Proxies named in the environment are not used.

    Args:
        read_seconds: how long one read may take.
        whole_seconds: how long a request may take from beginning to end.
        largest_answer: in bytes; a larger answer is not read to its end.
        ssl_context: what to trust, instead of the usual authorities (``SSL_CERT_FILE`` adds some).
    """

    def __init__(
        self,
        *,
        read_seconds: float = READ_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        largest_answer: int = LARGEST_ANSWER,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._whole_seconds = whole_seconds
        self._largest_answer = largest_answer
        self._client = httpx.Client(
            transport=DeadlineTransport(ssl_context or httpx.create_ssl_context()),
            timeout=httpx.Timeout(read_seconds, connect=min(CONNECT_SECONDS, read_seconds)),
            follow_redirects=False,
            trust_env=False,
            # A compressed answer may unfold to any size: ask for none.
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back every connection."""
        self._client.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """Send one request and read the answer, which is a 2xx one.

        Raises:
            ServiceBusy: not reached, too slow, or 408, 425, 429 or 5xx.
            ServiceRefused: any other 4xx.
            DeliveryFinal: the address cannot be used, or the answer is a redirect, too large or
                compressed.
        """
        return self._send(
            self._request(method, url, headers, content),
            seconds=self._whole_seconds,
            largest=self._largest_answer,
        )

    def get_json(self, url: str, *, headers: Mapping[str, str] | None = None) -> object:
        """The JSON at an address; errors as for :meth:`request`."""
        asked = {"Accept": "application/json", **(headers or {})}
        return self.request("GET", url, headers=asked).json()

    def fetch_json(self, url: str) -> object:
        """A platform's key set or configuration: 5 seconds in all and 256 kB at most."""
        request = self._request("GET", url, {"Accept": "application/json"}, None)
        return self._send(request, seconds=KEYS_SECONDS, largest=LARGEST_KEYS).json()

    def _request(
        self, method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None
    ) -> httpx.Request:
        try:
            request = self._client.build_request(method, url, headers=headers, content=content)
        except httpx.InvalidURL as error:
            raise DeliveryFinal("The address to send to cannot be read.") from error
        _check_address(request.url)
        return request

    def _send(self, request: httpx.Request, *, seconds: float, largest: int) -> Answer:
        host = request.url.host
        try:
            with deadline(seconds):
                response = self._client.send(request, stream=True)
                try:
                    answer = _read(response, host, largest)
                finally:
                    response.close()
        except httpx.TimeoutException as error:
            raise ServiceBusy(f"{host} did not answer in time.") from error
        except httpx.LocalProtocolError as error:
            raise DeliveryFinal(f"What was to be sent to {host} is not valid HTTP.") from error
        except httpx.RequestError as error:
            raise ServiceBusy(_why_not_reached(host, error)) from error
        return _judged(answer)


def _check_address(url: httpx.URL) -> None:
    if url.scheme == "https" and url.host:
        return
    if url.scheme == "http" and is_loopback(str(url)):
        return
    raise DeliveryFinal(
        f"The address at {url.host or 'an unnamed host'} must begin with https: what we send is "
        "not for others to read."
    )


def _read(response: httpx.Response, host: str, largest: int) -> Answer:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise DeliveryFinal(f"{host} answered in a compressed form that was not asked for.")
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > largest:
            raise DeliveryFinal(f"{host} answered with more than {largest:,} bytes.")
    return Answer(host, response.status_code, response.reason_phrase, response.headers, bytes(body))


def _judged(answer: Answer) -> Answer:
    if answer.status in _WORTH_ANOTHER_TRY or answer.status >= 500:
        raise ServiceBusy(
            f"{answer.host} cannot take it just now (status {answer.status}).",
            retry_after=_retry_after(answer.headers.get("Retry-After")),
        )
    if answer.status >= 400:
        raise ServiceRefused(answer)
    if answer.status >= 300:
        raise DeliveryFinal(
            f"{answer.host} sent us to another address (status {answer.status}), where we do not "
            "follow. The address in the settings may have to be changed."
        )
    return answer


def _retry_after(header: str | None) -> float | None:
    """Seconds, from a number of them or from a date (RFC 9110, 10.2.3); None if it is neither."""
    if not header:
        return None
    if re.fullmatch(r"[0-9]{1,9}", header.strip()):
        seconds = float(header)
    else:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _why_not_reached(host: str, error: httpx.RequestError) -> str:
    # Only httpx's words tell; the cause may name addresses, so it is looked at, never repeated.
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return f"{host} shows a certificate that is not trusted here."
    if isinstance(error, httpx.ConnectError):
        return f"{host} could not be reached."
    return f"The connection to {host} broke off."
