"""The shape of a scheme's claim packs and self-mappings (``docs/pack-format.md``)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lti_tool.content.requirement_schema import Code
from lti_tool.content.shape import Id, PackId, Shape, Text


class CreditModuleIn(Shape):
    """A module of the qualification."""

    title: Text
    credits: Annotated[int, Field(ge=1, le=360)]
    claimed: bool = False


class OutcomeIn(Shape):
    """What the claimant writes about."""

    id: Id
    title: Text
    prompt: Text


class ClaimPackIn(Shape):
    """A claim for credit elsewhere."""

    id: PackId
    title: Text
    words: Text
    source: Text
    qualification: Text
    modules: Annotated[tuple[CreditModuleIn, ...], Field(min_length=1)]
    awards: Annotated[tuple[PackId, ...], Field(min_length=1)]
    standards: tuple[Code, ...] = ()
    outcomes: Annotated[tuple[OutcomeIn, ...], Field(min_length=1)]


class MappedStageIn(Shape):
    """A column of a framework."""

    id: Id
    title: Text


class DimensionIn(Shape):
    """A row of a framework: a descriptor for each stage, in their order."""

    id: Id
    title: Text
    descriptors: Annotated[tuple[Text, ...], Field(min_length=1)]


class SelfMappingIn(Shape):
    """Somebody else's framework."""

    id: PackId
    title: Text
    words: Text
    source: Text
    legacy: Text | None = None
    stages: Annotated[tuple[MappedStageIn, ...], Field(min_length=1)]
    dimensions: Annotated[tuple[DimensionIn, ...], Field(min_length=1)]
