"""The shape of ``scheme.yaml``: awards with all that belongs to them (``docs/pack-format.md``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from lti_tool.content import patterns
from lti_tool.content.framework_schema import ClaimPackIn, SelfMappingIn
from lti_tool.content.shape import Id, PackId, Shape, Text
from lti_tool.content.yaml_source import Path
from lti_tool.domain.schemes import FieldKind
from lti_tool.domain.seats import Seat

CriterionId = Annotated[str, StringConstraints(pattern=patterns.CRITERION)]
VersionName = Annotated[str, StringConstraints(pattern=patterns.VERSION)]
VariableName = Annotated[str, StringConstraints(pattern=patterns.VARIABLE)]


class MappingIn(Shape):
    """Codes of professional standards, and the heading that they stand under."""

    under: Text
    codes: Annotated[tuple[Text, ...], Field(min_length=1)]


class CriterionIn(Shape):
    """One row of the sheet."""

    id: CriterionId
    title: Text
    words: Text
    source: Text
    sheet_date: bool = True
    suggested: Text | None = None
    mappings: tuple[MappingIn, ...] = ()
    beside: tuple[Id, ...] = ()
    requires: Annotated[tuple[dict[str, Any], ...], Field(min_length=1)]
    """Read one by one, each in the shape of its kind (``requirement_schema``)."""


class SignatureIn(Shape):
    """One place in the signing order."""

    seat: Seat
    title: Text
    words: Text


class WaiverIn(Shape):
    """What prior experience may stand in for."""

    criteria: Annotated[tuple[CriterionId, ...], Field(min_length=1)]
    approver: Seat
    modules_too: bool = False


class RatingIn(Shape):
    """A word to rate with, and what it means."""

    word: Text
    means: Text


class AuditItemIn(Shape):
    """A line to rate."""

    id: Id
    words: Text


class AuditNoteIn(Shape):
    """Something to write for each group."""

    name: VariableName
    label: Text
    required: bool = False
    hint: Text | None = None


class AuditIn(Shape):
    """A self-rating of its own ``items``, or of every statement of a set of ``standards``."""

    id: Id
    title: Text
    intro: Text
    ratings: Annotated[tuple[RatingIn, ...], Field(min_length=2, max_length=6)]
    items: Annotated[tuple[AuditItemIn, ...], Field(min_length=1)] | None = None
    standards: Id | None = None
    notes: tuple[AuditNoteIn, ...] = ()


class AuditsIn(Shape):
    """``audits.yaml``: audits that awards of any pack may ask for."""

    id: Id
    audits: Annotated[tuple[AuditIn, ...], Field(min_length=1)]


class ActivityKindIn(Shape):
    """Something done, with its days."""

    id: Id
    title: Text
    words: Text
    choices: tuple[Text, ...] = ()
    one_day: bool = False


class ReflectionQuestionIn(Shape):
    """A question to reflect on."""

    id: Id
    title: Text
    prompt: Text
    minimum_words: Annotated[int, Field(ge=1, le=2000)]


class BriefingKindIn(Shape):
    """A briefing."""

    id: Id
    title: Text
    words: Text


class FormFieldIn(Shape):
    """A field of a form."""

    name: VariableName
    label: Text
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    choices: tuple[Text, ...] = ()
    hint: Text | None = None


class ObservationFormIn(Shape):
    """What an observer writes down."""

    id: Id
    title: Text
    intro: Text
    fields: Annotated[tuple[FormFieldIn, ...], Field(min_length=1)]


class LogFormIn(Shape):
    """A log that the mentor keeps, and the form of its entries."""

    id: Id
    title: Text
    entry: Text
    intro: Text
    day: Text
    person: Text
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    fields: Annotated[tuple[FormFieldIn, ...], Field(min_length=1)]
    sign_off: Text
    acknowledge: Text | None = None


class OverviewIn(Shape):
    """The page of what the mentor does and what it evidences."""

    title: Text
    intro: Text


class WelcomeIn(Shape):
    """The letter that a mentor gets on entering, with sheets to print."""

    words: Text
    sheets: tuple[Annotated[str, StringConstraints(pattern=patterns.SHEET)], ...] = ()


class FieldIn(Shape):
    """A field of the record sheet."""

    name: VariableName
    label: Text
    kind: FieldKind = FieldKind.TEXT
    filled_by: Annotated[str, StringConstraints(pattern=patterns.FILLED_BY)] = "mentor"
    required: bool = True
    choices: tuple[Text, ...] = ()
    hint: Text | None = None


class BadgeIn(Shape):
    """A digital badge that goes with the certificate."""

    name: Text
    description: Text


class CertificateIn(Shape):
    """The words of the certificate."""

    title: Text
    body: Text
    level: Text
    badge: BadgeIn | None = None


class AwardIn(Shape):
    """One level."""

    id: PackId
    title: Text
    summary: Text
    criteria: Annotated[tuple[CriterionIn, ...], Field(min_length=1)]
    signatures: tuple[SignatureIn, ...] = ()
    waiver: WaiverIn | None = None
    audits: tuple[AuditIn, ...] = ()
    sheet: Annotated[tuple[FieldIn, ...], Field(min_length=1)]
    certificate: CertificateIn | None = None
    activities: tuple[ActivityKindIn, ...] = ()
    optional: tuple[ActivityKindIn, ...] = ()
    reflections: tuple[ReflectionQuestionIn, ...] = ()
    briefings: tuple[BriefingKindIn, ...] = ()
    observations: tuple[ObservationFormIn, ...] = ()
    logs: tuple[LogFormIn, ...] = ()
    overview: OverviewIn | None = None
    welcome: WelcomeIn | None = None
    subsumes: tuple[PackId, ...] = ()
    closing: tuple[CriterionIn, ...] = ()
    seats: dict[Seat, Text] = Field(default_factory=dict)

    def rows(self) -> Iterator[tuple[Path, CriterionIn]]:
        """The criteria and what closes the record, each with where it stands in the award."""
        for number, criterion in enumerate(self.criteria):
            yield ("criteria", number), criterion
        for number, criterion in enumerate(self.closing):
            yield ("closing", number), criterion


class ConsentIn(Shape):
    """What a mentor agrees to on entering."""

    version: Text
    text: Text


class SchemeIn(Shape):
    """``scheme.yaml``."""

    id: Id
    title: Text
    version: VersionName
    consortium: Text
    source: Text
    seats: Annotated[dict[Seat, Text], Field(min_length=1)]
    consent: ConsentIn
    awards: Annotated[tuple[AwardIn, ...], Field(min_length=1)]
    claim_packs: tuple[ClaimPackIn, ...] = ()
    self_mappings: tuple[SelfMappingIn, ...] = ()
