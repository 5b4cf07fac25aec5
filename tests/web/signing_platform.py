"""An LMS on 127.0.0.1: it publishes its keys over HTTP and signs real tokens."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.lti.jwk import public_jwk
from lti_tool.usecases import platforms

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
CLIENT = "tool-of-the-tests"
KEY = generate_private_key(public_exponent=65537, key_size=2048)


class SigningPlatform:
    """One registered platform, and the browser's part in a launch from it."""

    def __init__(self, issuer: str, key: RSAPrivateKey) -> None:
        self.issuer = issuer
        self._key = key

    def register_with(self, app: Flask, *, frame_origin: str | None = None) -> None:
        """Put this platform into the app's database, as an administrator would."""
        asked = platforms.PlatformAsked(
            issuer=self.issuer,
            client_id=CLIENT,
            deployment_id="d-1",
            auth_url=f"{self.issuer}/auth",
            token_url=f"{self.issuer}/token",
            jwks_url=f"{self.issuer}/jwks",
            frame_origin=frame_origin,
        )
        platforms.add_platform(app.extensions["house"].units, asked)

    def login_fields(self, **changes: str) -> dict[str, str]:
        return {
            "iss": self.issuer,
            "client_id": CLIENT,
            "login_hint": "person-7",
            "target_link_uri": "http://localhost:8000/lti/launch",
            "lti_deployment_id": "d-1",
            **changes,
        }

    def answer_to(self, login: TestResponse, **claims: Any) -> dict[str, str]:
        """The form that the platform has the browser post after that login."""
        asked = {k: v[0] for k, v in parse_qs(urlsplit(login.headers["Location"]).query).items()}
        now = int(time.time())
        payload = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "person-7",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "name": "Amara Okafor",
            "email": "amara@oakfield.example",
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": "d-1",
            f"{CLAIM}target_link_uri": "http://localhost:8000/lti/launch",
            f"{CLAIM}resource_link": {"id": "link-1", "title": "Module 1"},
            f"{CLAIM}roles": [MEMBERSHIP + "Learner"],
            f"{CLAIM}context": {"id": "course-1", "title": "School mentor training"},
            **claims,
        }
        token = jwt.encode(payload, self._key, algorithm="RS256", headers={"kid": "k1"})
        return {"id_token": token, "state": asked["state"]}

    def launch(self, browser: FlaskClient, **claims: Any) -> TestResponse:
        """Login and launch; what the launch address answers."""
        login = browser.post("/lti/login", data=self.login_fields(), base_url="https://localhost")
        form = self.answer_to(login, **claims)
        return browser.post("/lti/launch", data=form, base_url="https://localhost")


@contextmanager
def platform_on_this_machine() -> Iterator[SigningPlatform]:
    """The platform, answering on a free port."""
    keys = json.dumps({"keys": [public_jwk(KEY.public_key(), "k1")]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(keys)))
            self.end_headers()
            self.wfile.write(keys)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield SigningPlatform(f"http://127.0.0.1:{server.server_port}", KEY)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
