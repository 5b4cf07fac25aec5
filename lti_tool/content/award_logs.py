"""Logs of an award, and its page of what the mentor does (``docs/pack-format.md``)."""

from __future__ import annotations

from lti_tool.content.scheme_schema import FormFieldIn, LogFormIn, OverviewIn
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import Path
from lti_tool.domain.logs import LogField, LogForm, Overview
from lti_tool.domain.schemes import FieldKind

_KINDS = (FieldKind.TEXT, FieldKind.CHOICE)
_OWN = frozenset({"on", "person", "minutes", "changed"})
"""Names of what every entry has."""


def build_log(given: LogFormIn, texts: Texts, at: Path) -> LogForm:
    """The log as a value; what is wrong with its fields is noted."""
    texts.unique("field", [f.name for f in given.fields], *at, "fields", key="name")
    return LogForm(
        id=given.id,
        title=texts.plain(given.title, *at, "title"),
        entry=texts.plain(given.entry, *at, "entry"),
        intro=texts.plain(given.intro, *at, "intro"),
        day=texts.plain(given.day, *at, "day"),
        person=texts.plain(given.person, *at, "person"),
        fields=tuple(
            _field(field, texts, (*at, "fields", number))
            for number, field in enumerate(given.fields)
        ),
        sign_off=texts.plain(given.sign_off, *at, "sign_off"),
        acknowledge=texts.plain(given.acknowledge or "", *at, "acknowledge"),
        minutes=given.minutes,
    )


def build_overview(given: OverviewIn | None, texts: Texts, at: Path) -> Overview | None:
    """The page as a value."""
    if given is None:
        return None
    return Overview(texts.plain(given.title, *at, "title"), texts.plain(given.intro, *at, "intro"))


def _field(given: FormFieldIn, texts: Texts, at: Path) -> LogField:
    if given.kind not in _KINDS:
        message = f"a log's field is of the kind text or choice, not {given.kind.value}"
        texts.source.mistake((*at, "kind"), message)
    elif (given.kind is FieldKind.CHOICE) != (len(given.choices) > 1):
        message = "a field of the kind `choice`, and no other, has `choices`"
        texts.source.mistake(at, message)
    if given.name in _OWN:
        message = f"every entry has `{given.name}` by itself; delete this field, or rename it"
        texts.source.mistake((*at, "name"), message)
    texts.unique("choice", given.choices, *at, "choices", key="")
    return LogField(
        name=given.name,
        label=texts.plain(given.label, *at, "label"),
        required=given.required,
        choices=given.choices,
        hint=texts.plain(given.hint or "", *at, "hint"),
    )
