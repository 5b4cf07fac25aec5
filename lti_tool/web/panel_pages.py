"""A portfolio on its way: received on paper, given more time, read by the panel, decided.

Tutors receive; the office receives, gives more time and asks readers; the panel reads and decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import handing_in, panel
from lti_tool.web import fields
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.notices import go

Page = Response | tuple[str, int] | str
NO_ERRORS: Mapping[str, str] = {}
NOTICES = {
    "panel-received": "Kept: the portfolio has arrived on paper. The mentor is told.",
    "panel-back": "Taken back: the portfolio counts as not handed in.",
    "panel-extended": "The mentor has more time, and is told until when and why.",
    "panel-asked": "The readers are named. Those who are new to it are told by e-mail.",
    "panel-read": "Your note is kept. You can change it until the panel has decided.",
    "panel-decided": "The decision is kept, and the mentor is told by e-mail.",
}


def add_receiving(blueprint: Blueprint) -> None:
    """Give a blueprint the page on which a portfolio on paper is received."""
    at = "/mentors/<enrolment_id>/portfolio"
    blueprint.add_url_rule(at, "portfolio", portfolio)
    blueprint.add_url_rule(f"{at}/received", "receive", receive, methods=["POST"])
    blueprint.add_url_rule(f"{at}/take-back", "take_back", take_back, methods=["POST"])


def add_office(blueprint: Blueprint) -> None:
    """Give the office more time to give, and readers to ask."""
    at = "/mentors/<enrolment_id>"
    blueprint.add_url_rule(f"{at}/portfolio/extend", "extend", extend, methods=["POST"])
    blueprint.add_url_rule(f"{at}/panel", "panel", readers)
    blueprint.add_url_rule(f"{at}/panel", "ask_readers", ask_readers, methods=["POST"])


def add_panel(blueprint: Blueprint) -> None:
    """Give the panel its readings and decisions."""
    at = "/mentors/<enrolment_id>/panel"
    blueprint.add_url_rule(at, "panel", readers)
    blueprint.add_url_rule(f"{at}/reading", "read", read, methods=["POST"])
    blueprint.add_url_rule(f"{at}/decision", "decide_panel", decide, methods=["POST"])


def portfolio(enrolment_id: str) -> Page:
    """Until when, where it is, and what can be recorded."""
    return _portfolio(enrolment_id)


def _portfolio(
    enrolment_id: str,
    errors: Mapping[str, str] = NO_ERRORS,
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    page = handing_in.someones_portfolio(house(), visit(), enrolment_id)
    html = render_template(
        "tutor/portfolio.html",
        page=page,
        portfolio=page.portfolio,
        errors=errors,
        problem=problem,
        typed=request.form,
    )
    return html, status


def _readers(
    enrolment_id: str,
    errors: Mapping[str, str] = NO_ERRORS,
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    page = panel.panel_page(house(), visit(), enrolment_id)
    html = render_template(
        "staff/panel.html",
        page=page,
        portfolio=page.portfolio,
        errors=errors,
        problem=problem,
        typed=request.form,
        chosen=request.form.getlist("readers") or [one.person_id for one in page.readings],
    )
    return html, status


Shown = Callable[..., tuple[str, int]]


def _done(
    act: Callable[[], None], shown: Shown, enrolment_id: str, endpoint: str, says: str
) -> Page:
    """Do it and go on, or show the page again with what was wrong."""
    try:
        act()
    except InvalidInput as error:
        return shown(enrolment_id, error.fields, status=422)
    except Conflict as error:
        return shown(enrolment_id, problem=str(error), status=409)
    return go(endpoint, says, enrolment_id=enrolment_id)


def receive(enrolment_id: str) -> Page:
    """A portfolio on paper has arrived."""

    def act() -> None:
        day = read_day(fields.text("on"))
        handing_in.receive(house(), visit(), enrolment_id, day)

    return _done(act, _portfolio, enrolment_id, ".mentor", "panel-received")


def take_back(enrolment_id: str) -> Page:
    """What was received in error, or handed in too early, goes back."""

    def act() -> None:
        handing_in.take_back(house(), visit(), enrolment_id)

    return _done(act, _portfolio, enrolment_id, ".portfolio", "panel-back")


def extend(enrolment_id: str) -> Page:
    """Give more time."""

    def act() -> None:
        day = read_day(fields.text("until"))
        reason = fields.text("reason", longest=1_000)
        handing_in.extend(house(), visit(), enrolment_id, day, reason)

    return _done(act, _portfolio, enrolment_id, ".mentor", "panel-extended")


def readers(enrolment_id: str) -> Page:
    """Who reads it, and what they write."""
    return _readers(enrolment_id)


def ask_readers(enrolment_id: str) -> Page:
    """Name the readers and the chair."""

    def act() -> None:
        chosen, chair = request.form.getlist("readers"), fields.text("chair")
        panel.ask_readers(house(), visit(), enrolment_id, chosen, chair)

    return _done(act, _readers, enrolment_id, ".panel", "panel-asked")


def read(enrolment_id: str) -> Page:
    """A reader's note and recommendation."""

    def act() -> None:
        note = fields.text("note", longest=fields.PARAGRAPHS)
        panel.write_reading(house(), visit(), enrolment_id, note, fields.text("recommendation"))

    return _done(act, _readers, enrolment_id, ".panel", "panel-read")


def decide(enrolment_id: str) -> Page:
    """The chair's decision."""

    def act() -> None:
        words = fields.text("words", longest=fields.PARAGRAPHS)
        panel.decide(house(), visit(), enrolment_id, fields.text("decision"), words)

    return _done(act, _readers, enrolment_id, ".mentor", "panel-decided")
