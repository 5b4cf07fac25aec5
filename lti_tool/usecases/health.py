"""Is the house ready to receive people?"""

from __future__ import annotations

from sqlalchemy import select

from lti_tool.persistence.platforms import Provider
from lti_tool.usecases.house import House


def ready(house: House) -> None:
    """Return when the database answers and has its tables.

    Raises:
        SQLAlchemyError: it does not.
    """
    with house.units.reading() as unit:
        unit.session.execute(select(Provider.id).limit(1)).first()
