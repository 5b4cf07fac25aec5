"""Sign: the record as it is, what is agreed to, one's name."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.domain.seats import Seat
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import signing
from lti_tool.usecases.awards import AwardPage
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.entered import entered


@blueprint.get("/awards/<pack_id:award_id>/sign")
def sign(award_id: str) -> ResponseReturnValue:
    """What is signed, exactly, and the place to sign."""
    page = entered(award_id)
    if page.sign_as is not Seat.MENTOR:
        return notices.go("mentor.award", "sign_later", award_id=award_id)
    return _sign_html(page, {})


def _sign_html(page: AwardPage, errors: Mapping[str, str], *, changed: bool = False) -> str:
    return render_template(
        "mentor/sign.html",
        page=page,
        award=page.award,
        errors=errors,
        typed={} if changed else request.form,
        changed=changed,
    )


@blueprint.post("/awards/<pack_id:award_id>/sign")
def signed(award_id: str) -> ResponseReturnValue:
    """Sign as the mentor."""
    page = entered(award_id)
    try:
        signing.sign(
            house(),
            visit(),
            page.enrolment_id,
            Seat.MENTOR,
            name_typed=fields.text("name_typed"),
            digest=fields.text("digest"),
            agreed=fields.ticked("agreed"),
        )
    except InvalidInput as error:
        return _sign_html(page, error.fields), 422
    except Conflict:
        return _after_conflict(award_id)
    return notices.go("mentor.award", "signed", award_id=award_id)


def _after_conflict(award_id: str) -> ResponseReturnValue:
    """Pressed twice: signed. Changed in the meantime: shown again as it is now."""
    page = entered(award_id)
    if page.sign_as is Seat.MENTOR:
        return _sign_html(page, {}, changed=True), 409
    return notices.go("mentor.award", "sign_later", award_id=award_id)
