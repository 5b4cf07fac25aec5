"""The certificate: what it says, that it always fits, and what kind of PDF it is."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from lti_tool.domain.certificates import CertificateDocument, SignatureLine
from lti_tool.errors import ConfigurationError
from lti_tool.outbound.certificate_pdf import render_certificate
from lti_tool.outbound.pdf_engine import engine

from .pdf_reading import MM, assert_all_tagged, assert_sound, elements, text_of, words_on

VERIFY = "https://mentors.example.ac.uk/verify/ABCD-EFGH-JKLM-NPQR"

CERTIFICATE = CertificateDocument(
    number="ABCD-EFGH-JKLM-NPQR",
    verify_url=VERIFY,
    title="Certificate of Mentoring",
    level="Entry level: first steps as a mentor",
    body="has met every criterion of the award.",
    mentor_name="Nguyễn Thị Hồng",
    award_title="Entry level",
    scheme_title="Example scheme",
    provider_name="Example University Partnership",
    issued_on=date(2026, 11, 5),
    criteria=("Process and paperwork", "Timetable"),
    waived=("Lesson feedback",),
    signatures=(
        SignatureLine("Mentor", "Nguyễn Thị Hồng", datetime(2026, 7, 1, 9, 30, tzinfo=UTC)),
        SignatureLine("PCM", "Łukasz Wójcik", datetime(2026, 11, 3, 15, 0, tzinfo=UTC)),
        SignatureLine("Link tutor", "Οδυσσέας Δημητρίου", None),
    ),
    scheme_version="2026.1",
    module_versions=(("Paperwork", "2026.3"),),
)


@pytest.fixture(scope="module")
def certificate() -> bytes:
    return render_certificate(CERTIFICATE)


def test_it_says_who_has_what_from_whom_and_since_when(certificate: bytes) -> None:
    text = text_of(certificate)

    for words in (
        "Example University Partnership",
        "Example scheme",
        "Certificate of Mentoring",
        "awarded to Nguyễn Thị Hồng",
        "has met every criterion of the award.",
        "Entry level: first steps as a mentor",
        "Issued on 5 November 2026",
        "Certificate number ABCD-EFGH-JKLM-NPQR",
        "Criteria met: Process and paperwork; Timetable.",
        "Held by prior experience: Lesson feedback.",
        "scheme version 2026.1; Paperwork, version 2026.3.",
    ):
        assert words in text


def test_signatures_stand_with_name_role_and_the_time_at_the_school(certificate: bytes) -> None:
    text = text_of(certificate)

    assert "Łukasz Wójcik" in text
    assert "Οδυσσέας Δημητρίου" in text
    assert "1 July 2026, 10:30" in text, "summer time in London"
    assert "3 November 2026, 15:00" in text


def test_nothing_waived_means_no_word_about_it() -> None:
    text = text_of(render_certificate(replace(CERTIFICATE, waived=())))

    assert "prior experience" not in text


def test_the_address_is_a_link_and_the_code_says_what_it_is(certificate: bytes) -> None:
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        links = {str(note.A.URI) for note in pdf.pages[0].Annots}
        figures = [e for e in elements(pdf) if e.S == "/Figure"]

    assert links == {VERIFY}
    assert [str(figure.Alt) for figure in figures] == [f"QR code: {VERIFY}"]


def test_the_figure_has_its_box_on_the_page_where_it_is_drawn(certificate: bytes) -> None:
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        figure = next(e for e in elements(pdf) if e.S == "/Figure")
        left, bottom, right, top = (float(edge) for edge in figure.A.BBox)

    assert 421 < left < right < 842, "the right half of A4 landscape, in points"
    assert 0 < bottom < top < 297, "the lower half"


@pytest.mark.parametrize(
    "changes",
    [
        {"mentor_name": "Maria-Magdalena Featherstonehaugh-Cholmondeley Papadopoulou-Konstantinou"},
        {"mentor_name": "W" * 200},
        {"waived": ("Something with a rather long title",) * 12},
        {
            "provider_name": "University of Somewhere and Somewhere Else " * 4,
            "mentor_name": "Ann " * 40,
            "body": "has met every criterion of the award " * 5,
            "verify_url": "https://" + "very-long-name." * 8 + "ac.uk/verify/ABCD-EFGH-JKLM-NPQR",
            "signatures": tuple(
                SignatureLine("Professional Co-ordinating Mentor", "Ann Other-Longname " * 4, None)
                for _ in range(3)
            ),
        },
    ],
    ids=["long name", "name without a break", "much waived", "everything long"],
)
def test_it_fits_on_one_page_and_inside_the_frame(changes: dict[str, Any]) -> None:
    pdf = render_certificate(replace(CERTIFICATE, **changes))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
    for x_min, y_min, x_max, y_max in words_on(pdf):
        assert x_min > 14 * MM
        assert x_max < (297 - 14) * MM
        assert y_min > 14 * MM
        assert y_max < (210 - 12) * MM


def test_what_cannot_fit_runs_on_and_loses_nothing() -> None:
    criteria = tuple(f"Criterion number {i} with a title of its own" for i in range(150))

    text = text_of(render_certificate(replace(CERTIFICATE, criteria=criteria)))

    assert all(criterion in text for criterion in criteria)
    assert VERIFY.rpartition("/")[2] in text


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Hồng",
        "Łukasz Żółć",
        "Οδυσσέας Ωνάσης",
        "Sioned Ŵyn",
        "Ђорђе Ilić",
        "Zoe\u0308 Ng",
    ],
)
def test_names_can_be_read_out_and_searched_for(name: str) -> None:
    pdf = render_certificate(replace(CERTIFICATE, mentor_name=f"{name} i Física", signatures=()))

    assert f"{name} i Física" in text_of(pdf)


def test_names_are_printed_in_the_fonts_that_come_with_the_product(certificate: bytes) -> None:
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        fonts = {
            str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()
        }

    assert fonts == {"Atkinson", "Atkinson-Bold", "Fallback"}


def test_markup_in_a_name_is_a_name() -> None:
    name = '<img src="file:///etc/passwd"> & <b>Ann</b>'

    text = text_of(render_certificate(replace(CERTIFICATE, mentor_name=name)))

    assert name in text


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/logo.png",
        "https://127.0.0.1:9/logo.png",
        "ftp://127.0.0.1:9/logo.png",
        "own:../../../etc/passwd",
        "FILE:///etc/passwd",
    ],
)
@pytest.mark.parametrize(
    "html",
    [
        '<img alt="x" src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
    ],
    ids=["image", "style sheet", "attachment"],
)
def test_a_template_reaches_nothing_outside_the_product(html: str, address: str) -> None:
    page = f'<html lang="en"><title>t</title>{html.format(address)}</html>'

    with pytest.raises(ConfigurationError, match="outside the product"):
        engine().write([page], stylesheet="certificate.css", identifier="0")


def test_the_file_is_sound(certificate: bytes) -> None:
    assert_sound(certificate)


def test_it_is_tagged_and_says_its_language_and_title(certificate: bytes) -> None:
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.Title) == "Certificate of Mentoring: Nguyễn Thị Hồng"
        headings = [str(e.S) for e in elements(pdf) if str(e.S).startswith("/H")]
        assert headings == ["/H1", "/H2", "/H2"]


def test_everything_drawn_is_tagged_or_an_artifact(certificate: bytes) -> None:
    assert_all_tagged(certificate)


def test_it_claims_pdf_a_3a_and_pdf_ua_1_in_one_packet(certificate: bytes) -> None:
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        xmp = pdf.Root.Metadata.read_bytes().decode()
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert metadata["dc:title"] == "Certificate of Mentoring: Nguyễn Thị Hồng"
            assert metadata["xmp:CreateDate"] == "2026-11-05T00:00:00Z"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"

    assert xmp.count("<rdf:RDF") == 1
    assert "pdfaExtension:schemas" in xmp, "PDF/A wants the pdfuaid property described"


def test_the_same_certificate_is_the_same_file(certificate: bytes, tmp_path: Path) -> None:
    """In this process after another certificate, and in a process of its own on another day."""
    render_certificate(replace(CERTIFICATE, mentor_name="Łukasz Ωmega"))
    other = tmp_path / "other.pdf"
    script = (
        "import pathlib, sys; sys.path[:0] = sys.argv[1:3]\n"
        "from outbound.test_certificate_pdf import CERTIFICATE, render_certificate\n"
        "pathlib.Path(sys.argv[3]).write_bytes(render_certificate(CERTIFICATE))\n"
    )
    tests = Path(__file__).parents[1]
    subprocess.run(
        [sys.executable, "-c", script, str(tests), str(tests.parent), str(other)],
        check=True,
        env={"SOURCE_DATE_EPOCH": "86400", "TZ": "Asia/Tokyo"},
    )

    assert render_certificate(CERTIFICATE) == certificate
    assert other.read_bytes() == certificate


def test_two_threads_do_not_disturb_each_other(certificate: bytes) -> None:
    rendered: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: rendered.append(render_certificate(CERTIFICATE)))
        for _ in range(3)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert rendered == [certificate] * 3


def test_another_number_is_another_file(certificate: bytes) -> None:
    other = render_certificate(replace(CERTIFICATE, number="ZZZZ-EFGH-JKLM-NPQR"))

    with pikepdf.open(io.BytesIO(certificate)) as one, pikepdf.open(io.BytesIO(other)) as two:
        assert bytes(one.trailer.ID[0]) != bytes(two.trailer.ID[0])


def test_the_renderer_has_nothing_to_complain_about(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render_certificate(CERTIFICATE)

    assert not caplog.records


def test_a_web_process_that_imports_the_module_does_not_load_weasyprint() -> None:
    script = (
        "import sys, lti_tool.outbound.certificate_pdf, lti_tool.outbound.record_sheet_pdf\n"
        "heavy = {'weasyprint', 'fontTools', 'pydyf'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
