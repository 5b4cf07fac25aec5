"""Recorded mentoring: the list with its gaps, and adding, changing, ending, taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import mentoring as periods
from lti_tool.usecases.mentoring import Period, PeriodPage, PeriodRow, SignaturesWouldFall, knowing
from lti_tool.usecases.portfolio_signed import FallingSignature
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.mentor.base import blueprint

NO_ERRORS: Mapping[str, str] = {}


@blueprint.get("/mentoring")
def mentoring() -> str:
    """What is recorded, how long it is, and the place to add to it."""
    return _list_html()


def _list_html(errors: Mapping[str, str] = NO_ERRORS, problem: str = "") -> str:
    page = periods.mentoring_page(house(), visit())
    return render_template(
        "mentor/mentoring.html", page=page, errors=errors, typed=request.form, problem=problem
    )


@blueprint.post("/mentoring")
def add_mentoring() -> ResponseReturnValue:
    """Record a period."""
    try:
        periods.add_period(house(), visit(), _typed())
    except InvalidInput as error:
        return _list_html(error.fields), 422
    return notices.go("mentor.mentoring", "mentoring_added")


def _typed() -> Period:
    """What the form says.

    Raises:
        InvalidInput: something is too long, or a day that is none, field by field.
    """
    typed = fields.texts(("first", "last", "school", "trainee"))
    days = {name: read_day(typed[name]) if typed[name] else None for name in ("first", "last")}
    wrong = {
        name: "Please write the day like this: 22/11/2026."
        for name, day in days.items()
        if day is None and typed[name]
    }
    if wrong:
        raise InvalidInput(wrong)
    return Period(
        first=days["first"],
        last=days["last"],
        goes_on=fields.ticked("goes_on"),
        school=typed["school"],
        trainee=typed["trainee"],
    )


@blueprint.get("/mentoring/<fact_id>")
def mentoring_period(fact_id: str) -> str:
    """One period, to be changed or ended."""
    page = periods.own_period(house(), visit(), fact_id)
    return _period_html(page, page.falling, _typed_of(page.period))


def _typed_of(period: PeriodRow) -> Mapping[str, str]:
    """A period as its form would send it."""
    return MultiDict(
        {
            "first": period.first.isoformat(),
            "last": period.last.isoformat() if period.last else "",
            "goes_on": "" if period.last else "yes",
            "school": period.school,
            "trainee": period.trainee,
        }
    )


def _period_html(
    page: PeriodPage,
    falling: Sequence[FallingSignature],
    typed: Mapping[str, str],
    errors: Mapping[str, str] = NO_ERRORS,
) -> str:
    return render_template(
        "mentor/mentoring_period.html",
        page=page,
        falling=falling,
        told=knowing(falling),
        typed=typed,
        errors=errors,
    )


@blueprint.post("/mentoring/<fact_id>")
def change_mentoring(fact_id: str) -> ResponseReturnValue:
    """Change a period, or say that it has ended."""
    told = fields.text("told", longest=fields.PARAGRAPHS)
    try:
        periods.change_period(house(), visit(), fact_id, _typed(), told=told)
    except InvalidInput as error:
        page = periods.own_period(house(), visit(), fact_id)
        return _period_html(page, page.falling, request.form, error.fields), 422
    except SignaturesWouldFall as error:
        page = periods.own_period(house(), visit(), fact_id)
        return _period_html(page, error.falling, request.form), 409
    except Conflict as error:
        return _list_html(problem=str(error)), 409
    return notices.go("mentor.mentoring", "mentoring_changed")


@blueprint.post("/mentoring/<fact_id>/remove")
def take_back_mentoring(fact_id: str) -> ResponseReturnValue:
    """Take a period back; where signatures would fall, ask first."""
    told = fields.text("told", longest=fields.PARAGRAPHS)
    try:
        periods.take_back(house(), visit(), fact_id, told=told)
    except SignaturesWouldFall as error:
        page = periods.own_period(house(), visit(), fact_id)
        html = render_template(
            "mentor/mentoring_signed.html",
            page=page,
            falling=error.falling,
            told=knowing(error.falling),
        )
        return html, 409
    return notices.go("mentor.mentoring", "mentoring_taken_back", _anchor="taken-back")


@blueprint.post("/mentoring/<fact_id>/back")
def put_back_mentoring(fact_id: str) -> Response:
    """Undo taking it back."""
    periods.put_back(house(), visit(), fact_id)
    return notices.go("mentor.mentoring", "mentoring_back")
