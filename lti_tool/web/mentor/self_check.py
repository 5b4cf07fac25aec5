"""Rate oneself: an audit, kept as far as it has come, finished when everything is rated."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import audits
from lti_tool.usecases.audits import AuditPage
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/awards/<pack_id:award_id>/self-check/<audit_id>")
def self_check(award_id: str, audit_id: str) -> str:
    """The audit with what has been rated so far."""
    page = audits.audit_page(house(), visit(), award_id, audit_id)
    return _html(page, page.ratings, page.notes)


def _html(
    page: AuditPage,
    ratings: Mapping[str, str],
    notes: str,
    *,
    errors: Mapping[str, str] | None = None,
    elsewhere: bool = False,
) -> str:
    return render_template(
        "mentor/self_check.html",
        page=page,
        award=page.award,
        audit=page.audit,
        ratings=ratings,
        notes=notes,
        errors=errors or {},
        elsewhere=elsewhere,
    )


@blueprint.post("/awards/<pack_id:award_id>/self-check/<audit_id>")
def save_self_check(award_id: str, audit_id: str) -> ResponseReturnValue:
    """Keep what was rated; with the button "Finish" the audit is complete."""
    page = audits.audit_page(house(), visit(), award_id, audit_id)
    ratings = {
        item.id: value for item in page.audit.items if (value := request.form.get(item.id, ""))
    }
    notes = request.form.get("notes", "")
    finish = request.form.get("then") == "finish"
    try:
        audits.save_ratings(
            house(),
            visit(),
            award_id,
            audit_id,
            ratings,
            fields.text("notes", longest=fields.PARAGRAPHS),
            revision=fields.number("revision"),
            finish=finish,
        )
    except InvalidInput as error:
        return _html(page, ratings, notes, errors=error.fields), 422
    except Conflict:
        return _html(page, ratings, notes, elsewhere=True), 409
    says = "ratings_finished" if finish else "ratings_saved"
    return notices.go(
        "mentor.award" if finish else "mentor.self_check",
        says,
        award_id=award_id,
        **({} if finish else {"audit_id": audit_id}),
    )
