"""The room for files that people hand in: a folder of its own, outside of anything served.

A file is kept under the SHA-256 of what is in it, so the same file is kept once and its name can
never be a path. It is written beside its place and moved there when it is whole: whatever goes
wrong before leaves nothing behind. The folder is the application's alone (0700).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO

from lti_tool.errors import MentorModulesError, NotFound

PIECE = 1024 * 1024
"""Bytes that are copied at once."""
OWNER_ONLY = 0o700
LEFT_OVER_AFTER = 24 * 3_600
"""Seconds after which an unfinished file is nobody's."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFull(MentorModulesError):
    """The disk for files is full; nothing of the file was kept."""

    status = 507


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is in its place."""

    sha256: str
    size: int


class FileStore:
    """The folder; get one from :meth:`at`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"

    @classmethod
    def at(cls, folder: Path) -> FileStore:
        """The store in that folder, which is made where it is missing; what it lies in is not.

        Raises:
            OSError: it cannot be made.
        """
        store = cls(folder)
        for one in (store.folder, store._incoming):
            one.mkdir(mode=OWNER_ONLY, exist_ok=True)
            one.chmod(OWNER_ONLY)
        return store

    def keep(self, stream: BinaryIO) -> KeptFile:
        """Keep what the stream holds, to its end.

        Raises:
            StorageFull: there is no room; nothing is kept.
        """
        with self.writing() as writer:
            while piece := stream.read(PIECE):
                writer.write(piece)
            return writer.keep()

    @contextmanager
    def writing(self) -> Iterator[FileWriter]:
        """A new file, to be written piece by piece; without ``keep`` nothing remains of it.

        Raises:
            StorageFull: there is no room; nothing is kept.
        """
        with told_when_full():
            handle, name = tempfile.mkstemp(dir=self._incoming)
            writer = FileWriter(self, os.fdopen(handle, "w+b"), Path(name))
            try:
                yield writer
            finally:
                writer.close()

    def open(self, sha256: str) -> BinaryIO:
        """The file of that digest, to be read.

        Raises:
            NotFound: it is not here.
        """
        try:
            return self.place(sha256).open("rb")
        except FileNotFoundError:
            raise NotFound(
                "This file is no longer kept here. Please tell the partnership office."
            ) from None

    def place(self, sha256: str) -> Path:
        """Where the file of that digest is or would be.

        Raises:
            NotFound: that is no digest.
        """
        if not _DIGEST.fullmatch(sha256):
            raise NotFound("There is no such file.")
        return self.folder / sha256[:2] / sha256

    def remove(self, sha256: str, before: float) -> bool:
        """Delete the file if it came before that moment; whether it was there and went.

        Whoever hands the same in again makes it young, and it stays.
        """
        place = self.place(sha256)
        with suppress(FileNotFoundError):
            if place.stat().st_mtime < before:
                place.unlink()
                return True
        return False

    def kept_before(self, moment: float) -> Iterator[str]:
        """Digests of files that came before that moment (seconds since 1970)."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):  # another broom was quicker
                if _DIGEST.fullmatch(path.name) and path.stat().st_mtime < moment:
                    yield path.name

    def clear_incoming(self) -> int:
        """Delete what was begun and never finished; how many files that were."""
        gone = 0
        for path in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - LEFT_OVER_AFTER:
                    path.unlink()
                    gone += 1
        return gone


class FileWriter:
    """A file that is being written; see :meth:`FileStore.writing`."""

    def __init__(self, store: FileStore, file: BufferedRandom, path: Path) -> None:
        self._store, self.file, self._path = store, file, path

    def write(self, piece: bytes) -> None:
        """Add a piece."""
        self.file.write(piece)

    def keep(self) -> KeptFile:
        """Move the whole file to its place; the name that it is found by."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.seek(0)
        digest = hashlib.file_digest(self.file, "sha256").hexdigest()
        size = self.file.tell()
        place = self._store.place(digest)
        if not place.parent.exists():
            place.parent.mkdir(mode=OWNER_ONLY, exist_ok=True)
            _settle(self._store.folder)
        # Also when it is there already: its age begins anew, so that no broom takes it meanwhile.
        self._path.replace(place)
        _settle(place.parent)
        return KeptFile(digest, size)

    def close(self) -> None:
        """Close the file, and delete it unless it was kept."""
        with suppress(OSError):  # what could not be written cannot be flushed either
            self.file.close()
        self._path.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the folder's list of names written to the disk: a power cut then forgets no file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def told_when_full() -> Iterator[None]:
    """Turn the system's word for a full disk into ours.

    Raises:
        StorageFull: no room was left in the block.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise StorageFull(
            "There is no room for the file on our side just now; nothing of it was kept. Please "
            "try again later, and tell the partnership office if it happens again."
        ) from error
