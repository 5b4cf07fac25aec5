"""Calls that arrive at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any


def at_once(*calls: Callable[[], object]) -> list[Any]:
    """What the calls give, each in a thread of its own, let go together."""
    gate = Barrier(len(calls))

    def go(call: Callable[[], object]) -> object:
        gate.wait(timeout=10)
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(go, call) for call in calls]]
