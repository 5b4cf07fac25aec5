"""The award that a mentor must have entered before some pages exist."""

from __future__ import annotations

from lti_tool.errors import NotFound
from lti_tool.usecases import awards
from lti_tool.usecases.awards import AwardPage
from lti_tool.web.access import house, visit


def entered(award_id: str) -> AwardPage:
    """The mentor's own page of an award that they have entered.

    Raises:
        NotFound: they have not, or there is no such award.
    """
    page = awards.my_award(house(), visit(), award_id)
    if page is None:
        raise NotFound("You have not entered this award yet. Open its page to begin.")
    return page
