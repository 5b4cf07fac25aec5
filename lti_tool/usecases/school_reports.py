"""Year-end reports to schools: choose a school, look, make the report, send it.

A report that has been made stays as it is: what is sent is what was looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lti_tool.domain.evaluations import school_year_of, school_year_words
from lti_tool.domain.facts import DetailsGiven
from lti_tool.domain.schemes import Scheme
from lti_tool.domain.school_reports import SchoolReportDocument, packed, unpacked
from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, DeliveryFinal, InvalidInput, NotFound
from lti_tool.persistence.database import new_id
from lti_tool.persistence.evaluations import SchoolReport
from lti_tool.persistence.people import Person
from lti_tool.persistence.platforms import Provider
from lti_tool.persistence.records import Enrolment, FactRow
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases.addresses import is_whole_address, normalised_email
from lti_tool.usecases.evaluation_rounds import of_scheme, only_office
from lti_tool.usecases.house import House
from lti_tool.usecases.letters import Letter, post
from lti_tool.usecases.school_report_making import SchoolMentor, make_document, school_key
from lti_tool.usecases.visits import Visit

YEARS = 2
"""School years that can be reported on: this one and the one before."""
_NOT_IN_FILE_NAMES = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school that mentors have named, as most of them wrote it."""

    key: str
    name: str
    postcode: str
    mentors: int


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report that has been made."""

    report_id: str
    title: str
    made_at: datetime
    sent_to: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """Where the office chooses a school, and the reports that there are."""

    schemes: tuple[Scheme, ...]
    years: tuple[tuple[int, str], ...]
    schools: tuple[SchoolLine, ...]
    made: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report: the scheme, the school (its key) and the year in which it began."""

    scheme_id: str
    school: str
    school_year: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report that has been made, with where it could go."""

    report_id: str
    asked: Asked
    document: SchoolReportDocument
    ready: bool
    """Whether the PDF is there."""
    to_name: str
    to_email: str
    seat_name: str
    """What the scheme calls those who oversee mentoring at a school."""
    sent_to: str
    sent_at: datetime | None


def schemes_reported(house: House) -> tuple[Scheme, ...]:
    """The schemes whose people answer evaluations."""
    packs = {form.pack for form in house.library.evaluations}
    return tuple(scheme for scheme in house.library.schemes if scheme.id in packs)


def reports_page(house: House, visit: Visit) -> ReportsPage:
    """The schools that can be reported on, and the reports that have been made.

    Raises:
        NotAllowed: the visitor is not of the office.
    """
    only_office(visit)
    schemes = schemes_reported(house)
    with house.units.reading() as unit:
        schools: dict[str, SchoolLine] = {}
        for scheme in schemes:
            for one in _schools(unit, visit.provider_id, scheme.id).values():
                schools.setdefault(one.line.key, one.line)
        year = school_year_of(unit.today)
        query = (
            select(SchoolReport)
            .where(SchoolReport.provider_id == visit.provider_id)
            .order_by(SchoolReport.made_at.desc())
            .limit(50)
        )
        made = tuple(_line(row) for row in unit.session.scalars(query))
    return ReportsPage(
        schemes=schemes,
        years=tuple((year - back, school_year_words(year - back)) for back in range(YEARS)),
        schools=tuple(sorted(schools.values(), key=lambda one: one.name.casefold())),
        made=made,
    )


def _line(row: SchoolReport) -> ReportLine:
    title = f"{row.school}, {school_year_words(row.school_year)}"
    return ReportLine(row.id, title, row.made_at, row.sent_to, row.sent_at)


@dataclass(frozen=True, slots=True)
class _School:
    line: SchoolLine
    mentors: tuple[SchoolMentor, ...]
    overseer: tuple[str, str]
    """Name and address of whom the newest details name as PCM."""


def _schools(unit: UnitOfWork, provider_id: str, scheme_id: str) -> dict[str, _School]:
    """The schools of a scheme's mentors, by key, in one query."""
    query = (
        select(Enrolment, Person.name, FactRow.body)
        .join(Person, Person.id == Enrolment.person_id)
        .join(FactRow, FactRow.enrolment_id == Enrolment.id)
        .where(
            of_scheme(scheme_id),
            Enrolment.provider_id == provider_id,
            FactRow.kind == DetailsGiven.__name__,
        )
        .order_by(FactRow.at, FactRow.id)
    )
    newest = {row.Enrolment.id: row for row in unit.session.execute(query)}
    found: dict[str, list[tuple[SchoolMentor, dict[str, str]]]] = {}
    for row in newest.values():
        details = row.body["values"]
        key = school_key(details.get("school", ""), details.get("postcode", ""))
        name = details.get("mentor_name") or row.name or "(no name given)"
        if key:
            found.setdefault(key, []).append((SchoolMentor(row.Enrolment, name), details))
    return {key: _school(key, people) for key, people in found.items()}


