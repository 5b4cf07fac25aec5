"""Download a sheet to print; and all of them at once, without an LMS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select

from lti_tool.content.library import Library
from lti_tool.domain.modules import Module
from lti_tool.domain.takeaways import Takeaway
from lti_tool.outbound.pdf_apart import write_apart
from lti_tool.outbound.takeaway_pdf import TakeawaySheet, render_takeaway, takeaway_job
from lti_tool.persistence.outbox import StatementRow
from lti_tool.usecases.house import House
from lti_tool.usecases.learning_events import Telling
from lti_tool.usecases.module_work import Desk, leaves_traces, module_for
from lti_tool.usecases.shelf import Shelf
from lti_tool.usecases.visits import Visit

LONGEST_NAME = 80
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class PrintedTakeaway:
    """A sheet as a PDF; the same ``digest`` means the same file."""

    file_name: str
    digest: str
    content: bytes


_SHELF = Shelf()


def download(house: House, visit: Visit, module_id: str, takeaway_id: str) -> PrintedTakeaway:
    """The sheet as this visitor's provider prints it; a mentor's first download is told.

    Raises:
        NotFound: no such module, or no such sheet in it.
        NotRendered: the sheet could not be made now.
    """
    module = module_for(house, visit, module_id)
    takeaway = module.takeaway(takeaway_id)
    sheet = _sheet(module, takeaway, visit.provider_name)
    content = _SHELF.get(sheet.digest, lambda: write_apart(takeaway_job(sheet)))
    if leaves_traces(visit):
        _tell(house, visit, module, takeaway)
    return PrintedTakeaway(_file_name(takeaway.title), sheet.digest, content)


def print_sheet(
    house: House, provider_name: str, variables: Mapping[str, str], name: str
) -> PrintedTakeaway:
    """The sheet ``pack/module/sheet`` as a provider prints it, for a letter.

    Raises:
        NotFound: no such module, or no such sheet in it.
        NotRendered: the sheet could not be made now.
    """
    module_id, _, takeaway_id = name.rpartition("/")
    module = house.library.module(module_id, variables)
    takeaway = module.takeaway(takeaway_id)
    sheet = _sheet(module, takeaway, provider_name)
    content = _SHELF.get(sheet.digest, lambda: write_apart(takeaway_job(sheet)))
    return PrintedTakeaway(_file_name(takeaway.title), sheet.digest, content)


def _tell(house: House, visit: Visit, module: Module, takeaway: Takeaway) -> None:
    """Keep the statement, unless it is there: downloading again writes nothing."""
    with house.units.reading() as unit:
        told = Telling(house, visit, module, unit.now).downloaded(takeaway)
        known = select(StatementRow.seq).where(StatementRow.id == told["id"])
        if unit.session.scalar(known) is not None:
            return
    with house.units.writing() as unit:
        desk = Desk(house, unit, visit, module)
        desk.tell([desk.telling.downloaded(takeaway)])
        desk.keep_told()


def all_takeaways(
    library: Library, provider_name: str, variables: Mapping[str, str]
) -> Iterator[tuple[PurePath, bytes]]:
    """Every sheet of every module and translation, rendered in this process.

    Beside each stands where it belongs: ``pack/module/sheet.pdf``, with the language before the
    sheet in a translation.

    Raises:
        ConfigurationError: a changed template asks for something outside the product.
    """
    for plain in (*library.modules, *library.translations):
        module = library.module(plain.id, variables, plain.language)
        folder = PurePath(module.id) / (module.language if plain in library.translations else "")
        for takeaway in module.takeaways:
            content = render_takeaway(_sheet(module, takeaway, provider_name))
            yield folder / f"{takeaway.id}.pdf", content


def _sheet(module: Module, takeaway: Takeaway, provider_name: str) -> TakeawaySheet:
    return TakeawaySheet(
        takeaway=takeaway,
        module_title=module.title,
        module_version=module.version,
        language=module.language,
        provider_name=provider_name,
    )


def _file_name(title: str) -> str:
    """The title, as far as every system takes it for a file's name."""
    words = " ".join(_NOT_IN_FILE_NAMES.sub(" ", title).split())
    return f"{words[:LONGEST_NAME].strip(' .') or 'Sheet'}.pdf"
