"""The shape of ``scheme.yaml``: awards with all that belongs to them (``docs/pack-format.md``)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from lti_tool.content import patterns
from lti_tool.content.shape import Id, PackId, Shape, Text
from lti_tool.domain.schemes import FieldKind
from lti_tool.domain.seats import Seat

CriterionId = Annotated[str, StringConstraints(pattern=patterns.CRITERION)]
Seats = Annotated[tuple[Seat, ...], Field(min_length=1)]


class RequirementIn(Shape):
    """One of: a module, an audit, or a confirmation with its seats and its question."""

    module: PackId | None = None
    audit: Id | None = None
    confirmation: Id | None = None
    seats: Seats | None = None
    ask: Text | None = None
    words: Text


class CriterionIn(Shape):
    """One row of the sheet."""

    id: CriterionId
    title: Text
    words: Text
    source: Text
    sheet_date: bool = True
    requires: Annotated[tuple[RequirementIn, ...], Field(min_length=1)]


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


class AuditIn(Shape):
    """A self-rating."""

    id: Id
    title: Text
    intro: Text
    ratings: Annotated[tuple[RatingIn, ...], Field(min_length=2, max_length=6)]
    items: Annotated[tuple[AuditItemIn, ...], Field(min_length=1)]


class FieldIn(Shape):
    """A field of the record sheet."""

    name: Annotated[str, StringConstraints(pattern=patterns.VARIABLE)]
    label: Text
    kind: FieldKind = FieldKind.TEXT
    filled_by: Annotated[str, StringConstraints(pattern=patterns.FILLED_BY)] = "mentor"
    required: bool = True
    choices: tuple[Text, ...] = ()
    hint: Text | None = None


class CertificateIn(Shape):
    """The words of the certificate."""

    title: Text
    body: Text
    level: Text


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


class ConsentIn(Shape):
    """What a mentor agrees to on entering."""

    version: Text
    text: Text


class SchemeIn(Shape):
    """``scheme.yaml``."""

    id: Id
    title: Text
    version: Text
    consortium: Text
    source: Text
    seats: Annotated[dict[Seat, Text], Field(min_length=1)]
    consent: ConsentIn
    awards: Annotated[tuple[AwardIn, ...], Field(min_length=1)]
