"""The office's evaluations: open a round, ask people, remind, close, read the results."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request

from lti_tool.domain.evaluations import Occasion, school_year_of, school_year_words
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import evaluation_asking as asking
from lti_tool.usecases import evaluation_results as results
from lti_tool.usecases import evaluation_rounds as rounds
from lti_tool.usecases.evaluation_rounds import RoundGiven, respondents_words
from lti_tool.web import fields
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

NOTICES = {
    "office-round-opened": "The evaluation is open.",
    "office-round-asked": "They are asked: each is sent a link of their own. Whoever was on the "
    "list already is not sent another.",
    "office-round-taken-off": "They are off the list, and their link works no more.",
    "office-round-reminded": "Whoever has not answered is sent a reminder.",
    "office-round-closed": "The evaluation is closed.",
    "office-round-reopened": "The evaluation is open again.",
}
NO_ERRORS: Mapping[str, str] = {}


def add_to(blueprint: Blueprint) -> None:
    """Give the office's blueprint its evaluations."""
    one = "/evaluations/<round_id>"
    add = blueprint.add_url_rule
    add("/evaluations", "evaluations", evaluations)
    add("/evaluations/new", "new_evaluation", new_evaluation)
    add("/evaluations/new", "open_evaluation", open_evaluation, methods=["POST"])
    add(one, "evaluation", evaluation)
    add(f"{one}/ask", "ask_people", ask_people, methods=["POST"])
    add(f"{one}/people/<invitation_id>/take-off", "take_off", take_off, methods=["POST"])
    add(f"{one}/remind", "remind_people", remind_people, methods=["POST"])
    add(f"{one}/close", "close_evaluation", close_evaluation, methods=["POST"])
    add(f"{one}/reopen", "reopen_evaluation", reopen_evaluation, methods=["POST"])
    add(f"{one}/results", "results", results_page)
    add(f"{one}/results.csv", "results_csv", results_csv)


def evaluations() -> str:
    """Every round, those that are open first."""
    return render_template(
        "office/evaluations.html",
        lines=rounds.round_list(house(), visit()),
        offered=bool(house().library.evaluations),
    )


def new_evaluation() -> Page:
    """The form for a new round."""
    return _form(NO_ERRORS)


def _form(errors: Mapping[str, str], status: int = 200) -> tuple[str, int]:
    forms = house().library.evaluations
    today = house().units.clock.today()
    year = school_year_of(today)
    html = render_template(
        "office/evaluation_form.html",
        choices=[
            (form.id, form.title, f"Answered by: {respondents_words(house(), form)}. {_when(form)}")
            for form in forms
        ],
        years=[(str(one), school_year_words(one)) for one in (year - 1, year, year + 1)],
        this_year=str(year),
        today=today,
        typed=request.form,
        errors=errors,
    )
    return html, status


def _when(form: object) -> str:
    at_placement = getattr(form, "occasion", None) is Occasion.PLACEMENT_END
    return "At the end of a placement." if at_placement else "At the end of the year."


def open_evaluation() -> Page:
    """Open it; those with an account are told by mail at once."""
    try:
        typed = fields.texts(("form_id", "placement", "closes_on"))
        given = RoundGiven(
            form_id=typed["form_id"],
            school_year=fields.number("school_year"),
            placement=typed["placement"],
            closes_on=read_day(typed["closes_on"]) if typed["closes_on"] else None,
        )
        made = rounds.open_round(house(), visit(), given, write_id=fields.text("write_id"))
    except InvalidInput as error:
        return _form(error.fields, 422)
    asking.ask_those_with_accounts(house(), visit(), made)
    return go(".evaluation", "office-round-opened", round_id=made)


def evaluation(round_id: str) -> Page:
    """One round: who is asked, and how many have answered."""
    return _page(round_id)


def _page(
    round_id: str, errors: Mapping[str, str] = NO_ERRORS, problem: str = "", status: int = 200
) -> tuple[str, int]:
    page = asking.round_page(house(), visit(), round_id)
    html = render_template(
        "office/evaluation.html",
        page=page,
        round=page.line.round,
        form=page.line.round.form,
        today=house().units.clock.today(),
        typed=request.form,
        errors=errors,
        problem=problem,
    )
    return html, status


def ask_people(round_id: str) -> Page:
    """Ask the people listed."""
    try:
        lines = fields.text("people", longest=asking.LONGEST_LIST)
        asking.ask_people(house(), visit(), round_id, lines)
    except InvalidInput as error:
        return _page(round_id, error.fields, status=422)
    except Conflict as error:
        return _page(round_id, problem=str(error), status=409)
    return go(".evaluation", "office-round-asked", round_id=round_id)


def take_off(round_id: str, invitation_id: str) -> Page:
    """Take somebody off the list who was asked by mistake."""
    try:
        asking.take_off(house(), visit(), round_id, invitation_id)
    except Conflict as error:
        return _page(round_id, problem=str(error), status=409)
    return go(".evaluation", "office-round-taken-off", round_id=round_id)


def remind_people(round_id: str) -> Page:
    """Remind whoever has not answered."""
    try:
        asking.remind(house(), visit(), round_id)
    except Conflict as error:
        return _page(round_id, problem=str(error), status=409)
    return go(".evaluation", "office-round-reminded", round_id=round_id)


def close_evaluation(round_id: str) -> Page:
    """Close it before its day."""
    rounds.close_round(house(), visit(), round_id)
    return go(".evaluation", "office-round-closed", round_id=round_id)


def reopen_evaluation(round_id: str) -> Page:
    """Open it again, until another day."""
    try:
        typed = fields.text("closes_on")
        rounds.reopen_round(house(), visit(), round_id, read_day(typed) if typed else None)
    except InvalidInput as error:
        return _page(round_id, error.fields, status=422)
    except Conflict as error:
        return _page(round_id, problem=str(error), status=409)
    return go(".evaluation", "office-round-reopened", round_id=round_id)


def results_page(round_id: str) -> str:
    """The results, as far as they may be shown."""
    page = results.results_page(house(), visit(), round_id)
    return render_template(
        "office/results.html", page=page, round=page.line.round, form=page.line.round.form
    )


def results_csv(round_id: str) -> Response:
    """The same as a file for spreadsheets."""
    text = results.results_csv(house(), visit(), round_id)
    # A mark of byte order: without it some spreadsheets read other letters than were written.
    answer = Response("\ufeff" + text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=evaluation.csv"
    return answer
