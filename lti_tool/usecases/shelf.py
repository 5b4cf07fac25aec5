"""PDFs that a web process has had made, kept for whoever asks next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_KEPT = 8 * 2**20
"""Bytes of PDF that a process keeps: some 140 sheets."""


class Shelf:
    """PDFs by their digests, as many as fit; those not asked for longest go first.

    A digest stands for everything that a document is made of, so each process of the web server
    may fill a shelf of its own. Renderings wait for one another: however many ask at once, a
    process keeps one processor busy at most, and what two ask for is made once.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._held = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._changing = Lock()
        self._rendering = Lock()

    def get(self, digest: str, make: Callable[[], bytes]) -> bytes:
        """What is kept under the digest, made now if there is nothing yet."""
        found = self._find(digest)
        if found is not None:
            return found
        with self._rendering:
            found = self._find(digest)
            return self._keep(digest, make()) if found is None else found

    def _find(self, digest: str) -> bytes | None:
        with self._changing:
            found = self._kept.get(digest)
            if found is not None:
                self._kept.move_to_end(digest)
            return found

    def _keep(self, digest: str, content: bytes) -> bytes:
        with self._changing:
            self._kept[digest] = content
            self._held += len(content)
            while self._held > self._most:
                _, dropped = self._kept.popitem(last=False)
                self._held -= len(dropped)
        return content
