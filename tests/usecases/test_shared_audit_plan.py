"""The development plan that comes of an audit: steps with dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lti_tool.content.library import Library, load_packs
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.usecases import shared_audit_plan as plan
from lti_tool.usecases.house import House
from lti_tool.usecases.shared_audit_plan import StepForm
from lti_tool.usecases.shared_audit_views import Plan, PlanStepView
from lti_tool.usecases.visits import Visit

from ..audited import AUDIT, write_pack
from .auditing import Auditor
from .place import MODULES, Place, StillClock

TODAY = StillClock().today()
STEP = StepForm("Listen longer", "Count to ten", "ST1", None)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_packs([MODULES, write_pack(tmp_path_factory.mktemp("packs"))])


class Planner(Auditor):
    """The mentor at their plan."""

    @property
    def plan(self) -> Plan:
        return plan.plan_page(self.house, self.visit, AUDIT).plan

    def adds(self, form: StepForm = STEP) -> PlanStepView:
        """The step as it stands in the plan now."""
        known = {step.id for step in self.steps()}
        plan.add_step(self.house, self.visit, AUDIT, form)
        (new,) = {step.id for step in self.steps()} - known
        return self.step(new)

    def step(self, step_id: str) -> PlanStepView:
        return plan.step_of(self.house, self.visit, AUDIT, step_id)

    def does(self, step: PlanStepView, on: date = TODAY) -> None:
        plan.mark_done(self.house, self.visit, AUDIT, step.step_id, on)


@pytest.fixture
def planner(house: House, mentor: Visit) -> Planner:
    return Planner(house, mentor)


def test_the_targets_of_a_complete_audit_are_the_plan(planner: Planner) -> None:
    planner.fills_in()
    first, second = planner.groups[:2]
    planner.saves(first, notes={"targets": "Listen longer", "actions": "Count to ten"}, revision=1)
    planner.saves(second, notes={"targets": " ", "actions": "Nothing to aim at"}, revision=1)
    assert planner.plan == Plan((), ()), "a draft plans nothing"
    planner.finishes()
    (step,) = planner.plan.open
    assert step.group == first
    assert (step.target, step.action, step.due) == ("Listen longer", "Count to ten", None)
    assert len(planner.told("create")) == 1


def test_a_review_adds_what_is_new_and_brings_nothing_back(
    planner: Planner, clock: StillClock
) -> None:
    planner.completes(targets="Listen longer")
    (taken, *_) = planner.plan.open
    plan.take_off(planner.house, planner.visit, AUDIT, taken.step_id)
    clock.moves(days=1)
    planner.begins_review()
    for group in planner.groups:
        planner.saves(group, round_number=2)
    planner.saves(planner.groups[0], notes={"targets": "Ask more"}, revision=1, round_number=2)
    planner.finishes(2)
    assert [s.target for s in planner.plan.open] == ["Listen longer"] * 3 + ["Ask more"]
    assert [s.step_id for s in planner.plan.taken_off] == [taken.step_id]


def test_a_step_is_added_by_hand_and_those_with_a_day_come_first(planner: Planner) -> None:
    planner.adds()
    planner.adds(StepForm("Later", "", "", TODAY + timedelta(days=9)))
    planner.adds(StepForm("Soon", "", "ST4", TODAY + timedelta(days=2)))
    assert [step.target for step in planner.plan.open] == ["Soon", "Later", "Listen longer"]
    assert planner.plan.open[1].group is None


def test_a_step_is_late_only_after_its_day(planner: Planner, clock: StillClock) -> None:
    step = planner.adds(StepForm("Soon", "", "", TODAY))
    assert not step.overdue
    clock.moves(days=1)
    assert planner.step(step.step_id).overdue
    planner.does(step)
    assert not planner.step(step.step_id).overdue


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (StepForm("  ", "x", "", None), "target"),
        (StepForm("x" * 3001, "", "", None), "target"),
        (StepForm("x", "x" * 3001, "", None), "action"),
        (StepForm("x", "", "ST9", None), "group"),
    ],
)
def test_a_step_that_is_none_is_refused_with_the_reason(
    planner: Planner, form: StepForm, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        planner.adds(form)
    assert set(caught.value.fields) == {field}
    assert planner.steps() == []


def test_a_plan_has_an_end(planner: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MOST_STEPS", 2)
    planner.adds()
    planner.adds()
    with pytest.raises(InvalidInput, match="full"):
        planner.adds()


def test_a_step_is_changed_unless_it_was_changed_elsewhere(planner: Planner) -> None:
    step = planner.adds()
    new = StepForm("Ask more", "", "ST2", TODAY)
    change = (planner.house, planner.visit, AUDIT, step.step_id)
    plan.change_step(*change, new, revision=step.revision)
    changed = planner.step(step.step_id)
    assert (changed.target, changed.action, changed.due) == ("Ask more", "", TODAY)
    with pytest.raises(Conflict):
        plan.change_step(*change, STEP, revision=step.revision)
    plan.change_step(*change, new, revision=step.revision)
    assert planner.step(step.step_id) == changed


def test_done_is_done_on_a_day_and_told(planner: Planner) -> None:
    step = planner.adds()
    with pytest.raises(InvalidInput) as caught:
        planner.does(step, TODAY + timedelta(days=1))
    assert set(caught.value.fields) == {"done_on"}
    planner.does(step, TODAY - timedelta(days=3))
    planner.does(step, TODAY)
    (done,) = planner.plan.done
    assert (done.done_on, planner.plan.open) == (TODAY - timedelta(days=3), ())
    assert len(planner.told("completed")) == 1


def test_not_done_after_all_takes_the_statement_back(planner: Planner) -> None:
    step = planner.adds()
    planner.does(step)
    plan.mark_open(planner.house, planner.visit, AUDIT, step.step_id)
    plan.mark_open(planner.house, planner.visit, AUDIT, step.step_id)
    assert [s.step_id for s in planner.plan.open] == [step.step_id]
    planner.does(step)
    first, second = planner.told("completed")
    (reopened,) = planner.told("retract")
    assert reopened["context"]["statement"]["id"] == first["id"] != second["id"]


def test_what_is_taken_off_can_be_put_back_as_it_was(planner: Planner) -> None:
    step = planner.adds()
    planner.does(step)
    plan.take_off(planner.house, planner.visit, AUDIT, step.step_id)
    assert (planner.plan.open, planner.plan.done) == ((), ())
    plan.put_back(planner.house, planner.visit, AUDIT, step.step_id)
    assert [s.done_on for s in planner.plan.done] == [TODAY]
    assert planner.plan.taken_off == ()


def test_another_mentors_steps_are_not_there(house: House, place: Place, planner: Planner) -> None:
    step = planner.adds()
    other = place.mentor()
    for act in (plan.step_of, plan.mark_open, plan.take_off, plan.put_back):
        with pytest.raises(NotFound):
            act(house, other, AUDIT, step.step_id)
    with pytest.raises(NotFound):
        plan.mark_done(house, other, AUDIT, step.step_id, TODAY)
    with pytest.raises(NotFound):
        plan.change_step(house, other, AUDIT, step.step_id, STEP, revision=9)
    assert plan.plan_page(house, other, AUDIT).plan == Plan((), ())
    assert planner.plan.open == (step,)
