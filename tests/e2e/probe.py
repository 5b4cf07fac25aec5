"""A small site of its own: sets one cookie of each kind, tells what it gets back, frames others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

UNPARTITIONED = "unpartitioned=1; SameSite=None; Secure; Path=/"
PARTITIONED = "partitioned=1; SameSite=None; Secure; Path=/; Partitioned"


@dataclass
class Probe:
    """``port`` under any loopback name; ``sent`` are the cookies of each visit to ``/tell``."""

    port: int = 0
    sent: list[set[str]] = field(default_factory=list)

    def framing(self, host: str, address: str) -> str:
        """A page of the site at ``host`` that frames an address."""
        return f"http://{host}:{self.port}/frame?of={address}"


@contextmanager
def probe_site() -> Iterator[Probe]:
    """The site, in a thread."""
    probe = Probe()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(probe))
    server.daemon_threads = True
    probe.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield probe
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(probe: Probe) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            if parts.path == "/set":
                self.send_header("Set-Cookie", UNPARTITIONED)
                self.send_header("Set-Cookie", PARTITIONED)
            if parts.path == "/tell":
                cookies = self.headers.get("Cookie", "")
                probe.sent.append({one.split("=")[0].strip() for one in cookies.split(";")} - {""})
            self.end_headers()
            framed = parse_qs(parts.query).get("of", [""])[0]
            frame = f'<iframe id="tool" src="{escape(framed)}"></iframe>' if framed else "<p>here"
            self.wfile.write(f"<!doctype html><title>Probe</title>{frame}".encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    return Handler
