"""Self-mappings: where a mentor's evidence sits in somebody else's framework.

A framework is a table of stages by dimensions with a descriptor in each place. To mark a place is
never asked for and gates nothing: it helps mentors to see what they have, and what comes next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lti_tool.errors import NotFound


@dataclass(frozen=True, slots=True)
class MappedStage:
    """A column of the framework."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Descriptor:
    """One place of the table: what shows that somebody is there."""

    id: str
    """``<dimension>-<stage>``."""
    stage: MappedStage
    words: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A row of the framework, with a descriptor for each stage."""

    id: str
    title: str
    descriptors: tuple[Descriptor, ...]


@dataclass(frozen=True, slots=True)
class SelfMapping:
    """A framework to find one's place in. ``legacy`` says why it is kept though it has ended."""

    id: str
    title: str
    words: str
    source: str
    legacy: str
    stages: tuple[MappedStage, ...]
    dimensions: tuple[Dimension, ...]

    @property
    def descriptors(self) -> Iterator[tuple[Dimension, Descriptor]]:
        """Every place, with its row."""
        for dimension in self.dimensions:
            for descriptor in dimension.descriptors:
                yield dimension, descriptor

    def descriptor(self, descriptor_id: str) -> tuple[Dimension, Descriptor]:
        """The place of that id, with its row.

        Raises:
            NotFound: the framework has none.
        """
        for dimension, descriptor in self.descriptors:
            if descriptor.id == descriptor_id:
                return dimension, descriptor
        raise NotFound("This framework has no such place. The link may be mistyped.")
