"""The format's page names every key that a scheme's file may have, and its examples are right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from lti_tool.content.evaluations import EvaluationsIn
from lti_tool.content.requirement_schema import KINDS, kind_of
from lti_tool.content.scheme_schema import AuditsIn, SchemeIn

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "pack-format.md").read_text(encoding="utf-8")
SCHEMES = PAGE[PAGE.index("\n## scheme.yaml") : PAGE.index("\n## The bar")]
FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)


def shapes(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """The model, and every other that stands in one of its fields."""
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        for inner in inside(field.annotation):
            yield from shapes(inner, seen)


def inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from inside(part)


def keys() -> list[tuple[str, str]]:
    """Shape and key of all that a scheme's file, or a file of audits, may say."""
    seen: set[type[BaseModel]] = set()
    files = (SchemeIn, AuditsIn, EvaluationsIn)
    found = [*(shape for file in files for shape in shapes(file, seen)), *KINDS.values()]
    return sorted({(one.__name__, key) for one in found for key in one.model_fields})


@pytest.mark.parametrize(("shape", "key"), keys())
def test_every_key_is_described(shape: str, key: str) -> None:
    """As it stands in a file (``key:``), or by its name in a sentence."""
    named = rf"(?m)(^|[\s{{`\-]){key}: |`{key}`|(^|\s){key}:$"
    assert re.search(named, SCHEMES), f"{key} of {shape} stands nowhere in docs/pack-format.md"


def examples() -> list[dict[str, Any]]:
    """What the page shows of requirements, one of each kind."""
    blocks = [block for block in FENCE.findall(SCHEMES) if block.startswith("requires:")]
    assert len(blocks) == 1
    found: list[dict[str, Any]] = yaml.safe_load(blocks[0])["requires"]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_requirement_has_an_example_with_all_its_keys(kind: str) -> None:
    (example,) = [one for one in examples() if kind_of(frozenset(one)) == kind]
    read = KINDS[kind].model_validate(example)
    assert set(example) == set(KINDS[kind].model_fields)
    assert read.words


def test_a_key_that_is_not_described_would_be_noticed() -> None:
    for key in ("renewed", "aproved_by"):
        with pytest.raises(AssertionError):
            test_every_key_is_described("Anything", key)
    with pytest.raises(ValidationError):
        KINDS["panel"].model_validate({"panel": "scrutiny", "words": "Passed", "months": 3})
