"""The outside systems that a worker delivers to, and a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.demo.keys import PlatformKey
from lti_tool.lti.tool_keys import ToolKey
from lti_tool.usecases.house import House

from ...demo.tool import JwksServer
from ..delivering import (
    Books,
    Lms,
    Mailbox,
    Worker,
    hired,
    published_keys,
    running_lms,
    running_mail_server,
)
from ..place import Place


@pytest.fixture(scope="session")
def key() -> ToolKey:
    return ToolKey.generate()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def worker(house: House, key: ToolKey, mailbox: Mailbox) -> Iterator[Worker]:
    """A worker that mails, and reaches whatever gradebook it is sent to."""
    with running_mail_server(mailbox) as smtp, hired(house, key, smtp=smtp) as worker:
        yield worker


@pytest.fixture(scope="session")
def platform_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The LMS's own key, made once: making one takes longer than most of the tests."""
    path = tmp_path_factory.mktemp("platform") / "platform-key.pem"
    PlatformKey(path)
    return path


@pytest.fixture(scope="session")
def jwks(key: ToolKey) -> Iterator[JwksServer]:
    with published_keys(**{key.kid: key.private_key}) as published:
        yield published


@pytest.fixture
def lms(tmp_path: Path, platform_key: Path, jwks: JwksServer) -> Iterator[Lms]:
    with running_lms(tmp_path / "lms", jwks, platform_key) as lms:
        yield lms


@pytest.fixture
def books(house: House, place: Place, lms: Lms) -> Books:
    return Books(house, place, lms)
