"""A page of a walk in a real browser on a narrow screen: what axe says, and what is too wide."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, Playwright, ViewportSize
from werkzeug.serving import make_server

from ..e2e.camera import OVERFLOWING, RUN_AXE

SMALL = ViewportSize(width=320, height=640)


@dataclass(frozen=True)
class Phone:
    """A browser's window as wide as a small phone, before the application of a walk."""

    address: str
    page: Page

    @classmethod
    @contextmanager
    def of(cls, playwright: Playwright, app: Flask) -> Iterator[Phone]:
        """Somebody's phone, while the application answers."""
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        address = f"http://127.0.0.1:{server.server_port}"
        yield cls(address, browser.new_page(viewport=SMALL, reduced_motion="reduce"))
        browser.close()
        server.shutdown()
        server.server_close()
        thread.join()

    def keep_cookie(self, name: str, value: str) -> None:
        """Be somebody who has launched."""
        self.page.context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def faults(self, path: str) -> list[str]:
        """What axe finds wrong with the page of that path, and what is wider than the screen."""
        answer = self.page.goto(self.address + path)
        self.page.evaluate(Axe().axe_script)
        violations = self.page.evaluate(RUN_AXE)
        found = [f"{path}: {one['id']} {one['nodes'][0]['html']}" for one in violations]
        wide = self.page.evaluate(OVERFLOWING)
        found += [f"{path}: {wide}"] if wide else []
        return found + ([] if answer and answer.ok else [f"{path} does not answer"])
