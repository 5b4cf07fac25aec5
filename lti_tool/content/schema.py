"""The shape of ``module.yaml``, ``quiz.yaml``, sections and their blocks (``docs/pack-format.md``).

What can be said about a value by itself stands here; what needs a look at other values is checked
where the domain values are built.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from lti_tool.content import patterns
from lti_tool.content.shape import Id, Number, PackId, Shape, Text
from lti_tool.domain.blocks import Outcome

VariableName = Annotated[str, StringConstraints(pattern=patterns.VARIABLE)]
SectionFile = Annotated[str, StringConstraints(pattern=patterns.SECTION_FILE)]
TakeawayFile = Annotated[str, StringConstraints(pattern=patterns.TAKEAWAY_FILE)]
PictureFile = Annotated[str, StringConstraints(pattern=patterns.PICTURE_FILE)]
VideoFile = Annotated[str, StringConstraints(pattern=patterns.VIDEO_FILE)]
AudioFile = Annotated[str, StringConstraints(pattern=patterns.AUDIO_FILE)]
CaptionsFile = Annotated[str, StringConstraints(pattern=patterns.CAPTIONS_FILE)]
Address = Annotated[str, StringConstraints(pattern=patterns.HTTPS, max_length=2000)]
Ratio = Annotated[str, StringConstraints(pattern=patterns.SHAPE)]
Language = Annotated[str, StringConstraints(pattern=patterns.LANGUAGE)]
Codes = tuple[Text, ...]


class OutcomeIn(Shape):
    """A learning outcome."""

    id: Annotated[str, StringConstraints(pattern=patterns.OUTCOME)]
    text: Text
    standards: Codes = ()


class VariableIn(Shape):
    """Something that a provider fills in."""

    default: Text | None = None
    about: Text


class ReferenceIn(Shape):
    """A source."""

    id: Id
    citation: Text


class TermIn(Shape):
    """A word and its meaning."""

    id: Id
    term: Text
    meaning: Text


class QuizIn(Shape):
    """Where the quiz is, and how it is passed."""

    file: Annotated[str, StringConstraints(pattern=patterns.QUIZ_FILE)]
    draw: Annotated[int, Field(ge=1, le=100)]
    pass_mark: Annotated[int, Field(ge=1, le=100)]


class ModuleIn(Shape):
    """``module.yaml``."""

    id: PackId
    title: Text
    version: Text
    language: Language
    follows: Text
    minutes: Number
    hours: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
    summary: Text
    prior_knowledge: Text
    outcomes: Annotated[tuple[OutcomeIn, ...], Field(min_length=1)]
    variables: dict[VariableName, VariableIn] = Field(default_factory=dict)
    references: tuple[ReferenceIn, ...] = ()
    glossary: tuple[TermIn, ...] = ()
    takeaways: tuple[TakeawayFile, ...] = ()
    translations: tuple[Language, ...] = ()
    sections: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=patterns.SECTION_FILE)], ...],
        Field(min_length=1),
    ]
    quiz: QuizIn


class FrontMatter(Shape):
    """The head of a section's file."""

    id: Id
    title: Text
    minutes: Number


class OptionIn(Shape):
    """An answer to choose."""

    text: Text
    correct: bool = False
    feedback: Text


Options = Annotated[tuple[OptionIn, ...], Field(min_length=2, max_length=5)]


class BankQuestionIn(Shape):
    """A question of the quiz."""

    id: Id
    prompt: Text
    section: Id
    standards: Codes = ()
    several: bool = False
    options: Options


class BankIn(Shape):
    """``quiz.yaml``."""

    questions: Annotated[tuple[BankQuestionIn, ...], Field(min_length=1)]


class BlockIn(Shape):
    """What every block may say."""

    optional: bool = False


class QuestionIn(BlockIn):
    """A ``question`` block."""

    prompt: Text
    several: bool = False
    options: Options


class ChoiceIn(Shape):
    """A way on."""

    text: Text
    next: Id


class StepIn(Shape):
    """A scene; an ending, or one with choices."""

    text: Text
    choices: tuple[ChoiceIn, ...] = ()
    ending: bool = False
    outcome: Outcome | None = None
    learning: Text | None = None


class ScenarioIn(BlockIn):
    """A ``scenario`` block."""

    title: Text
    start: Id
    steps: Annotated[dict[Id, StepIn], Field(min_length=1)]


class ReflectionIn(BlockIn):
    """A ``reflection`` block."""

    prompt: Text
    hint: Text | None = None
    minimum_words: Annotated[int, Field(ge=1, le=1000)]
    standards: Codes = ()


class ExampleIn(Shape):
    """One side of a comparison."""

    label: Text
    text: Text
    why: Text


class CompareIn(BlockIn):
    """A ``compare`` block."""

    title: Text
    poor: ExampleIn
    better: ExampleIn


class RevealIn(BlockIn):
    """A ``reveal`` block."""

    prompt: Text
    answer: Text


class ChecklistIn(BlockIn):
    """A ``checklist`` block."""

    title: Text
    items: Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]


class SortItemIn(Shape):
    """An item to place."""

    text: Text
    bin: Text
    feedback: Text


class SortIn(BlockIn):
    """A ``sort`` block."""

    prompt: Text
    bins: Annotated[tuple[Text, ...], Field(min_length=2, max_length=8)]
    items: Annotated[tuple[SortItemIn, ...], Field(min_length=2, max_length=40)]


class NoteIn(BlockIn):
    """A ``note`` block."""

    title: Text
    text: Text


class AskIn(Shape):
    """An ``ask`` block."""

    title: Text = "Ask your provider"
    text: Text
    variable: VariableName | None = None


class FigureIn(Shape):
    """A ``figure`` block."""

    file: PictureFile
    alt: Annotated[Text, StringConstraints(max_length=250)]
    caption: Text
    description: Text


class VideoIn(Shape):
    """A ``video`` block."""

    title: Text
    file: VideoFile | None = None
    address: Address | None = None
    captions: CaptionsFile
    shape: Ratio = "16:9"
    minutes: Number
    transcript: Text


class AudioIn(Shape):
    """An ``audio`` block."""

    title: Text
    file: AudioFile | None = None
    address: Address | None = None
    minutes: Number
    transcript: Text


class TakeawayLinkIn(Shape):
    """A ``takeaway`` block."""

    text: Text


class QuizBlockIn(BlockIn):
    """A ``quiz`` block."""

    intro: Text


KINDS: dict[str, type[Shape]] = {
    "question": QuestionIn,
    "scenario": ScenarioIn,
    "reflection": ReflectionIn,
    "compare": CompareIn,
    "reveal": RevealIn,
    "checklist": ChecklistIn,
    "sort": SortIn,
    "note": NoteIn,
    "ask": AskIn,
    "figure": FigureIn,
    "video": VideoIn,
    "audio": AudioIn,
    "takeaway": TakeawayLinkIn,
    "quiz": QuizBlockIn,
}


class StatementIn(Shape):
    """A statement of a standard."""

    code: Annotated[str, StringConstraints(pattern=patterns.STATEMENT)]
    words: Text


class StandardIn(Shape):
    """A standard."""

    code: Annotated[str, StringConstraints(pattern=patterns.STANDARD)]
    title: Text
    words: Text
    statements: Annotated[tuple[StatementIn, ...], Field(min_length=1)]


class StandardsIn(Shape):
    """``standards.yaml``."""

    id: Id
    title: Text
    edition: Text
    source: Text
    standards: Annotated[tuple[StandardIn, ...], Field(min_length=1)]
