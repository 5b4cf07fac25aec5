"""The development plan: steps with dates, added, changed, marked as done, taken off, put back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.domain.audits import groups_of
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import shared_audit_plan as plan
from lti_tool.usecases.shared_audit_plan import LONGEST_TARGET, StepForm
from lti_tool.usecases.shared_audit_rounds import find_audit
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.mentor.base import blueprint

DONE_FIELD = "done_on-"
"""The day on which a step was done: this and the step's id."""


@blueprint.get("/audits/<pack_id:shared_audit_id>/plan")
def audit_plan(shared_audit_id: str) -> str:
    """The plan, and the place to add to it."""
    return _plan_html(shared_audit_id)


def _plan_html(audit_id: str, errors: Mapping[str, str] | None = None) -> str:
    page = plan.plan_page(house(), visit(), audit_id)
    return render_template(
        "mentor/shared_audit_plan.html",
        page=page,
        audit=page.audit,
        errors=errors or {},
        typed=request.form,
        done_field=DONE_FIELD,
        longest=LONGEST_TARGET,
    )


@blueprint.post("/audits/<pack_id:shared_audit_id>/plan")
def add_plan_step(shared_audit_id: str) -> ResponseReturnValue:
    """Add a step by hand."""
    try:
        plan.add_step(house(), visit(), shared_audit_id, _form())
    except InvalidInput as error:
        return _plan_html(shared_audit_id, error.fields), 422
    return _back(shared_audit_id, "step_added")


def _form() -> StepForm:
    """What was typed.

    Raises:
        InvalidInput: something is too long, or the day is none.
    """
    typed = fields.texts(("target", "action", "group", "due"), longest=LONGEST_TARGET)
    due = read_day(typed["due"]) if typed["due"] else None
    if typed["due"] and due is None:
        raise InvalidInput({"due": "Please write the day like this: 22/11/2026."})
    return StepForm(typed["target"], typed["action"], typed["group"], due)


def _back(audit_id: str, says: str, anchor: str | None = None) -> Response:
    return notices.go("mentor.audit_plan", says, shared_audit_id=audit_id, _anchor=anchor)


@blueprint.get("/audits/<pack_id:shared_audit_id>/plan/<step_id>")
def plan_step(shared_audit_id: str, step_id: str) -> str:
    """One step, to be changed."""
    return _step_html(shared_audit_id, step_id)


def _step_html(
    audit_id: str,
    step_id: str,
    errors: Mapping[str, str] | None = None,
    *,
    elsewhere: bool = False,
) -> str:
    step = plan.step_of(house(), visit(), audit_id, step_id)
    audit = find_audit(house(), audit_id)
    kept = {
        "target": step.target,
        "action": step.action,
        "group": step.group.id if step.group else "",
        "due": step.due.isoformat() if step.due else "",
    }
    return render_template(
        "mentor/shared_audit_step.html",
        step=step,
        audit=audit,
        groups=groups_of(audit),
        values=request.form if request.method == "POST" else kept,
        errors=errors or {},
        elsewhere=elsewhere,
        longest=LONGEST_TARGET,
    )


@blueprint.post("/audits/<pack_id:shared_audit_id>/plan/<step_id>")
def change_plan_step(shared_audit_id: str, step_id: str) -> ResponseReturnValue:
    """Change a step."""
    revision = fields.number("revision")
    try:
        plan.change_step(house(), visit(), shared_audit_id, step_id, _form(), revision=revision)
    except InvalidInput as error:
        return _step_html(shared_audit_id, step_id, error.fields), 422
    except Conflict:
        return _step_html(shared_audit_id, step_id, elsewhere=True), 409
    return _back(shared_audit_id, "step_changed")


@blueprint.post("/audits/<pack_id:shared_audit_id>/plan/<step_id>/done")
def plan_step_done(shared_audit_id: str, step_id: str) -> ResponseReturnValue:
    """Mark a step as done on the day given; on none, today."""
    try:
        plan.mark_done(house(), visit(), shared_audit_id, step_id, _done_on(step_id))
    except InvalidInput as error:
        names = {"done_on": DONE_FIELD + step_id}
        wrong = {names.get(name, name): said for name, said in error.fields.items()}
        return _plan_html(shared_audit_id, wrong), 422
    return _back(shared_audit_id, "step_done")


def _done_on(step_id: str) -> date:
    name = DONE_FIELD + step_id
    return fields.day(name) if fields.text(name) else house().units.clock.today()


@blueprint.post("/audits/<pack_id:shared_audit_id>/plan/<step_id>/not-done")
def plan_step_open(shared_audit_id: str, step_id: str) -> Response:
    """A step is to be done after all."""
    plan.mark_open(house(), visit(), shared_audit_id, step_id)
    return _back(shared_audit_id, "step_open")


@blueprint.post("/audits/<pack_id:shared_audit_id>/plan/<step_id>/take-off")
def plan_step_off(shared_audit_id: str, step_id: str) -> Response:
    """Take a step off the plan."""
    plan.take_off(house(), visit(), shared_audit_id, step_id)
    return _back(shared_audit_id, "step_off", "taken-off")


@blueprint.post("/audits/<pack_id:shared_audit_id>/plan/<step_id>/put-back")
def plan_step_back(shared_audit_id: str, step_id: str) -> Response:
    """Put it back as it was."""
    plan.put_back(house(), visit(), shared_audit_id, step_id)
    return _back(shared_audit_id, "step_back")
