"""Real counterparts on free ports of this machine, and the door to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from lti_tool.outbound.http import HttpDoor

from .counterpart import Answering, Counterpart

Serve = Callable[[Answering], Counterpart]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers that stop with the test."""
    with ExitStack() as running:
        yield lambda answering: running.enter_context(Counterpart(answering))


@pytest.fixture
def door() -> Iterator[HttpDoor]:
    with HttpDoor(read_seconds=1.0, whole_seconds=2.0) as door:
        yield door
