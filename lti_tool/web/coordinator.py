"""Pages behind an e-mailed link: confirm, sign, hand on or decline, without an account.

Opening a page consumes nothing, since mail scanners open links; only a sent form does. A link that
can do nothing any more (used, expired, replaced) gets a page that says what happened to it and
what to do, never an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from lti_tool.errors import Conflict, InvalidInput, NotAllowed, NotFound
from lti_tool.usecases import portfolio_files, portfolio_reading, signing
from lti_tool.usecases.confirming import COMMENT_FIELD
from lti_tool.usecases.reflection_reading import WrittenReflection, reflections_by_link
from lti_tool.usecases.signing import RequestPage
from lti_tool.web import audit_pages, fields
from lti_tool.web.access import house, link_token
from lti_tool.web.evidence_files import saved
from lti_tool.web.notices import go
from lti_tool.web.record_pages import DATE_FIELD, by_date_field, comments_typed

Page = Response | tuple[str, int] | str

blueprint = Blueprint("coordinator", __name__, url_prefix="/s/<token>")
audit_pages.add_for_link(blueprint)

LONGEST_COMMENT = 2_000
TICK_FIELD = "tick-"
"""A statement's tick box is named this and the requirement's id."""

EARLIEST = timedelta(days=2 * 366)
"""How far back the date fields reach when the mentor's registration is not known."""

MENTORS_OWN = (
    "This is the mentor's own address, and nobody confirms or signs for themself. Please give the "
    "address of somebody else."
)

NOTICES = {
    "link-confirmed": "Thank you. What you confirmed has been kept.",
    "link-signed": "Thank you. Your signature has been kept.",
    "link-declined": "Your answer and your reason have been kept.",
    "link-handed-on": "Thank you. The request has been handed on.",
}


@blueprint.get("")
def page() -> Page:
    """What this person is asked, or what became of the link."""
    try:
        return _show(signing.open_request(house(), link_token()))
    except NotFound:
        return _no_such_link()


@blueprint.get("/evidence/<file_id>")
def evidence_file(file_id: str) -> Page:
    """A file of the mentor's evidence for this award, to be saved."""
    try:
        return saved(portfolio_files.file_by_link(house(), link_token(), file_id))
    except NotFound:
        return _no_such_link()


@blueprint.post("/confirm")
def confirm() -> Page:
    """Keep what was confirmed, and the decision on earlier experience."""
    asked = _still_open("confirm")
    if not isinstance(asked, RequestPage):
        return asked
    try:
        answer = _answer(asked)
        signing.confirm_by_link(house(), link_token(), **answer)
    except InvalidInput as error:
        return _show(asked, errors=_by_field(asked, error.fields), status=422)
    except (Conflict, NotAllowed) as error:
        return _again(error)
    return go(".page", "link-confirmed")


@blueprint.post("/sign")
def sign() -> Page:
    """Sign the record as it was shown, once."""
    asked = _still_open("sign")
    if not isinstance(asked, RequestPage):
        return asked
    try:
        signing.sign_by_link(
            house(),
            link_token(),
            name_typed=fields.text("name_typed"),
            digest=fields.text("digest"),
            agreed=fields.ticked("agreed"),
        )
    except InvalidInput as error:
        return _show(asked, errors=error.fields, status=422)
    except (Conflict, NotAllowed) as error:
        return _again(error)
    return go(".page", "link-signed")


@blueprint.get("/decline", endpoint="decline")
@blueprint.post("/decline", endpoint="do_decline")
def decline() -> Page:
    """Say why one cannot agree."""
    asked = _still_open()
    if not isinstance(asked, RequestPage):
        return asked
    if request.method == "GET":
        return _form("decline", asked)
    try:
        signing.decline(house(), link_token(), fields.text("reason", longest=LONGEST_COMMENT))
    except InvalidInput as error:
        return _form("decline", asked, error.fields)
    except (Conflict, NotAllowed) as error:
        return _again(error)
    return go(".page", "link-declined")


