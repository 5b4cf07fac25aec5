"""An LMS that really signs, for the tests of this room: one platform, one course, one person."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti_tool.lti import claim_names
from lti_tool.lti.claims import Launch
from lti_tool.lti.jwk import public_jwk
from lti_tool.lti.keys import KeyCache
from lti_tool.lti.launch import verify_launch
from lti_tool.lti.login import LoginRedirect, begin_login
from lti_tool.lti.registrations import Registration
from lti_tool.lti.sealing import Sealer

NOW = 1_900_000_000.0
LAUNCH_URL = "https://tool.example.ac.uk/lti/launch"
TARGET = "https://tool.example.ac.uk/lti/launch?page=1"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LEARNER = MEMBERSHIP + "Learner"
INSTRUCTOR = MEMBERSHIP + "Instructor"

REGISTRATION = Registration(
    id="reg-1",
    provider_id="provider-1",
    issuer="https://lms.example.ac.uk",
    client_id="client-A",
    auth_url="https://lms.example.ac.uk/auth",
    token_url="https://lms.example.ac.uk/token",
    jwks_url="https://lms.example.ac.uk/jwks",
    frame_origin="https://lms.example.ac.uk",
    deployments=frozenset({"1", "2"}),
)

LOGIN: Mapping[str, str] = {
    "iss": REGISTRATION.issuer,
    "client_id": REGISTRATION.client_id,
    "login_hint": "7",
    "lti_message_hint": '{"cmid": 3}',
    "target_link_uri": TARGET,
    "lti_deployment_id": "1",
}

CLAIMS: Mapping[str, Any] = {
    "iss": REGISTRATION.issuer,
    "aud": REGISTRATION.client_id,
    "sub": "7",
    "iat": int(NOW),
    "exp": int(NOW) + 60,
    "name": "Sam Example",
    "given_name": "Sam",
    "family_name": "Example",
    "email": "sam@school.example",
    "locale": "en",
    claim_names.MESSAGE_TYPE: "LtiResourceLinkRequest",
    claim_names.VERSION: "1.3.0",
    claim_names.DEPLOYMENT_ID: "1",
    claim_names.TARGET_LINK_URI: TARGET,
    claim_names.RESOURCE_LINK: {"id": "link-3", "title": "Module 1"},
    claim_names.ROLES: [LEARNER],
    claim_names.CONTEXT: {"id": "course-5", "label": "ITT", "title": "Mentor training"},
    claim_names.CUSTOM: {"module": "west-london/entry-1", "history": "$ResourceLink.id.history"},
    claim_names.LAUNCH_PRESENTATION: {
        "locale": "en_gb",
        "return_url": "https://lms.example.ac.uk/course/5",
    },
    claim_names.AGS_ENDPOINT: {
        "lineitems": "https://lms.example.ac.uk/lineitems?type_id=1",
        "lineitem": "https://lms.example.ac.uk/lineitems/9/lineitem?type_id=1",
        "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
    },
    claim_names.NAMES_ROLE_SERVICE: {
        "context_memberships_url": "https://lms.example.ac.uk/memberships",
        "service_versions": ["2.0"],
    },
}


class _Removed:
    """Stands for a claim that is left out; named, so that test ids are the same everywhere."""

    def __repr__(self) -> str:
        return "REMOVED"


REMOVED = _Removed()
"""In a changed claim: leave it out."""


@dataclass
class Answer:
    """What the LMS posts to the launch address, and the browser's cookies."""

    form: dict[str, str]
    cookies: dict[str, str]


@dataclass
class SigningLms:
    """A registered platform with its keys, the browser in front of it, and our clock."""

    keys: dict[str, RSAPrivateKey]
    registration: Registration = REGISTRATION
    now: float = NOW
    sealer: Sealer = field(default_factory=lambda: Sealer("s" * 40, "lti-state"))
    fetches: list[str] = field(default_factory=list)
    key_for: KeyCache = field(init=False)

    def __post_init__(self) -> None:
        self.key_for = KeyCache(self._jwks, clock=lambda: self.now)

    def _jwks(self, url: str) -> object:
        self.fetches.append(url)
        return {"keys": [public_jwk(key.public_key(), kid) for kid, key in self.keys.items()]}

    def find_registration(self, issuer: str, client_id: str | None) -> Registration | None:
        known = issuer == self.registration.issuer
        ours = client_id in {None, self.registration.client_id}
        return self.registration if known and ours else None

    def find_registration_by_id(self, registration_id: str) -> Registration | None:
        return self.registration if registration_id == self.registration.id else None

    def begin(self, **changes: str | object) -> LoginRedirect:
        """A login with some parameters changed or ``REMOVED``."""
        params = {n: v for n, v in {**LOGIN, **changes}.items() if isinstance(v, str)}
        return begin_login(
            params,
            find_registration=self.find_registration,
            sealer=self.sealer,
            launch_url=LAUNCH_URL,
            now=self.now,
        )

    def claims(self, login: LoginRedirect, changes: Mapping[str, object]) -> dict[str, Any]:
        """The claims of an ordinary launch, some of them changed or ``REMOVED``."""
        claims = {**copy.deepcopy(dict(CLAIMS)), "nonce": query(login)["nonce"], **changes}
        return {name: value for name, value in claims.items() if value is not REMOVED}

    def sign(
        self,
        claims: dict[str, Any],
        *,
        kid: str = "key-1",
        algorithm: str = "RS256",
        headers: Mapping[str, Any] | None = None,
    ) -> str:
        """A token of the platform's."""
        # The JWS level: its JWT level refuses to sign claims of the wrong type, which we need.
        return jwt.PyJWS().encode(
            json.dumps(claims).encode(),
            self.keys[kid],
            algorithm=algorithm,
            headers={"typ": "JWT", "kid": kid, **(headers or {})},
        )

    def answer(self, login: LoginRedirect, token: str) -> Answer:
        """The post that the browser makes when the LMS has answered ``login`` with ``token``."""
        form = {"id_token": token, "state": query(login)["state"]}
        return Answer(form, {login.cookie_name: login.cookie_value})

    def verify(self, answer: Answer) -> Launch:
        """What our tool makes of it."""
        return verify_launch(
            answer.form,
            answer.cookies,
            find_registration=self.find_registration_by_id,
            key_for=self.key_for,
            sealer=self.sealer,
            now=self.now,
        )

    def launch(self, changes: Mapping[str, object] | None = None, **login: str | object) -> Launch:
        """The whole way, with some claims and login parameters changed."""
        begun = self.begin(**login)
        return self.verify(self.answer(begun, self.sign(self.claims(begun, changes or {}))))

    def register(self, **changes: Any) -> None:
        """Change the registration, as the office would."""
        self.registration = replace(self.registration, **changes)


def query(login: LoginRedirect) -> dict[str, str]:
    """The parameters that the login sends to the platform."""
    pairs = parse_qs(urlsplit(login.location).query, keep_blank_values=True)
    return {name: values[0] for name, values in pairs.items()}
