"""Running the demo LMS: settings, the loopback rule, restarts, mail, a clean stop."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from email.message import EmailMessage

import httpx
import pytest

from lti_tool.demo.config import DemoConfig
from lti_tool.demo.errors import DemoConfigError

from .conftest import free_port
from .test_scores import SCORES, post, score
from .tool import AGS, JwksServer, Tool, running


@contextmanager
def process(config: DemoConfig) -> Iterator[subprocess.Popen[str]]:
    """``python -m lti_tool.demo`` once it answers; killed if the test did not stop it."""
    settings = {
        "DEMO_LMS_CONFIG": json.dumps(
            {"tool_jwks_url": config.tool_jwks_url, "data_dir": str(config.data_dir)}
        ),
        "DEMO_LMS_PORT": str(config.port),
        "DEMO_LMS_SMTP_PORT": str(config.smtp_port),
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "lti_tool.demo"],
        env=os.environ | settings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def wait_for(http: httpx.Client, url: str) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            http.get(url).raise_for_status()
            return
        except httpx.TransportError:
            assert time.monotonic() < deadline, f"{url} never answered"
            time.sleep(0.05)


def certificate_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Mentor modules <no-reply@demo-university.example>"
    mail["To"] = "Amara Okafor <amara.okafor@oakfield.example>"
    mail["Cc"] = "r.adeyemi@oakfield.example"
    mail["Subject"] = "Your Entry certificate, été: well done"
    mail["Message-ID"] = "<certificate-1@demo-university.example>"
    mail.set_content("It is at http://localhost:8000/verify/AB-12.\nBest wishes")
    mail.add_alternative('<p>See <a href="http://localhost:8000/other">this</a></p>', "html")
    mail.add_attachment(b"%PDF-1.7 \x00", "application", "pdf", filename="certificaté.pdf")
    return mail


@pytest.mark.parametrize(
    "issuer",
    [
        "http://0.0.0.0:8001",
        "http://lms.example:8001",
        "http://127.0.0.1.example:8001",
        "https://127.0.0.1:8001",
        "http://127.0.0.1:8001/path",
    ],
)
def test_an_address_off_this_machine_is_refused(config: DemoConfig, issuer: str) -> None:
    with pytest.raises(DemoConfigError):
        replace(config, issuer=issuer)


def test_settings_come_from_variables_over_json_over_defaults() -> None:
    made = DemoConfig.from_env(
        {
            "DEMO_LMS_CONFIG": '{"client_id": "from-json", "deployment_id": "7"}',
            "DEMO_LMS_CLIENT_ID": "from-variable",
            "DEMO_PORT": "9000",
        }
    )
    assert (made.client_id, made.deployment_id) == ("from-variable", "7")
    assert made.tool_launch_url == "http://localhost:9000/lti/launch"
    assert made.issuer == "http://127.0.0.1:8001"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEMO_LMS_SMTP_PORT", "mail"),
        ("DEMO_LMS_PORT", "99999"),
        ("DEMO_LMS_CONFIG", "{"),
        ("DEMO_LMS_CONFIG", '{"isuer": "http://127.0.0.1"}'),
        ("DEMO_LMS_TOOL_JWKS_URL", "jwks"),
    ],
)
def test_a_bad_setting_is_named(variable: str, value: str) -> None:
    name = variable.removeprefix("DEMO_LMS_").lower()
    with pytest.raises(DemoConfigError, match=f"(?i){variable}|{name}"):
        DemoConfig.from_env({variable: value})


def test_a_start_with_another_host_ends_with_a_plain_sentence(config: DemoConfig) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lti_tool.demo"],
        env=os.environ | {"DEMO_LMS_ISSUER": "http://0.0.0.0:8001"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("demo LMS: The demo LMS is for this machine only")
    assert "Traceback" not in done.stderr


def test_people_are_sent_to_the_one_origin_and_other_hosts_away(tool: Tool) -> None:
    path = f"http://localhost:{tool.config.port}/mail?address=a@b.example"
    answer = tool.http.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == tool.url("/mail?address=a@b.example")
    strange = tool.http.get(tool.url("/"), headers={"Host": "lms.example"})
    assert strange.status_code == 400


def test_a_restart_keeps_keys_tokens_grades_and_deleted_line_items(
    config: DemoConfig, jwks: JwksServer, http: httpx.Client
) -> None:
    tool = Tool(config, jwks, http)
    with running(config):
        keys = tool.get_json("/jwks")
        post(tool, score()).raise_for_status()
        item = tool.url(SCORES.replace("/1/", "/2/").replace("/scores", ""))
        http.delete(item, headers=tool.bearer(f"{AGS}lineitem")).raise_for_status()
        before = tool.get_json("/api/gradebook")
    with running(config):
        assert tool.get_json("/jwks") == keys
        assert tool.get_json("/api/gradebook") == before
        assert len(before[0]["line_items"]) == 2
        assert post(tool, score()).status_code == 409
    assert (config.data_dir / "platform-key.pem").stat().st_mode & 0o077 == 0


def test_the_process_takes_mail_stops_on_sigterm_and_keeps_what_it_has(
    config: DemoConfig, http: httpx.Client
) -> None:
    config = replace(config, smtp_port=free_port())
    with process(config) as child:
        wait_for(http, config.issuer)
        with smtplib.SMTP("127.0.0.1", config.smtp_port) as smtp:
            smtp.send_message(certificate_mail())
        (mail,) = http.get(f"{config.issuer}/api/mail").json()
        child.send_signal(signal.SIGTERM)
        output, _ = child.communicate(timeout=10)
        assert child.returncode == 0, output
        assert "Traceback" not in output
    assert mail["to"] == ["amara.okafor@oakfield.example"]
    assert mail["cc"] == ["r.adeyemi@oakfield.example"]
    assert mail["message_id"] == "<certificate-1@demo-university.example>"
    assert mail["links"] == ["http://localhost:8000/verify/AB-12", "http://localhost:8000/other"]
    assert mail["attachments"] == [
        {"name": "certificaté.pdf", "type": "application/pdf", "size": 10}
    ]
    with running(replace(config, smtp_port=0)):
        file = http.get(f"{config.issuer}/api/mail/1/attachments/0")
        assert file.content == b"%PDF-1.7 \x00"
        assert file.headers["Content-Disposition"].startswith("attachment")
        ruth = {"address": "R.Adeyemi@oakfield.example"}
        assert len(http.get(f"{config.issuer}/api/mail", params=ruth).json()) == 1
        nobody = {"address": "nobody@oakfield.example"}
        assert http.get(f"{config.issuer}/api/mail", params=nobody).json() == []


def test_a_malformed_mail_is_still_shown(config: DemoConfig, http: httpx.Client) -> None:
    raw = b"Subject: =?x?q?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe"
    with running(config):
        insert = "INSERT INTO message VALUES (1, '2026-11-20T10:00:00.000Z', 'a@b', 'c@d', ?)"
        with closing(sqlite3.connect(config.data_dir / "demo-lms.sqlite3")) as db:
            db.execute(insert, (raw,))
            db.commit()
        for path in ("/mail", "/mail/1", "/api/mail", "/api/mail/1"):
            assert http.get(config.issuer + path).status_code == 200
