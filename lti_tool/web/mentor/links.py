"""From the use cases' actions ("module:…", "sign") to the mentor's pages."""

from __future__ import annotations

from typing import Any

from flask import url_for

from lti_tool.domain.schemes import is_shared

_PAGES = {
    "enrol": ("mentor.award", "enter"),
    "ask_pcm": ("mentor.award", "ask-pcm"),
    "sign": ("mentor.sign", None),
    "certificate": ("mentor.award", "certificate"),
    "details": ("mentor.details", None),
    "award": ("mentor.award", None),
    "record_sheet": ("mentor.record_sheet", None),
    "experience": ("mentor.experience", None),
    "claim": ("mentor.award", "experience"),
    "practice": ("mentor.practice", None),
    "application": ("mentor.application", None),
    "briefings": ("mentor.briefings", None),
    "handing-in": ("mentor.handing_in", None),
    "overview": ("mentor.overview", None),
}
_ABOUT = {
    "evidence": ("mentor.rationale", "about"),
    "reflection": ("mentor.award_reflection", "reflection_id"),
    "log": ("mentor.log", "log_id"),
}
"""Pages of one thing in an award, and what their address calls it."""


def action_url(award_id: str, action: str) -> str:
    """Where the mentor does it; empty when there is nothing to do but wait."""
    kind, _, what = action.partition(":")
    match kind:
        case "module":
            found = url_for("mentor.module", module_id=what)
        case "audit" if is_shared(what):
            found = url_for("mentor.shared_audit", shared_audit_id=what)
        case "audit":
            found = url_for("mentor.self_check", award_id=award_id, audit_id=what)
        case "engagement":
            found = url_for("mentor.mentoring")
        case "portfolio":
            found = url_for("mentor.portfolio_list", about=what)
        case _ if kind in _ABOUT:
            endpoint, name = _ABOUT[kind]
            values: dict[str, Any] = {"award_id": award_id, name: what}
            found = url_for(endpoint, **values)
        case _ if kind in _PAGES:
            endpoint, anchor = _PAGES[kind]
            found = url_for(endpoint, award_id=award_id, _anchor=anchor)
        case _:
            found = ""
    return found