@blueprint.get("/hand-on", endpoint="hand_on")
@blueprint.post("/hand-on", endpoint="do_hand_on")
def hand_on() -> Page:
    """Name the right person instead."""
    asked = _still_open()
    if not isinstance(asked, RequestPage):
        return asked
    if request.method == "GET":
        return _form("hand_on", asked)
    try:
        signing.hand_on(house(), link_token(), name=fields.text("name"), email=fields.text("email"))
    except InvalidInput as error:
        return _form("hand_on", asked, error.fields)
    except NotAllowed:
        return _form("hand_on", asked, {"email": MENTORS_OWN})
    except Conflict as error:
        return _again(error)
    return go(".page", "link-handed-on")


def _still_open(purpose: str = "") -> RequestPage | Page:
    """The request, if it can still be answered; otherwise the page that says why not."""
    try:
        asked = signing.open_request(house(), link_token())
    except NotFound:
        return _no_such_link()
    if asked.state != "open":
        return _show(asked, status=409 if request.method == "POST" else 200)
    if purpose and asked.purpose != purpose:
        return _show(asked, problem="This link asks for something else.", status=409)
    return asked


def _again(error: Conflict | NotAllowed) -> Page:
    """The page as it is now, with why what was sent could not be kept."""
    asked = signing.open_request(house(), link_token())
    return _show(asked, problem=str(error), status=error.status)


def _no_such_link() -> Page:
    return render_template("coordinator/unknown.html"), 404


def _written(asked: RequestPage) -> tuple[WrittenReflection, ...]:
    if not asked.award.award.reflections:
        return ()
    return reflections_by_link(house(), link_token())


def _show(
    asked: RequestPage,
    *,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    template = asked.purpose if asked.state == "open" else "closed"
    html = render_template(
        f"coordinator/{template}.html",
        asked=asked,
        errors=errors or {},
        typed=request.form,
        problem=problem,
        date_field=DATE_FIELD,
        tick_field=TICK_FIELD,
        comment_field=COMMENT_FIELD,
        written=_written(asked),
        audits=audit_pages.told_by_link(asked.award),
        evidence=portfolio_reading.portfolio_by_link(house(), link_token()),
        **_days(asked),
    )
    return html, status


def _form(name: str, asked: RequestPage, errors: Mapping[str, str] | None = None) -> Page:
    html = render_template(
        f"coordinator/{name}.html", asked=asked, errors=errors or {}, typed=request.form
    )
    return html, 422 if errors else 200


def _days(asked: RequestPage) -> dict[str, Any]:
    """Today, and the first day that a date field offers."""
    today = house().units.clock.today()
    return {"today": today, "earliest": (asked.award.registered_on or today) - EARLIEST}


def _answer(asked: RequestPage) -> dict[str, Any]:
    """What the form says, as the use case takes it.

    Raises:
        InvalidInput: a tick without a day, a day without a tick, or no day at all.
    """
    dates: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for row in asked.confirmable:
        try:
            day = _day_of(row.requirement_id)
        except InvalidInput as error:
            wrong |= error.fields
        else:
            dates |= {row.requirement_id: day} if day else {}
    if wrong:
        raise InvalidInput(wrong)
    return {
        "name_typed": fields.text("name_typed"),
        "dates": dates,
        "waiver": _waiver(asked),
        "waiver_reason": fields.text("waiver_reason", longest=LONGEST_COMMENT),
        "comment": fields.text("comment", longest=LONGEST_COMMENT),
        "comments": comments_typed(asked.confirmable),
    }


def _day_of(requirement_id: str) -> date | None:
    tick, on = TICK_FIELD + requirement_id, DATE_FIELD + requirement_id
    if fields.ticked(tick):
        return fields.day(on)
    if fields.text(on):
        raise InvalidInput(
            {tick: "You gave a day but did not tick the statement. Tick it, or clear the day."}
        )
    return None


def _waiver(asked: RequestPage) -> str:
    chosen = fields.text("waiver")
    return chosen if asked.waiver and chosen in {"approve", "decline"} else ""


def _by_field(asked: RequestPage, errors: Mapping[str, str]) -> dict[str, str]:
    """Errors under the names of this page's fields; nothing chosen leads to the first tick."""
    ids = [row.requirement_id for row in asked.confirmable]
    first = TICK_FIELD + ids[0] if ids else "waiver"
    own = {first if name == "confirm" else name: said for name, said in errors.items()}
    return by_date_field(own, ids)
