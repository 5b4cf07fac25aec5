"""A real browser in front of a house; the test module says with ``story`` what is in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright
from werkzeug.serving import make_server

from lti_tool.usecases import visits
from lti_tool.web.access import cookie_name

from .story import Person, Story


@pytest.fixture(scope="module")
def address(story: Story) -> Iterator[str]:
    """Where the house answers a browser."""
    server = make_server("127.0.0.1", 0, story.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def window(
    chromium: Browser, mentor: Person, story: Story, address: str
) -> Iterator[BrowserContext]:
    """A browser of the mentor's; an error of a script, or what the policy refuses, fails a test."""
    context = chromium.new_context(viewport={"width": 1003, "height": 800})
    handle = mentor.visit.handle
    value = visits.cookie_of(story.house, handle)
    context.add_cookies([{"name": cookie_name(handle), "value": value, "url": address}])
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on(
        "console",
        lambda line: wrong.append(line.text) if "Content Security" in line.text else None,
    )
    yield context
    context.close()
    assert wrong == []
