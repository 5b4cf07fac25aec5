"""The certificate as a PDF: one landscape page of A4 that somebody would hang on a wall."""

from __future__ import annotations

import segno

from lti_tool.domain.certificates import CertificateDocument
from lti_tool.outbound.pdf import Layout, render_pdf

LAYOUT = Layout("certificate", settings=("roomy", "snug", "tight"))

NAME_SIZES = ((26, "short"), (42, "medium"), (70, "long"))
"""Up to how many letters a name is set in which size; what is longer is set in the smallest."""


def render_certificate(doc: CertificateDocument) -> bytes:
    """The certificate as PDF/A-3a and PDF/UA-1, the same bytes for the same document.

    It fits one page; only where the smallest setting overflows does it run on to a second. Nothing
    is cut off. Names and words are text, whatever they contain, never markup.

    Raises:
        ConfigurationError: a changed template asks for something outside the product.
    """
    values = {
        "doc": doc,
        "name_size": _name_size(doc.mentor_name),
        "qr_code": _qr_code(doc.verify_url),
    }
    return render_pdf(LAYOUT, values, key=f"certificate {doc.number}")


def _name_size(name: str) -> str:
    return next((size for most, size in NAME_SIZES if len(name) <= most), "longest")


def _qr_code(url: str) -> str:
    """A ``data:`` address of the code as SVG, with the quiet zone of four modules it needs."""
    # Level M survives a crease or a coffee stain and stays coarse enough for an old telephone.
    code = segno.make_qr(url, error="m")
    return code.svg_data_uri(border=4, dark="#14213d", light="#ffffff")
