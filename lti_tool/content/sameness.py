"""What must be the same in every language that a module can be read in: facts, never words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lti_tool.domain.modules import (
    Activity,
    Ask,
    BankQuestion,
    Checklist,
    Option,
    Question,
    QuizBlock,
    Reflection,
    Scenario,
    Sort,
)
from lti_tool.domain.takeaways import Fields, Grid, Lines, Ticks

Facts = Mapping[str, object]
"""Values by what they are called in a mistake."""


def facts_of(part: Activity | BankQuestion | Fields | Lines | Grid | Ticks) -> Facts:
    """What a block of a section or a sheet, or a question of the quiz, says without words."""
    match part:
        case BankQuestion():
            where = {"section": part.section, "standards": part.standards}
            return {**where, **_options(part.options, several=part.several)}
        case Fields() | Lines() | Grid() | Ticks():
            return {"kind": part.kind, **_sheet(part)}
        case Question() | Scenario() | Reflection() | Sort() | QuizBlock():
            return {"kind": part.kind, "`optional`": part.optional, **_activity(part)}
        case _:
            return {"kind": part.kind, **_activity(part)}


def said(value: object) -> str:
    """A fact in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or "none"
    return "none" if value in {None, ""} else str(value)


def _activity(block: Activity) -> Facts:
    match block:
        case Question():
            return _options(block.options, several=block.several)
        case Scenario():
            return _steps(block)
        case Sort():
            return _places(block)
        case _:
            return _simple(block)


def _simple(block: Activity) -> Facts:
    match block:
        case Reflection():
            return {"minimum_words": block.minimum_words, "standards": block.standards}
        case Checklist():
            return {"number of items": len(block.items)}
        case Ask():
            return {"variable": block.answer.strip("{} ")}
        case _:
            return {}


def _options(options: Sequence[Option], *, several: bool) -> Facts:
    return {
        "number of options": len(options),
        "right options": tuple(n for n, option in enumerate(options, start=1) if option.correct),
        "`several`": several,
    }


def _steps(block: Scenario) -> Facts:
    facts: dict[str, object] = {
        "first step": block.start,
        "steps": tuple(step.id for step in block.steps),
    }
    for step in block.steps:
        facts[f"ways on from `{step.id}`"] = tuple(choice.next for choice in step.choices)
        facts[f"outcome in `{step.id}`"] = step.outcome
    return facts


def _places(block: Sort) -> Facts:
    places = (block.place(item.bin) for item in block.items)
    return {
        "number of bins": len(block.bins),
        "number of items": len(block.items),
        "bins of the items": tuple(0 if place is None else place + 1 for place in places),
    }


def _sheet(part: Fields | Lines | Grid | Ticks) -> Facts:
    match part:
        case Fields():
            return {"number of fields": len(part.labels), "columns": part.columns}
        case Lines():
            return {"lines": part.lines}
        case Grid():
            rows, columns = len(part.rows), len(part.columns)
            return {"number of rows": rows, "number of columns": columns, "lines": part.lines}
        case Ticks():
            return {"number of items": len(part.items)}
