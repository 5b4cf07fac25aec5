"""One mentor's record, as link tutors and the provider's own people work on it.

All see the same page and may do the same things there, each in their own seat: confirm what is
theirs to confirm, take a confirmation back, and sign when it is their turn. The use cases decide
who may; these views read forms and say what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.usecases import (
    awards,
    portfolio_files,
    portfolio_reading,
    record_sheets,
    signing,
)
from lti_tool.usecases.awards import AwardPage, RequirementRow
from lti_tool.usecases.confirming import COMMENT_FIELD
from lti_tool.usecases.reflection_reading import reflections_for_record
from lti_tool.usecases.shared_audit_views import SharedAudit
from lti_tool.web import audit_pages, fields, sheet_pages
from lti_tool.web.access import house, visit
from lti_tool.web.evidence_files import saved
from lti_tool.web.notices import go

Page = Response | tuple[str, int] | str

SEATS = {
    "tutor": Seat.LINK_TUTOR,
    "office": Seat.OFFICE,
    "manager": Seat.PARTNERSHIP_MANAGER,
    "panel": Seat.PANEL,
}
"""The seat that a confirmation is given in, by blueprint."""

DATE_FIELD = "on-"
"""A confirmation's date field is named this and the requirement's id."""

NOTICES = {
    "record-confirmed": "Your confirmation has been kept, and the mentor can see it.",
    "record-withdrawn": "The confirmation has been taken back.",
    "record-withdrawn-unsigned": "The confirmation has been taken back. Signatures that covered it "
    "no longer stand; they will be asked for again once the record is complete.",
    "record-decided": "Your decision has been kept with its reason. The mentor is told by e-mail.",
    "record-reminded": "The e-mail has been sent again with a new link. The earlier link no longer "
    "works.",
    "record-signed": "Thank you: your signature has been kept with the record as you saw it.",
}


def add_to(blueprint: Blueprint) -> None:
    """Give a blueprint the record page and what is done there."""
    at = "/mentors/<enrolment_id>"
    blueprint.add_url_rule(at, "mentor", mentor)
    blueprint.add_url_rule(f"{at}/record-sheet", "record_sheet", record_sheet)
    blueprint.add_url_rule(f"{at}/record-sheet.pdf", "record_sheet_pdf", record_sheet_pdf)
    blueprint.add_url_rule(f"{at}/confirm", "confirm", confirm, methods=["POST"])
    blueprint.add_url_rule(f"{at}/decide", "decide", decide, methods=["POST"])
    blueprint.add_url_rule(f"{at}/sign", "sign", sign, methods=["POST"])
    blueprint.add_url_rule(f"{at}/requests/<request_id>/remind", "remind", remind, methods=["POST"])
    blueprint.add_url_rule(f"{at}/evidence/<file_id>", "evidence_file", evidence_file)
    blueprint.add_url_rule(f"{at}/withdraw/<fact_id>", "withdraw", withdraw)
    blueprint.add_url_rule(f"{at}/withdraw/<fact_id>", "do_withdraw", do_withdraw, methods=["POST"])


def mentor(enrolment_id: str) -> Page:
    """The page of one mentor and one award."""
    return show(enrolment_id)


def record_sheet(enrolment_id: str) -> Page:
    """The record sheet as it stands now, to be printed."""
    return sheet_pages.shown(
        record_sheets.someones_sheet(house(), visit(), enrolment_id),
        back=(url_for(".mentor", enrolment_id=enrolment_id), "Back to the record"),
        pdf_url=url_for(".record_sheet_pdf", enrolment_id=enrolment_id),
    )


def record_sheet_pdf(enrolment_id: str) -> Page:
    """The same as a PDF."""
    return sheet_pages.saved(record_sheets.someones_sheet(house(), visit(), enrolment_id))


def show(
    enrolment_id: str,
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    """The record as it is now, with whatever was wrong with what was just sent."""
    page = awards.someones_award(house(), visit(), enrolment_id)
    html = render_template(
        [f"{request.blueprint}/mentor.html", "staff/mentor.html"],
        page=page,
        errors=errors or {},
        typed=request.form,
        problem=problem,
        date_field=DATE_FIELD,
        comment_field=COMMENT_FIELD,
        written=reflections_for_record(house(), visit(), enrolment_id),
        today=house().units.clock.today(),
        audits=audits_for_reader(page),
        evidence=portfolio_reading.portfolio_for_record(house(), visit(), enrolment_id),
    )
    return html, status


def audits_for_reader(page: AwardPage) -> tuple[SharedAudit, ...]:
    """What the mentor's link tutor is told about audits; the office is told nothing."""
    if SEATS.get(request.blueprint or "") is not Seat.LINK_TUTOR:
        return ()
    return audit_pages.told_to_tutor(page)


def evidence_file(enrolment_id: str, file_id: str) -> Page:
    """A file of the mentor's evidence for this award, to be saved."""
    return saved(portfolio_files.file_of_record(house(), visit(), enrolment_id, file_id))


