"""Handing in one's portfolio, and what the panel says."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import handing_in as portfolios
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint

NO_ERRORS: Mapping[str, str] = {}


@blueprint.get("/awards/<pack_id:award_id>/handing-in")
def handing_in(award_id: str) -> str:
    """Until when, what is in it, and where it is."""
    return _html(award_id)


def _html(award_id: str, errors: Mapping[str, str] = NO_ERRORS, problem: str = "") -> str:
    page = portfolios.my_portfolio(house(), visit(), award_id)
    return render_template(
        "mentor/handing_in.html",
        page=page,
        award=page.award,
        portfolio=page.portfolio,
        errors=errors,
        typed=request.form,
        problem=problem,
    )


@blueprint.post("/awards/<pack_id:award_id>/handing-in")
def hand_in(award_id: str) -> ResponseReturnValue:
    """Hand in what is in the portfolio here."""
    try:
        portfolios.hand_in(house(), visit(), award_id, agreed=fields.ticked("agreed"))
    except InvalidInput as error:
        return _html(award_id, error.fields), 422
    except Conflict as error:
        return _html(award_id, problem=str(error)), 409
    return notices.go("mentor.handing_in", "handed_in", award_id=award_id)


@blueprint.post("/awards/<pack_id:award_id>/handing-in/take-back")
def take_portfolio_back(award_id: str) -> ResponseReturnValue:
    """Take it back while nobody has read it."""
    page = portfolios.my_portfolio(house(), visit(), award_id)
    try:
        portfolios.take_back(house(), visit(), page.enrolment_id)
    except Conflict as error:
        return _html(award_id, problem=str(error)), 409
    return notices.go("mentor.handing_in", "portfolio_back", award_id=award_id)
