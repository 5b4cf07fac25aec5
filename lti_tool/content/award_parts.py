"""What an award may hold besides its rows: activities, reflections, briefings and forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lti_tool.content.award_logs import build_log, build_overview
from lti_tool.content.scheme_schema import (
    ActivityKindIn,
    AwardIn,
    FieldIn,
    FormFieldIn,
    ObservationFormIn,
    WelcomeIn,
)
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import Path
from lti_tool.domain.logs import LogForm
from lti_tool.domain.schemes import (
    Activity,
    Award,
    BriefingKind,
    FieldKind,
    ObservationForm,
    ReflectionQuestion,
    SheetField,
)
from lti_tool.domain.welcomes import Welcome, WelcomeSheet


def with_parts(award: Award, given: AwardIn, texts: Texts, at: Path) -> Award:
    """The award with those parts that its file gives it."""
    return replace(
        award,
        activities=_activities(given.activities, texts, (*at, "activities")),
        optional=_activities(given.optional, texts, (*at, "optional")),
        reflections=_reflections(given, texts, (*at, "reflections")),
        briefings=_briefings(given, texts, (*at, "briefings")),
        observations=tuple(
            _form(form, texts, (*at, "observations", n))
            for n, form in enumerate(given.observations)
        ),
        logs=_logs(given, texts, (*at, "logs")),
        overview=build_overview(given.overview, texts, (*at, "overview")),
        welcome=_welcome(given.welcome, texts, (*at, "welcome")),
        subsumes=given.subsumes,
    )


def build_field(given: FormFieldIn | FieldIn, texts: Texts, at: Path) -> SheetField:
    """A field of a form or of the record sheet, as somebody fills it in."""
    if (given.kind is FieldKind.CHOICE) != (len(given.choices) > 1):
        message = "a field of the kind `choice`, and no other, has `choices`"
        texts.source.mistake(at, message)
    texts.unique("choice", given.choices, *at, "choices", key="")
    return SheetField(
        name=given.name,
        label=texts.plain(given.label, *at, "label"),
        kind=given.kind,
        required=given.required,
        choices=given.choices,
        hint=texts.plain(given.hint or "", *at, "hint"),
    )


def _activities(given: Iterable[ActivityKindIn], texts: Texts, at: Path) -> tuple[Activity, ...]:
    given = tuple(given)
    texts.unique("activity", [activity.id for activity in given], *at)
    return tuple(
        Activity(
            activity.id,
            texts.plain(activity.title, *at, number, "title"),
            texts.plain(activity.words, *at, number, "words"),
            _choices(activity, texts, (*at, number)),
            activity.one_day,
        )
        for number, activity in enumerate(given)
    )


def _choices(given: ActivityKindIn, texts: Texts, at: Path) -> tuple[str, ...]:
    texts.unique("choice", given.choices, *at, "choices", key="")
    if len(given.choices) == 1:
        texts.source.mistake((*at, "choices"), "one choice is none; give more, or delete it")
    return given.choices


def _reflections(given: AwardIn, texts: Texts, at: Path) -> tuple[ReflectionQuestion, ...]:
    texts.unique("reflection", [question.id for question in given.reflections], *at)
    return tuple(
        ReflectionQuestion(
            question.id,
            texts.plain(question.title, *at, number, "title"),
            texts.plain(question.prompt, *at, number, "prompt"),
            question.minimum_words,
        )
        for number, question in enumerate(given.reflections)
    )


def _briefings(given: AwardIn, texts: Texts, at: Path) -> tuple[BriefingKind, ...]:
    texts.unique("briefing", [briefing.id for briefing in given.briefings], *at)
    return tuple(
        BriefingKind(
            briefing.id,
            texts.plain(briefing.title, *at, number, "title"),
            texts.plain(briefing.words, *at, number, "words"),
        )
        for number, briefing in enumerate(given.briefings)
    )


def _logs(given: AwardIn, texts: Texts, at: Path) -> tuple[LogForm, ...]:
    texts.unique("log", [form.id for form in given.logs], *at)
    return tuple(build_log(form, texts, (*at, number)) for number, form in enumerate(given.logs))


def _welcome(given: WelcomeIn | None, texts: Texts, at: Path) -> Welcome | None:
    if given is None:
        return None
    texts.unique("sheet", given.sheets, *at, "sheets", key="")
    parted = (name.rpartition("/") for name in given.sheets)
    sheets = tuple(WelcomeSheet(module, sheet) for module, _, sheet in parted)
    return Welcome(texts.plain(given.words, *at, "words"), sheets)


def _form(given: ObservationFormIn, texts: Texts, at: Path) -> ObservationForm:
    texts.unique("field", [f.name for f in given.fields], *at, "fields", key="name")
    return ObservationForm(
        id=given.id,
        title=texts.plain(given.title, *at, "title"),
        intro=texts.plain(given.intro, *at, "intro"),
        fields=tuple(
            build_field(field, texts, (*at, "fields", number))
            for number, field in enumerate(given.fields)
        ),
    )
