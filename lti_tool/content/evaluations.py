"""``evaluations.yaml``: the forms that a scheme's people answer about one another's work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from lti_tool.content.findings import did_you_mean
from lti_tool.content.markdown import Writing
from lti_tool.content.shape import Id, Shape, Text, parse
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import Path, YamlSource
from lti_tool.domain.evaluations import EvaluationForm, Line, Occasion, Question, Respondent
from lti_tool.domain.standards import StandardSet

EVALUATIONS_FILE = "evaluations.yaml"


class ScaleIn(Shape):
    """Points to choose from, the weakest first."""

    id: Id
    points: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]


class QuestionIn(Shape):
    """Something to answer: on a ``scale``, about every statement of ``standards``, or in words."""

    id: Id
    words: Text
    hint: Text | None = None
    scale: Id | None = None
    standards: Id | None = None
    required: bool | None = None


class EvaluationFormIn(Shape):
    """One form."""

    id: Id
    title: Text
    intro: Text
    about: Text
    respondent: Respondent
    when: Occasion
    by_name: bool = False
    questions: Annotated[tuple[QuestionIn, ...], Field(min_length=1)]


class EvaluationsIn(Shape):
    """``evaluations.yaml``."""

    id: Id
    scales: Annotated[tuple[ScaleIn, ...], Field(min_length=1)]
    forms: Annotated[tuple[EvaluationFormIn, ...], Field(min_length=1)]


def build_evaluations(
    source: YamlSource, pack: str, standards: Sequence[StandardSet]
) -> tuple[EvaluationForm, ...]:
    """The forms of the file, their ids begun with the pack's; mistakes are noted."""
    given = parse(source, EvaluationsIn)
    if given is None:
        return ()
    if given.id != pack:
        source.mistake(("id",), f"the folder is called `{pack}`; make the id the same")
    texts = Texts(source, Writing(), None)
    texts.unique("scale", [scale.id for scale in given.scales], "scales")
    texts.unique("form", [form.id for form in given.forms], "forms")
    builder = _FormBuilder(texts, pack, _scales(given, texts), {s.id: s for s in standards})
    forms = tuple(builder.form(form, number) for number, form in enumerate(given.forms))
    builder.note_unused(given)
    return forms


def _scales(given: EvaluationsIn, texts: Texts) -> dict[str, tuple[str, ...]]:
    for number, scale in enumerate(given.scales):
        texts.unique("point", scale.points, "scales", number, "points", key="")
    return {
        scale.id: tuple(
            texts.plain(point, "scales", number, "points", at)
            for at, point in enumerate(scale.points)
        )
        for number, scale in enumerate(given.scales)
    }


class _FormBuilder:
    """Makes the forms of one file."""

    def __init__(
        self,
        texts: Texts,
        pack: str,
        scales: Mapping[str, tuple[str, ...]],
        standards: Mapping[str, StandardSet],
    ) -> None:
        self._texts, self._pack = texts, pack
        self._scales, self._standards = scales, standards
        self._used: set[str] = set()

    def form(self, given: EvaluationFormIn, number: int) -> EvaluationForm:
        """One form, with its mistakes noted."""
        at: Path = ("forms", number)
        plain = self._texts.plain
        self._texts.unique("question", [q.id for q in given.questions], *at, "questions")
        self._check_names(given, at)
        return EvaluationForm(
            id=f"{self._pack}/{given.id}",
            title=plain(given.title, *at, "title"),
            intro=plain(given.intro, *at, "intro"),
            about=plain(given.about, *at, "about"),
            respondent=given.respondent,
            occasion=given.when,
            by_name=given.by_name,
            questions=tuple(
                self._question(question, (*at, "questions", place))
                for place, question in enumerate(given.questions)
            ),
        )

    def note_unused(self, given: EvaluationsIn) -> None:
        """A scale that no question uses is a slip of the pen."""
        for number, scale in enumerate(given.scales):
            if scale.id not in self._used:
                message = f"no question uses the scale `{scale.id}`; use it, or take it out"
                self._texts.source.mistake(("scales", number, "id"), message)

    def _check_names(self, given: EvaluationFormIn, at: Path) -> None:
        if given.respondent is Respondent.TRAINEE and given.by_name:
            message = (
                "trainees' answers are only ever shown together and without names; take `by_name` "
                "out"
            )
            self._texts.source.mistake((*at, "by_name"), message)
        if given.respondent is Respondent.LINK_TUTOR and not given.by_name:
            message = (
                "a link tutor's answers are about one mentor, who reads them with the tutor's "
                "name; add `by_name: true`"
            )
            self._texts.source.mistake((*at, "respondent"), message)
        if not any(question.scale for question in given.questions):
            message = "a form without a question on a scale has no result to show; add one"
            self._texts.source.mistake((*at, "questions"), message)

    def _question(self, given: QuestionIn, at: Path) -> Question:
        scale = self._scale(given, at)
        words = self._texts.plain(given.words, *at, "words")
        lines = self._statements(given, at) if given.standards else (Line(given.id, "", words),)
        return Question(
            id=given.id,
            words=words,
            hint=self._texts.plain(given.hint or "", *at, "hint"),
            scale=scale,
            lines=lines,
            required=self._required(given, at),
            per_statement=given.standards is not None,
        )

    def _scale(self, given: QuestionIn, at: Path) -> tuple[str, ...]:
        if given.scale is None:
            if given.standards is not None:
                message = "statements are rated on a scale; add `scale`"
                self._texts.source.mistake((*at, "standards"), message)
            return ()
        self._used.add(given.scale)
        found = self._scales.get(given.scale)
        if found is None:
            hint = did_you_mean(given.scale, self._scales)
            self._texts.source.mistake(
                (*at, "scale"), f"there is no scale `{given.scale}` in this file{hint}"
            )
            return ()
        return found

    def _required(self, given: QuestionIn, at: Path) -> bool:
        # Whoever leaves a scale out could be told from the number of the others' answers.
        if given.scale is not None and given.required is False:
            message = (
                "what is answered on a scale is always required; give the scale a point such as "
                "“Cannot say”, or take `required` out"
            )
            self._texts.source.mistake((*at, "required"), message)
        return given.scale is not None or bool(given.required)

    def _statements(self, given: QuestionIn, at: Path) -> tuple[Line, ...]:
        found = self._standards.get(given.standards or "")
        if found is None:
            hint = did_you_mean(given.standards or "", self._standards)
            message = f"there are no standards `{given.standards}`{hint}"
            self._texts.source.mistake((*at, "standards"), message)
            return ()
        return tuple(Line(f"{given.id}-{s.code}", s.code, s.words) for s in found.statements())
