"""A strict Learning Record Store in a thread: takes statements (xAPI 1.0.3, part three, 2.1)."""

from __future__ import annotations

import base64
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USER, PASSWORD = "mentor-modules", "between-these-two-only"


@dataclass
class RecordStore:
    """What it stores by id, what it was sent again, and what it could not accept."""

    port: int
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    arrivals: dict[str, int] = field(default_factory=dict)
    again: int = 0
    refused: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def settings(self) -> dict[str, str]:
        """How the tool is told of it."""
        return {
            "MENTOR_LRS_URL": f"http://127.0.0.1:{self.port}/xapi",
            "MENTOR_LRS_USERNAME": USER,
            "MENTOR_LRS_PASSWORD": PASSWORD,
        }

    def take(self, batch: list[dict[str, Any]]) -> str:
        """Store a batch whole or not at all; why not, or nothing."""
        with self._lock:
            problem = self._problem(batch)
            if problem:
                self.refused.append(problem)
                return problem
            for one in batch:
                if one["id"] in self.stored:
                    self.again += 1
                else:
                    self.stored[one["id"]] = one
                self.arrivals[one["id"]] = self.arrivals.get(one["id"], 0) + 1
            return ""

    def _problem(self, batch: list[dict[str, Any]]) -> str:
        ids = [str(uuid.UUID(one["id"])) for one in batch]
        if len(set(ids)) != len(ids):
            return "one id twice in a batch"
        for one in batch:
            if self.stored.get(one["id"], one) != one:
                return f"another statement under the id {one['id']}"
        return ""


@contextmanager
def open_store(store: RecordStore) -> Iterator[RecordStore]:
    """The store answers; afterwards its port refuses connections."""
    server = ThreadingHTTPServer(("127.0.0.1", store.port), _handler(store))
    store.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(store: RecordStore) -> type[BaseHTTPRequestHandler]:
    wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Authorization") != wanted:
                return self._answer(401, "who are you?")
            if self.headers.get("X-Experience-API-Version") != "1.0.3":
                return self._answer(400, "which version?")
            if self.path != "/xapi/statements":
                return self._answer(404, "statements are at /xapi/statements")
            batch = json.loads(body)
            problem = store.take(batch)
            if problem:
                return self._answer(409, problem)
            return self._answer(200, [one["id"] for one in batch])

        def _answer(self, status: int, said: object) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test says what went wrong."""

    return Handler