def _school(key: str, people: list[tuple[SchoolMentor, dict[str, str]]]) -> _School:
    details = people[-1][1]
    mentors = sorted((mentor for mentor, _ in people), key=lambda one: one.name.casefold())
    return _School(
        line=SchoolLine(
            key, _one_line(details["school"]), _one_line(details.get("postcode", "")), len(mentors)
        ),
        mentors=tuple(mentors),
        overseer=_overseer(given for _, given in people),
    )


def _one_line(text: str) -> str:
    """As it can stand in a heading and in the subject of a mail."""
    return " ".join(sign for sign in text.split() if sign.isprintable())


def _overseer(details: Iterable[dict[str, str]]) -> tuple[str, str]:
    name, email = "", ""
    for given in details:
        name, email = given.get("pcm_name") or name, given.get("pcm_email") or email
    return name, email


def preview(house: House, visit: Visit, asked: Asked) -> SchoolReportDocument:
    """The report as it would be made now.

    Raises:
        InvalidInput: no such scheme, school or year can be reported on.
        NotAllowed: the visitor is not of the office.
    """
    only_office(visit)
    with house.units.reading() as unit:
        return _document(house, unit, visit, asked)


def _document(house: House, unit: UnitOfWork, visit: Visit, asked: Asked) -> SchoolReportDocument:
    scheme = next((one for one in schemes_reported(house) if one.id == asked.scheme_id), None)
    schools = _schools(unit, visit.provider_id, scheme.id) if scheme else {}
    this_year = school_year_of(unit.today)
    wrong: dict[str, str] = {}
    if asked.school not in schools:
        wrong["school"] = "Please choose a school that mentors of this scheme have named."
    if not this_year - YEARS < asked.school_year <= this_year:
        wrong["school_year"] = "Please choose this school year or the last one."
    if wrong or scheme is None:
        raise InvalidInput(wrong or {"scheme_id": "Please choose a scheme."})
    school = schools[asked.school]
    return make_document(
        house,
        unit,
        provider_id=visit.provider_id,
        scheme=scheme,
        school=(school.line.name, school.line.postcode),
        school_year=asked.school_year,
        mentors=school.mentors,
    )


def make_report(house: House, visit: Visit, asked: Asked, *, write_id: str) -> str:
    """Make the report as it is now; a worker makes its PDF. The same ``write_id`` makes one.

    Raises:
        InvalidInput: no such scheme, school or year can be reported on.
        NotAllowed: the visitor is not of the office.
    """
    only_office(visit)
    with house.units.writing() as unit:
        made = _id_of(visit, write_id or new_id())
        if unit.session.get(SchoolReport, made) is not None:
            return made
        doc = _document(house, unit, visit, asked)
        unit.session.add(
            SchoolReport(
                id=made,
                provider_id=visit.provider_id,
                scheme_id=asked.scheme_id,
                school=doc.school[:200],
                postcode=doc.postcode[:16],
                school_year=asked.school_year,
                document=packed(doc),
                made_by=visit.person_id,
                made_at=unit.now,
            )
        )
        unit.session.flush()
        lane = f"school-report:{made}"
        body = {"report_id": made}
        enqueue(unit, "school-report", body, lane=lane, provider_id=visit.provider_id)
    return made


def _id_of(visit: Visit, write_id: str) -> str:
    said = f"report/{visit.provider_id}/{write_id}"
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:32]


