"""Plan: targets become steps with dates, to be changed, marked as done, taken off and put back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lti_tool.domain.answers import checked_text
from lti_tool.domain.audits import Target, groups_of
from lti_tool.domain.schemes import Audit, AuditGroup
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.persistence.audits import AuditRound, PlanStep
from lti_tool.persistence.database import new_id
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.learning_events import keep_statements
from lti_tool.usecases.shared_audit_rounds import find_audit, lock_person
from lti_tool.usecases.shared_audit_telling import AuditTelling
from lti_tool.usecases.shared_audit_views import Plan, PlanPage, PlanStepView
from lti_tool.usecases.visits import Visit

LONGEST_TARGET = 3_000
MOST_STEPS = 200
"""Steps in one plan, those taken off counted: more would be no plan."""


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step as it is typed. ``group`` is a standard's code, or empty."""

    target: str
    action: str
    group: str
    due: date | None


def plan_of(unit: UnitOfWork, person_id: str, audit: Audit) -> Plan:
    """The plan as it stands, in one query."""
    rows = _steps(unit, person_id, audit.id)
    groups = {group.id: group for group in groups_of(audit)}
    off = [row for row in rows if row.taken_off_at is not None]
    on = [row for row in rows if row.taken_off_at is None]
    to_do = sorted((row for row in on if row.done_on is None), key=lambda row: row.due or date.max)
    done = [row for row in on if row.done_on is not None]
    done.sort(key=lambda row: row.done_on or date.min, reverse=True)
    return Plan(
        *(tuple(_view(row, groups, unit.today) for row in some) for some in (to_do, done, off))
    )


def _steps(unit: UnitOfWork, person_id: str, audit_id: str) -> list[PlanStep]:
    query = (
        select(PlanStep)
        .where(PlanStep.person_id == person_id, PlanStep.audit_id == audit_id)
        .order_by(PlanStep.made_at, PlanStep.group_id, PlanStep.id)
    )
    return list(unit.session.scalars(query))


def _view(row: PlanStep, groups: Mapping[str, AuditGroup], today: date) -> PlanStepView:
    return PlanStepView(
        step_id=row.id,
        group=groups.get(row.group_id),
        target=row.target,
        action=row.action,
        due=row.due,
        done_on=row.done_on,
        overdue=row.done_on is None and row.due is not None and row.due < today,
        revision=row.revision,
    )


def plan_targets(
    unit: UnitOfWork, person_id: str, row: AuditRound, targets: Iterable[Target]
) -> list[PlanStep]:
    """Put a complete round's targets into the plan; those that were in it already stay as they are.

    Also what was taken off the plan is known there: the same words do not come back by themselves.
    """
    known = {(step.group_id, step.target) for step in _steps(unit, person_id, row.audit_id)}
    new = [
        PlanStep(
            id=new_id(),
            person_id=person_id,
            audit_id=row.audit_id,
            group_id=target.group,
            round_id=row.id,
            target=target.target,
            action=target.action,
            made_at=unit.now,
        )
        for target in targets
        if (target.group, target.target) not in known
    ]
    unit.session.add_all(new)
    unit.session.flush()
    return new


def plan_page(house: House, visit: Visit, audit_id: str) -> PlanPage:
    """The mentor's plan.

    Raises:
        NotFound: no such audit.
    """
    audit = find_audit(house, audit_id)
    with house.units.reading() as unit:
        plan = plan_of(unit, visit.person_id, audit)
        return PlanPage(audit, groups_of(audit), plan, unit.today)


def step_of(house: House, visit: Visit, audit_id: str, step_id: str) -> PlanStepView:
    """One step of the mentor's plan.

    Raises:
        NotFound: no such audit, or no such step in this mentor's plan.
    """
    audit = find_audit(house, audit_id)
    with house.units.reading() as unit:
        groups = {group.id: group for group in groups_of(audit)}
        return _view(_own_step(unit, visit, audit_id, step_id), groups, unit.today)


def _own_step(unit: UnitOfWork, visit: Visit, audit_id: str, step_id: str) -> PlanStep:
    row = unit.session.get(PlanStep, step_id)
    if row is None or (row.person_id, row.audit_id) != (visit.person_id, audit_id):
        raise NotFound("There is no such step in your plan.")
    return row


