"""Read along: the files that a module's pages show, and the language they are read in."""

from __future__ import annotations

from sqlalchemy import update

from lti_tool.content.media import MediaFile
from lti_tool.errors import InvalidInput
from lti_tool.persistence.people import Person
from lti_tool.usecases.house import House
from lti_tool.usecases.module_work import module_for
from lti_tool.usecases.visits import Visit


def media_file(house: House, visit: Visit, module_id: str, name: str) -> MediaFile:
    """A photograph, a recording or its captions, as the visitor's language has it.

    Raises:
        NotFound: no such module, or no block of it names such a file.
    """
    return house.library.media(module_for(house, visit, module_id), name)


def choose_language(house: House, visit: Visit, module_id: str, language: str) -> None:
    """Read modules in that language from now on, on every device.

    It is kept for the person, not for the module: other modules that have it open in it too.

    Raises:
        InvalidInput: the module is not to be had in it.
        NotFound: no pack has such a module.
    """
    if language not in module_for(house, visit, module_id).languages:
        raise InvalidInput({"language": "This module cannot be read in that language."})
    if language == visit.language:
        return
    with house.units.writing() as unit:
        unit.session.execute(
            update(Person).where(Person.id == visit.person_id).values(reading_language=language)
        )
