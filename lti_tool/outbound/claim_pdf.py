"""A claim for credit as a PDF: the index of its pack, and what the claimant wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lti_tool.domain.claim_packs import NO_CREDIT
from lti_tool.outbound.pdf import Layout, render_pdf
from lti_tool.outbound.portfolio_pdf import PrintedItem, PrintedRationale, PrintedStandard

LAYOUT = Layout("claim_pack")


@dataclass(frozen=True, slots=True)
class ClaimedModule:
    """A module of the qualification."""

    title: str
    credits: int
    claimed: bool


@dataclass(frozen=True, slots=True)
class ClaimedRecord:
    """One award: how far it is, where its papers lie in the pack, and what was written for it."""

    award: str
    met: int
    total: int
    registered_on: date
    signatures: tuple[str, ...]
    """Who has signed, and when."""
    sheet: str
    """Place of the record sheet in the pack."""
    certificate_number: str
    issued_on: date | None
    certificate: str
    """Place of the certificate; empty where there is none."""
    reflections: tuple[tuple[str, str], ...]
    """Title and text."""


@dataclass(frozen=True, slots=True)
class ClaimOutcomeText:
    """A learning outcome, with what the claimant wrote."""

    title: str
    prompt: str
    text: str


@dataclass(frozen=True, slots=True)
class ClaimDocument:
    """All that a claim says on one day."""

    title: str
    mentor_name: str
    provider_name: str
    printed_at: datetime
    qualification: str
    source: str
    modules: tuple[ClaimedModule, ...]
    outcomes: tuple[ClaimOutcomeText, ...]
    records: tuple[ClaimedRecord, ...]
    standards: tuple[PrintedStandard, ...]
    items: tuple[PrintedItem, ...]
    rationales: tuple[PrintedRationale, ...]
    places: tuple[tuple[str, str], ...]
    """What lies in the pack, and where: the index."""
    no_credit: str = NO_CREDIT


def render_claim(doc: ClaimDocument) -> bytes:
    """The claim as PDF/A-3a and PDF/UA-1, A4 upright.

    Raises:
        ConfigurationError: a changed template asks for something outside the product.
    """
    key = f"claim {doc.title} {doc.mentor_name} {doc.printed_at.isoformat()}"
    return render_pdf(LAYOUT, {"doc": doc}, key=key)
