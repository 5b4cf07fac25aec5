"""The room for files: whole or not at all, under their own digests, and the owner's alone."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import time
import zipfile
from pathlib import Path

import pytest

from lti_tool.domain.files import ENDINGS, clean_name, kind_of
from lti_tool.errors import NotFound
from lti_tool.outbound.file_kinds import is_kind
from lti_tool.outbound.files import FileStore, StorageFull

NEVER = 2.0**40


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore.at(tmp_path / "files")


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class Disk(io.BytesIO):
    """Something to read from that ends in an error."""

    def __init__(self, error: OSError) -> None:
        super().__init__(b"x" * 100)
        self._error = error

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        if not found:
            raise self._error
        return found


def test_a_file_is_found_by_its_digest_and_kept_once(store: FileStore) -> None:
    kept = [store.keep(io.BytesIO(b"the same")) for _ in range(2)]
    assert kept[0].sha256 == hashlib.sha256(b"the same").hexdigest()
    assert (kept[0], kept[0].size) == (kept[1], 8)
    with store.open(kept[0].sha256) as file:
        assert file.read() == b"the same"
    assert len(left_in(store.folder)) == 1


def test_a_power_cut_forgets_no_file_that_was_taken(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name in the folder is written to the disk too, after the move (fsync(2), Notes)."""
    synced: list[str] = []
    really = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    kept = store.keep(io.BytesIO(b"mine"))
    place = store.place(kept.sha256)
    assert synced[-2:] == [str(store.folder), str(place.parent)]
    assert synced[0].startswith(str(store.folder / "incoming"))


def test_nobody_else_on_the_machine_can_look_in(store: FileStore) -> None:
    kept = store.keep(io.BytesIO(b"mine"))
    folders = [path for path in store.folder.rglob("*") if path.is_dir()]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (store.folder, *folders)}
    assert modes == {0o700}
    assert stat.S_IMODE(store.place(kept.sha256).stat().st_mode) == 0o600


