"""Pydantic's complaints in words that a pack's author can act on, at the right line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from lti_tool.content import patterns
from lti_tool.content.findings import did_you_mean
from lti_tool.content.yaml_source import Path, YamlSource

LONGEST_TEXT = 20_000

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)
]
"""Some words."""
Id = Annotated[str, StringConstraints(pattern=patterns.NAME)]
"""A stable name: it stands in addresses and in what is kept of a mentor's work."""
PackId = Annotated[str, StringConstraints(pattern=patterns.PACK_NAME)]
"""``<pack>/<name>``: the id of a module or an award."""
Number = Annotated[int, Field(ge=1, le=10_000)]

M = TypeVar("M", bound="Shape")


class Shape(BaseModel):
    """Base of everything that is read from a pack: unknown names are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def parse(source: YamlSource, model: type[M]) -> M | None:
    """The source's value in the model's shape; ``None`` once its mistakes have been noted."""
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        for detail in details:
            if not _follows(detail, details):
                _note(source, model, detail)
        return None


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether a list is only too short because its wrong entries do not count."""
    at = detail["loc"]
    return detail["type"] == "too_short" and any(
        other["loc"][: len(at)] == at and len(other["loc"]) > len(at) for other in details
    )


def _note(source: YamlSource, model: type[Shape], detail: ErrorDetails) -> None:
    # Parts in brackets are pydantic's own: a key that is wrong, or one of several shapes.
    path: Path = tuple(part for part in detail["loc"] if not str(part).startswith("["))
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    if detail["type"] == "missing":
        source.mistake(path[:-1], f"`{name}` is missing here; add it")
    elif detail["type"] == "extra_forbidden":
        hint = did_you_mean(name, fields_at(model, path[:-1]))
        source.mistake(path, f"`{name}` is not known here{hint}")
    else:
        source.mistake(path, _words(name, source, path, detail))


def _words(name: str, source: YamlSource, path: Path, detail: ErrorDetails) -> str:
    if not name:
        return "this must be a list of names with their values, such as `id: …`"
    what = _expected(detail, detail.get("ctx", {}))
    if detail["type"] in {"enum", "literal_error"}:
        given = name if "[key]" in detail["loc"] else _at(source.value, path)
        choices = [part.strip("' ") for part in _choices(detail)]
        return f"`{name}` must be one of those known{did_you_mean(str(given), choices)}"
    return f"`{name}` must be {what}"


def _choices(detail: ErrorDetails) -> list[str]:
    return str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ",").split(",")


_EXPECTED = {
    "string_too_short": "filled in",
    "string_type": "some text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list, each entry after a hyphen",
    "dict_type": "a list of names with their values",
    "model_type": "a list of names with their values",
    "tuple_type": "a list, each entry after a hyphen",
    "frozen_set_type": "a list, each entry after a hyphen",
}


def _expected(detail: ErrorDetails, context: Mapping[str, Any]) -> str:
    kind = detail["type"]
    if kind == "string_pattern_mismatch":
        return patterns.WORDS[context["pattern"]]
    if kind == "string_too_long":
        return f"at most {context['max_length']:,} characters long"
    if kind in _BOUNDS:
        words, limits = _BOUNDS[kind]
        return words + next(str(context[limit]) for limit in limits if limit in context)
    return _EXPECTED.get(kind, f"different ({detail['msg'].lower()})")


_BOUNDS = {
    "too_short": ("a list of at least ", ("min_length",)),
    "too_long": ("a list of at most ", ("max_length",)),
    "greater_than": ("more than ", ("gt",)),
    "greater_than_equal": ("at least ", ("ge",)),
    "less_than": ("less than ", ("lt",)),
    "less_than_equal": ("at most ", ("le",)),
}


def _at(value: object, path: Path) -> object:
    for part in path:
        match value:
            case dict() if part in value:
                value = value[part]
            case list() if isinstance(part, int) and part < len(value):
                value = value[part]
    return value


def fields_at(model: object, path: Path) -> list[str]:
    """The names that the model knows at a path."""
    for part in path:
        model = _inner(model, part)
    shape = _shape(model)
    return [field.alias or name for name, field in shape.model_fields.items()] if shape else []


def _inner(annotation: object, part: str | int) -> object:
    shape = _shape(annotation)
    if shape is not None and isinstance(part, str) and part in shape.model_fields:
        return shape.model_fields[part].annotation
    arguments = [a for a in get_args(annotation) if a not in {type(None), Ellipsis}]
    if get_origin(annotation) in {list, tuple, frozenset} or len(arguments) != 2:
        return arguments[0] if arguments else None
    return arguments[1]


def _shape(annotation: object) -> type[Shape] | None:
    candidates = [annotation, *get_args(annotation)]
    return next((c for c in candidates if isinstance(c, type) and issubclass(c, Shape)), None)
