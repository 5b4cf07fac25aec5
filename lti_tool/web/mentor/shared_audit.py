"""Audits that several awards share: where one is, a page for each standard, results, sharing."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import shared_audit_drafts as drafts
from lti_tool.usecases import shared_audit_sharing as sharing
from lti_tool.usecases import shared_audits
from lti_tool.usecases.shared_audit_drafts import LONGEST_NOTE, Written
from lti_tool.usecases.shared_audit_views import AuditOverview, GroupPage
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.dates import clock_time
from lti_tool.web.mentor.answers import earlier, write_id
from lti_tool.web.mentor.base import blueprint

NOTE_FIELD = "note-"
"""A note's field is named this and the note's name; a line's field is named as the line."""


@blueprint.get("/audits/<pack_id:shared_audit_id>")
def shared_audit(shared_audit_id: str) -> str:
    """How far the audit is, what came of it, and with whom it is shared."""
    return _overview_html(shared_audits.overview(house(), visit(), shared_audit_id))


def _overview_html(page: AuditOverview, *, tried_to_finish: bool = False) -> str:
    return render_template(
        "mentor/shared_audit.html",
        page=page,
        audit=page.audit,
        missing=page.gaps if tried_to_finish else (),
    )


@blueprint.get("/audits/<pack_id:shared_audit_id>/standards/<group_id>")
def audit_group(shared_audit_id: str, group_id: str) -> ResponseReturnValue:
    """One standard: its statements to rate, and what to write."""
    page = drafts.group_page(house(), visit(), shared_audit_id, group_id)
    if page is None:
        return notices.go(
            "mentor.shared_audit", "audit_is_complete", shared_audit_id=shared_audit_id
        )
    return _group_html(page, page.ratings, page.notes)


def _group_html(
    page: GroupPage,
    ratings: Mapping[str, str],
    notes: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    elsewhere: bool = False,
) -> str:
    return render_template(
        "mentor/shared_audit_group.html",
        page=page,
        audit=page.audit,
        group=page.group,
        ratings=ratings,
        notes=notes,
        errors=errors or {},
        elsewhere=elsewhere,
        keep=_keep_key(page),
        longest=LONGEST_NOTE,
    )


def _keep_key(page: GroupPage) -> str:
    """The name under which this person's unsent words wait in the browser: laptops are shared."""
    about = f"keep:{visit().person_id}:{page.audit.id}:{page.round_number}".encode()
    return hmac.new(house().secret_key.encode(), about, "sha256").hexdigest()[:20]


@blueprint.post("/audits/<pack_id:shared_audit_id>/standards/<group_id>")
def save_audit_group(shared_audit_id: str, group_id: str) -> ResponseReturnValue:
    """Keep what was rated and written; the page's script saves in the same way, and asks for JSON.

    A form is answered with the next standard, or with ``then=later`` with the overview.
    """
    page = drafts.group_page(house(), visit(), shared_audit_id, group_id)
    if page is None:
        return _finished_elsewhere(shared_audit_id)
    written = _written(page)
    try:
        saved = drafts.save_group(house(), visit(), shared_audit_id, group_id, written)
    except InvalidInput as error:
        if _wants_json():
            raise
        return _group_html(page, written.ratings, written.notes, errors=error.fields), 422
    except Conflict as error:
        return _stale(shared_audit_id, group_id, written, error)
    return _acknowledged(saved) if _wants_json() else _go_on(saved, request.form.get("then", ""))


def _written(page: GroupPage) -> Written:
    form = request.form
    return Written(
        ratings={item.id: form.get(item.id, "") for item in page.group.items},
        notes={
            note.name: form[NOTE_FIELD + note.name]
            for note in page.notes_asked
            if NOTE_FIELD + note.name in form
        },
        round_number=fields.number("round"),
        revision=fields.number("revision"),
        write_id=write_id(),
        earlier=earlier(),
    )


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _stale(audit_id: str, group_id: str, written: Written, error: Conflict) -> ResponseReturnValue:
    """The page as it was typed, on top of what was saved elsewhere: saving again keeps it."""
    now = drafts.group_page(house(), visit(), audit_id, group_id)
    if now is None or now.round_number != written.round_number:
        return _finished_elsewhere(audit_id)
    if _wants_json():
        return jsonify(stale=True, error=str(error), revision=now.revision), 409
    typed = {item: word for item, word in written.ratings.items() if word}
    return _group_html(now, {**now.ratings, **typed}, written.notes, elsewhere=True), 409


def _finished_elsewhere(audit_id: str) -> ResponseReturnValue:
    if _wants_json():
        words = "This round of your audit was finished in another window. Nothing more is saved."
        return jsonify(error=words), 409
    return notices.go("mentor.shared_audit", "audit_is_complete", shared_audit_id=audit_id)


def _go_on(saved: GroupPage, then: str) -> Response:
    audit_id = saved.audit.id
    if then == "later" or saved.following is None:
        says = "audit_saved" if then == "later" else "audit_last_page"
        return notices.go("mentor.shared_audit", says, shared_audit_id=audit_id)
    return notices.go("mentor.audit_group", shared_audit_id=audit_id, group_id=saved.following.id)


def _acknowledged(saved: GroupPage) -> Response:
    moment = clock_time(saved.saved_at) if saved.saved_at else ""
    return jsonify(
        revision=saved.revision,
        saved=f"Saved {moment}".strip(),
        rated=f"{len(saved.ratings)} of {len(saved.group.items)} rated",
        next=_go_on(saved, "next").location,
        later=_go_on(saved, "later").location,
    )


@blueprint.post("/audits/<pack_id:shared_audit_id>/finish")
def finish_audit(shared_audit_id: str) -> ResponseReturnValue:
    """Complete the round; what is missing is named, with links."""
    number = fields.number("round")
    try:
        shared_audits.finish(house(), visit(), shared_audit_id, number)
    except InvalidInput:
        page = shared_audits.overview(house(), visit(), shared_audit_id)
        return _overview_html(page, tried_to_finish=True), 422
    says = "review_finished" if number > 1 else "audit_finished"
    return notices.go("mentor.shared_audit", says, shared_audit_id=shared_audit_id)


@blueprint.post("/audits/<pack_id:shared_audit_id>/review")
def review_audit(shared_audit_id: str) -> Response:
    """Begin a review from the last ratings, or go on with the one that is open."""
    shared_audits.begin_review(house(), visit(), shared_audit_id)
    return notices.go("mentor.shared_audit", "review_begun", shared_audit_id=shared_audit_id)


@blueprint.get("/audits/<pack_id:shared_audit_id>/results/<int:round_number>")
def audit_result(shared_audit_id: str, round_number: int) -> str:
    """A complete round as a heat map with its table, to be looked at and printed."""
    picture = shared_audits.picture(house(), visit(), shared_audit_id, round_number)
    return render_template("mentor/shared_audit_result.html", picture=picture, audit=picture.audit)


@blueprint.post("/audits/<pack_id:shared_audit_id>/sharing")
def share_audit(shared_audit_id: str) -> Response:
    """Share with PCM and link tutor (``shared=yes``), or stop."""
    shared = fields.text("shared") == "yes"
    sharing.set_sharing(house(), visit(), shared_audit_id, shared=shared)
    says = "audit_shared" if shared else "audit_not_shared"
    return notices.go(
        "mentor.shared_audit", says, shared_audit_id=shared_audit_id, _anchor="sharing"
    )
