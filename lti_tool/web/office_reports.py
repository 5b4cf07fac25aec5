"""Year-end reports to schools: choose, look, make, send."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from lti_tool.domain.school_reports import TOO_FEW
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import school_reports
from lti_tool.usecases.school_reports import Asked
from lti_tool.web import fields
from lti_tool.web.access import house, visit
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

NOTICES = {
    "office-report-made": "The report is made and stays as it is. Its PDF is ready in a moment.",
    "office-report-sent": "The report is on its way.",
}
NO_ERRORS: Mapping[str, str] = {}
LONGEST_KEY = 300


def add_to(blueprint: Blueprint) -> None:
    """Give the office's blueprint its reports."""
    add = blueprint.add_url_rule
    add("/reports", "reports", reports)
    add("/reports/preview", "preview_report", preview_report)
    add("/reports", "make_report", make_report, methods=["POST"])
    add("/reports/<report_id>", "report", report)
    add("/reports/<report_id>.pdf", "report_pdf", report_pdf)
    add("/reports/<report_id>/send", "send_report", send_report, methods=["POST"])


def reports() -> Page:
    """Choose a school and a year; what has been made."""
    return _choose({})


def _choose(errors: Mapping[str, str], status: int = 200) -> tuple[str, int]:
    page = school_reports.reports_page(house(), visit())
    html = render_template("office/reports.html", page=page, typed=request.values, errors=errors)
    return html, status


def _asked(values: Mapping[str, str]) -> Asked:
    year = values.get("school_year", "")
    return Asked(
        scheme_id=values.get("scheme_id", "")[:LONGEST_KEY],
        school=values.get("school", "")[:LONGEST_KEY],
        school_year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
    )


def preview_report() -> Page:
    """The report as it would be made now."""
    if "school" not in request.args:
        return go(".reports")
    asked = _asked(request.args)
    try:
        document = school_reports.preview(house(), visit(), asked)
    except InvalidInput as error:
        return _choose(error.fields, 422)
    return render_template(
        "office/report_preview.html", document=document, asked=asked, too_few=TOO_FEW
    )


def make_report() -> Page:
    """Make it."""
    try:
        made = school_reports.make_report(
            house(), visit(), _asked(request.form), write_id=fields.text("write_id")
        )
    except InvalidInput as error:
        return _choose(error.fields, 422)
    return go(".report", "office-report-made", report_id=made)


def report(report_id: str) -> Page:
    """A report that has been made, and where to send it."""
    return _report(report_id)


def _report(
    report_id: str, errors: Mapping[str, str] = NO_ERRORS, problem: str = "", status: int = 200
) -> tuple[str, int]:
    page = school_reports.report_page(house(), visit(), report_id)
    html = render_template(
        "office/report.html",
        page=page,
        document=page.document,
        too_few=TOO_FEW,
        typed=request.form,
        errors=errors,
        problem=problem,
    )
    return html, status


def report_pdf(report_id: str) -> ResponseReturnValue:
    """Its PDF, to be saved."""
    found = school_reports.report_pdf(house(), visit(), report_id)
    if found is None:
        return render_template("mentor/document_waiting.html"), 202, {"Refresh": "4"}
    name, content = found
    return send_file(
        BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name
    )


def send_report(report_id: str) -> Page:
    """Mail it to the address that the office confirms."""
    try:
        typed = fields.texts(("name", "email"), longest=254)
        school_reports.send_report(
            house(), visit(), report_id, name=typed["name"], email=typed["email"]
        )
    except InvalidInput as error:
        return _report(report_id, error.fields, status=422)
    except Conflict as error:
        return _report(report_id, problem=str(error), status=409)
    return go(".report", "office-report-sent", report_id=report_id)
