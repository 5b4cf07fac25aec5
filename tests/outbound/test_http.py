"""The one HTTP door: what it refuses, how it waits, and what it never says."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode

import pytest

from lti_tool import __version__
from lti_tool.errors import DeliveryFinal, DeliveryRetry
from lti_tool.outbound import http
from lti_tool.outbound.http import HttpDoor, ServiceBusy, ServiceRefused

from .conftest import Serve
from .counterpart import Reply, as_json

SECRET = "s3cret-token"


def test_a_good_answer_comes_back_whole(serve: Serve, door: HttpDoor) -> None:
    there = serve(lambda _: Reply(201, b"made", {"X-Kind": "thing"}, "Created indeed"))
    answer = door.request("POST", there.url("/things?a=1"), content=b"body")
    assert (answer.status, answer.reason, answer.body) == (201, "Created indeed", b"made")
    assert answer.headers["x-kind"] == "thing"
    assert there.received[0].target == "/things?a=1"
    assert there.received[0].body == b"body"


def test_it_says_who_it_is_because_some_lmss_refuse_the_nameless(
    serve: Serve, door: HttpDoor
) -> None:
    there = serve(lambda _: as_json({}))
    door.get_json(there.url())
    headers = there.received[0].headers
    assert headers["user-agent"] == f"mentor-modules/{__version__}"
    assert headers["accept"] == "application/json"


def test_connections_are_used_again(serve: Serve, door: HttpDoor) -> None:
    there = serve(lambda _: as_json({}))
    for _ in range(3):
        door.get_json(there.url())
    assert len(there.received) == 3
    assert len({request.client for request in there.received}) == 1


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_busy_service_is_tried_again(serve: Serve, door: HttpDoor, status: int) -> None:
    there = serve(lambda _: Reply(status))
    with pytest.raises(DeliveryRetry) as caught:
        door.request("GET", there.url())
    assert str(status) in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 413, 422])
def test_a_refusal_is_final_and_carries_the_answer(
    serve: Serve, door: HttpDoor, status: int
) -> None:
    there = serve(lambda _: Reply(status, b"why", {}, "Because"))
    with pytest.raises(ServiceRefused) as caught:
        door.request("GET", there.url())
    assert isinstance(caught.value, DeliveryFinal)
    assert (caught.value.answer.status, caught.value.answer.text) == (status, "why")
    assert caught.value.answer.reason == "Because"


def test_retry_after_is_handed_on(serve: Serve, door: HttpDoor) -> None:
    in_two_minutes = format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)
    there = serve(lambda request: Reply(503, headers={"Retry-After": request.query["at"]}))
    for header, least, most in [
        ("30", 30, 30),
        (in_two_minutes, 110, 120),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
        ("99999999", 86_400, 86_400),
    ]:
        with pytest.raises(ServiceBusy) as caught:
            door.request("GET", there.url("/?" + urlencode({"at": header})))
        assert caught.value.retry_after is not None
        assert least <= caught.value.retry_after <= most


@pytest.mark.parametrize("header", ["soon", "", "-5", "१२"])
def test_a_retry_after_that_says_nothing_is_ignored(
    serve: Serve, door: HttpDoor, header: str
) -> None:
    there = serve(lambda _: Reply(503, headers={"Retry-After": header}))
    with pytest.raises(ServiceBusy) as caught:
        door.request("GET", there.url())
    assert caught.value.retry_after is None


def test_redirects_are_not_followed(serve: Serve, door: HttpDoor) -> None:
    elsewhere = serve(lambda _: as_json({}))
    there = serve(lambda _: Reply(302, headers={"Location": elsewhere.url()}))
    with pytest.raises(DeliveryFinal, match="another address"):
        door.request("GET", there.url())
    assert elsewhere.received == []


@pytest.mark.parametrize(
    "url",
    [
        "http://lms.example.ac.uk/token",
        "http://127.0.0.1.example.ac.uk/",
        "http://127.0.0.1@example.ac.uk/",
        "ftp://localhost/",
        "file:///etc/passwd",
        "//localhost/",
        "not an address",
        "http://[broken",
        "https:///nowhere",
    ],
)
def test_plain_http_goes_to_this_machine_only(door: HttpDoor, url: str) -> None:
    with pytest.raises(DeliveryFinal):
        door.request("GET", url)


def test_an_answer_that_is_too_large_is_not_read(serve: Serve) -> None:
    there = serve(lambda _: Reply(200, b"x" * 2000))
    with HttpDoor(largest_answer=1999) as door, pytest.raises(DeliveryFinal, match="1,999"):
        door.request("GET", there.url())
    with HttpDoor(largest_answer=2000) as door:
        assert len(door.request("GET", there.url()).body) == 2000


def test_an_answer_that_unfolds_is_refused(serve: Serve, door: HttpDoor) -> None:
    there = serve(lambda _: Reply(200, b"\x1f\x8b", {"Content-Encoding": "gzip"}))
    with pytest.raises(DeliveryFinal, match="compressed"):
        door.request("GET", there.url())
    assert there.received[0].headers["accept-encoding"] == "identity"


def test_what_is_not_json_is_named(serve: Serve, door: HttpDoor) -> None:
    there = serve(lambda _: Reply(200, b"<html>"))
    with pytest.raises(DeliveryFinal, match=r"127\.0\.0\.1 .*not JSON"):
        door.get_json(there.url())


def test_json_nested_too_deep_is_an_error_not_a_crash(serve: Serve, door: HttpDoor) -> None:
    there = serve(lambda _: Reply(200, b"[" * 200_000))
    with pytest.raises(DeliveryFinal, match="not JSON"):
        door.get_json(there.url())


def test_nobody_there_is_worth_another_try(door: HttpDoor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ServiceBusy, match="could not be reached"):
        door.request("GET", f"http://127.0.0.1:{port}/")


def test_a_connection_that_breaks_off_is_worth_another_try(door: HttpDoor) -> None:
    def hang_up(client: socket.socket) -> None:
        client.recv(1000)

    with raw_server(hang_up) as url, pytest.raises(ServiceBusy, match="broke off"):
        door.request("GET", url)


def test_silence_ends_after_the_read_time() -> None:
    with raw_server(lambda _: time.sleep(2)) as url, HttpDoor(read_seconds=0.2) as door:
        before = time.monotonic()
        with pytest.raises(ServiceBusy, match="in time"):
            door.request("GET", url)
        assert time.monotonic() - before < 1


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_a_trickle_ends_when_the_whole_time_is_up(head: bytes) -> None:
    """Each byte comes in time, so only the limit on the whole request can end it."""

    def trickle(client: socket.socket) -> None:
        client.sendall(head)
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 40:
            time.sleep(0.05)
            client.sendall(bytes([byte]))

    with (
        raw_server(trickle) as url,
        HttpDoor(read_seconds=1.0, whole_seconds=0.4) as door,
    ):
        before = time.monotonic()
        with pytest.raises(ServiceBusy, match="in time"):
            door.request("GET", url)
        assert time.monotonic() - before < 1


def test_silence_after_a_beginning_ends_when_the_whole_time_is_up() -> None:
    def stop_halfway(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\n")
        time.sleep(1)

    with (
        raw_server(stop_halfway) as url,
        HttpDoor(read_seconds=5.0, whole_seconds=0.2) as door,
    ):
        before = time.monotonic()
        with pytest.raises(ServiceBusy, match="in time"):
            door.request("GET", url)
        assert time.monotonic() - before < 0.8


def test_key_sets_have_limits_of_their_own(
    serve: Serve, door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = serve(lambda request: as_json("x" * int(request.query["size"])))
    assert door.fetch_json(there.url("/?size=255000")) == "x" * 255_000
    with pytest.raises(DeliveryFinal, match="256,000"):
        door.fetch_json(there.url("/?size=256000"))
    monkeypatch.setattr(http, "KEYS_SECONDS", 0.2)
    with raw_server(lambda _: time.sleep(1)) as url, pytest.raises(ServiceBusy):
        door.fetch_json(url)


def test_no_secret_is_told_or_logged(
    serve: Serve, door: HttpDoor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    statuses = iter([200, 302, 403, 503])
    there = serve(lambda _: Reply(next(statuses), SECRET.encode(), {}, f"No {SECRET}"))
    said = []
    for _ in range(4):
        try:
            door.request(
                "POST",
                there.url(f"/path?token={SECRET}"),
                headers={"Authorization": f"Bearer {SECRET}"},
                content=SECRET.encode(),
            )
        except (DeliveryFinal, DeliveryRetry) as error:
            said.append(str(error))
    assert len(said) == 3
    assert all("127.0.0.1" in sentence for sentence in said)
    assert SECRET not in "".join(said) + caplog.text


def test_a_header_cannot_smuggle_another(serve: Serve, door: HttpDoor) -> None:
    there = serve(lambda _: as_json({}))
    with pytest.raises(DeliveryFinal, match="not valid HTTP"):
        door.request("GET", there.url(), headers={"Authorization": "Bearer a\r\nX-Evil: 1"})
    assert there.received == []


def test_proxies_in_the_environment_are_not_used(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(lambda _: as_json({}))
    there = serve(lambda _: as_json({}))
    monkeypatch.setenv("HTTP_PROXY", proxy.url())
    with HttpDoor() as door:
        door.get_json(there.url())
    assert proxy.received == []


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Talks to one client on a bare socket."""

    def run() -> None:
        client, _ = listener.accept()
        with client, suppress(OSError):  # the door may have gone, as it should
            talk(client)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join()
