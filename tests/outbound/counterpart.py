"""A small real HTTP server that plays the other side and remembers what reached it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    client: tuple[str, int]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: found[0] for name, found in parse_qs(urlsplit(self.target).query).items()}

    @property
    def form(self) -> dict[str, str]:
        return {name: found[0] for name, found in parse_qs(self.body.decode()).items()}

    def json(self) -> object:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What the other side sends back."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    reason: str | None = None


def as_json(value: object, status: int = 200, **headers: str) -> Reply:
    """A reply with a JSON body; further headers with ``_`` for ``-``."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


Answering = Callable[[Received], Reply]


class Counterpart:
    """Answers every request with ``answering`` and keeps it in ``received``."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.received: list[Received] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def targets(self, method: str) -> list[str]:
        return [request.target for request in self.received if request.method == method]


def _handler(counterpart: Counterpart) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            received = Received(
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
                self.client_address,
            )
            counterpart.received.append(received)
            reply = counterpart.answering(received)
            self.send_response(reply.status, reply.reason)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                # As raw UTF-8, the way Moodle puts curly quotes into a header.
                self._headers_buffer.append(f"{name}: {value}\r\n".encode())  # type: ignore[attr-defined]  # the standard library's own buffer; it has no other way to non-Latin-1
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
