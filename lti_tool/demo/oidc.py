"""OpenID Connect third-party login: the authentication request and the platform's keys.

1EdTech Security Framework 1.0, section 5.1.1; LTI 1.3 core, section 4. As strict as Moodle 4.5.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, jsonify, render_template, request

from lti_tool.demo.errors import LaunchRefusalError
from lti_tool.demo.id_token import id_token_claims
from lti_tool.demo.lms import lms

blueprint = Blueprint("oidc", __name__)

Parameters = Mapping[str, str]
Check = tuple[str, str, Callable[[Parameters], bool]]

REQUIRED = (
    "scope",
    "response_type",
    "client_id",
    "redirect_uri",
    "login_hint",
    "lti_message_hint",
    "nonce",
)

# Each check: the OAuth 2.0 error code, what to say, and when it holds.
CHECKS: tuple[Check, ...] = (
    ("invalid_scope", "scope must be openid", lambda p: p["scope"] == "openid"),
    (
        "unsupported_response_type",
        "response_type must be id_token",
        lambda p: p["response_type"] == "id_token",
    ),
    (
        "invalid_request",
        "response_mode must be form_post",
        lambda p: p.get("response_mode") == "form_post",
    ),
    (
        "invalid_request",
        "prompt must be absent or none",
        lambda p: p.get("prompt", "none") == "none",
    ),
    (
        "unauthorized_client",
        "client_id is not known here",
        lambda p: p["client_id"] == lms().config.client_id,
    ),
    (
        "invalid_request",
        "redirect_uri is not the registered one",
        lambda p: p["redirect_uri"] == lms().config.tool_launch_url,
    ),
)


@blueprint.get("/jwks")
def jwks() -> Response:
    """The platform's public keys (RFC 7517)."""
    return jsonify(lms().key.jwks())


@blueprint.route("/auth", methods=["GET", "POST"])
def auth() -> str:
    """Answer an authentication request with a form that posts the id_token to the tool."""
    parameters = (request.form if request.method == "POST" else request.args).to_dict()
    _check(parameters)
    launch = lms().launches.finish(
        _launch_id(parameters["lti_message_hint"]), parameters["login_hint"]
    )
    fields = {"id_token": lms().key.sign(id_token_claims(lms(), launch, parameters["nonce"]))}
    if "state" in parameters:
        fields["state"] = parameters["state"]
    return render_template("post.html", action=parameters["redirect_uri"], fields=fields)


def _check(parameters: Parameters) -> None:
    for name in REQUIRED:
        if not parameters.get(name):
            raise LaunchRefusalError(400, f"{name} is missing")
    for code, fault, holds in CHECKS:
        if not holds(parameters):
            raise LaunchRefusalError(400, fault, code)


def _launch_id(message_hint: str) -> str:
    try:
        return str(json.loads(message_hint)["launchid"])
    except (ValueError, KeyError, TypeError) as error:
        raise LaunchRefusalError(400, "lti_message_hint is not the one this LMS sent") from error
