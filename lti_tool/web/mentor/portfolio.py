"""The evidence portfolio: the list, and adding, changing, ordering and taking out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lti_tool.domain.portfolio import KindForm, form_of
from lti_tool.errors import Conflict, InvalidInput
from lti_tool.usecases import portfolio, portfolio_exports, portfolio_pages
from lti_tool.usecases.portfolio import StaleItem
from lti_tool.usecases.portfolio_checking import Typed
from lti_tool.usecases.portfolio_files import StorageFull
from lti_tool.usecases.portfolio_pages import ItemPage
from lti_tool.usecases.portfolio_signed import (
    FallingSignature,
    RecordClosed,
    SignaturesWouldFall,
    knowing,
)
from lti_tool.usecases.portfolio_views import ItemView
from lti_tool.web import fields, notices, uploads
from lti_tool.web.access import house, visit
from lti_tool.web.dates import read_day
from lti_tool.web.mentor.base import blueprint

NO_ERRORS: Mapping[str, str] = {}


@blueprint.get("/portfolio")
def portfolio_list() -> str:
    """All evidence, or what is about one standard (``?about=``)."""
    page = portfolio_pages.portfolio_page(house(), visit(), request.args.get("about", ""))
    exports = portfolio_exports.exports_of(house(), visit())
    return render_template("mentor/portfolio.html", page=page, exports=exports)


@blueprint.get("/portfolio/new/<kind>")
def new_evidence(kind: str) -> str:
    """An empty form for one kind of evidence; ``?about=`` ticks what it is for."""
    ticked = [code for code in request.args.getlist("about") if len(code) < fields.LINE]
    return _form_html(form_of(kind), MultiDict([("about", code) for code in ticked]))


@blueprint.post("/portfolio/new/<kind>")
@uploads.takes_files
def add_evidence(kind: str) -> ResponseReturnValue:
    """Put it into the portfolio."""
    form = form_of(kind)
    try:
        portfolio.add_item(
            house(),
            visit(),
            kind,
            typed_in(form),
            upload=uploads.upload("file"),
            write_id=fields.text("write_id"),
        )
    except InvalidInput as error:
        return _form_html(form, request.form, errors=error.fields), error.status
    except StorageFull as error:
        return _form_html(form, request.form, errors={"file": str(error)}), error.status
    return notices.go("mentor.portfolio_list", "evidence_added")


@blueprint.get("/portfolio/items/<item_id>")
def evidence(item_id: str) -> ResponseReturnValue:
    """One piece of evidence, to be changed; before that, which signatures would fall.

    ``?also=`` ticks one thing more that it is about.
    """
    page = portfolio_pages.item_page(house(), visit(), item_id)
    told = request.args.get("told", "")
    if not _all_told(page.falling, told):
        return _signed_html(page, "change")
    typed = typed_of(page.item)
    for code in _also():
        typed.add("about", code)
    return _form_html(page.item.form, typed, page=page, told=told)


def _also() -> list[str]:
    return [code for code in request.args.getlist("also") if len(code) < fields.LINE]


@blueprint.post("/portfolio/items/<item_id>")
@uploads.takes_files
def save_evidence(item_id: str) -> ResponseReturnValue:
    """Change it."""
    page = portfolio_pages.item_page(house(), visit(), item_id)
    form = page.item.form
    told = fields.text("told", longest=fields.PARAGRAPHS)

    def again(errors: Mapping[str, str], problem: str, status: int) -> ResponseReturnValue:
        html = _form_html(form, request.form, page=page, errors=errors, problem=problem, told=told)
        return html, status

    try:
        portfolio.change_item(
            house(),
            visit(),
            item_id,
            typed_in(form),
            revision=fields.number("revision"),
            upload=uploads.upload("file"),
            drop_file=fields.ticked("drop_file"),
            told=told,
        )
    except InvalidInput as error:
        return again(error.fields, "", error.status)
    except StorageFull as error:
        return again({"file": str(error)}, "", error.status)
    except SignaturesWouldFall as error:
        return _signed_html(page, "change", error.falling), 409
    except StaleItem:
        return again(NO_ERRORS, "stale", 409)
    except RecordClosed:
        return again(NO_ERRORS, "closed", 409)
    return notices.go("mentor.portfolio_list", "evidence_changed", _anchor=f"item-{item_id}")


@blueprint.get("/portfolio/items/<item_id>/remove")
def removal(item_id: str) -> ResponseReturnValue:
    """Ask before taking it out."""
    try:
        page = portfolio_pages.item_page(house(), visit(), item_id, removing=True)
    except Conflict as error:
        return _closed_html(error), 409
    return _signed_html(page, "remove")


@blueprint.post("/portfolio/items/<item_id>/remove")
def remove_evidence(item_id: str) -> ResponseReturnValue:
    """Take it out."""
    told = fields.text("told", longest=fields.PARAGRAPHS)
    try:
        portfolio.remove_item(house(), visit(), item_id, told=told)
    except SignaturesWouldFall as error:
        page = portfolio_pages.item_page(house(), visit(), item_id, removing=True)
        return _signed_html(page, "remove", error.falling), 409
    except Conflict as error:
        return _closed_html(error), 409
    return notices.go("mentor.portfolio_list", "evidence_removed", _anchor="removed")


@blueprint.post("/portfolio/items/<item_id>/back")
def put_back_evidence(item_id: str) -> ResponseReturnValue:
    """Undo taking it out."""
    told = fields.text("told", longest=fields.PARAGRAPHS)
    try:
        portfolio.put_back(house(), visit(), item_id, told=told)
    except SignaturesWouldFall as error:
        return _signed_back_html(item_id, error.falling), 409
    except Conflict as error:
        return _closed_html(error), 409
    return notices.go("mentor.portfolio_list", "evidence_back", _anchor=f"item-{item_id}")


@blueprint.post("/portfolio/items/<item_id>/move")
def move_evidence(item_id: str) -> Response:
    """Put it one place up or down."""
    portfolio.move_item(house(), visit(), item_id, up=request.form.get("to") != "down")
    return notices.go("mentor.portfolio_list", "evidence_moved", _anchor=f"item-{item_id}")


def typed_in(form: KindForm) -> Typed:
    """What the form says, as the use case takes it; it judges lengths and kinds."""
    own = {one.name: request.form.get(one.name, "") for one in form.fields}
    return Typed(
        title=request.form.get("title", ""),
        about_day=read_day(request.form.get("about_day", "")[: fields.LINE].strip()),
        shows=request.form.get("shows", ""),
        own=own,
        about=tuple(request.form.getlist("about")),
    )


def typed_of(item: ItemView) -> MultiDict[str, str]:
    """An item as its form would send it."""
    values: list[tuple[str, str]] = [
        ("title", item.title),
        ("about_day", item.about_day.isoformat()),
        ("shows", item.shows),
        ("revision", str(item.revision)),
        *item.own.items(),
        *(("about", code) for code in item.about),
    ]
    return MultiDict(values)


def _form_html(
    form: KindForm,
    typed: MultiDict[str, str],
    *,
    page: ItemPage | None = None,
    errors: Mapping[str, str] = NO_ERRORS,
    problem: str = "",
    told: str = "",
) -> str:
    groups = page.groups if page else portfolio_pages.offered(house(), visit())
    return render_template(
        "mentor/portfolio_item.html",
        form=form,
        item=page.item if page else None,
        closed=page.closed if page else "",
        groups=groups,
        typed=typed,
        ticked=typed.getlist("about"),
        errors=errors,
        problem=problem,
        told=told,
        accept=uploads.ACCEPT,
        largest=house().files,
        today=house().units.clock.today(),
    )


def _all_told(falling: Iterable[FallingSignature], told: str) -> bool:
    return {one.id for one in falling} <= set(told.split(","))


def _signed_html(
    page: ItemPage, doing: str, falling: tuple[FallingSignature, ...] | None = None
) -> str:
    falling = page.falling if falling is None else falling
    return _warning_html(page.item.id, page.item.title, doing, falling)


def _signed_back_html(item_id: str, falling: tuple[FallingSignature, ...]) -> str:
    return _warning_html(item_id, "", "back", falling)


def _warning_html(
    item_id: str, title: str, doing: str, falling: tuple[FallingSignature, ...]
) -> str:
    shown: dict[str, Any] = {"item_id": item_id, "title": title, "doing": doing}
    return render_template(
        "mentor/portfolio_signed.html",
        falling=falling,
        told=knowing(falling),
        also=_also(),
        **shown,
    )


def _closed_html(error: Conflict) -> str:
    return render_template("mentor/portfolio_closed.html", words=str(error))
