"""A record as what is printed: the certificate and the record sheet, kept with the certificate."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from lti_tool.domain.certificates import (
    CertificateDocument,
    EvidenceLine,
    RecordSheetDocument,
    SheetRow,
    SignatureLine,
)
from lti_tool.domain.facts import (
    AuditDone,
    AuditReviewed,
    AwardHeld,
    Confirmed,
    Fact,
    Mentored,
    ModuleDone,
    Reflected,
    Waived,
)
from lti_tool.domain.progress import CriterionStatus, RequirementStatus
from lti_tool.domain.requirements import AuditCompletion, EvidenceFor, LogKept, ModuleCompletion
from lti_tool.domain.schemes import SheetField, is_shared
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import SignatureState
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.badges import badge_of, unpacked_badge
from lti_tool.usecases.house import House
from lti_tool.usecases.overview_views import known_of_rows
from lti_tool.usecases.records import OpenRecord
from lti_tool.usecases.route_printing import route_words
from lti_tool.usecases.sheet_sources import SheetSources


def certificate_document(
    house: House, unit: UnitOfWork, record: OpenRecord, provider: Provider, number: str
) -> CertificateDocument:
    """What the certificate says."""
    wording = record.award.certificate
    if wording is None:
        raise ValueError("an award without a certificate cannot be printed as one")
    details = record.state.record.details
    places = {
        "mentor": details.get("mentor_name", ""),
        "award": record.award.title,
        "provider": provider.name,
    }
    return CertificateDocument(
        number=number,
        verify_url=f"{house.base_url}/verify/{number}",
        title=wording.title,
        level=wording.level,
        body=_filled(wording.body, places),
        mentor_name=places["mentor"],
        award_title=record.award.title,
        scheme_title=record.scheme.title,
        provider_name=provider.name,
        issued_on=unit.today,
        criteria=tuple(row.title for row in record.award.criteria),
        waived=tuple(s.criterion.title for s in record.state.record.criteria if s.waived),
        signatures=_signatures(record),
        scheme_version=record.award.scheme_version,
        module_versions=_module_versions(house, record),
        badge=badge_of(house, unit, record, provider, number),
    )


def _filled(words: str, places: Mapping[str, str]) -> str:
    for name, value in places.items():
        words = words.replace("{" + name + "}", value)
    return words


def _module_versions(house: House, record: OpenRecord) -> tuple[tuple[str, str], ...]:
    """Title and version of each module, as it was when the mentor completed it."""
    done = {fact.module: fact.version for fact in record.facts if isinstance(fact, ModuleDone)}
    return tuple(
        (house.library.module(module).title, done[module])
        for module in record.award.modules()
        if module in done
    )


def record_sheet_document(
    record: OpenRecord,
    provider: Provider,
    *,
    now: datetime,
    number: str | None,
    issued_on: date | None,
    sources: SheetSources,
) -> RecordSheetDocument:
    """What the record sheet says, with every field of the scheme's own sheet."""
    done = record.state.record.optional
    return RecordSheetDocument(
        title=f"Record sheet: {record.award.title}",
        scheme_title=record.scheme.title,
        award_title=record.award.title,
        provider_name=provider.name,
        fields=tuple(
            (field.label, _value(record, provider, field, issued_on, sources.names))
            for field in record.award.sheet
        ),
        rows=_rows(record),
        signatures=_signatures(record),
        certificate_number=number,
        issued_on=issued_on,
        scheme_version=record.award.scheme_version,
        printed_at=now,
        evidence=sources.evidence,
        optional=tuple(
            (activity.title, done[activity.id].on if activity.id in done else None)
            for activity in record.award.optional
        ),
        written=(*sources.written, *_comments(record, sources.names)),
        certified=record.award.certificate is not None,
    )


