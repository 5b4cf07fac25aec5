"""What to do in a module so that it is done: read from the pack, since no page gives it away."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lti_tool.config import Settings
from lti_tool.content import load_packs
from lti_tool.content.library import Library
from lti_tool.domain.blocks import Option, Scenario
from lti_tool.domain.modules import Module

AWARD = "west-london/entry"
MODULES = ("west-london/entry-1", "west-london/entry-2")


@cache
def packs() -> Library:
    """The packs that the servers use: those that are shipped, unless MENTOR_PACKS says others."""
    return load_packs(Settings.from_environment().packs)


def module(module_id: str) -> Module:
    """One module as a mentor of a provider without words of its own sees it."""
    return packs().module(module_id, {})


def right(options: tuple[Option, ...]) -> list[int]:
    """The numbers of the right options, from 0."""
    return [number for number, option in enumerate(options) if option.correct]


def quiz_key(module_id: str) -> Mapping[str, list[int]]:
    """The right options of every question in the quiz's bank."""
    return {one.id: right(one.options) for one in module(module_id).quiz.questions}


def way_through(story: Scenario) -> list[str]:
    """The shortest way to an ending, as the ids of its steps."""
    ways = [[story.start]]
    for way in ways:
        step = story.step(way[-1])
        if step.ending:
            return way
        ways.extend([*way, choice.next] for choice in step.choices if choice.next not in way)
    raise AssertionError(f"{story.id} never ends")


def thoughts(words: int) -> str:
    """A reflection of at least that many words."""
    said = "I watched how the trainee used the first ten minutes, and what I would ask next time. "
    return (said * (words // len(said.split()) + 1)).strip()
