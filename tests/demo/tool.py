"""A small tool of the tests' own: it signs client assertions and publishes its key."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from werkzeug.serving import make_server

from lti_tool.demo.platform import DemoConfig, create_platform

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class JwksServer:
    """Publishes keys by kid, and counts how often it was asked."""

    keys: dict[str, rsa.RSAPrivateKey]
    url: str = ""
    asked: int = 0

    def document(self) -> dict[str, Any]:
        keys = []
        for kid, key in self.keys.items():
            public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
            keys.append(public | {"kid": kid, "alg": "RS256", "use": "sig"})
        return {"keys": keys}


@contextmanager
def jwks_server(keys: dict[str, rsa.RSAPrivateKey]) -> Iterator[JwksServer]:
    published = JwksServer(keys)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            published.asked += 1
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(published.document()).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    published.url = f"http://127.0.0.1:{server.server_port}/jwks"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield published
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def running(config: DemoConfig) -> Iterator[None]:
    """Serve the platform of this configuration on its own port."""
    server = make_server("127.0.0.1", config.port, create_platform(config), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Tool:
    """What the tests do to one demo LMS."""

    config: DemoConfig
    jwks: JwksServer
    http: httpx.Client
    kid: str = "tool-1"
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.config.data_dir / "demo-lms.sqlite3"

    def url(self, path: str) -> str:
        return f"{self.config.issuer}{path}"

    def get_json(self, path: str) -> Any:
        return self.http.get(self.url(path)).raise_for_status().json()

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.config.client_id,
            "sub": self.config.client_id,
            "aud": self.config.token_url,
            "iat": now,
            "exp": now + 60,
            "jti": uuid.uuid4().hex,
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def sign(
        self, claims: dict[str, Any], kid: str | None = None, key: rsa.RSAPrivateKey | None = None
    ) -> str:
        signing = key or self.jwks.keys[self.kid]
        return jwt.encode(claims, signing, "RS256", headers={"kid": kid or self.kid})

    def ask_token(self, assertion: str, scope: str, **changes: str) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            "scope": scope,
        }
        return self.http.post(self.config.token_url, data=form | changes)

    def bearer(self, scope: str) -> dict[str, str]:
        """An Authorization header for one scope; tokens are kept."""
        if scope not in self.tokens:
            answer = self.ask_token(self.sign(self.claims()), scope).raise_for_status()
            self.tokens[scope] = json.loads(answer.text)["access_token"]
        return {"Authorization": f"Bearer {self.tokens[scope]}"}

    def begin(self, persona: str = "mentor-amara", link: str = "11") -> dict[str, str]:
        """Open a link as a person: the fields of the login initiation."""
        course = "course-202" if link.startswith("2") else "course-101"
        path = f"/as/{persona}/courses/{course}/links/{link}/frame"
        return form_fields(self.http.get(self.url(path)).raise_for_status().text)

    def auth_request(self, login: dict[str, str], **changes: str | None) -> dict[str, str]:
        """The authentication request that answers this login initiation."""
        request: dict[str, str | None] = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": login["client_id"],
            "redirect_uri": self.config.tool_launch_url,
            "login_hint": login["login_hint"],
            "lti_message_hint": login["lti_message_hint"],
            "nonce": "a-nonce",
            "state": "a-state",
        }
        return {name: text for name, text in (request | changes).items() if text is not None}

    def auth(self, login: dict[str, str], **changes: str | None) -> httpx.Response:
        return self.http.get(self.url("/auth"), params=self.auth_request(login, **changes))

    def launch(self, persona: str = "mentor-amara", link: str = "11") -> dict[str, Any]:
        """The verified claims of a whole launch."""
        answer = self.auth(self.begin(persona, link)).raise_for_status()
        return self.verified(form_fields(answer.text)["id_token"])

    def verified(self, id_token: str) -> dict[str, Any]:
        keys = jwt.PyJWKSet.from_dict(self.get_json("/jwks"))
        key = keys[jwt.get_unverified_header(id_token)["kid"]]
        claims: dict[str, Any] = jwt.decode(
            id_token, key, algorithms=["RS256"], audience=self.config.client_id
        )
        return claims

    def refusals(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get_json("/api/refusals")
        return found


def form_fields(page: str) -> dict[str, str]:
    """The hidden fields of the one form on a page."""
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in pairs}
