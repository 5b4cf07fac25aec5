"""A record as what is printed: the certificate and the record sheet, kept with the certificate."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lti_tool.domain.certificates import (
    CertificateDocument,
    RecordSheetDocument,
    SheetRow,
    SignatureLine,
)
from lti_tool.domain.facts import AuditDone, Confirmed, Fact, ModuleDone, Waived
from lti_tool.domain.progress import CriterionStatus
from lti_tool.domain.schemes import ModuleCompletion, SheetField
from lti_tool.domain.seats import Seat
from lti_tool.domain.signatures import SignatureState
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.records import OpenRecord


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
) -> RecordSheetDocument:
    """What the record sheet says, with every field of the scheme's own sheet."""
    return RecordSheetDocument(
        title=f"Record sheet: {record.award.title}",
        scheme_title=record.scheme.title,
        award_title=record.award.title,
        provider_name=provider.name,
        fields=tuple(
            (field.label, _value(record, provider, field, issued_on))
            for field in record.award.sheet
        ),
        rows=tuple(_row(record, status) for status in record.state.record.criteria),
        signatures=_signatures(record),
        certificate_number=number,
        issued_on=issued_on,
        scheme_version=record.award.scheme_version,
        printed_at=now,
    )


def _value(
    record: OpenRecord, provider: Provider, field: SheetField, issued_on: date | None
) -> str:
    """A field's value, by the rule that its scheme names (``SheetField.filled_by``)."""
    rule, _, key = field.filled_by.partition(":")
    if rule == "mentor":
        return record.state.record.details.get(field.name, "")
    if rule == "signature":
        return _signature_words(record, key)
    if rule == "office_name":
        return provider.office_name
    return day_words(issued_on if rule == "issue_date" else _day_of(record, rule, key))


def _day_of(record: OpenRecord, rule: str, key: str) -> date | None:
    if rule == "registration_date":
        return record.state.record.registered_on
    if rule == "criterion":
        status = record.state.record.criterion(key)
        return status.since if status else None
    if rule == "audit":
        return _day(record, AuditDone, "audit", key)
    return _day(record, ModuleDone, "module", key)


def _day(record: OpenRecord, kind: type, attribute: str, key: str) -> date | None:
    days = [f.on for f in record.facts if isinstance(f, kind) and getattr(f, attribute) == key]
    return min(days, default=None)


def _signature_words(record: OpenRecord, seat: str) -> str:
    for status in record.state.signatures:
        if status.step.seat == seat and status.signature is not None:
            signed = status.signature
            return f"{signed.name_typed}, {day_words(signed.at.astimezone(LONDON).date())}"
    return ""


def _row(record: OpenRecord, status: CriterionStatus) -> SheetRow:
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
    )


def _how(record: OpenRecord, status: CriterionStatus) -> str:
    """Who said so, each once, in the order of the requirements."""
    parts = [_said_by(record, r.because) for r in status.requirements if r.because is not None]
    return "; ".join(dict.fromkeys(parts))


def _said_by(record: OpenRecord, fact: Fact) -> str:
    match fact:
        case Confirmed():
            return f"Confirmed by the {seat_name(record, fact.seat)}"
        case Waived():
            who = seat_name(record, fact.seat)
            return f"Prior experience, approved by the {who}: {fact.reason}"
        case ModuleDone():
            return "Online module completed"
        case AuditDone():
            return "Self-check completed"
    return ""


def seat_name(record: OpenRecord, seat: Seat) -> str:
    """The scheme's own name for the seat."""
    return record.scheme.seat_names.get(seat, str(seat))


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
        }
    )


def unpacked_record_sheet(kept: Mapping[str, Any]) -> RecordSheetDocument:
    """The record sheet out of its JSON."""
    return RecordSheetDocument(
        **{
            **kept,
            "fields": tuple((label, value) for label, value in kept["fields"]),
            "rows": tuple(SheetRow(**{**row, "on": _a_day(row["on"])}) for row in kept["rows"]),
            "signatures": _unpacked_signatures(kept["signatures"]),
            "issued_on": _a_day(kept["issued_on"]),
            "printed_at": datetime.fromisoformat(kept["printed_at"]),
        }
    )


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
