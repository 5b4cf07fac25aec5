"""The office's calendar of briefings: plan, change, call off, and who was there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from flask import Blueprint, render_template, request

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import briefing_attendance, briefing_calendar
from lti_tool.usecases.briefing_calendar import EventGiven
from lti_tool.usecases.briefing_events import ABSENT, awards_with_briefings
from lti_tool.usecases.briefing_views import EventView
from lti_tool.web import fields
from lti_tool.web.access import house, visit
from lti_tool.web.dates import LONDON, read_day
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

NOTICES = {
    "office-briefing-planned": "The briefing is in the calendar, and mentors can book it.",
    "office-briefing-changed": "The briefing is changed. Whoever has a place or waits for one is "
    "told by e-mail.",
    "office-briefing-off": "The briefing is called off. Whoever had a place or waited is told why.",
    "office-briefing-attended": "Kept. The mentors see it on their records.",
}
ATTENDED = "attended-"
"""The field of a place on the list of those who were there, before the place's id."""
NO_ERRORS: Mapping[str, str] = {}


def add_to(blueprint: Blueprint) -> None:
    """Give the office's blueprint its calendar."""
    one = "/briefings/<event_id>"
    blueprint.add_url_rule("/briefings", "briefings", briefings)
    blueprint.add_url_rule("/briefings/new", "new_briefing", new_briefing)
    blueprint.add_url_rule("/briefings/new", "plan_briefing", plan_briefing, methods=["POST"])
    blueprint.add_url_rule(one, "briefing", briefing)
    blueprint.add_url_rule(f"{one}/attended", "attended", attended, methods=["POST"])
    blueprint.add_url_rule(f"{one}/change", "change_briefing", change_briefing)
    blueprint.add_url_rule(
        f"{one}/change", "do_change_briefing", do_change_briefing, methods=["POST"]
    )
    blueprint.add_url_rule(f"{one}/call-off", "call_off", call_off)
    blueprint.add_url_rule(f"{one}/call-off", "do_call_off", do_call_off, methods=["POST"])


def briefings() -> str:
    """Every briefing, those to come first."""
    page = briefing_calendar.calendar(house(), visit())
    offered = bool(awards_with_briefings(house()))
    return render_template("office/briefings.html", page=page, offered=offered)


def new_briefing() -> Page:
    """The form for a new one."""
    return _form({})


def plan_briefing() -> Page:
    """Put it into the calendar."""
    try:
        made = briefing_calendar.plan(house(), visit(), _typed(), write_id=fields.text("write_id"))
    except InvalidInput as error:
        return _form(request.form, error.fields, 422)
    return go(".briefing", "office-briefing-planned", event_id=made)


def _form(
    typed: Mapping[str, str],
    errors: Mapping[str, str] = NO_ERRORS,
    status: int = 200,
    *,
    event: EventView | None = None,
    problem: str = "",
) -> tuple[str, int]:
    modes = briefing_calendar.modes_by_award(house())
    html = render_template(
        "office/briefing_form.html",
        event=event,
        awards=[(award.id, award.title) for award in awards_with_briefings(house())],
        chosen=_chosen(event),
        modes=tuple(dict.fromkeys(mode for found in modes.values() for mode in found)),
        typed=typed,
        errors=errors,
        problem=problem,
        today=house().units.clock.today(),
    )
    return html, status


def _chosen(event: EventView | None) -> tuple[str, ...]:
    if request.method == "POST":
        return tuple(request.form.getlist("award_ids"))
    return event.award_ids if event else ()


def _typed() -> EventGiven:
    """What the form says.

    Raises:
        InvalidInput: something is too long, field by field.
    """
    short = fields.texts(("mode", "day", "starts", "ends"))
    long = fields.texts(("place", "link"), longest=briefing_calendar.LONGEST_LINE)
    return EventGiven(
        award_ids=tuple(request.form.getlist("award_ids")),
        mode=short["mode"],
        day=read_day(short["day"]) if short["day"] else None,
        starts=_time(short["starts"]),
        ends=_time(short["ends"]),
        place=long["place"],
        link=long["link"],
        note=fields.text("note", longest=briefing_calendar.LONGEST_NOTE),
        capacity=fields.number("capacity"),
    )


def _time(typed: str) -> time | None:
    """A time of day: ``14:00``, or ``14.00`` as some write it."""
    try:
        return time.fromisoformat(typed.replace(".", ":")).replace(second=0, microsecond=0)
    except ValueError:
        return None


def briefing(event_id: str) -> Page:
    """One briefing, with the people on it."""
    return _briefing(event_id)


def _briefing(
    event_id: str, errors: Mapping[str, str] = NO_ERRORS, problem: str = "", status: int = 200
) -> tuple[str, int]:
    page = briefing_attendance.event_page(house(), visit(), event_id)
    html = render_template(
        "office/briefing.html",
        page=page,
        event=page.event,
        absent=ABSENT,
        attended=ATTENDED,
        errors=errors,
        problem=problem,
    )
    return html, status


def attended(event_id: str) -> Page:
    """Keep who was there, and how."""
    said = {
        name.removeprefix(ATTENDED): value
        for name, value in request.form.items()
        if name.startswith(ATTENDED)
    }
    try:
        briefing_attendance.record_list(house(), visit(), event_id, said)
    except InvalidInput as error:
        return _briefing(event_id, error.fields, status=422)
    except Conflict as error:
        return _briefing(event_id, problem=str(error), status=409)
    return go(".briefing", "office-briefing-attended", event_id=event_id)


def change_briefing(event_id: str) -> Page:
    """The form with what stands there now."""
    event = briefing_calendar.one_event(house(), visit(), event_id)
    return _form(_as_typed(event), event=event)


def _as_typed(event: EventView) -> dict[str, str]:
    starts, ends = event.starts_at.astimezone(LONDON), event.ends_at.astimezone(LONDON)
    return {
        "mode": event.mode,
        "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": event.place,
        "link": event.link,
        "note": event.note,
        "capacity": str(event.capacity),
    }


def do_change_briefing(event_id: str) -> Page:
    """Change it; those concerned are told."""
    event = briefing_calendar.one_event(house(), visit(), event_id)
    try:
        sequence = fields.number("sequence")
        briefing_calendar.change(house(), visit(), event_id, _typed(), sequence=sequence)
    except InvalidInput as error:
        return _form(request.form, error.fields, 422, event=event)
    except Conflict as error:
        return _form(request.form, status=409, event=event, problem=str(error))
    return go(".briefing", "office-briefing-changed", event_id=event_id)


def call_off(event_id: str) -> Page:
    """Ask why."""
    return _call_off(event_id)


def _call_off(
    event_id: str, errors: Mapping[str, str] = NO_ERRORS, status: int = 200
) -> tuple[str, int]:
    event = briefing_calendar.one_event(house(), visit(), event_id)
    html = render_template(
        "office/briefing_off.html", event=event, errors=errors, typed=request.form
    )
    return html, status


def do_call_off(event_id: str) -> Page:
    """Call it off; those concerned are told why."""
    try:
        reason = fields.text("reason", longest=1_000)
        briefing_calendar.call_off(house(), visit(), event_id, reason)
    except InvalidInput as error:
        return _call_off(event_id, error.fields, 422)
    except Conflict as error:
        return _briefing(event_id, problem=str(error), status=409)
    return go(".briefing", "office-briefing-off", event_id=event_id)
