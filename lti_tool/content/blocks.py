"""The activities of a section: a fenced block's YAML becomes a domain value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lti_tool.content.exhibits import (
    build_ask,
    build_audio,
    build_figure,
    build_takeaway_link,
    build_video,
)
from lti_tool.content.findings import did_you_mean
from lti_tool.content.scenarios import check_scenario
from lti_tool.content.schema import (
    KINDS,
    ChecklistIn,
    CompareIn,
    ExampleIn,
    NoteIn,
    OptionIn,
    QuestionIn,
    QuizBlockIn,
    ReflectionIn,
    RevealIn,
    ScenarioIn,
    SortIn,
    StepIn,
)
from lti_tool.content.shape import parse
from lti_tool.content.texts import Texts
from lti_tool.domain.blocks import (
    Activity,
    Checklist,
    Choice,
    Compare,
    Example,
    Note,
    Option,
    Question,
    QuizBlock,
    Reflection,
    Reveal,
    Scenario,
    Sort,
    SortItem,
    Step,
)


def build_block(kind: str, block_id: str, texts: Texts) -> Activity | None:
    """The activity that a block of that kind says; ``None`` once its mistakes have been noted."""
    given = parse(texts.source, KINDS[kind])
    return _BUILDERS[kind](block_id, given, texts) if given else None


def build_options(
    options: Sequence[OptionIn], several: bool, texts: Texts, *path: str | int
) -> tuple[Option, ...]:
    """The options of a question: exactly one is right, unless several may be."""
    right = [number for number, option in enumerate(options) if option.correct]
    here = (*path, "options")
    if not right:
        texts.source.mistake(here, "no option is right; mark it with `correct: true`")
    elif len(right) > 1 and not several:
        texts.source.mistake(
            (*here, right[1], "correct"),
            "more than one option is right; keep one `correct: true`, or add `several: true`",
        )
    return tuple(
        Option(
            text=texts.line(option.text, *here, number, "text"),
            correct=option.correct,
            feedback=texts.block(option.feedback, *here, number, "feedback"),
        )
        for number, option in enumerate(options)
    )


def _question(block_id: str, given: QuestionIn, texts: Texts) -> Question:
    return Question(
        id=block_id,
        prompt=texts.block(given.prompt, "prompt"),
        options=build_options(given.options, given.several, texts),
        several=given.several,
        optional=given.optional,
    )


def _scenario(block_id: str, given: ScenarioIn, texts: Texts) -> Scenario:
    check_scenario(texts.source, given)
    return Scenario(
        id=block_id,
        title=texts.plain(given.title, "title"),
        start=given.start,
        steps=tuple(_step(name, step, texts) for name, step in given.steps.items()),
        optional=given.optional,
    )


def _step(name: str, given: StepIn, texts: Texts) -> Step:
    here = ("steps", name)
    return Step(
        id=name,
        text=texts.block(given.text, *here, "text"),
        choices=tuple(
            Choice(texts.line(choice.text, *here, "choices", number, "text"), choice.next)
            for number, choice in enumerate(given.choices)
        ),
        outcome=given.outcome,
        learning=texts.block(given.learning, *here, "learning") if given.learning else None,
    )


def _reflection(block_id: str, given: ReflectionIn, texts: Texts) -> Reflection:
    return Reflection(
        id=block_id,
        prompt=texts.block(given.prompt, "prompt"),
        minimum_words=given.minimum_words,
        hint=texts.line(given.hint, "hint") if given.hint else None,
        standards=texts.standards(given.standards, "standards"),
        optional=given.optional,
    )


def _compare(block_id: str, given: CompareIn, texts: Texts) -> Compare:
    return Compare(
        id=block_id,
        title=texts.plain(given.title, "title"),
        poor=_example(given.poor, texts, "poor"),
        better=_example(given.better, texts, "better"),
    )


def _example(given: ExampleIn, texts: Texts, side: str) -> Example:
    return Example(
        label=texts.plain(given.label, side, "label"),
        text=texts.block(given.text, side, "text"),
        why=texts.block(given.why, side, "why"),
    )


def _reveal(block_id: str, given: RevealIn, texts: Texts) -> Reveal:
    prompt = texts.block(given.prompt, "prompt")
    return Reveal(id=block_id, prompt=prompt, answer=texts.block(given.answer, "answer"))


def _checklist(block_id: str, given: ChecklistIn, texts: Texts) -> Checklist:
    return Checklist(
        id=block_id,
        title=texts.plain(given.title, "title"),
        items=tuple(texts.line(item, "items", n) for n, item in enumerate(given.items)),
    )


def _sort(block_id: str, given: SortIn, texts: Texts) -> Sort:
    texts.unique("place", given.bins, "bins", key="")
    for number, name in enumerate(given.bins):
        if name.isdigit():
            texts.source.mistake(("bins", number), f"`{name}` is a number; call the bin in words")
    for number, item in enumerate(given.items):
        if item.bin not in given.bins:
            hint = did_you_mean(item.bin, given.bins)
            texts.source.mistake(("items", number, "bin"), f"`{item.bin}` is not a bin{hint}")
    return Sort(
        id=block_id,
        prompt=texts.block(given.prompt, "prompt"),
        bins=tuple(texts.plain(name, "bins", number) for number, name in enumerate(given.bins)),
        items=tuple(
            SortItem(
                text=texts.line(item.text, "items", number, "text"),
                bin=" ".join(item.bin.split()),
                feedback=texts.block(item.feedback, "items", number, "feedback"),
            )
            for number, item in enumerate(given.items)
        ),
        optional=given.optional,
    )


def _note(block_id: str, given: NoteIn, texts: Texts) -> Note:
    title = texts.plain(given.title, "title")
    return Note(id=block_id, title=title, text=texts.block(given.text, "text"))


def _quiz(block_id: str, given: QuizBlockIn, texts: Texts) -> QuizBlock:
    intro = texts.block(given.intro, "intro")
    return QuizBlock(id=block_id, intro=intro, optional=given.optional)


# Each builder takes the shape that KINDS names for its kind, which a type cannot say.
_BUILDERS: dict[str, Callable[..., Activity | None]] = {
    "question": _question,
    "scenario": _scenario,
    "reflection": _reflection,
    "compare": _compare,
    "reveal": _reveal,
    "checklist": _checklist,
    "sort": _sort,
    "note": _note,
    "ask": build_ask,
    "figure": build_figure,
    "video": build_video,
    "audio": build_audio,
    "takeaway": build_takeaway_link,
    "quiz": _quiz,
}
