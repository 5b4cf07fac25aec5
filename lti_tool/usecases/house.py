"""What every use case is given: the database, the packs, the files, the installation's address."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.content.library import Library
from lti_tool.outbound.files import FileStore
from lti_tool.persistence.unit_of_work import Units


@dataclass(frozen=True, slots=True)
class FileRoom:
    """Where files that people hand in are kept, and how large they may be, in bytes."""

    store: FileStore
    largest: int
    most: int
    """All files of one person together."""


@dataclass(frozen=True, slots=True)
class House:
    """The things that use cases stand on; made once, by ``create_app`` and the CLI."""

    units: Units
    library: Library
    base_url: str
    secret_key: str
    statements_with_names: bool = False
    files: FileRoom | None = None
    """None where no files can be handed in."""
