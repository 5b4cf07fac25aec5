"""Pages for anybody: checking a certificate, our statements, and what machines ask for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.domain.certificates import CertificateStatus, normalised_number
from lti_tool.domain.statements import profile_document
from lti_tool.usecases import badges, certify, health
from lti_tool.web.access import house
from lti_tool.web.notices import go

blueprint = Blueprint("public", __name__)

LONGEST_TYPED = 100
_STATUS = {CertificateStatus.VALID: 200, CertificateStatus.REVOKED: 200}


@blueprint.get("/")
def start() -> str:
    """What this is, and where to check a certificate."""
    return render_template("public/start.html", base_url=house().base_url)


@blueprint.get("/verify")
def verify() -> str | AnyResponse:
    """The form; with ``?number=`` on to that number's page."""
    typed = request.args.get("number", "").strip()[:LONGEST_TYPED]
    number = normalised_number(typed)
    if number:
        return go("public.verified", number=number)
    return render_template("public/verify.html", typed=typed, asked="number" in request.args)


@blueprint.get("/verify/<number>")
def verified(number: str) -> tuple[str, int, dict[str, str]]:
    """Whether a certificate stands: valid, revoked or unknown."""
    found = certify.verify(house(), number[:LONGEST_TYPED])
    html = render_template("public/verified.html", found=found)
    return html, _STATUS.get(found.status, 404), {"X-Robots-Tag": "noindex, nofollow"}


@blueprint.get("/credentials/<number>")
def credential(number: str) -> Response:
    """A badge's signed credential (Open Badges 3.0, section 5.2: text), or that it is revoked."""
    found = badges.credential(house(), number[:LONGEST_TYPED])
    if found.revoked_on is None:
        return _unlisted(Response(found.signed, mimetype="text/plain"))
    day = f"{found.revoked_on.day} {found.revoked_on:%B %Y}"
    words = f"This badge was revoked on {day}. It must not be relied on any more."
    return _unlisted(_plain(words, 410))


@blueprint.get("/credentials/<number>/status")
def credential_status(number: str) -> Response:
    """Whether a badge has been revoked, for verifiers."""
    return _unlisted(jsonify(badges.status(house(), number[:LONGEST_TYPED])))


@blueprint.get("/issuer", defaults={"slug": None})
@blueprint.get("/issuer/<slug>")
def issuer(slug: str | None) -> Response:
    """Who gives badges here, and the keys that sign them."""
    return jsonify(badges.profile(house(), slug))


@blueprint.get("/issuer/keys/<kid>")
def issuer_key(kid: str) -> Response:
    """The public key that a badge's header names, as a JWK."""
    return jsonify(badges.public_key(house(), kid))


@blueprint.get("/privacy")
def privacy() -> str:
    """What is kept about people, and who sees it."""
    return render_template("public/privacy.html")


@blueprint.get("/accessibility")
def accessibility() -> str:
    """What is tested, what is not proven, and whom to tell."""
    return render_template("public/accessibility.html")


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process is up; nothing else is looked at."""
    return _plain("ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The database answers too."""
    try:
        health.ready(house())
    except Exception:  # whatever it is, the answer is no, and the log says why
        current_app.logger.exception("not ready")
        return _plain("the database does not answer", 503)
    return _plain("ready")


@blueprint.get("/xapi/profile")
def xapi_profile() -> tuple[Any, int, dict[str, str]]:
    """The xAPI profile that our statements follow, as JSON-LD."""
    return profile_document(house().base_url), 200, {"Content-Type": "application/ld+json"}


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _plain(words: str, status: int = 200) -> Response:
    return Response(words + "\n", status, mimetype="text/plain")
