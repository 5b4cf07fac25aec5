"""The mentor's logs: the list by weeks, an entry to write and to sign off, its print, its link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import acknowledging, log_signing, logs
from lti_tool.usecases.log_checks import CHANGED, FIELD, Typed
from lti_tool.usecases.log_entries import StaleEntry
from lti_tool.usecases.log_views import EntryPage
from lti_tool.usecases.portfolio_signed import SignaturesWouldFall, knowing
from lti_tool.web import dates, fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint

NO_ERRORS: Mapping[str, str] = {}
AT = "/awards/<pack_id:award_id>/logs/<log_id>"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not kept; ``kind`` is stale, signed or closed."""

    kind: str = ""
    words: str = ""


NONE = Problem()


@blueprint.get(AT)
def log(award_id: str, log_id: str) -> str:
    """The list, week by week."""
    return _list_html(award_id, log_id)


def _list_html(award_id: str, log_id: str, problem: str = "") -> str:
    page = logs.log_page(house(), visit(), award_id, log_id)
    return render_template("mentor/log.html", page=page, problem=problem)


@blueprint.get(f"{AT}/print")
def log_print(award_id: str, log_id: str) -> str:
    """Every entry that is signed off, to be printed."""
    page = logs.log_print(house(), visit(), award_id, log_id)
    return render_template("mentor/log_print.html", page=page)


@blueprint.post(f"{AT}/new")
def new_log_entry(award_id: str, log_id: str) -> ResponseReturnValue:
    """Begin an entry, and open it."""
    try:
        entry_id = logs.begin_entry(house(), visit(), award_id, log_id)
    except Conflict as error:
        return _list_html(award_id, log_id, str(error)), 409
    return notices.go("mentor.log_entry", award_id=award_id, log_id=log_id, entry_id=entry_id)


@blueprint.get(f"{AT}/<entry_id>")
def log_entry(award_id: str, log_id: str, entry_id: str) -> str:
    """One entry: to write on while it is a draft, to read once it is signed off."""
    return _entry_html(award_id, log_id, entry_id)


def _entry_html(
    award_id: str,
    log_id: str,
    entry_id: str,
    errors: Mapping[str, str] = NO_ERRORS,
    problem: Problem = NONE,
) -> str:
    page = logs.entry_page(house(), visit(), award_id, log_id, entry_id)
    typed = _values(page) if "revision" in request.form else page.values
    return render_template(
        "mentor/log_entry.html",
        page=page,
        form=page.form,
        values=typed,
        errors=errors,
        problem=problem,
        typed=request.form,
        told=knowing(page.falling),
        prefix=FIELD,
    )


@blueprint.post(f"{AT}/<entry_id>")
def keep_log_entry(award_id: str, log_id: str, entry_id: str) -> ResponseReturnValue:
    """Keep it as a draft (``then=later``), or sign it off."""
    at = {"award_id": award_id, "log_id": log_id}
    page = logs.entry_page(house(), visit(), award_id, log_id, entry_id)
    try:
        if request.form.get("then") != "sign":
            logs.keep_draft(house(), visit(), award_id, log_id, entry_id, _typed(page))
            return notices.go("mentor.log", "log_kept", **at)
        voided = log_signing.sign_off(
            house(),
            visit(),
            award_id,
            log_id,
            entry_id,
            _typed(page),
            name_typed=fields.text("name_typed", longest=fields.PARAGRAPHS),
            agreed=fields.ticked("agreed"),
            told=fields.text("told", longest=fields.PARAGRAPHS),
        )
    except InvalidInput as error:
        return _entry_html(award_id, log_id, entry_id, error.fields), error.status
    except SignaturesWouldFall as error:
        return _entry_html(award_id, log_id, entry_id, problem=Problem("signed", str(error))), 409
    except StaleEntry as error:
        return _entry_html(award_id, log_id, entry_id, problem=Problem("stale", str(error))), 409
    except Conflict as error:
        return _entry_html(award_id, log_id, entry_id, problem=Problem("closed", str(error))), 409
    return notices.go("mentor.log_entry", _says(page, voided), **at, entry_id=entry_id)


def _says(before: EntryPage, voided: tuple[str, ...]) -> str:
    if voided:
        return "log_unsigned"
    return "log_signed_again" if before.version and before.is_draft else "log_signed"


@blueprint.post(f"{AT}/<entry_id>/draft")
def draft_log_entry(award_id: str, log_id: str, entry_id: str) -> ResponseReturnValue:
    """What is being typed, sent by the page's script every few seconds."""
    page = logs.entry_page(house(), visit(), award_id, log_id, entry_id)
    revision = logs.keep_draft(house(), visit(), award_id, log_id, entry_id, _typed(page))
    at = dates.clock_time(house().units.clock.now())
    return jsonify(saved=f"Draft kept at {at}", revision=revision)


@blueprint.post(f"{AT}/<entry_id>/correct")
def correct_log_entry(award_id: str, log_id: str, entry_id: str) -> ResponseReturnValue:
    """Begin a correction."""
    at = {"award_id": award_id, "log_id": log_id, "entry_id": entry_id}
    try:
        logs.correct_entry(house(), visit(), award_id, log_id, entry_id)
    except Conflict as error:
        return _entry_html(award_id, log_id, entry_id, problem=Problem("closed", str(error))), 409
    return notices.go("mentor.log_entry", **at)


@blueprint.post(f"{AT}/<entry_id>/drop")
def drop_log_entry(award_id: str, log_id: str, entry_id: str) -> ResponseReturnValue:
    """Throw the draft away."""
    at = {"award_id": award_id, "log_id": log_id}
    try:
        left = logs.drop_draft(house(), visit(), award_id, log_id, entry_id)
    except Conflict as error:
        return _entry_html(award_id, log_id, entry_id, problem=Problem("closed", str(error))), 409
    if left:
        return notices.go("mentor.log_entry", "log_dropped", **at, entry_id=entry_id)
    return notices.go("mentor.log", "log_dropped", **at)


@blueprint.post(f"{AT}/<entry_id>/ask")
def ask_about_log_entry(award_id: str, log_id: str, entry_id: str) -> ResponseReturnValue:
    """Mail whoever the entry is with a link to it."""
    try:
        email = fields.text("email", longest=fields.PARAGRAPHS)
        acknowledging.ask(house(), visit(), award_id, log_id, entry_id, email)
    except InvalidInput as error:
        return _entry_html(award_id, log_id, entry_id, error.fields), error.status
    except Conflict as error:
        return _entry_html(award_id, log_id, entry_id, problem=Problem("asked", str(error))), 409
    return _sent(award_id, log_id, entry_id)


def _sent(award_id: str, log_id: str, entry_id: str) -> Response:
    return notices.go(
        "mentor.log_entry",
        "log_sent",
        award_id=award_id,
        log_id=log_id,
        entry_id=entry_id,
        _anchor="asked",
    )


def _typed(page: EntryPage) -> Typed:
    """What the window sent."""
    writer = request.form.get("writer", "")[:32]
    return Typed(_values(page), fields.number("revision"), writer)


def _values(page: EntryPage) -> dict[str, str]:
    """The entry's texts by plain names, the day as 2026-11-22 where it is one."""
    on = request.form.get("on", "").strip()
    day = dates.read_day(on[: fields.LINE])
    own = {name: request.form.get(name, "") for name in ("person", "minutes", CHANGED)}
    form = {one.name: request.form.get(FIELD + one.name, "") for one in page.form.fields}
    return {"on": day.isoformat() if day else on, **own, **form}
