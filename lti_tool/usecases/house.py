"""What every use case is given: the database, the packs and the installation's address."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.content.library import Library
from lti_tool.persistence.unit_of_work import Units


@dataclass(frozen=True, slots=True)
class House:
    """The three things that use cases stand on; made once, by ``create_app`` and the CLI."""

    units: Units
    library: Library
    base_url: str
    secret_key: str
    statements_with_names: bool = False
