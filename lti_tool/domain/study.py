"""What a mentor did in a module becomes progress (``docs/pack-format.md``, last section).

:func:`judge` looks at one answer to one activity; :func:`module_progress` adds up what was done.
More work never lowers a score, and 100 is only reached when the module is complete.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from lti_tool.domain.answers import checked_index, checked_indexes, checked_text, step_names
from lti_tool.domain.modules import (
    Activity,
    Block,
    Checklist,
    Html,
    Module,
    Outcome,
    Question,
    Reflection,
    Scenario,
    Section,
    Sort,
    count_words,
)
from lti_tool.errors import InvalidInput, NotFound

COMPLETE = 100


@dataclass(frozen=True, slots=True)
class Work:
    """What has been done in one module, by ids: sections read to their end, activities done."""

    sections_reached: frozenset[str] = frozenset()
    done_blocks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """How far one section is. ``missing`` are its required activities that are not done yet."""

    section: Section
    done: bool
    started: bool
    parts_done: int
    parts_required: int
    missing: tuple[Activity, ...]

    @property
    def minutes_left(self) -> int:
        """Minutes of study still to come: a rough share of the section's time, rounded up."""
        if self.done:
            return 0
        share = (self.parts_required - self.parts_done) / self.parts_required
        return max(1, math.ceil(self.section.minutes * share))


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """How far a module is; ``score`` is 0 to 100 and 100 only when ``complete``."""

    parts_done: int
    parts_required: int
    score: int
    complete: bool
    sections: tuple[SectionProgress, ...]
    next_section: Section | None
    minutes_left: int


def module_progress(module: Module, work: Work) -> ModuleProgress:
    """How far the work brings a mentor through the module.

    A section without a required activity is one part, done when its end is reached; every
    required activity is one part. Ids that the module does not have are ignored, so that work done
    in an earlier version does no harm.
    """
    sections = tuple(_section_progress(section, work) for section in module.sections)
    done = sum(section.parts_done for section in sections)
    required = sum(section.parts_required for section in sections)
    complete = all(section.done for section in sections)
    return ModuleProgress(
        parts_done=done,
        parts_required=required,
        score=COMPLETE if complete else min(COMPLETE - 1, COMPLETE * done // required),
        complete=complete,
        sections=sections,
        next_section=next((s.section for s in sections if not s.done), None),
        minutes_left=sum(section.minutes_left for section in sections),
    )


def _section_progress(section: Section, work: Work) -> SectionProgress:
    reached = section.id in work.sections_reached
    required = section.required
    missing = tuple(block for block in required if block.id not in work.done_blocks)
    return SectionProgress(
        section=section,
        done=reached and not missing,
        started=reached or any(b.id in work.done_blocks for b in section.activities),
        parts_done=len(required) - len(missing) if required else int(reached),
        parts_required=len(required) or 1,
        missing=missing,
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an answer amounts to.

    ``response`` is the answer as it is to be kept: plain JSON values, and judging it again gives
    the same judgement. ``correct`` is ``None`` where there is no right or wrong.
    """

    done: bool
    correct: bool | None = None
    feedback: tuple[Html, ...] = ()
    response: dict[str, object] = field(default_factory=dict)
    outcome: Outcome | None = None


def judge(block: Block, response: Mapping[str, object]) -> Judgement:
    """Judge one answer; form fields (numbers as text) are taken as well as JSON.

    The shapes: question ``{"option": 1}`` (with several right ones ``{"options": [0, 2]}``);
    scenario ``{"path": [step, …]}``, the ids of the steps from the first to where the mentor
    stands; reflection ``{"text": …}``; sort ``{"placed": {"0": 1, …}}``, item number to the
    bin's number (its name is taken too); checklist ``{"ticked": [0, 2]}``. Options, items, bins and
    ticks count from 0. What is kept holds no words of the module, so that an answer given in one
    language is the same answer in every translation.

    Raises:
        InvalidInput: the answer does not fit the activity; ``fields`` names the part that is wrong.
    """
    match block:
        case Question():
            return _judge_question(block, response)
        case Scenario():
            return _judge_scenario(block, response)
        case Reflection():
            return _judge_reflection(block, response)
        case Sort():
            return _judge_sort(block, response)
        case Checklist():
            return _judge_checklist(block, response)
        case _:
            raise InvalidInput({"block": "There is nothing to answer here; please read on."})


def _judge_question(block: Question, response: Mapping[str, object]) -> Judgement:
    if block.several:
        chosen = checked_indexes("options", response.get("options"), len(block.options))
        if not chosen:
            raise InvalidInput({"options": "Please choose at least one answer."})
        kept: dict[str, object] = {"options": list(chosen)}
    else:
        chosen = (checked_index("option", response.get("option"), len(block.options)),)
        kept = {"option": chosen[0]}
    right = {number for number, option in enumerate(block.options) if option.correct}
    return Judgement(
        done=True,
        correct=set(chosen) == right,
        feedback=tuple(block.options[number].feedback for number in chosen),
        response=kept,
    )


def _judge_scenario(block: Scenario, response: Mapping[str, object]) -> Judgement:
    path = step_names("path", response.get("path"))
    if path[0] != block.start:
        raise InvalidInput({"path": "Please begin the story at its first step."})
    try:
        steps = [block.step(step_id) for step_id in path]
    except NotFound:
        raise InvalidInput({"path": "The story has changed. Please begin it again."}) from None
    for here, there in pairwise(steps):
        if all(choice.next != there.id for choice in here.choices):
            raise InvalidInput({"path": "Please choose one of the ways on that are shown."})
    end = steps[-1]
    return Judgement(
        done=end.ending,
        feedback=(end.learning,) if end.learning else (),
        response={"path": list(path)},
        outcome=end.outcome,
    )


def _judge_reflection(block: Reflection, response: Mapping[str, object]) -> Judgement:
    text = checked_text("text", response.get("text"))
    return Judgement(done=count_words(text) >= block.minimum_words, response={"text": text})


def _judge_sort(block: Sort, response: Mapping[str, object]) -> Judgement:
    placed = response.get("placed")
    if not isinstance(placed, Mapping):
        raise InvalidInput({"placed": "Please say for each item where it belongs."})
    answers = {
        checked_index("placed", number, len(block.items)): _checked_bin(block, answer)
        for number, answer in placed.items()
    }
    done = len(answers) == len(block.items)
    wrong = [n for n, place in answers.items() if block.belongs(n) != place]
    return Judgement(
        done=done,
        correct=not wrong if done else None,
        feedback=tuple(block.items[number].feedback for number in sorted(answers)),
        response={"placed": {str(number): answers[number] for number in sorted(answers)}},
    )


def _checked_bin(block: Sort, answer: object) -> int:
    place = block.place(answer)
    if place is None:
        raise InvalidInput({"placed": "Please choose one of the places shown."})
    return place


def _judge_checklist(block: Checklist, response: Mapping[str, object]) -> Judgement:
    ticked = checked_indexes("ticked", response.get("ticked", ()), len(block.items))
    return Judgement(
        done=len(ticked) == len(block.items),
        response={"ticked": list(ticked)},
    )
