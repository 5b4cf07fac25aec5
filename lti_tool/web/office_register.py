"""The office's register of certificates: search, and revoking in two steps."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request

from lti_tool.domain.certificates import normalised_number
from lti_tool.errors import Conflict, InvalidInput, NotFound
from lti_tool.usecases import certify, desks
from lti_tool.usecases.desks import CertificateLine
from lti_tool.web import fields
from lti_tool.web.access import house, visit
from lti_tool.web.notices import go
from lti_tool.web.record_pages import Page

LONGEST_QUERY = 100
LONGEST_REASON = 1_000


def add_to(blueprint: Blueprint) -> None:
    """Give the office's blueprint its register."""
    at = "/certificates"
    blueprint.add_url_rule(at, "certificates", certificates)
    blueprint.add_url_rule(f"{at}/<number>/revoke", "revoke", revoke)
    blueprint.add_url_rule(f"{at}/<number>/revoke", "do_revoke", do_revoke, methods=["POST"])


def query() -> str:
    """What is searched for."""
    return request.args.get("q", "").strip()[:LONGEST_QUERY]


def certificates() -> str:
    """Every certificate of the provider; ``?q=`` searches."""
    found = desks.register_page(house(), visit(), page=fields.page_number(), query=query())
    return render_template("office/certificates.html", found=found)


def revoke(number: str) -> Page:
    """Ask why, and say what revoking does."""
    return _revocation(number)


def do_revoke(number: str) -> Page:
    """First show what will happen with the reason given; only the second step revokes."""
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    if request.form.get("step") != "revoke":
        if not reason:
            missing = {"reason": "Please say why: the reason is kept, and told to the mentor."}
            return _revocation(number, errors=missing, status=422)
        return _revocation(number, reason=reason)
    try:
        certify.revoke(house(), visit(), number, reason)
    except InvalidInput as error:
        return _revocation(number, errors=error.fields, status=422)
    except Conflict as error:
        return _revocation(number, problem=str(error), status=409)
    return go(".certificates", "office-revoked")


def _revocation(
    number: str,
    *,
    errors: Mapping[str, str] | None = None,
    reason: str = "",
    problem: str = "",
    status: int = 200,
) -> tuple[str, int]:
    html = render_template(
        "office/revoke.html",
        line=_line(number),
        errors=errors or {},
        typed=request.form,
        reason=reason,
        problem=problem,
    )
    return html, status


def _line(number: str) -> CertificateLine:
    """The certificate, if it is this provider's."""
    wanted = normalised_number(number)
    for line in desks.register_page(house(), visit(), query=wanted).certificates:
        if line.number == wanted:
            return line
    raise NotFound("There is no certificate of this number in your register.")
