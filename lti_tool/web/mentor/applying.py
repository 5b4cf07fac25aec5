"""The application: a check of what is asked for first, and sending it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import applying
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.links import action_url

NO_ERRORS: Mapping[str, str] = {}


@blueprint.get("/awards/<pack_id:award_id>/application")
def application(award_id: str) -> str:
    """What must be there first, and where it stands."""
    return _html(award_id)


def _html(award_id: str, errors: Mapping[str, str] = NO_ERRORS, problem: str = "") -> str:
    found = applying.application_page(house(), visit(), award_id)
    return render_template(
        "mentor/application.html",
        found=found,
        page=found.page,
        award=found.page.award,
        link=lambda action: action_url(award_id, action),
        errors=errors,
        typed=request.form,
        problem=problem,
    )


@blueprint.post("/awards/<pack_id:award_id>/application")
def send_application(award_id: str) -> ResponseReturnValue:
    """Send it."""
    try:
        applying.apply(house(), visit(), award_id, agreed=fields.ticked("agreed"))
    except InvalidInput as error:
        return _html(award_id, error.fields), 422
    except Conflict as error:
        return _html(award_id, problem=str(error)), 409
    return notices.go("mentor.application", "application_sent", award_id=award_id)
