"""A record sheet as it stands, to be looked at and printed; issuing keeps its own (certify)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from lti_tool.domain.certificates import RecordSheetDocument
from lti_tool.outbound.pdf_apart import write_apart
from lti_tool.outbound.record_sheet_pdf import record_sheet_job
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.house import House
from lti_tool.usecases.printing import record_sheet_document
from lti_tool.usecases.records import open_record, own_enrolment, visible_enrolment
from lti_tool.usecases.reflection_reading import may_read
from lti_tool.usecases.sheet_sources import sheet_sources
from lti_tool.usecases.shelf import Shelf
from lti_tool.usecases.visits import Visit

_SHELF = Shelf()


def own_sheet(house: House, visit: Visit, award_id: str) -> RecordSheetDocument:
    """The mentor's own sheet.

    Raises:
        NotFound: no such award, or the mentor has not entered it.
    """
    house.library.award(award_id)
    with house.units.reading() as unit:
        return sheet_of(house, unit, own_enrolment(unit, visit, award_id), whole=True)


def someones_sheet(house: House, visit: Visit, enrolment_id: str) -> RecordSheetDocument:
    """A mentor's sheet; what they wrote is on it only for those who confirm or sign.

    Raises:
        NotFound: no such record, or not this visitor's to see.
    """
    with house.units.reading() as unit:
        enrolment = visible_enrolment(unit, visit, enrolment_id)
        whole = may_read(house, visit, enrolment)
        return sheet_of(house, unit, enrolment, whole=whole)


def as_pdf(doc: RecordSheetDocument) -> bytes:
    """The sheet as a PDF: a record that ends without a certificate has no other.

    It is made anew only when something on it has changed, and then tells the time of that: a
    button that is pressed again and again keeps nobody else waiting.

    Raises:
        NotRendered: it could not be made now.
    """
    unchanging = repr(replace(doc, printed_at=datetime.min))
    digest = hashlib.sha256(unchanging.encode(errors="replace")).hexdigest()
    return _SHELF.get(digest, lambda: write_apart(record_sheet_job(doc)))


def sheet_of(
    house: House, unit: UnitOfWork, enrolment: Enrolment, *, whole: bool
) -> RecordSheetDocument:
    """The sheet as it stands; ``whole`` says whether what the mentor wrote is on it."""
    record = open_record(house, unit, enrolment)
    certificate = record.certificate if record.issued else None
    return record_sheet_document(
        record,
        unit.session.get_one(Provider, enrolment.provider_id),
        now=unit.now,
        number=certificate.number if certificate else None,
        issued_on=certificate.issued_on if certificate else None,
        sources=sheet_sources(unit, record, written=whole),
    )
