"""The year-end report to a school as a value: everything that is shown, printed and sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TOO_FEW = "Too few to show"


@dataclass(frozen=True, slots=True)
class MentorRow:
    """One mentor of the school: a cell for each of the report's columns."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """The school's answers to one line: how many gave which answer; none where it cannot be told.

    ``shown`` are pairs of answer and number.
    """

    words: str
    shown: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReportEvaluation:
    """An evaluation in which people of the school answered."""

    title: str
    about: str
    who: str
    lines: tuple[ReportLine, ...]

    @property
    def told(self) -> tuple[ReportLine, ...]:
        """The lines that can be told."""
        return tuple(line for line in self.lines if line.shown)


@dataclass(frozen=True, slots=True)
class SchoolReportDocument:
    """The report of one school year to one school."""

    school: str
    postcode: str
    school_year: str
    scheme_title: str
    provider_name: str
    office_name: str
    made_at: datetime
    columns: tuple[str, ...]
    mentors: tuple[MentorRow, ...]
    evaluations: tuple[ReportEvaluation, ...]
    next_steps: tuple[str, ...]
    language: str = "en-GB"

    @property
    def title(self) -> str:
        """What stands at the top."""
        return f"Mentoring at {self.school}, {self.school_year}"


def packed(doc: SchoolReportDocument) -> dict[str, Any]:
    """The report as JSON keeps it."""
    return {
        "school": doc.school,
        "postcode": doc.postcode,
        "school_year": doc.school_year,
        "scheme_title": doc.scheme_title,
        "provider_name": doc.provider_name,
        "office_name": doc.office_name,
        "made_at": doc.made_at.isoformat(),
        "columns": list(doc.columns),
        "mentors": [{"name": row.name, "cells": list(row.cells)} for row in doc.mentors],
        "evaluations": [
            {
                "title": one.title,
                "about": one.about,
                "who": one.who,
                "lines": [{"words": line.words, "shown": list(line.shown)} for line in one.lines],
            }
            for one in doc.evaluations
        ],
        "next_steps": list(doc.next_steps),
        "language": doc.language,
    }


def unpacked(kept: Mapping[str, Any]) -> SchoolReportDocument:
    """The report again, out of what :func:`packed` made."""
    return SchoolReportDocument(
        **{
            **kept,
            "made_at": datetime.fromisoformat(kept["made_at"]),
            "columns": tuple(kept["columns"]),
            "mentors": tuple(MentorRow(m["name"], tuple(m["cells"])) for m in kept["mentors"]),
            "evaluations": tuple(_evaluation(one) for one in kept["evaluations"]),
            "next_steps": tuple(kept["next_steps"]),
        }
    )


def _evaluation(kept: Mapping[str, Any]) -> ReportEvaluation:
    lines = tuple(
        ReportLine(line["words"], tuple((answer, number) for answer, number in line["shown"]))
        for line in kept["lines"]
    )
    return ReportEvaluation(kept["title"], kept["about"], kept["who"], lines)
