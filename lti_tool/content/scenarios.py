"""Branching stories: every step can be reached, and from every step an ending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lti_tool.content.findings import did_you_mean
from lti_tool.content.schema import ScenarioIn, StepIn
from lti_tool.content.yaml_source import YamlSource


def check_scenario(source: YamlSource, story: ScenarioIn) -> None:
    """Note what is wrong with the story's steps and the ways between them."""
    steps = story.steps
    for name, step in steps.items():
        _check_step(source, name, step)
        _check_choices(source, name, step, steps)
    if story.start not in steps:
        hint = did_you_mean(story.start, steps)
        source.mistake(("start",), f"there is no step `{story.start}` to start at{hint}")
        return
    reached = _reachable([story.start], {n: [c.next for c in s.choices] for n, s in steps.items()})
    for name in steps.keys() - reached:
        source.mistake(("steps", name), f"no choice leads to the step `{name}`")
    _check_endings(source, steps, reached)


def _check_step(source: YamlSource, name: str, step: StepIn) -> None:
    here = ("steps", name)
    if step.ending:
        if step.choices:
            source.mistake((*here, "choices"), "an ending has no choices; delete them, or `ending`")
        if step.outcome is None:
            source.mistake(here, f"the ending `{name}` needs `outcome`: good, mixed or poor")
        if step.learning is None:
            source.mistake(here, f"the ending `{name}` needs `learning`: what to take from it")
        return
    if not step.choices:
        source.mistake(here, f"the step `{name}` stops: give it `choices`, or write `ending: true`")
    for key in ("outcome", "learning"):
        if getattr(step, key) is not None:
            source.mistake((*here, key), f"`{key}` belongs to an ending; add `ending: true`")


def _check_choices(
    source: YamlSource, name: str, step: StepIn, steps: Mapping[str, StepIn]
) -> None:
    for number, choice in enumerate(step.choices):
        if choice.next not in steps:
            hint = did_you_mean(choice.next, steps)
            where = ("steps", name, "choices", number, "next")
            source.mistake(where, f"there is no step `{choice.next}`{hint}")


def _check_endings(source: YamlSource, steps: Mapping[str, StepIn], reached: Iterable[str]) -> None:
    """From the endings backwards: what is not met on the way there can never end."""
    back: dict[str, list[str]] = {}
    for name, step in steps.items():
        for choice in step.choices:
            back.setdefault(choice.next, []).append(name)
    can_end = _reachable([name for name, step in steps.items() if step.ending], back)
    for name in (set(reached) & steps.keys()) - can_end:
        if steps[name].choices and all(choice.next in steps for choice in steps[name].choices):
            source.mistake(("steps", name), f"no way from the step `{name}` comes to an ending")


def _reachable(start: Iterable[str], ways: Mapping[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += ways.get(name, [])
    return seen
