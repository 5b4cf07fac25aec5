"""The record sheet as a PDF: the paper form of one mentor's way to one award, filled in."""

from __future__ import annotations

from lti_tool.domain.certificates import RecordSheetDocument
from lti_tool.outbound.pdf import Job, Layout, job, write

LAYOUT = Layout("record_sheet")
LONGEST_RUNNING_NAME = 70


def render_record_sheet(doc: RecordSheetDocument) -> bytes:
    """The record sheet as PDF/A-3a and PDF/UA-1, A4 upright, on as many pages as it needs.

    Whatever is still missing is printed as missing, in words.

    Raises:
        ConfigurationError: a changed template asks for something outside the product.
    """
    return write(record_sheet_job(doc))


def record_sheet_job(doc: RecordSheetDocument) -> Job:
    """The record sheet as work for a process that renders it."""
    key = f"record sheet {doc.title} {doc.fields!r} {doc.printed_at.isoformat()}"
    return job(LAYOUT, {"doc": doc, "running_title": _running_title(doc)}, key=key)


def _running_title(doc: RecordSheetDocument) -> str:
    """What stands at the foot of every page: a sheet of paper that got loose must find home."""
    # Every scheme's sheet begins with the mentor's name; the first field is therefore theirs.
    mentor = doc.fields[0][1] if doc.fields else ""
    if len(mentor) > LONGEST_RUNNING_NAME:
        mentor = mentor[:LONGEST_RUNNING_NAME].rstrip() + "…"
    return f"{doc.title}: {mentor}" if mentor else doc.title
