"""What a mentor does, row by row, with what the tool knows of it: on pages and on the record sheet.

Everything is taken from the facts of the open record, so that it costs no query: the same counts
stand before the mentor, before those who sign, and on the printed sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lti_tool.domain.facts import AuditDone, AuditReviewed
from lti_tool.domain.known import Item, Known
from lti_tool.domain.progress import CriterionStatus
from lti_tool.domain.requirements import AuditCompletion, LogKept, ReflectionWritten
from lti_tool.domain.schemes import Criterion
from lti_tool.usecases.house import House
from lti_tool.usecases.log_views import count_words
from lti_tool.usecases.records import OpenRecord


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One row: what it asks, what it evidences, and what is known of it."""

    criterion: Criterion
    met: bool
    codes: tuple[str, ...]
    """Codes of the standards that it evidences, under all of its headings."""
    known: tuple[str, ...]
    question: str
    """The reflection in which the mentor says what they do; empty where none is asked for."""
    logs: tuple[str, ...]
    """Logs that the row asks for."""


@dataclass(frozen=True, slots=True)
class OverviewPart:
    """The whole page's content, but for the notes themselves."""

    title: str
    intro: str
    rows: tuple[OverviewRow, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """The reflections that are shown in its rows."""
        return tuple(row.question for row in self.rows if row.question)


def overview_part(record: OpenRecord) -> OverviewPart | None:
    """The page; None where the award has none."""
    overview = record.award.overview
    if overview is None:
        return None
    items = _items(record)
    rows = record.state.record.criteria[: len(record.award.criteria)]
    return OverviewPart(
        overview.title,
        overview.intro,
        tuple(_row(record, status, items) for status in rows),
    )


def row_of(record: OpenRecord, question: str) -> OverviewRow | None:
    """The row in which the mentor answers that question; None where there is no such page."""
    part = overview_part(record)
    return next((row for row in part.rows if row.question == question), None) if part else None


def statement_words(house: House, code: str) -> str:
    """What a statement or a standard says, by its code; empty for codes of other standards."""
    for edition in house.library.standards:
        for standard in edition.standards:
            if standard.code == code:
                return standard.title
            for statement in standard.statements:
                if statement.code == code:
                    return statement.words
    return ""


def _items(record: OpenRecord) -> list[Item]:
    latest = max((fact.on for fact in record.facts), default=date.min)
    return Known.of(record.facts, latest).items


def _row(record: OpenRecord, status: CriterionStatus, items: list[Item]) -> OverviewRow:
    asked = status.criterion.requirements
    questions = [r.reflection for r in asked if isinstance(r, ReflectionWritten)]
    return OverviewRow(
        criterion=status.criterion,
        met=status.met,
        codes=_codes(status.criterion),
        known=_known(record, status, items),
        question=questions[0] if questions else "",
        logs=tuple(r.log for r in asked if isinstance(r, LogKept)),
    )


def _codes(criterion: Criterion) -> tuple[str, ...]:
    return tuple(code for mapping in criterion.mappings for code in mapping.codes)


def known_of_rows(record: OpenRecord) -> dict[str, tuple[str, ...]]:
    """What is known, by row, for the record sheet; nothing where the award has no such page."""
    part = overview_part(record)
    return {row.criterion.id: row.known for row in part.rows} if part else {}


def _known(record: OpenRecord, status: CriterionStatus, items: list[Item]) -> tuple[str, ...]:
    asked = status.criterion.requirements
    audits = [r.audit for r in asked if isinstance(r, AuditCompletion)]
    logs = [r.log for r in asked if isinstance(r, LogKept)]
    found = [_audit_words(record, audit) for audit in dict.fromkeys(audits)]
    found += [
        count_words(record, record.award.log(log))
        for log in dict.fromkeys((*logs, *status.criterion.beside))
    ]
    evidence = _evidence_words(status.criterion, items)
    return (*found, *([evidence] if evidence else []))


def _audit_words(record: OpenRecord, audit_id: str) -> str:
    title = record.award.audit(audit_id).title
    done = [f.on for f in record.facts if isinstance(f, AuditDone) and f.audit == audit_id]
    again = [f.on for f in record.facts if isinstance(f, AuditReviewed) and f.audit == audit_id]
    if not done:
        return f"{title}: not complete yet"
    words = f"{title}: complete since {_day(min(done))}"
    return f"{words}, reviewed on {_day(max(again))}" if again else words


def _evidence_words(criterion: Criterion, items: list[Item]) -> str:
    """How many pieces of the portfolio are tagged with each of its codes, or with the row."""
    named = {code: code for code in _codes(criterion)} | {criterion.id: "this row"}
    counts = {name: sum(item.is_about(code) for item in items) for code, name in named.items()}
    found = [f"{number} for {code}" for code, number in counts.items() if number]
    return f"Evidence in the portfolio: {', '.join(found)}" if found else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
