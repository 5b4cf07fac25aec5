"""Office pages: the desk, and what is done from it; mentors, and one mentor's record."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.usecases import certify, desks, provider_words, versions
from lti_tool.usecases.briefing_events import awards_with_briefings
from lti_tool.usecases.desks import AddressToVouch
from lti_tool.web import (
    fields,
    office_briefings,
    office_evaluations,
    office_register,
    office_reports,
    office_training,
    office_versions,
    office_words,
    panel_pages,
    record_pages,
    route_pages,
)
from lti_tool.web.access import house, visit
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

blueprint = Blueprint("office", __name__, url_prefix="/l/<handle>/office")
record_pages.add_to(blueprint)
office_register.add_to(blueprint)
office_words.add_to(blueprint)
office_versions.add_to(blueprint)
office_briefings.add_to(blueprint)
office_evaluations.add_to(blueprint)
office_training.add_to(blueprint)
office_reports.add_to(blueprint)
route_pages.add_briefing(blueprint)
route_pages.add_observing(blueprint)
panel_pages.add_receiving(blueprint)
panel_pages.add_office(blueprint)

NOTICES = record_pages.NOTICES | {
    "office-issued": "The certificate has been issued. The mentor is sent it by e-mail, with a "
    "copy to their school, and it can be checked by anyone from now on.",
    "office-vouched": "Thank you: the address now counts, and the e-mail that waited for it is "
    "on its way.",
    "office-refused": "The address has been refused. The mentor is told why by e-mail and asked "
    "for another.",
    "office-decided": "This address had been decided already. How it stands now is shown here.",
    "office-retried": "It will be tried again within a minute. If it fails once more, it comes "
    "back to this list.",
    "office-revoked": "The certificate has been revoked. Whoever checks it sees that from now on, "
    "and the mentor is told by e-mail.",
    **office_words.NOTICES,
    **office_versions.NOTICES,
    **office_briefings.NOTICES,
    **office_evaluations.NOTICES,
    **office_training.NOTICES,
    **office_reports.NOTICES,
    **route_pages.NOTICES,
    **panel_pages.NOTICES,
}


@blueprint.get("/")
def desk() -> Page:
    """What waits for the office, most urgent first."""
    return _desk()


def _desk(*, problem: str = "", status: int = 200) -> tuple[str, int]:
    found = desks.office_desk(house(), visit())
    html = render_template(
        "office/desk.html",
        desk=found,
        problem=problem,
        most=desks.DESK_SIZE,
        unanswered=provider_words.unanswered(house(), visit()),
        briefings=bool(awards_with_briefings(house())),
        evaluations=bool(house().library.evaluations),
    )
    return html, status


@blueprint.get("/mentors")
def mentors() -> str:
    """Every mentor who has entered an award; ``?q=`` searches."""
    found = desks.mentors_page(
        house(), visit(), page=fields.page_number(), query=office_register.query()
    )
    behind = versions.count_behind(house(), visit())
    return render_template("office/mentors.html", found=found, behind=behind)


@blueprint.post("/mentors/<enrolment_id>/issue")
def issue(enrolment_id: str) -> Page:
    """Issue the certificate. Sent twice, it is issued once."""
    from_desk = request.form.get("from") == "desk"
    try:
        certify.issue(house(), visit(), enrolment_id)
    except Conflict as error:
        if from_desk:
            return _desk(problem=str(error), status=409)
        return record_pages.show(enrolment_id, problem=str(error), status=409)
    if from_desk:
        return go(".desk", "office-issued")
    return go(".mentor", "office-issued", enrolment_id=enrolment_id)


@blueprint.post("/addresses/<request_id>/vouch")
def vouch(request_id: str) -> Page:
    """Say that the address is the PCM's."""
    try:
        desks.vouch(house(), visit(), request_id)
    except Conflict:
        return go(".desk", "office-decided")
    return go(".desk", "office-vouched")


@blueprint.get("/addresses/<request_id>/refuse")
def refuse(request_id: str) -> Page:
    """Ask why an address is refused."""
    return _refusal(request_id)


@blueprint.post("/addresses/<request_id>/refuse")
def do_refuse(request_id: str) -> Page:
    """Refuse an address; the mentor is told why."""
    try:
        desks.refuse_address(house(), visit(), request_id, fields.text("reason", longest=1_000))
    except InvalidInput as error:
        return _refusal(request_id, errors=error.fields, status=422)
    except Conflict:
        return go(".desk", "office-decided")
    return go(".desk", "office-refused")


def _refusal(
    request_id: str, *, errors: Mapping[str, str] | None = None, status: int = 200
) -> tuple[str, int]:
    html = render_template(
        "office/refuse.html",
        address=_address(request_id),
        errors=errors or {},
        typed=request.form,
    )
    return html, status


def _address(request_id: str) -> AddressToVouch:
    try:
        return desks.address_to_vouch(house(), visit(), request_id)
    except Conflict as error:
        gone = "Nobody is waiting for this address to be checked: it has been dealt with."
        raise NotFound(gone) from error


@blueprint.post("/deliveries/<int:message_id>/retry")
def retry(message_id: int) -> Response:
    """Try a failed delivery again now."""
    desks.retry_delivery(house(), visit(), message_id)
    return go(".desk", "office-retried")