def test_a_folder_that_was_open_to_all_is_closed(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir(mode=0o755)
    FileStore.at(tmp_path / "files")
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_leaves_nothing(store: FileStore, code: int) -> None:
    with pytest.raises(StorageFull, match="no room"):
        store.keep(Disk(OSError(code, "full")))
    assert left_in(store.folder) == []


def test_any_other_fault_leaves_nothing_either(store: FileStore) -> None:
    with pytest.raises(OSError, match="torn"):
        store.keep(Disk(OSError(errno.EIO, "torn")))
    assert left_in(store.folder) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_no_digest_opens_nothing(store: FileStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.open(name)


def test_a_file_that_is_gone_is_said_to_be(store: FileStore) -> None:
    with pytest.raises(NotFound, match="no longer kept"):
        store.open("0" * 64)


def test_brooms_take_what_is_old(store: FileStore) -> None:
    kept = store.keep(io.BytesIO(b"old")).sha256
    assert list(store.kept_before(time.time() - 60)) == []
    assert not store.remove(kept, time.time() - 60)
    assert list(store.kept_before(NEVER)) == [kept]
    assert store.remove(kept, NEVER)
    assert not store.remove(kept, NEVER)
    begun = store.folder / "incoming" / "begun"
    begun.write_bytes(b"x")
    assert store.clear_incoming() == 0
    os.utime(begun, (0, 0))
    assert store.clear_incoming() == 1


# --- Kinds ------------------------------------------------------


def office(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def boxes(brand: bytes) -> bytes:
    return (20).to_bytes(4, "big") + b"ftyp" + brand + b"\0\0\0\0" + brand + b"rest"


GENUINE = {
    "pdf": b"%PDF-1.7\n",
    "docx": office("[Content_Types].xml", "word/document.xml"),
    "pptx": office("[Content_Types].xml", "ppt/presentation.xml"),
    "xlsx": office("[Content_Types].xml", "xl/workbook.xml"),
    "odt": office("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
    "odp": office("content.xml", mimetype="application/vnd.oasis.opendocument.presentation"),
    "ods": office("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "txt": "Grüße\n".encode(),
    "png": b"\x89PNG\r\n\x1a\n1234",
    "jpg": b"\xff\xd8\xff\xe0JFIF",
    "jpeg": b"\xff\xd8\xff\xe1Exif",
    "webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "heic": boxes(b"heic"),
    "mp3": b"ID3\x04\0",
    "m4a": boxes(b"M4A "),
    "mp4": boxes(b"isom"),
}


def test_every_kind_that_is_offered_is_known() -> None:
    assert set(GENUINE) == set(ENDINGS)
    for ending, content in GENUINE.items():
        assert is_kind(ending, io.BytesIO(content)), ending


@pytest.mark.parametrize("ending", sorted(set(ENDINGS) - {"txt"}))
@pytest.mark.parametrize("content", [b"MZ\x90\0", b"<html>", b"", b"PK\x03\x04broken", b"\x7fELF"])
def test_no_kind_is_taken_by_its_name_alone(ending: str, content: bytes) -> None:
    assert not is_kind(ending, io.BytesIO(content))


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("txt", b"MZ\x90\0\x03"),
        ("txt", b"%PDF-1.7"),
        ("docx", office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("docx", GENUINE["xlsx"]),
        ("odt", GENUINE["ods"]),
        ("odt", office("content.xml")),
        ("mp4", GENUINE["heic"]),
        ("png", GENUINE["jpg"]),
    ],
)
def test_one_kind_does_not_pass_for_another(ending: str, content: bytes) -> None:
    assert not is_kind(ending, io.BytesIO(content))


def padded(entries: int, comment: bytes = b"", locator: bytes = b"") -> bytes:
    """A Word document with so many empty entries more, and what may stand around its end."""
    start = office("[Content_Types].xml", "word/document.xml")
    head, record = start[:-22], start[-22:]
    entry = b"PK\x01\x02" + bytes(24) + (1).to_bytes(2, "little") + bytes(16) + b"a"
    size = int.from_bytes(record[12:16], "little") + entries * len(entry)
    record = record[:12] + size.to_bytes(4, "little") + record[16:20]
    return head + entry * entries + locator + record + len(comment).to_bytes(2, "little") + comment


def test_an_archive_with_a_sensible_list_of_names_is_read() -> None:
    assert is_kind("docx", io.BytesIO(padded(500)))
    assert is_kind("docx", io.BytesIO(padded(500, comment=b"c" * 65_535)))


@pytest.mark.parametrize(
    "bomb",
    [
        padded(60_000),
        padded(60_000, comment=b"c" * 65_535),
        padded(60_000, comment=b"PK\x05\x06"),
        padded(500, locator=b"PK\x06\x07" + bytes(16)),
        padded(500, locator=b"PK\x06\x07" + bytes(16), comment=b"c" * 65_535),
    ],
)
def test_an_archive_whose_list_of_names_would_fill_the_memory_is_not_opened(
    bomb: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(zipfile, "ZipFile")
    assert not is_kind("docx", io.BytesIO(bomb))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
        ("../../etc/plan.pdf", "plan.pdf"),
        ("..", "file"),
        ("", "file"),
        (".pdf", "pdf"),
        ('a<b>:"c".pdf', "a b c.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("new\r\nline\0.pdf", "newline.pdf"),
        ("Übung für Łukasz.docx", "Übung für Łukasz.docx"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_say_what_they_are_and_lead_nowhere(sent: str, shown: str) -> None:
    assert clean_name(sent) == shown


def test_endings_are_told_in_any_case_and_only_by_the_last_one() -> None:
    assert (kind := kind_of("Plan.PDF")) is not None
    assert kind.media_type == "application/pdf"
    assert [kind_of(name) for name in ("pdf", "plan.pdf.exe", "plan.docm", "plan.svg")] == [
        None
    ] * 4