def report_page(house: House, visit: Visit, report_id: str) -> ReportPage:
    """A report that has been made.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such report.
    """
    only_office(visit)
    with house.units.reading() as unit:
        row = _find(unit, visit, report_id)
        schools = _schools(unit, visit.provider_id, row.scheme_id)
        school = schools.get(school_key(row.school, row.postcode))
        name, email = school.overseer if school else ("", "")
        return ReportPage(
            report_id=row.id,
            asked=Asked(row.scheme_id, school_key(row.school, row.postcode), row.school_year),
            document=unpacked(row.document),
            ready=row.content is not None,
            to_name=name,
            to_email=email,
            seat_name=_seat_name(house, row.scheme_id),
            sent_to=row.sent_to,
            sent_at=row.sent_at,
        )


def _seat_name(house: House, scheme_id: str) -> str:
    for scheme in house.library.schemes:
        if scheme.id == scheme_id and Seat.PCM in scheme.seat_names:
            return scheme.seat_names[Seat.PCM]
    return "PCM"


def _find(unit: UnitOfWork, visit: Visit, report_id: str) -> SchoolReport:
    row = unit.session.get(SchoolReport, report_id)
    if row is None or row.provider_id != visit.provider_id:
        raise NotFound("There is no such report here.")
    return row


def report_pdf(house: House, visit: Visit, report_id: str) -> tuple[str, bytes] | None:
    """The PDF and a name for its file; None while it is being made.

    Raises:
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such report.
    """
    only_office(visit)
    with house.units.reading() as unit:
        row = _find(unit, visit, report_id)
        if row.content is None:
            return None
        school = _NOT_IN_FILE_NAMES.sub("-", row.school).strip("-").lower() or "school"
        return f"mentoring-{school}-{row.school_year}.pdf", row.content


def send_report(house: House, visit: Visit, report_id: str, *, name: str, email: str) -> None:
    """Mail the PDF to whom the office confirms. Sent to the same address again, it goes out once.

    Raises:
        Conflict: the PDF is not made yet.
        InvalidInput: the address is none, or no name is given.
        NotAllowed: the visitor is not of the office.
        NotFound: there is no such report.
    """
    only_office(visit)
    wrong: dict[str, str] = {}
    if not name:
        wrong["name"] = "Please say whom it goes to."
    if not is_whole_address(email):
        wrong["email"] = "Please give one whole e-mail address."
    if wrong:
        raise InvalidInput(wrong)
    with house.units.writing() as unit:
        row = _find(unit, visit, report_id)
        if row.content is None:
            raise Conflict("The PDF is still being made. Please try again in a minute.")
        row.sent_to, row.sent_at = normalised_email(email), unit.now
        _post(house, unit, row, name)


def _post(house: House, unit: UnitOfWork, row: SchoolReport, name: str) -> None:
    provider = unit.session.get_one(Provider, row.provider_id)
    year = school_year_words(row.school_year)
    letter = Letter(
        cause=f"school-report:{row.id}:{row.sent_to}",
        to=row.sent_to,
        subject=f"Mentoring at {row.school} in {year}",
        report_id=row.id,
        text=(
            f"Dear {name},\n\n"
            f"Here is our report on mentoring at {row.school} in the school year {year}: what your "
            "mentors have done, what people said in the evaluations, and what the school might do "
            "next. It is attached as a PDF file.\n\n"
            "We should be glad to talk about it with you.\n\n"
            f"With thanks\n{provider.office_name}\n{provider.name}\n"
        ),
    )
    post(house, unit, letter, provider_id=provider.id)


def render(house: House, report_id: str) -> Callable[[UnitOfWork], None]:
    """Make the PDF (the worker's part); what comes back keeps it.

    Raises:
        DeliveryFinal: there is no such report.
    """
    # WeasyPrint costs 65 MiB: only the worker loads it, and only when there is something to render.
    from lti_tool.outbound.school_report_pdf import render_school_report  # noqa: PLC0415 - see above

    with house.units.reading() as unit:
        row = unit.session.get(SchoolReport, report_id)
    if row is None:
        raise DeliveryFinal("The report to print does not exist.")
    content = render_school_report(unpacked(row.document))

    def keep(unit: UnitOfWork) -> None:
        unit.session.get_one(SchoolReport, report_id).content = content

    return keep
