"""The award: what it asks, entering it, and one page for how far one is."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.domain.seats import Seat
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.usecases import awards, claim_packs, self_mappings, signing, subsumed, welcoming
from lti_tool.usecases.awards import AwardPage, EnrolmentForm
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.entered import entered
from lti_tool.web.mentor.links import action_url

NO_ERRORS: Mapping[str, str] = {}
OPTIONAL_FIELD = "done-"
"""An optional activity's date field is named this and the activity's id."""


@blueprint.get("/awards/<pack_id:award_id>")
def award(award_id: str) -> str:
    """How far the mentor is and what is next; before entering, what the award is."""
    page = awards.my_award(house(), visit(), award_id)
    if page is None:
        return _enrolment_html(award_id, NO_ERRORS, None)
    return award_html(page)


def award_html(
    page: AwardPage,
    errors: Mapping[str, str] = NO_ERRORS,
    typed: Mapping[str, str] | None = None,
) -> str:
    """The page of a mentor who has entered the award."""
    award_id = page.award.id
    return render_template(
        "mentor/award.html",
        page=page,
        award=page.award,
        next_url=action_url(award_id, page.next_step.action),
        link=lambda action: action_url(award_id, action),
        verify_url=f"{house().base_url}/verify/{page.certificate.number}"
        if page.certificate
        else "",
        may_claim=may_claim(page),
        sheets=welcoming.sheets_of(house(), page.award),
        errors=errors,
        typed=typed,
        more={
            "claims": claim_packs.claims_of(house(), award_id),
            "mappings": self_mappings.mappings_of(house(), award_id),
        },
        optional_field=OPTIONAL_FIELD,
        today=house().units.clock.today(),
    )


def may_claim(page: AwardPage) -> bool:
    """Whether there is something left that earlier experience could be claimed for."""
    undecided = page.waiver is not None and page.waiver.outcome == "open"
    return not undecided and any(row.may_be_waived and not row.met for row in page.rows)


def _enrolment_html(award_id: str, errors: Mapping[str, str], typed: object) -> str:
    form = awards.enrolment_form(house(), visit(), award_id)
    return render_template(
        "mentor/enter.html",
        form=form,
        award=form.award,
        taken_in=subsumed.taken_in(house(), visit(), award_id),
        errors=errors,
        typed=typed,
    )


@blueprint.post("/awards/<pack_id:award_id>/enter")
def enter(award_id: str) -> ResponseReturnValue:
    """Enter the award."""
    form = awards.enrolment_form(house(), visit(), award_id)
    try:
        values = _values(form)
        awards.enrol(house(), visit(), award_id, values, consent=fields.ticked("consent"))
    except InvalidInput as error:
        return _enrolment_html(award_id, error.fields, request.form), 422
    return notices.go("mentor.award", "enrolled", award_id=award_id)


def _values(form: EnrolmentForm) -> dict[str, str]:
    return fields.texts(field.name for field in form.fields)


@blueprint.get("/awards/<pack_id:award_id>/details")
def details(award_id: str) -> str:
    """One's details on the record sheet, to be changed."""
    return _details_html(award_id, NO_ERRORS, None)


def _details_html(award_id: str, errors: Mapping[str, str], typed: object) -> str:
    form = awards.enrolment_form(house(), visit(), award_id)
    return render_template(
        "mentor/details.html", form=form, award=form.award, errors=errors, typed=typed
    )


@blueprint.post("/awards/<pack_id:award_id>/details")
def save_details(award_id: str) -> ResponseReturnValue:
    """Change one's details; signatures on the old ones fall."""
    form = awards.enrolment_form(house(), visit(), award_id)
    try:
        voided = awards.change_details(house(), visit(), award_id, _values(form))
    except InvalidInput as error:
        return _details_html(award_id, error.fields, request.form), 422
    says = "details_voided" if voided else "details_saved"
    return notices.go("mentor.award", says, award_id=award_id)


@blueprint.post("/awards/<pack_id:award_id>/ask-pcm")
def ask_pcm(award_id: str) -> Response:
    """Mail the PCM a link to confirm what is theirs."""
    asked = signing.ask_pcm(house(), visit(), award_id)
    return notices.go(
        "mentor.award", "pcm_asked" if asked.sent else "pcm_to_vouch", award_id=award_id
    )


@blueprint.post("/awards/<pack_id:award_id>/requests/<request_id>/remind")
def remind(award_id: str, request_id: str) -> Response:
    """Send an open request's mail again."""
    page = entered(award_id)
    if all(request.request_id != request_id for request in page.requests):
        raise NotFound("There is no such request on your record.")
    signing.remind(house(), visit(), page.enrolment_id, request_id)
    return notices.go("mentor.award", "reminded", award_id=award_id, _anchor="requests")


@blueprint.get("/awards/<pack_id:award_id>/experience")
def experience(award_id: str) -> str:
    """Claim that earlier experience stands in for some activities."""
    return _experience_html(award_id, NO_ERRORS)


def _experience_html(award_id: str, errors: Mapping[str, str]) -> str:
    page = entered(award_id)
    rows = [row for row in page.rows if row.may_be_waived and not row.met]
    return render_template(
        "mentor/experience.html",
        page=page,
        award=page.award,
        rows=rows,
        errors=errors,
        typed=request.form,
    )


@blueprint.post("/awards/<pack_id:award_id>/experience")
def claim_experience(award_id: str) -> ResponseReturnValue:
    """Send the claim to whoever decides about it."""
    try:
        evidence = fields.text("evidence", longest=fields.PARAGRAPHS)
        criteria = tuple(request.form.getlist("criteria"))
        approver = signing.claim_experience(house(), visit(), award_id, criteria, evidence)
    except InvalidInput as error:
        return _experience_html(award_id, error.fields), 422
    says = "claimed" if approver is Seat.PCM else "claimed_elsewhere"
    return notices.go("mentor.award", says, award_id=award_id, _anchor="experience")
