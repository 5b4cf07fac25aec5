"""Consent to sharing, taken back and given again."""

from __future__ import annotations

from werkzeug.wrappers import Response

from lti_tool.usecases import consent
from lti_tool.web import notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.post("/awards/<pack_id:award_id>/sharing/stop")
def stop_sharing(award_id: str) -> Response:
    """Withdraw the agreement."""
    consent.withdraw_consent(house(), visit(), award_id)
    return notices.go("mentor.award", "sharing_stopped", award_id=award_id, _anchor="sharing")


@blueprint.post("/awards/<pack_id:award_id>/sharing/agree")
def agree_to_sharing(award_id: str) -> Response:
    """Give the agreement again."""
    consent.give_consent(house(), visit(), award_id)
    return notices.go("mentor.award", "sharing_agreed", award_id=award_id, _anchor="sharing")
