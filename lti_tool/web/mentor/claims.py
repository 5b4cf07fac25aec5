"""A claim for credit elsewhere: what the mentor writes for it, and its pack."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lti_tool.errors import InvalidInput
from lti_tool.usecases import claim_packs
from lti_tool.usecases.claim_packs import LONGEST_CLAIM, ClaimPage, StaleClaim
from lti_tool.web import fields, notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint

NO_ERRORS: Mapping[str, str] = {}


@blueprint.get("/claims/<pack_id:claim_id>")
def claim(claim_id: str) -> str:
    """What goes in, what is written, and the pack."""
    page = claim_packs.claim_page(house(), visit(), claim_id)
    return _html(page, page.texts)


def _html(
    page: ClaimPage,
    texts: Mapping[str, str],
    *,
    errors: Mapping[str, str] = NO_ERRORS,
    stale: bool = False,
) -> str:
    return render_template(
        "mentor/claim.html",
        page=page,
        pack=page.pack,
        texts=texts,
        errors=errors,
        stale=stale,
        longest=LONGEST_CLAIM,
    )


@blueprint.post("/claims/<pack_id:claim_id>")
def save_claim(claim_id: str) -> ResponseReturnValue:
    """Keep what is written."""
    page = claim_packs.claim_page(house(), visit(), claim_id)
    texts = {one.id: request.form.get(one.id, "") for one in page.pack.outcomes}
    try:
        claim_packs.save_claim(
            house(), visit(), claim_id, texts, revision=fields.number("revision")
        )
    except InvalidInput as error:
        return _html(page, texts, errors=error.fields), error.status
    except StaleClaim:
        return _html(page, texts, stale=True), 409
    return notices.go("mentor.claim", "claim_saved", claim_id=claim_id, _anchor="pack")


@blueprint.post("/claims/<pack_id:claim_id>/pack")
def ask_claim(claim_id: str) -> Response:
    """Have the pack put together."""
    claim_packs.ask_claim(house(), visit(), claim_id)
    return notices.go("mentor.claim", "claim_asked", claim_id=claim_id, _anchor="pack")
