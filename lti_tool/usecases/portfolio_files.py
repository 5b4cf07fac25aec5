"""Files of evidence: checked and kept before anything is written down, and given back to few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import func, select

from lti_tool.domain.files import clean_name, kind_of, size_words
from lti_tool.domain.portfolio import belongs_to
from lti_tool.errors import ConfigurationError, InvalidInput, NotFound
from lti_tool.outbound.file_kinds import is_kind
from lti_tool.outbound.files import StorageFull, told_when_full
from lti_tool.persistence.portfolio import PortfolioFile, PortfolioItem
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import FileRoom, House
from lti_tool.usecases.records import award_of, visible_enrolment
from lti_tool.usecases.requests import find_request, may_still_read
from lti_tool.usecases.visits import Visit

__all__ = [
    "FileToSave",
    "KeptUpload",
    "StorageFull",
    "Upload",
    "file_by_link",
    "file_of_record",
    "keep_upload",
    "my_file",
    "room",
    "told_when_full",
    "used_by",
]

TAKEN = (
    "PDF, Word, PowerPoint and Excel (docx, pptx, xlsx), OpenDocument (odt, odp, ods), plain text "
    "(txt), pictures (png, jpg, webp, heic), recordings (mp3, m4a) and videos (mp4)"
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: the name that the sender gave it, and what is in it."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """A file that was taken and is in its place; nothing names it yet."""

    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class FileToSave:
    """A file to be sent to a browser, which saves it."""

    name: str
    media_type: str
    size: int
    stream: BinaryIO


def room(house: House) -> FileRoom:
    """Where files are kept.

    Raises:
        ConfigurationError: this installation keeps none.
    """
    if house.files is None:
        raise ConfigurationError("This installation keeps no files.")
    return house.files


def keep_upload(house: House, upload: Upload) -> KeptUpload:
    """Take a file: its name, its size and what it really is are looked at first.

    Raises:
        InvalidInput: it is not taken; the sentence says why and what to do (field ``file``).
        StorageFull: there is no room; nothing of it was kept.
    """
    files = room(house)
    name = clean_name(upload.name)
    kind = kind_of(name)
    if kind is None:
        raise _refused(
            f"“{name}” is of a kind that cannot be taken. These can: {TAKEN}. Most programs can "
            "save what you have as a PDF."
        )
    size = upload.stream.seek(0, 2)
    if size == 0:
        raise _refused(f"“{name}” is empty. Please choose it again once it has been saved.")
    if size > files.largest:
        raise _refused(
            f"“{name}” has {size_words(size)}; a file can have {size_words(files.largest)} at "
            "most. A smaller copy may do, or say where it can be found instead of uploading it."
        )
    if not is_kind(name.rpartition(".")[2].lower(), upload.stream):
        raise _refused(
            f"“{name}” is not what its name says, a {kind.words}, or it holds macros. Please open "
            "it in its program, save it again (as a PDF, say) and upload that."
        )
    upload.stream.seek(0)
    kept = files.store.keep(upload.stream)
    return KeptUpload(name, kind.media_type, kept.sha256, kept.size)


def used_by(unit: UnitOfWork, person_id: str) -> int:
    """Bytes of all files of a person, those of items taken out included."""
    query = select(func.coalesce(func.sum(PortfolioFile.size), 0))
    return int(unit.session.scalar(query.where(PortfolioFile.person_id == person_id)) or 0)


def check_room(house: House, unit: UnitOfWork, person_id: str, upload: KeptUpload) -> None:
    """Refuse a file that would be more than a person may keep.

    Raises:
        InvalidInput: it would.
    """
    used, most = used_by(unit, person_id), room(house).most
    if used + upload.size > most:
        raise _refused(
            f"Your files have {size_words(used)} already, and {size_words(most)} is the most that "
            "one portfolio can hold. Take out something that is no longer needed (its file goes "
            "after 30 days), or say where this can be found instead of uploading it."
        )


def _refused(words: str) -> InvalidInput:
    return InvalidInput({"file": words})


def my_file(house: House, visit: Visit, file_id: str) -> FileToSave:
    """One's own file.

    Raises:
        NotFound: there is none of that id, or it is somebody else's.
    """
    with house.units.reading() as unit:
        row = unit.session.get(PortfolioFile, file_id)
    if row is None or row.person_id != visit.person_id:
        raise _no_file()
    return _to_save(house, row)


def file_of_record(house: House, visit: Visit, enrolment_id: str, file_id: str) -> FileToSave:
    """A file of somebody's evidence for an award, for those who may see that record.

    Raises:
        NotFound: no such record or file, not theirs to see, or not tagged to that award.
    """
    with house.units.reading() as unit:
        row = _tagged(house, unit, visible_enrolment(unit, visit, enrolment_id), file_id)
    return _to_save(house, row)


def file_by_link(house: House, token: str, file_id: str) -> FileToSave:
    """The same behind an e-mailed link that can still be answered.

    Raises:
        NotFound: no such link or file, the link is used up, or it is not tagged to that award.
    """
    with house.units.reading() as unit:
        request = find_request(house, unit, token)
        if not may_still_read(unit, request):
            raise _no_file()
        enrolment = unit.session.get_one(Enrolment, request.enrolment_id)
        row = _tagged(house, unit, enrolment, file_id)
    return _to_save(house, row)


def _tagged(house: House, unit: UnitOfWork, enrolment: Enrolment, file_id: str) -> PortfolioFile:
    row = unit.session.get(PortfolioFile, file_id)
    if row is None or row.person_id != enrolment.person_id:
        raise _no_file()
    item = unit.session.get_one(PortfolioItem, row.item_id)
    award = award_of(house, enrolment)
    if item.removed_at is not None or not belongs_to(item.about, award):
        raise _no_file()
    return row


def _to_save(house: House, row: PortfolioFile) -> FileToSave:
    return FileToSave(row.name, row.media_type, row.size, room(house).store.open(row.sha256))


def _no_file() -> NotFound:
    return NotFound("There is no such file here, or it is not yours to see.")
