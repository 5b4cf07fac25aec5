"""An award's optional activities, dated on the award's page."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.domain.schemes import Activity
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import optional_activities
from lti_tool.usecases.portfolio_signed import SignaturesWouldFall, knowing
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.mentor.award import OPTIONAL_FIELD, award_html
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.entered import entered


@blueprint.post("/awards/<pack_id:award_id>/optional")
def date_optional(award_id: str) -> ResponseReturnValue:
    """Keep the days; an emptied field takes its day back."""
    page = entered(award_id)
    told = fields.text("told", longest=fields.PARAGRAPHS)
    try:
        days = _days(page.award.optional)
        optional_activities.date_activities(house(), visit(), award_id, days, told=told)
    except InvalidInput as error:
        wrong = {OPTIONAL_FIELD + name: said for name, said in error.fields.items()}
        return award_html(page, errors=wrong, typed=request.form), 422
    except SignaturesWouldFall as error:
        html = render_template(
            "mentor/optional_signed.html",
            award=page.award,
            falling=error.falling,
            told=knowing(error.falling),
            sent={OPTIONAL_FIELD + name: day for name, day in days.items()},
        )
        return html, 409
    except Conflict:
        return notices.go("mentor.award", award_id=award_id)
    return notices.go("mentor.award", "activities_dated", award_id=award_id, _anchor="optional")


def _days(activities: tuple[Activity, ...]) -> dict[str, date | None]:
    """The day typed for each activity.

    Raises:
        InvalidInput: something was typed that is not a day, by activity.
    """
    days: dict[str, date | None] = {}
    wrong: dict[str, str] = {}
    for activity in activities:
        typed = fields.text(OPTIONAL_FIELD + activity.id)
        days[activity.id] = read_day(typed) if typed else None
        if typed and days[activity.id] is None:
            wrong[activity.id] = "Please write the day like this: 22/11/2026."
    if wrong:
        raise InvalidInput(wrong)
    return days
