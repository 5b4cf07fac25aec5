"""What a file really is, by its first bytes and, for office files, by what is in the archive.

Nothing is unpacked: only the list of names in a ZIP archive is read, and one short entry.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from typing import BinaryIO

FIRST_BYTES = 8_192
LARGEST_DIRECTORY = 2_000_000
"""Bytes of an archive's list of names; office files have a few thousand. Python reads the whole
list into objects ten times as large, so it is measured before."""
LOCATOR, END_RECORD, LONGEST_COMMENT = 20, 22, 65_535
"""Bytes of what ends an archive: where a record for large ones is, the record, and a comment."""
LONGEST_MIMETYPE = 100

Look = Callable[[bytes, BinaryIO], bool]


def is_kind(ending: str, file: BinaryIO) -> bool:
    """Whether the file is what its ending (without the dot, lower case) says."""
    look = _LOOKS.get(ending)
    if look is None:
        return False
    file.seek(0)
    first = file.read(FIRST_BYTES)
    return bool(first) and look(first, file)


def _begins(*marks: bytes) -> Look:
    return lambda first, _: first.startswith(marks)


def _text(first: bytes, file: BinaryIO) -> bool:
    """Text in any encoding that Windows or a browser writes; browsers are told to save it only."""
    del file
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in first and not first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        (b"%PDF", b"MZ")
    )


def _webp(first: bytes, file: BinaryIO) -> bool:
    del file
    return first.startswith(b"RIFF") and first[8:12] == b"WEBP"


def _brand(*brands: bytes) -> Look:
    """A file of boxes (ISO/IEC 14496-12, 4.3) whose first box names one of these brands."""

    def look(first: bytes, file: BinaryIO) -> bool:
        del file
        size = int.from_bytes(first[:4], "big")
        if first[4:8] != b"ftyp" or not 16 <= size <= FIRST_BYTES:
            return False
        named = {first[8:12], *(first[at : at + 4] for at in range(16, size, 4))}
        return bool(named & set(brands))

    return look


def _mp3(first: bytes, file: BinaryIO) -> bool:
    """An ID3 tag, or a frame of layer III (ISO/IEC 11172-3, 2.4.2.3)."""
    del file
    if first.startswith(b"ID3"):
        return True
    return len(first) > 1 and first[0] == 0xFF and first[1] & 0xE6 == 0xE2


def _office(part: str) -> Look:
    """Office Open XML (ECMA-376): its main part is there, and no macros are."""

    def look(first: bytes, file: BinaryIO) -> bool:
        names = _names(first, file)
        macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return "[Content_Types].xml" in names and part in names and not macros

    return look


def _open_document(kind: str) -> Look:
    """OpenDocument 1.3, part 2, 3.3: the entry ``mimetype`` says what it is."""

    def look(first: bytes, file: BinaryIO) -> bool:
        if "mimetype" not in _names(first, file):
            return False
        with zipfile.ZipFile(file) as archive:
            try:
                with archive.open("mimetype") as entry:
                    said = entry.read(LONGEST_MIMETYPE)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
                return False
        return said.strip() == f"application/vnd.oasis.opendocument.{kind}".encode()

    return look


def _names(first: bytes, file: BinaryIO) -> frozenset[str]:
    if not first.startswith(b"PK\x03\x04") or not _is_small(file):
        return frozenset()
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return frozenset()


def _is_small(file: BinaryIO) -> bool:
    """Whether the archive's list of names is of a size to be read.

    That is what its last record says (APPNOTE.TXT 6.3, 4.3.16). One with a record for archives
    of more than 4 GB (4.3.15) would go by that, and no office file needs it.
    """
    end = file.seek(0, 2)
    file.seek(max(0, end - LOCATOR - END_RECORD - LONGEST_COMMENT))
    before, mark, after = file.read().rpartition(b"PK\x05\x06")
    record = mark + after[: END_RECORD - len(mark)]
    if len(record) < END_RECORD or before[-LOCATOR:].startswith(b"PK\x06\x07"):
        return False
    return int.from_bytes(record[12:16], "little") <= LARGEST_DIRECTORY


_LOOKS: Mapping[str, Look] = {
    "pdf": _begins(b"%PDF-"),
    "docx": _office("word/document.xml"),
    "pptx": _office("ppt/presentation.xml"),
    "xlsx": _office("xl/workbook.xml"),
    "odt": _open_document("text"),
    "odp": _open_document("presentation"),
    "ods": _open_document("spreadsheet"),
    "txt": _text,
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "jpg": _begins(b"\xff\xd8\xff"),
    "jpeg": _begins(b"\xff\xd8\xff"),
    "webp": _webp,
    "heic": _brand(b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1"),
    "mp3": _mp3,
    "m4a": _brand(b"M4A ", b"M4B ", b"mp42", b"isom"),
    "mp4": _brand(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "),
}
