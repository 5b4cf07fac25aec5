"""A year-end report to a school as a PDF."""

from __future__ import annotations

from lti_tool.domain.school_reports import TOO_FEW, SchoolReportDocument
from lti_tool.outbound.pdf import Layout, render_pdf

LAYOUT = Layout("school_report")


def render_school_report(doc: SchoolReportDocument) -> bytes:
    """The report as PDF/A-3a and PDF/UA-1, A4 upright.

    Raises:
        ConfigurationError: a changed template asks for something outside the product.
    """
    key = f"school report {doc.title} {doc.postcode} {doc.made_at.isoformat()}"
    return render_pdf(LAYOUT, {"doc": doc, "too_few": TOO_FEW}, key=key)
