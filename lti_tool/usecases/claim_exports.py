"""A claim pack as a ZIP, put together by the worker: an index as PDF, and everything it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from lti_tool.domain.claim_packs import ClaimPack
from lti_tool.errors import DeliveryFinal, NotFound
from lti_tool.outbound.claim_pdf import (
    ClaimDocument,
    ClaimedModule,
    ClaimedRecord,
    ClaimOutcomeText,
    render_claim,
)
from lti_tool.outbound.files import KeptFile
from lti_tool.outbound.portfolio_pdf import PortfolioDocument
from lti_tool.outbound.portfolio_zip import data_json, index_csv, place_of, write_archive
from lti_tool.outbound.record_sheet_pdf import render_record_sheet
from lti_tool.persistence.frameworks import ClaimDraft
from lti_tool.persistence.records import Document
from lti_tool.persistence.unit_of_work import LONDON, UnitOfWork
from lti_tool.usecases.claim_packs import fits, records_of
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_exports import asked_row, document, note, ready
from lti_tool.usecases.portfolio_files import room
from lti_tool.usecases.printing import day_words
from lti_tool.usecases.record_sheets import sheet_of
from lti_tool.usecases.records import OpenRecord
from lti_tool.usecases.reflection_reading import all_written

PDF_NAME = "claim.pdf"


@dataclass(frozen=True, slots=True)
class _Pack:
    """All that goes in; ``sheets`` are made one by one, since each takes its time."""

    doc: ClaimDocument
    evidence: PortfolioDocument
    sheets: dict[str, Callable[[], bytes]]
    """Place in the archive to what makes the record sheet."""
    certificates: dict[str, bytes]

    @property
    def parts(self) -> int:
        """How many steps there are: each sheet, the texts, each file."""
        return len(self.sheets) + 1 + len(self.evidence.files)


def make(house: House, export_id: str) -> Callable[[UnitOfWork], None]:
    """Put a claim pack together (the worker's part); what comes back says that it is ready.

    Raises:
        DeliveryFinal: it was tidied away before, or no pack prepares this claim any more.
    """
    with house.units.reading() as unit:
        row = asked_row(unit, export_id)
        try:
            pack = house.library.claim_pack(row.about)
        except NotFound as error:
            raise DeliveryFinal("This claim is not prepared here any more.") from error
        made = _pack(house, unit, pack, row.person_id, row.provider_id)
    return ready(export_id, _write(house, export_id, made))


def _write(house: House, export_id: str, pack: _Pack) -> KeptFile:
    store, steps = room(house).store, iter(range(1, pack.parts + 1))
    note(house, export_id, parts=pack.parts, done=0)

    def step() -> None:
        note(house, export_id, done=next(steps))

    texts: dict[str, bytes | str] = {
        PDF_NAME: render_claim(pack.doc),
        "index.csv": index_csv(pack.evidence),
        "data.json": data_json(pack.doc),
        **pack.certificates,
    }
    for place, render in pack.sheets.items():
        texts[place] = render()
        step()
    with store.writing() as writer:
        write_archive(writer.file, texts, pack.evidence.items, store.open, done=step)
        return writer.keep()


def _pack(
    house: House, unit: UnitOfWork, pack: ClaimPack, person_id: str, provider_id: str
) -> _Pack:
    evidence = document(
        house, unit, person_id, provider_id, fits=lambda about: fits(house, pack, tuple(about))
    )
    records = list(records_of(house, unit, person_id, pack).values())
    papers = [_papers(unit, record) for record in records]
    printed = tuple(
        _record(unit, record, f"records/{number} {_safe(record)}.pdf", papers[number - 1])
        for number, record in enumerate(records, start=1)
    )
    kept = unit.session.get(ClaimDraft, (person_id, pack.id))
    found = list(zip(records, printed, papers, strict=True))
    return _Pack(
        doc=_claim(pack, kept.texts if kept else {}, evidence, printed),
        evidence=evidence,
        sheets={one.sheet: _sheet(house, unit, record, own) for record, one, own in found},
        certificates={
            one.certificate: own["certificate"] for _, one, own in found if one.certificate
        },
    )


def _claim(
    pack: ClaimPack,
    texts: Mapping[str, str],
    evidence: PortfolioDocument,
    records: tuple[ClaimedRecord, ...],
) -> ClaimDocument:
    """What the index says."""
    titles = {record.award for record in records}
    return ClaimDocument(
        title=pack.title,
        mentor_name=evidence.mentor_name,
        provider_name=evidence.provider_name,
        printed_at=evidence.printed_at,
        qualification=pack.qualification,
        source=pack.source,
        modules=tuple(ClaimedModule(m.title, m.credits, m.claimed) for m in pack.modules),
        outcomes=tuple(
            ClaimOutcomeText(one.title, one.prompt, texts.get(one.id, "")) for one in pack.outcomes
        ),
        records=records,
        standards=evidence.standards,
        items=evidence.items,
        rationales=tuple(one for one in evidence.rationales if one.award in titles),
        places=tuple(_places(records, evidence)),
    )


def _safe(record: OpenRecord) -> str:
    """The award's id as a file's name: ids hold small letters, digits, hyphens and a slash."""
    return record.award.id.replace("/", "-")


def _papers(unit: UnitOfWork, record: OpenRecord) -> dict[str, bytes]:
    """The PDFs that were kept when the certificate was issued, by kind."""
    if not record.issued or record.certificate is None:
        return {}
    query = select(Document.kind, Document.content).where(
        Document.certificate_number == record.certificate.number
    )
    return {kind: content for kind, content in unit.session.execute(query)}


def _sheet(
    house: House, unit: UnitOfWork, record: OpenRecord, papers: dict[str, bytes]
) -> Callable[[], bytes]:
    """As it was kept, else as it stands."""
    if "record_sheet" in papers:
        return lambda: papers["record_sheet"]
    sheet = sheet_of(house, unit, record.enrolment, whole=True)
    return lambda: render_record_sheet(sheet)


def _record(
    unit: UnitOfWork, record: OpenRecord, place: str, papers: dict[str, bytes]
) -> ClaimedRecord:
    certificate = record.certificate if record.issued else None
    return ClaimedRecord(
        award=record.award.title,
        met=record.state.record.met_count,
        total=len(record.award.criteria),
        registered_on=record.enrolment.registered_on,
        signatures=tuple(_signatures(record)),
        sheet=place,
        certificate_number=certificate.number if certificate else "",
        issued_on=certificate.issued_on if certificate else None,
        certificate=f"certificates/{certificate.number}.pdf"
        if certificate and "certificate" in papers
        else "",
        reflections=tuple(
            (one.title, one.text)
            for one in all_written(unit, record.enrolment, record.award)
            if one.text
        ),
    )


def _signatures(record: OpenRecord) -> Iterator[str]:
    for status in record.state.signatures:
        if status.signature is not None:
            day = day_words(status.signature.at.astimezone(LONDON).date())
            yield f"{status.step.title}: {status.signature.name_typed}, {day}"


def _places(
    records: tuple[ClaimedRecord, ...], evidence: PortfolioDocument
) -> Iterator[tuple[str, str]]:
    """The index, in the order in which an assessor reads."""
    yield "This claim", PDF_NAME
    for one in records:
        yield f"Record sheet: {one.award}", one.sheet
        if one.certificate:
            yield f"Certificate {one.certificate_number}: {one.award}", one.certificate
    for item in evidence.items:
        if item.file is not None:
            yield f"Evidence No. {item.number}: {item.title}", place_of(item)
    yield "All evidence, for a spreadsheet", "index.csv"
    yield "All that is printed here, as data", "data.json"
