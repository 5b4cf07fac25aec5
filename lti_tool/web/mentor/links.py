"""From the use cases' actions ("module:…", "sign") to the mentor's pages."""

from __future__ import annotations

from flask import url_for

_PAGES = {
    "enrol": ("mentor.award", "enter"),
    "ask_pcm": ("mentor.award", "ask-pcm"),
    "sign": ("mentor.sign", None),
    "certificate": ("mentor.award", "certificate"),
    "details": ("mentor.details", None),
    "award": ("mentor.award", None),
    "experience": ("mentor.experience", None),
}


def action_url(award_id: str, action: str) -> str:
    """Where the mentor does it; empty when there is nothing to do but wait."""
    kind, _, what = action.partition(":")
    if kind == "module":
        return url_for("mentor.module", module_id=what)
    if kind == "audit":
        return url_for("mentor.self_check", award_id=award_id, audit_id=what)
    if kind not in _PAGES:
        return ""
    endpoint, anchor = _PAGES[kind]
    return url_for(endpoint, award_id=award_id, _anchor=anchor)
