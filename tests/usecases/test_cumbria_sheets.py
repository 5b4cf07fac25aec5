"""The accreditation records of QMS and QLMS as PDFs: fields, how rows were met, signatures."""

from __future__ import annotations

import pytest

from lti_tool.domain.certificates import RecordSheetDocument
from lti_tool.domain.seats import Seat
from lti_tool.outbound.record_sheet_pdf import render_record_sheet
from lti_tool.persistence.records import Certificate
from lti_tool.usecases import certify, handing_in, record_sheets
from lti_tool.usecases.house import House
from lti_tool.usecases.printing import unpacked_record_sheet

from ..outbound.pdf_reading import assert_all_tagged, tables_of, text_of
from .cumbrian import QLMS, QMS, Route
from .place import Place, StillClock, rows


def issued(route: Route, *, on_paper: bool = False) -> RecordSheetDocument:
    """The whole way, a month between its steps; what is kept with the certificate."""
    month = {"days": 30}
    route.is_enrolled()
    route.clock.moves(**month)
    route.attends()
    route.clock.moves(**month)
    route.is_observed()
    route.clock.moves(**month)
    if on_paper:
        today = route.clock.today()
        handing_in.receive(route.house, route.tutor, route.enrolment_id, today)
        route.clock.moves(minutes=1)
    else:
        route.adds_evidence()
        route.hands_in()
    route.clock.moves(**month)
    chair = route.panel_decides()
    route.signs(route.tutor, Seat.LINK_TUTOR)
    route.clock.moves(days=1)
    route.signs(chair, Seat.PANEL)
    route.clock.moves(days=1)
    certify.issue(route.house, route.office, route.enrolment_id)
    (kept,) = rows(route.house, Certificate)
    return unpacked_record_sheet(kept.record_sheet)


@pytest.fixture
def qms(house: House, place: Place, clock: StillClock) -> Route:
    return Route(house, place, clock)


FIELDS = {
    "Name of mentor": "Ada Example",
    "E-mail": "ada@home.example",
    "Role in school": "Not yet recorded",
    "Phase": "Secondary",
    "School": "Example School",
    "School's postcode": "LA1 3JD",
    "Head teacher or senior leader": "H. Head",
    "Their e-mail": "h.head@school.example",
    "Partnership tutor": "Not yet recorded",
    "Interest registered": "20 November 2026",
    "Application signed and mentor enrolled": "20 November 2026",
    "Briefing attended": "20 December 2026",
    "Observation": "19 January 2027",
    "Portfolio handed in": "18 February 2027",
    "Passed by the panel": "20 March 2027",
    "Partnership tutor's signature": "T. Lewis, 20 March 2027",
    "Panel chair's signature": "Chair, 21 March 2027",
    "Certificate issued": "22 March 2027",
    "Partnership office": "Partnership office",
}


@pytest.mark.parametrize("award", [QMS, QLMS])
def test_every_field_of_the_source_s_route_is_printed(
    house: House, place: Place, clock: StillClock, award: str
) -> None:
    sheet = issued(Route(house, place, clock, award))
    pdf = render_record_sheet(sheet)
    assert_all_tagged(pdf)
    lines = [row for table in tables_of(pdf) for row in table]  # a table goes on overleaf
    printed = {row[0]: row[1] for row in lines if len(row) == 2}
    codes = f"{award.rpartition('/')[2].upper()}."
    criteria = [row for row in lines if codes in row[0]]
    signatures = [row for row in lines if len(row) == 3 and row[0] != "Role"]
    assert printed == FIELDS
    assert len(criteria) == (9 if award == QMS else 12)
    assert all("Yes" in row and row[-1] not in {"", "–"} for row in criteria)
    assert [row[:2] for row in signatures] == [
        ["Partnership tutor's signature", "T. Lewis"],
        ["Panel chair's signature", "Chair"],
    ]


def test_how_each_row_was_met(qms: Route) -> None:
    how = {row.code: row.how for row in issued(qms).rows}
    assert how["QMS.1"] == "Confirmed by the Head teacher or senior leader"
    assert how["QMS.3"].count("Secondary: IEP, 20 November 2025") == 2
    assert how["QMS.5"] == (
        "Application sent; Confirmed by the Partnership tutor; Confirmed by the Partnership office"
    )
    assert how["QMS.6"] == "Attended in school"
    assert how["QMS.7"] == "Observed by the Partnership tutor"
    assert how["QMS.8"] == "Handed in electronically"
    assert how["QMS.9"] == "Passed by the Scrutiny panel"


def test_what_came_on_paper_is_printed_so(qms: Route) -> None:
    how = {row.code: row.how for row in issued(qms, on_paper=True).rows}
    assert how["QMS.8"] == "Handed in on paper"


def test_what_the_tutor_and_the_panel_wrote_is_not_printed(qms: Route) -> None:
    """The sheet goes to the school as well."""
    words = text_of(render_record_sheet(issued(qms)))
    assert "About strengths" not in words
    assert "Well told." not in words
    assert "Reflects well." not in words


def test_on_the_way_it_says_what_is_not_yet_there(qms: Route) -> None:
    qms.is_enrolled()
    sheet = record_sheets.own_sheet(qms.house, qms.mentor, QMS)
    values = dict(sheet.fields)
    assert values["Application signed and mentor enrolled"]
    assert values["Briefing attended"] == values["Panel chair's signature"] == ""
    assert [row.code for row in sheet.rows if row.achieved] == [f"QMS.{n}" for n in range(1, 6)]
