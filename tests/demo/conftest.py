"""A demo LMS on a free port, and a tool that talks to it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from lti_tool.demo.keys import PlatformKey
from lti_tool.demo.platform import DemoConfig

from .tool import JwksServer, Tool, jwks_server, new_key, running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def tool_key() -> rsa.RSAPrivateKey:
    return new_key()


@pytest.fixture(scope="session")
def platform_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform key made once: making one takes longer than most of the tests."""
    path = tmp_path_factory.mktemp("platform") / "platform-key.pem"
    PlatformKey(path)
    return path


@pytest.fixture
def jwks(tool_key: rsa.RSAPrivateKey) -> Iterator[JwksServer]:
    with jwks_server({"tool-1": tool_key}) as published:
        yield published


@pytest.fixture
def config(tmp_path: Path, jwks: JwksServer) -> DemoConfig:
    return DemoConfig(
        issuer=f"http://127.0.0.1:{free_port()}",
        tool_login_url="http://localhost:8000/lti/login",
        tool_launch_url="http://localhost:8000/lti/launch",
        tool_jwks_url=jwks.url,
        data_dir=tmp_path / "lms",
    )


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    # Plain http only: loading the certificates would take longer than most of the tests.
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def tool(
    config: DemoConfig, jwks: JwksServer, http: httpx.Client, platform_key: Path
) -> Iterator[Tool]:
    config.data_dir.mkdir()
    shutil.copy(platform_key, config.data_dir)
    with running(config):
        yield Tool(config, jwks, http)
