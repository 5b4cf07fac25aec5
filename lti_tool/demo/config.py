"""Settings of the demo LMS, read from ``DEMO_LMS_*`` variables."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from lti_tool.demo.errors import DemoConfigError

LOOPBACK_HOSTS = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class DemoConfig:
    """Where the demo LMS and the one tool registered with it are.

    Attributes:
        issuer: the LMS's own origin, for example ``http://127.0.0.1:8001``; loopback only.
        tool_login_url: the tool's third-party login initiation URL.
        tool_launch_url: the tool's only registered redirect URI.
        tool_jwks_url: where the tool publishes its keys.
        client_id: the client id that the registration gave the tool.
        deployment_id: the only deployment.
        data_dir: holds the SQLite file and the platform's key across restarts.
        smtp_port: where the mailbox listens on 127.0.0.1; 0 for no mailbox.
    """

    issuer: str
    tool_login_url: str
    tool_launch_url: str
    tool_jwks_url: str
    data_dir: Path
    client_id: str = "demo-client"
    deployment_id: str = "1"
    smtp_port: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot work or would open this demo to other machines."""
        parts = urlsplit(self.issuer)
        if parts.hostname not in LOOPBACK_HOSTS:
            raise DemoConfigError(
                f"The demo LMS is for this machine only: its address must be on "
                f"{' or '.join(LOOPBACK_HOSTS)}, not {self.issuer!r}."
            )
        if parts.scheme != "http" or parts.path or parts.query:
            raise DemoConfigError(f"issuer must look like http://127.0.0.1:8001: {self.issuer!r}")
        for name in ("tool_login_url", "tool_launch_url", "tool_jwks_url"):
            _require_web_address(name, getattr(self, name))

    @property
    def port(self) -> int:
        """The port that the LMS listens on."""
        return urlsplit(self.issuer).port or 80

    @property
    def token_url(self) -> str:
        """The token endpoint, which a client assertion must name as its audience."""
        return f"{self.issuer}/token"

    @property
    def tool_origin(self) -> str:
        """Scheme, host and port of the tool's launch URL."""
        parts = urlsplit(self.tool_launch_url)
        return f"{parts.scheme}://{parts.netloc}"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> DemoConfig:
        """Read ``DEMO_LMS_<FIELD>`` variables, over a JSON object in ``DEMO_LMS_CONFIG``.

        ``DEMO_LMS_PORT`` and ``DEMO_PORT`` move the LMS and the tool of the defaults.

        Raises:
            DemoConfigError: naming the variable that cannot be used.
        """
        env = os.environ if environ is None else environ
        values = _defaults(env) | _from_json(env.get("DEMO_LMS_CONFIG", "{}"))
        for field in fields(cls):
            variable = f"DEMO_LMS_{field.name.upper()}"
            if variable in env:
                values[field.name] = env[variable]
        return cls(
            **{name: values[name] for name in values.keys() - {"data_dir", "smtp_port"}},
            data_dir=Path(values["data_dir"]),
            smtp_port=_port("DEMO_LMS_SMTP_PORT", values["smtp_port"]),
        )


def _defaults(env: Mapping[str, str]) -> dict[str, str]:
    tool = f"http://localhost:{_port('DEMO_PORT', env.get('DEMO_PORT', '8000'))}"
    port = _port("DEMO_LMS_PORT", env.get("DEMO_LMS_PORT", "8001"))
    return {
        "issuer": f"http://127.0.0.1:{port}",
        "tool_login_url": f"{tool}/lti/login",
        "tool_launch_url": f"{tool}/lti/launch",
        "tool_jwks_url": f"{tool}/lti/jwks",
        "data_dir": "instance/demo-lms",
        "smtp_port": "8025",
    }


def _from_json(text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError as error:
        raise DemoConfigError(f"DEMO_LMS_CONFIG is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise DemoConfigError("DEMO_LMS_CONFIG must be a JSON object.")
    unknown = values.keys() - {field.name for field in fields(DemoConfig)}
    if unknown:
        raise DemoConfigError(f"DEMO_LMS_CONFIG names unknown settings: {sorted(unknown)}")
    return {name: str(value) for name, value in values.items()}


def _port(variable: str, text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise DemoConfigError(f"{variable} must be a port number, not {text!r}.")
    return int(text)


def _require_web_address(name: str, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise DemoConfigError(f"{name} must be an http or https address, not {url!r}.")