def _comments(record: OpenRecord, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What confirming people wrote for the record, each under who they are."""
    found = []
    for row in record.state.record.criteria:
        for status in row.requirements:
            fact = status.because
            if isinstance(fact, Confirmed) and fact.comment:
                who = ", ".join(filter(None, (names.get(fact.by), seat_name(record, fact.seat))))
                found.append((f"{status.requirement.words} ({who})", fact.comment))
    return found


def _value(
    record: OpenRecord,
    provider: Provider,
    field: SheetField,
    issued_on: date | None,
    names: Mapping[str, str],
) -> str:
    """A field's value, by the rule that its scheme names (``SheetField.filled_by``)."""
    rule, _, key = field.filled_by.partition(":")
    words: dict[str, Callable[[], str]] = {
        "mentor": lambda: record.state.record.details.get(field.name, ""),
        "signature": lambda: _signature_words(record, key),
        "agreed": lambda: _agreement(record, key),
        "confirmed_by": lambda: _confirmed_by(record, key, names),
        "office_name": lambda: provider.office_name,
        "issue_date": lambda: day_words(issued_on),
    }
    return words[rule]() if rule in words else day_words(_day_of(record, rule, key))


def _agreement(record: OpenRecord, seat: str) -> str:
    """Yes, by whom and when; or no, as the sheet's two boxes have it."""
    signed = _signature_words(record, seat)
    return f"Yes: {signed}" if signed else "No"


def _confirmed_by(record: OpenRecord, requirement: str, names: Mapping[str, str]) -> str:
    for row in record.state.record.criteria:
        for status in row.requirements:
            fact = status.because
            if status.requirement.id == requirement and isinstance(fact, Confirmed):
                name, seat = names.get(fact.by, ""), seat_name(record, fact.seat)
                return f"{name}, {seat}" if name else seat
    return ""


def _day_of(record: OpenRecord, rule: str, key: str) -> date | None:
    if rule == "registration_date":
        return record.state.record.registered_on
    if rule == "criterion":
        status = record.state.record.criterion(key)
        return status.since if status else None
    if rule == "audit":
        return _filled_in_on(record, key)
    if rule == "audit_reviewed":
        return _reviewed_on(record, key)
    return _day(record, ModuleDone, "module", key)


def _day(record: OpenRecord, kind: type, attribute: str, key: str) -> date | None:
    days = [f.on for f in record.facts if isinstance(f, kind) and getattr(f, attribute) == key]
    return min(days, default=None)


def _reviewed_on(record: OpenRecord, audit: str) -> date | None:
    for row in record.state.record.criteria:
        for status in row.requirements:
            asked = status.requirement
            if isinstance(asked, AuditCompletion) and asked.reviewed and asked.audit == audit:
                return status.on
    return None


def _filled_in_on(record: OpenRecord, audit: str) -> date | None:
    """First; or, where that is wanted since the award was entered, the day that counts for it."""
    for row in record.state.record.criteria:
        for status in row.requirements:
            asked = status.requirement
            if isinstance(asked, AuditCompletion) and asked.since_entering and asked.audit == audit:
                return status.on
    return _day(record, AuditDone, "audit", audit)


def _signature_words(record: OpenRecord, seat: str) -> str:
    for status in record.state.signatures:
        if status.step.seat == seat and status.signature is not None:
            signed = status.signature
            return f"{signed.name_typed}, {day_words(signed.at.astimezone(LONDON).date())}"
    return ""


def _rows(record: OpenRecord) -> tuple[SheetRow, ...]:
    known = known_of_rows(record)
    return tuple(
        _row(record, status, known.get(status.criterion.id, ()))
        for status in record.state.record.criteria
    )


def _row(record: OpenRecord, status: CriterionStatus, known: tuple[str, ...]) -> SheetRow:
    modules = [
        requirement.words
        for requirement in status.criterion.requirements
        if isinstance(requirement, ModuleCompletion)
    ]
    return SheetRow(
        code=status.criterion.id,
        title=status.criterion.title,
        words=status.criterion.words,
        module="; ".join(modules),
        achieved=status.met,
        on=status.since,
        how=_how(record, status) if status.met else "",
        mappings=tuple(mapping.words for mapping in status.criterion.mappings),
        known=known,
    )


def _how(record: OpenRecord, status: CriterionStatus) -> str:
    """Who said so, each once, in the order of the requirements."""
    parts = [_said_by(record, one) for one in status.requirements if one.met]
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _said_by(record: OpenRecord, status: RequirementStatus) -> str:
    fact = status.because
    if isinstance(fact, Confirmed):
        return f"Confirmed by the {seat_name(record, fact.seat)}"
    if isinstance(fact, Waived):
        who = seat_name(record, fact.seat)
        return f"Prior experience, approved by the {who}: {fact.reason}"
    if isinstance(status.requirement, EvidenceFor):
        return _evidence_words(status.requirement)
    if isinstance(fact, Mentored):
        return _mentoring_words(status)
    if isinstance(status.requirement, LogKept):
        return f"{record.award.log(status.requirement.log).title} signed off"
    return _done_words(fact) or route_words(record, status)


def _done_words(fact: Fact | None) -> str:
    match fact:
        case ModuleDone():
            return "Online module completed"
        case AuditDone():
            return "Audit completed" if is_shared(fact.audit) else "Self-check completed"
        case AuditReviewed():
            return "Audit completed and reviewed"
        case AwardHeld():
            return f"Certificate {fact.certificate}"
        case Reflected():
            return "Written reflection"
    return ""


def _evidence_words(asked: EvidenceFor) -> str:
    pieces = "1 piece" if asked.at_least == 1 else f"{asked.at_least} pieces"
    rationale = "Rationale and " if asked.rationale else ""
    return f"{rationale}{pieces} of evidence"


def _mentoring_words(status: RequirementStatus) -> str:
    """From the first to the last day that was recorded."""
    facts = [fact for fact in status.facts if isinstance(fact, Mentored)]
    first = min(fact.first for fact in facts)
    lasts = [fact.last for fact in facts if fact.last is not None]
    if len(lasts) < len(facts):
        return f"Mentoring recorded since {day_words(first)}, and going on"
    return f"Mentoring recorded from {day_words(first)} to {day_words(max(lasts))}"


def seat_name(record: OpenRecord, seat: Seat) -> str:
    """The award's own name for the seat, else the scheme's."""
    return record.award.seat_names.get(seat) or record.scheme.seat_names.get(seat, str(seat))


def _signatures(record: OpenRecord) -> tuple[SignatureLine, ...]:
    return tuple(
        SignatureLine(
            title=status.step.title,
            name_typed=status.signature.name_typed if status.signature else "",
            signed_at=status.signature.at if status.signature else None,
        )
        for status in record.state.signatures
        if status.state is SignatureState.STANDS or status.signature is None
    )


def day_words(day: date | None) -> str:
    """A day as people write it: 22 November 2026; nothing for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def packed(document: CertificateDocument | RecordSheetDocument) -> dict[str, Any]:
    """The document as JSON."""
    packed_document: dict[str, Any] = _plain(dataclasses.asdict(document))
    return packed_document


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def unpacked_certificate(kept: Mapping[str, Any]) -> CertificateDocument:
    """The certificate out of its JSON."""
    return CertificateDocument(
        **{
            **kept,
            "issued_on": date.fromisoformat(kept["issued_on"]),
            "criteria": tuple(kept["criteria"]),
            "waived": tuple(kept["waived"]),
            "signatures": _unpacked_signatures(kept["signatures"]),
            "module_versions": tuple(
                (title, version) for title, version in kept["module_versions"]
            ),
            "badge": unpacked_badge(kept.get("badge")),
        }
    )


def unpacked_record_sheet(kept: Mapping[str, Any]) -> RecordSheetDocument:
    """The record sheet out of its JSON."""
    return RecordSheetDocument(
        **{
            **kept,
            "fields": tuple((label, value) for label, value in kept["fields"]),
            "rows": tuple(_unpacked_row(row) for row in kept["rows"]),
            "signatures": _unpacked_signatures(kept["signatures"]),
            "issued_on": _a_day(kept["issued_on"]),
            "printed_at": datetime.fromisoformat(kept["printed_at"]),
            # Sheets that were kept before these were printed have neither.
            "evidence": tuple(
                EvidenceLine(**{"asks_rationale": True, **one, "pieces": tuple(one["pieces"])})
                for one in kept.get("evidence", ())
            ),
            "optional": tuple((title, _a_day(day)) for title, day in kept.get("optional", ())),
            "written": tuple((title, text) for title, text in kept.get("written", ())),
        }
    )


def _unpacked_row(row: Mapping[str, Any]) -> SheetRow:
    lists = {name: tuple(row.get(name, ())) for name in ("mappings", "known")}
    return SheetRow(**{**row, "on": _a_day(row["on"]), **lists})


def _unpacked_signatures(kept: list[dict[str, Any]]) -> tuple[SignatureLine, ...]:
    return tuple(
        SignatureLine(
            line["title"],
            line["name_typed"],
            datetime.fromisoformat(line["signed_at"]) if line["signed_at"] else None,
        )
        for line in kept
    )


def _a_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
