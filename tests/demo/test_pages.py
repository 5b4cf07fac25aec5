"""The pages: who sees what, mail with its links, and a real browser with a tool in the frame."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, redirect, request
from playwright.sync_api import Page, Playwright
from werkzeug.serving import make_server

from lti_tool.demo.config import DemoConfig

from .conftest import free_port
from .test_running import certificate_mail
from .test_scores import post, score
from .tool import JwksServer, Tool, running

COURSE = "/as/{}/courses/course-101"
PAGES = (
    "/",
    "/as/mentor-amara/",
    COURSE.format("mentor-amara"),
    COURSE.format("mentor-amara") + "/links/11",
    COURSE.format("mentor-amara") + "/gradebook",
    COURSE.format("mentor-amara") + "/return?lti_msg=Done&lti_errormsg=Not%20quite",
    COURSE.format("tutor-daniel") + "/gradebook",
    COURSE.format("office-helen") + "/roster",
    "/as/stranger/",
    "/mail",
    "/mail?address=r.adeyemi@oakfield.example",
    "/mail?address=nobody@oakfield.example",
    "/mail/1",
    "/refusals",
    "/auth",
    "/nowhere",
)

TOOL_PAGE = """<!doctype html><html lang="en-GB"><title>Tool</title><main><h1>The tool</h1>
<button id="grow">Grow</button><button id="close">Close</button></main>
<script>
const say = (message) => parent.postMessage(message, "*");
document.getElementById("grow").onclick = () => say({subject: "lti.frameResize", height: 1234});
document.getElementById("close").onclick = () => say({subject: "org.imsglobal.lti.close"});
</script>"""


# A message from anywhere but the tool's frame; answers with the height once it was delivered.
FORGED_RESIZE = """async () => {
  const delivered = new Promise((done) => addEventListener("message", done));
  postMessage({subject: "lti.frameResize", height: 5000}, "*");
  await delivered;
  return document.querySelector("iframe").offsetHeight;
}"""


@contextmanager
def framed_tool(lms: str, port: int) -> Iterator[None]:
    """The least that can be launched: a login that redirects, and one page."""
    app = Flask(__name__)

    @app.post("/lti/login")
    def login() -> Response:
        answer = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "nonce": "n",
            "redirect_uri": f"http://localhost:{port}/lti/launch",
        }
        kept = {name: request.form[name] for name in ("client_id", "login_hint")}
        hint = {"lti_message_hint": request.form["lti_message_hint"]}
        url = httpx.URL(f"{lms}/auth", params=answer | kept | hint)
        found = redirect(str(url))
        assert isinstance(found, Response)
        return found

    @app.post("/lti/launch")
    def launch() -> str:
        assert request.form["id_token"]
        return TOOL_PAGE

    server = make_server("localhost", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def busy_tool(config: DemoConfig, jwks: JwksServer, http: httpx.Client) -> Iterator[Tool]:
    """A demo LMS with a tool in its frame, grades, mail and refusals."""
    port = free_port()
    base = f"http://localhost:{port}/lti"
    config = replace(config, tool_login_url=f"{base}/login", tool_launch_url=f"{base}/launch")
    with running(config), framed_tool(config.issuer, port):
        tool = Tool(config, jwks, http)
        post(tool, score()).raise_for_status()
        post(tool, score())
        deliver(tool)
        yield tool


def deliver(tool: Tool) -> None:
    insert = "INSERT INTO message VALUES (1, '2026-11-20T10:00:00.000Z', 'a@b', 'c@d', ?)"
    with closing(sqlite3.connect(tool.database)) as db:
        db.execute(insert, (certificate_mail().as_bytes(),))
        db.commit()


@pytest.fixture
def page(playwright: Playwright) -> Iterator[Page]:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    yield browser.new_page(viewport={"width": 1300, "height": 900})
    browser.close()


def test_a_learner_sees_their_own_grades_and_no_roster(tool: Tool) -> None:
    amara = COURSE.format("mentor-amara")
    grades = tool.http.get(tool.url(f"{amara}/gradebook"))
    assert "My grades" in grades.text
    assert "Tom Whitfield" not in grades.text
    assert tool.http.get(tool.url(f"{amara}/roster")).status_code == 403


def test_the_tutor_sees_everybodys_grades(tool: Tool) -> None:
    post(tool, score(scoreGiven=62.5))
    text = tool.http.get(tool.url(COURSE.format("tutor-daniel") + "/gradebook")).text
    assert "Amara Okafor" in text
    assert "Tom Whitfield" in text
    assert ">62.5<" in text


def test_who_has_no_account_reads_mail_only(tool: Tool) -> None:
    answer = tool.http.get(tool.url("/as/pcm-ruth/"))
    assert answer.headers["Location"] == "/mail?address=r.adeyemi@oakfield.example"


def test_the_strangers_number_leads_to_the_tools_page_and_nowhere_else(tool: Tool) -> None:
    for number, path in (("AB-12", "AB-12"), ("../x?y#z", "..%2Fx%3Fy%23z")):
        answer = tool.http.get(tool.url("/verify"), params={"number": number})
        assert answer.headers["Location"] == f"http://localhost:8000/verify/{path}"


def test_links_in_a_mail_open_in_a_new_tab_and_markup_does_not_run(tool: Tool) -> None:
    mail = certificate_mail()
    mail.replace_header("Subject", "<script>alert(1)</script>")
    with closing(sqlite3.connect(tool.database)) as db:
        values = (1, "2026-11-20T10:00:00.000Z", "a@b", "c@d", mail.as_bytes())
        db.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?)", values)
        db.commit()
    text = tool.http.get(tool.url("/mail/1")).text
    link = '<a href="http://localhost:8000/verify/AB-12" target="_blank" rel="noopener">'
    assert f"{link}http://localhost:8000/verify/AB-12</a>." in text
    assert "<script>alert" not in text
    assert 'href="/api/mail/1/attachments/0"' in text


@pytest.mark.browser
def test_the_tool_stands_in_the_frame_and_may_resize_and_close_it(
    busy_tool: Tool, page: Page
) -> None:
    page.goto(busy_tool.url(COURSE.format("mentor-amara") + "/links/11"))
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="The tool").wait_for()
    box = page.locator("iframe").bounding_box()
    assert box
    assert 995 <= box["width"] <= 1010
    assert page.evaluate(FORGED_RESIZE) != 5000
    frame.get_by_role("button", name="Grow").click()
    page.wait_for_function("document.querySelector('iframe').offsetHeight === 1234")
    frame.get_by_role("button", name="Close").click()
    page.wait_for_url("**/courses/course-101")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1300, 320])
def test_every_page_passes_axe_and_fits(busy_tool: Tool, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    faults: list[str] = []
    page.on(
        "console", lambda message: faults.append(message.text) if "Policy" in message.text else None
    )
    for path in PAGES:
        page.goto(busy_tool.url(path))
        if "/links/" in path:
            page.frame_locator("iframe").get_by_role("heading", name="The tool").wait_for()
        found = Axe().run(page, options={"iframes": False})
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert [fault for fault in faults if "Content Security Policy" in fault] == []