def add_step(house: House, visit: Visit, audit_id: str, form: StepForm) -> None:
    """Put a step into the plan by hand.

    Raises:
        InvalidInput: no target, or something is too long; or the plan is full.
        NotFound: no such audit.
    """
    audit = find_audit(house, audit_id)
    form = _checked(audit, form)
    with house.units.writing() as unit:
        lock_person(unit, visit.person_id)
        if len(_steps(unit, visit.person_id, audit_id)) >= MOST_STEPS:
            raise InvalidInput({"target": "Your plan is full. Change a step that is in it."})
        step = PlanStep(
            id=new_id(),
            person_id=visit.person_id,
            audit_id=audit_id,
            group_id=form.group,
            target=form.target,
            action=form.action,
            due=form.due,
            made_at=unit.now,
        )
        unit.session.add(step)
        unit.session.flush()
        told = AuditTelling(house, unit, visit, audit).target_set(step)
        keep_statements(unit, visit.person_id, [told])


def _checked(audit: Audit, form: StepForm) -> StepForm:
    target, action = checked_text("target", form.target), checked_text("action", form.action)
    wrong: dict[str, str] = {}
    if not target:
        wrong["target"] = "Please say in a few words what you want to get better at."
    for name, words in (("target", target), ("action", action)):
        if len(words) > LONGEST_TARGET:
            wrong[name] = f"Please keep this under {LONGEST_TARGET:,} characters."
    if form.group and form.group not in {group.id for group in groups_of(audit)}:
        wrong["group"] = "Please choose one of the standards shown."
    if wrong:
        raise InvalidInput(wrong)
    return StepForm(target, action, form.group, form.due)


def change_step(
    house: House, visit: Visit, audit_id: str, step_id: str, form: StepForm, *, revision: int
) -> None:
    """Change the words, the standard or the day of a step.

    Raises:
        InvalidInput: as for a new step.
        Conflict: it was changed elsewhere since the page was opened.
        NotFound: no such audit, or no such step in this mentor's plan.
    """
    form = _checked(find_audit(house, audit_id), form)
    with _step_to_change(house, visit, audit_id, step_id) as (_, row):
        new = (form.target, form.action, form.group, form.due)
        if (row.target, row.action, row.group_id, row.due) == new:
            return
        if revision < row.revision:
            raise Conflict("This step was changed in another window since this page was opened.")
        row.target, row.action, row.group_id, row.due = new
        row.revision += 1


@contextmanager
def _step_to_change(
    house: House, visit: Visit, audit_id: str, step_id: str
) -> Iterator[tuple[UnitOfWork, PlanStep]]:
    with house.units.writing() as unit:
        lock_person(unit, visit.person_id)
        yield unit, _own_step(unit, visit, audit_id, step_id)


def mark_done(house: House, visit: Visit, audit_id: str, step_id: str, on: date) -> None:
    """Mark a step as done on a day; one that is done keeps its day.

    Raises:
        InvalidInput: the day lies ahead.
        NotFound: no such audit, or no such step in this mentor's plan.
    """
    audit = find_audit(house, audit_id)
    with _step_to_change(house, visit, audit_id, step_id) as (unit, row):
        if on > unit.today:
            raise InvalidInput(
                {"done_on": "This day is still to come. Please give the day it was done."}
            )
        if row.done_on is None:
            row.done_on = on
            row.times_done += 1
            row.revision += 1
            told = AuditTelling(house, unit, visit, audit).target_met(row)
            keep_statements(unit, visit.person_id, [told])


def mark_open(house: House, visit: Visit, audit_id: str, step_id: str) -> None:
    """A step is to be done after all.

    Raises:
        NotFound: no such audit, or no such step in this mentor's plan.
    """
    audit = find_audit(house, audit_id)
    with _step_to_change(house, visit, audit_id, step_id) as (unit, row):
        if row.done_on is not None:
            row.done_on = None
            row.revision += 1
            told = AuditTelling(house, unit, visit, audit).target_reopened(row)
            keep_statements(unit, visit.person_id, [told])


def take_off(house: House, visit: Visit, audit_id: str, step_id: str) -> None:
    """Take a step off the plan; it can be put back.

    Raises:
        NotFound: no such audit, or no such step in this mentor's plan.
    """
    find_audit(house, audit_id)
    with _step_to_change(house, visit, audit_id, step_id) as (unit, row):
        row.taken_off_at = row.taken_off_at or unit.now
        row.revision += 1


def put_back(house: House, visit: Visit, audit_id: str, step_id: str) -> None:
    """Put a step back into the plan as it was.

    Raises:
        NotFound: no such audit, or no such step in this mentor's plan.
    """
    find_audit(house, audit_id)
    with _step_to_change(house, visit, audit_id, step_id) as (_, row):
        row.taken_off_at = None
        row.revision += 1
