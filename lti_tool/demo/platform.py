"""The demo LMS as a Flask application."""

from __future__ import annotations

import json
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from lti_tool.demo import ags, api, mail_pages, nrps, oidc, pages, scores, tokens
from lti_tool.demo.clock import for_people
from lti_tool.demo.config import LOOPBACK_HOSTS, DemoConfig
from lti_tool.demo.errors import LaunchRefusalError, RefusalError, ServiceRefusalError
from lti_tool.demo.lms import EXTENSION, DemoLms, lms

__all__ = ["DemoConfig", "create_platform"]

MAX_BODY_BYTES = 1_000_000
SERVICE_PATHS = ("/services/", "/token", "/jwks")
BLUEPRINTS = (
    oidc.blueprint,
    tokens.blueprint,
    ags.blueprint,
    scores.blueprint,
    nrps.blueprint,
    api.blueprint,
    pages.blueprint,
    mail_pages.blueprint,
)


def create_platform(config: DemoConfig) -> Flask:
    """The demo LMS for these settings; its data directory is made where it is missing."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions[EXTENSION] = DemoLms.open(config)
    app.jinja_env.filters["for_people"] = for_people
    app.context_processor(_for_templates)
    app.before_request(_guard)
    app.after_request(_set_headers)
    app.register_error_handler(RefusalError, _answer_refusal)
    app.register_error_handler(HTTPException, _answer_error)
    app.add_url_rule("/static/vendor/bootstrap.min.css", view_func=_bootstrap)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _for_templates() -> dict[str, object]:
    return {"world": lms().world, "config": lms().config}


def _is_for_servers() -> bool:
    return request.path.startswith(SERVICE_PATHS)


def _guard() -> WerkzeugResponse | None:
    """Keep other machines out, and people on the one origin that the cookies are meant for."""
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104 - not bound to
        raise ServiceRefusalError(403, "The demo LMS answers to this machine only")
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK_HOSTS:
        # A page on the web whose name resolves to this machine must not read the mailbox.
        raise ServiceRefusalError(400, "The demo LMS is not known by this name")
    if _is_for_servers() and not request.headers.get("User-Agent"):
        raise ServiceRefusalError(403, "Requests need a User-Agent")
    origin = urlsplit(lms().config.issuer)
    if request.method == "GET" and not _is_for_servers() and request.host != origin.netloc:
        return redirect(f"{lms().config.issuer}{request.full_path.rstrip('?')}")
    return None


def _answer_refusal(error: RefusalError) -> Response:
    """Log a refusal and say why: in the status line, too, as Moodle does."""
    lms().refusals.note(request.method, request.path, error.status, error.reason)
    if isinstance(error, LaunchRefusalError):
        page = render_template(
            "error.html", title="This launch was refused", words=error.reason, in_frame=True
        )
        return Response(page, status=error.status)
    answer = Response(
        json.dumps({"error": error.code, "error_description": error.reason}),
        mimetype="application/json",
    )
    printable = error.reason.encode("ascii", "replace").decode()
    answer.status = f"{error.status} {' '.join(printable.split())[:200]}"
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = f'Bearer error="{error.code}"'
    return answer


def _answer_error(error: HTTPException) -> Response:
    """A page, or for servers JSON, for what Flask itself refuses."""
    status = error.code or 500
    if _is_for_servers():
        return _answer_refusal(ServiceRefusalError(status, error.name))
    words = error.description or error.name
    return Response(render_template("error.html", title=error.name, words=words), status=status)


def _set_headers(answer: Response) -> Response:
    tool = lms().config.tool_origin
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        f" connect-src 'self'; frame-src 'self' {tool}; form-action 'self' {tool};"
        " frame-ancestors 'self'; base-uri 'none'"
    )
    if request.endpoint != "static" and "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _bootstrap() -> Response:
    """Bootstrap's style sheet, out of the installed Bootstrap-Flask."""
    spec = find_spec("flask_bootstrap")
    if spec is None or spec.origin is None:
        raise ServiceRefusalError(500, "Bootstrap-Flask is not installed")
    path = Path(spec.origin).parent / "static/bootstrap5/css/bootstrap.min.css"
    return Response(
        path.read_bytes(), mimetype="text/css", headers={"Cache-Control": "max-age=3600"}
    )