def confirm(enrolment_id: str) -> Page:
    """Confirm what has a date; rows without one are left for another day."""
    page = awards.someones_award(house(), visit(), enrolment_id)
    try:
        dates, comments = dates_typed(page.confirmable), comments_typed(page.confirmable)
        seat = SEATS[request.blueprint or ""]
        signing.confirm(house(), visit(), enrolment_id, seat, dates, comments)
    except InvalidInput as error:
        return show(enrolment_id, errors=by_date_field(error.fields, dates_of(page)), status=422)
    except Conflict as error:
        return show(enrolment_id, problem=str(error), status=409)
    return go(".mentor", "record-confirmed", enrolment_id=enrolment_id)


def decide(enrolment_id: str) -> Page:
    """Approve or decline the mentor's claim of earlier experience, with a reason."""
    try:
        signing.decide_claim(
            house(),
            visit(),
            enrolment_id,
            fields.text("waiver"),
            fields.text("waiver_reason", longest=fields.PARAGRAPHS),
        )
    except InvalidInput as error:
        return show(enrolment_id, errors=error.fields, status=422)
    except Conflict as error:
        return show(enrolment_id, problem=str(error), status=409)
    return go(".mentor", "record-decided", enrolment_id=enrolment_id)


def sign(enrolment_id: str) -> Page:
    """Sign the record as it was shown, in the seat whose turn it is."""
    page = awards.someones_award(house(), visit(), enrolment_id)
    try:
        signing.sign(
            house(),
            visit(),
            enrolment_id,
            page.sign_as or SEATS[request.blueprint or ""],
            name_typed=fields.text("name_typed"),
            digest=fields.text("digest"),
            agreed=fields.ticked("agreed"),
        )
    except InvalidInput as error:
        return show(enrolment_id, errors=error.fields, status=422)
    except Conflict as error:
        return show(enrolment_id, problem=str(error), status=409)
    return go(".mentor", "record-signed", enrolment_id=enrolment_id)


def remind(enrolment_id: str, request_id: str) -> Page:
    """Mail an open request once more, with a new link."""
    try:
        signing.remind(house(), visit(), enrolment_id, request_id)
    except Conflict as error:
        return show(enrolment_id, problem=str(error), status=409)
    return go(".mentor", "record-reminded", enrolment_id=enrolment_id, _anchor="requests")


def withdraw(enrolment_id: str, fact_id: str) -> Page:
    """Ask why, and say what taking this confirmation back will do."""
    return _withdrawal(enrolment_id, fact_id)


def do_withdraw(enrolment_id: str, fact_id: str) -> Page:
    """Take a confirmation back, with the reason that is kept."""
    try:
        voided = signing.withdraw_confirmation(
            house(), visit(), enrolment_id, fact_id, fields.text("reason", longest=1_000)
        )
    except InvalidInput as error:
        return _withdrawal(enrolment_id, fact_id, errors=error.fields, status=422)
    except Conflict as error:
        return show(enrolment_id, problem=str(error), status=409)
    said = "record-withdrawn-unsigned" if voided else "record-withdrawn"
    return go(".mentor", said, enrolment_id=enrolment_id)


def _withdrawal(
    enrolment_id: str,
    fact_id: str,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    page = awards.someones_award(house(), visit(), enrolment_id)
    html = render_template(
        "tutor/withdraw.html",
        page=page,
        row=_withdrawable(page, fact_id),
        errors=errors or {},
        typed=request.form,
    )
    return html, status


def _withdrawable(page: AwardPage, fact_id: str) -> RequirementRow:
    for criterion in page.rows:
        for row in criterion.requirements:
            if row.fact_id == fact_id and row.may_withdraw:
                return row
    raise NotFound("There is no such confirmation on this record, or it is not yours to take back.")


def dates_of(page: AwardPage) -> tuple[str, ...]:
    """Ids of the requirements that the page asks the reader about."""
    return tuple(row.requirement_id for row in page.confirmable)


def dates_typed(rows: Iterable[RequirementRow]) -> dict[str, date]:
    """The days typed for these requirements; those left empty are left out.

    Raises:
        InvalidInput: something was typed that is not a day, by requirement.
    """
    dates: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for row in rows:
        name = DATE_FIELD + row.requirement_id
        if not fields.text(name):
            continue
        try:
            dates[row.requirement_id] = fields.day(name)
        except InvalidInput as error:
            wrong[row.requirement_id] = error.fields[name]
    if wrong:
        raise InvalidInput(wrong)
    return dates


def comments_typed(rows: Iterable[RequirementRow]) -> dict[str, str]:
    """What is written for the record with these requirements.

    Raises:
        InvalidInput: one of them is far too long.
    """
    return {
        row.requirement_id: fields.text(
            COMMENT_FIELD + row.requirement_id, longest=fields.PARAGRAPHS
        )
        for row in rows
    }


def by_date_field(errors: Mapping[str, str], requirements: Iterable[str]) -> dict[str, str]:
    """Errors that name a requirement, under the name of its date field; others as they are.

    An error of the whole list (``confirm``: nothing was chosen) leads to its first field.
    """
    known = tuple(requirements)
    first = {"confirm": known[0]} if known else {}
    names = {name: DATE_FIELD + first.get(name, name) for name in (*known, *first)}
    return {names.get(name, name): said for name, said in errors.items()}
