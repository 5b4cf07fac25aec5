"""What anybody does who came by a launch: arrive, fetch a document, leave."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.domain.seats import Role
from lti_tool.errors import NotAllowed
from lti_tool.usecases import certify, visits
from lti_tool.usecases.visits import Visit
from lti_tool.web.access import cookie_name, house, visit

blueprint = Blueprint("visitor", __name__, url_prefix="/l/<handle>")


_DESKS = {
    Role.OFFICE: "office.desk",
    Role.PARTNERSHIP_MANAGER: "manager.desk",
    Role.PANEL: "panel.desk",
    Role.TUTOR: "tutor.desk",
}


@blueprint.get("/")
def home() -> Response:
    """To the page that the launched link is for."""
    return redirect(_first_page(visit()), code=302)


def _first_page(visitor: Visit) -> str:
    if not visitor.roles:
        raise NotAllowed(
            "Your course opened this tool, but has not given you a part that has pages here, such "
            "as student or teacher. Please ask whoever runs the course."
        )
    if visitor.is_a(Role.MENTOR) and visitor.module:
        return url_for("mentor.module", module_id=visitor.module)
    if visitor.is_a(Role.MENTOR) and visitor.award:
        return url_for("mentor.award", award_id=visitor.award)
    desks = (desk for role, desk in _DESKS.items() if visitor.is_a(role))
    return url_for(next(desks, "mentor.home"))


@blueprint.get("/documents/<number>/badge.svg", defaults={"kind": "badge"})
@blueprint.get("/documents/<number>/<kind>.pdf")
def document(number: str, kind: str) -> ResponseReturnValue:
    """A certificate, record sheet or badge, to be saved: the frame itself cannot show a PDF."""
    file = certify.document(house(), visit(), number, kind)
    if file is None:
        return render_template("mentor/document_waiting.html"), 202, {"Refresh": "4"}
    return send_file(
        BytesIO(file.content),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.file_name,
    )


@blueprint.get("/leave")
def leave() -> str:
    """Ask before ending the visit on this computer."""
    return render_template("mentor/leave.html")


@blueprint.post("/leave")
def left() -> Response:
    """End the visit: this address works no more."""
    visitor = visit()
    visits.end(house(), visitor)
    response = Response(render_template("mentor/left.html"), mimetype="text/html")
    response.delete_cookie(
        cookie_name(visitor.handle),
        path=f"/l/{visitor.handle}",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )
    return response
