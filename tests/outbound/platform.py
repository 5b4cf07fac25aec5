"""A platform's token endpoint and gradebook: strict where AGS is, odd where real LMSs are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import jwt

from lti_tool.lti.registrations import Registration
from lti_tool.lti.tool_keys import ToolKey, client_assertion

from .counterpart import Received, Reply, as_json

KEY = ToolKey.generate()
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"


def sign(registration: Registration, audience: str, now: float) -> str:
    return client_assertion(KEY, registration, audience=audience, now=now)


def registration(token_url: str, *, id: str = "r1", client_id: str = "tool") -> Registration:
    return Registration(
        id=id,
        provider_id="p1",
        issuer="https://lms.example.ac.uk",
        client_id=client_id,
        auth_url="https://lms.example.ac.uk/auth",
        token_url=token_url,
        jwks_url="https://lms.example.ac.uk/jwks",
        frame_origin="https://lms.example.ac.uk",
        deployments=frozenset({"1"}),
    )


@dataclass
class Platform:
    """Answers ``/token``, ``/lineitems`` and ``/<n>/lineitem/scores`` as an LMS does."""

    base: str = ""
    life: object = 3600
    page_size: int = 100
    link: str = '<{url}>; rel="next"'
    filters: bool = True
    items: list[dict[str, object]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    score_reply: Reply = field(default_factory=lambda: Reply(200))

    def answer(self, request: Received) -> Reply:
        if request.path == "/token":
            return self._token(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens or token in self.ended:
            return Reply(401)
        if request.path.endswith("/scores"):
            return self._score(request)
        return self._list(request) if request.method == "GET" else self._create(request)

    def _token(self, request: Received) -> Reply:
        form = request.form
        claims = jwt.decode(
            form["client_assertion"],
            KEY.private_key.public_key(),
            algorithms=["RS256"],
            audience=f"{self.base}/token",
            options={"verify_exp": False, "verify_iat": False},  # the test's clock is moved
        )
        assert 0 < claims["exp"] - claims["iat"] <= 300
        assert claims["iss"] == claims["sub"]
        assert form["grant_type"] == "client_credentials"
        assert form["client_assertion_type"].endswith("client-assertion-type:jwt-bearer")
        self.tokens.append(f"{claims['sub']}-{len(self.tokens)}-{form['scope'].count(' ') + 1}")
        found = {"access_token": self.tokens[-1], "token_type": "Bearer", "expires_in": self.life}
        # Moodle's content type.
        return Reply(200, json.dumps(found).encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _list(self, request: Received) -> Reply:
        if request.headers["accept"] != LINE_ITEMS or request.query.get("type_id") != "3":
            return Reply(400)
        found = [item for item in self.items if not self.filters or _fits(item, request.query)]
        start = int(request.query.get("from", 0))
        reply: dict[str, str] = {"Content-Type": LINE_ITEMS}
        if start + self.page_size < len(found):
            separator = "&amp;" if "&amp;" in self.link else "&"
            query = [f"{k}={v}" for k, v in request.query.items() if k != "from"]
            query.append(f"from={start + self.page_size}")
            url = f"{self.base}/lineitems?{separator.join(query)}"
            reply["Link"] = self.link.replace("&amp;", "").format(url=url)
        body = json.dumps(found[start : start + self.page_size]).encode()
        return Reply(200, body, reply)

    def _create(self, request: Received) -> Reply:
        if request.headers["content-type"] != LINE_ITEM:
            return Reply(400)
        item = request.json()
        assert isinstance(item, dict)
        assert isinstance(item["scoreMaximum"], int)
        item["id"] = f"{self.base}/{len(self.items)}/lineitem?type_id=3"
        self.items.append(item)
        return as_json(item, 201)

    def _score(self, request: Received) -> Reply:
        return self.score_reply if request.headers["content-type"] == SCORE else Reply(400)


_NAMES = {"resource_id": "resourceId", "tag": "tag", "resource_link_id": "resourceLinkId"}


def _fits(item: dict[str, object], query: dict[str, str]) -> bool:
    return all(item.get(_NAMES[k]) == v for k, v in query.items() if k in _NAMES)
