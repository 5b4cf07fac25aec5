"""What an award's windows ask for: the lists, adding to them, taking an entry back."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import practice as practised
from lti_tool.usecases.claims import CLOSED
from lti_tool.usecases.practice import Practice
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.mentor.base import blueprint

NO_ERRORS: Mapping[str, str] = {}


@blueprint.get("/awards/<pack_id:award_id>/practice")
def practice(award_id: str) -> str:
    """What is recorded, what of it counts, and the place to add to it."""
    return _html(award_id)


def _html(award_id: str, problem: str = "") -> str:
    page = practised.practice_page(house(), visit(), award_id)
    return render_template("mentor/practice.html", page=page, problem=problem)


@blueprint.get("/awards/<pack_id:award_id>/practice/<activity_id>")
def practice_form(award_id: str, activity_id: str) -> ResponseReturnValue:
    """The form for one thing done."""
    return _form_html(award_id, activity_id)


def _form_html(
    award_id: str, activity_id: str, errors: Mapping[str, str] = NO_ERRORS
) -> tuple[str, int]:
    page = practised.practice_page(house(), visit(), award_id)
    if page.closed:
        return _html(award_id, CLOSED), 409
    html = render_template(
        "mentor/practice_form.html",
        page=page,
        view=page.activity(activity_id),
        errors=errors,
        typed=request.form,
    )
    return html, 422 if errors else 200


@blueprint.post("/awards/<pack_id:award_id>/practice/<activity_id>")
def add_practice(award_id: str, activity_id: str) -> ResponseReturnValue:
    """Record one thing done."""
    try:
        write_id = fields.text("write_id")
        voided = practised.add_practice(
            house(), visit(), award_id, activity_id, _typed(), write_id=write_id
        )
    except InvalidInput as error:
        return _form_html(award_id, activity_id, error.fields)
    except Conflict as error:
        return _html(award_id, str(error)), 409
    says = "practice_unsigned" if voided else "practice_added"
    return notices.go("mentor.practice", says, award_id=award_id, _anchor=activity_id)


def _typed() -> Practice:
    """What the form says.

    Raises:
        InvalidInput: something is too long, or a day that is none, field by field.
    """
    typed = fields.texts(("first", "last", "detail"))
    days = {name: read_day(typed[name]) if typed[name] else None for name in ("first", "last")}
    wrong = {
        name: "Please write the day like this: 22/11/2026."
        for name, day in days.items()
        if day is None and typed[name]
    }
    if wrong:
        raise InvalidInput(wrong)
    goes_on = fields.ticked("goes_on")
    return Practice(days["first"], days["last"], goes_on, typed["detail"])


@blueprint.post("/awards/<pack_id:award_id>/practice/<fact_id>/take-back")
def take_back_practice(award_id: str, fact_id: str) -> Response:
    """Take an entry back."""
    voided = practised.take_back_practice(house(), visit(), award_id, fact_id)
    says = "practice_unsigned" if voided else "practice_taken_back"
    return notices.go("mentor.practice", says, award_id=award_id)
