"""A shared audit as those see it with whom it is shared: the link tutor, and the PCM by link.

The office has no such page: an audit is between the mentor and those who work with them.
"""

from __future__ import annotations

from flask import Blueprint, render_template

from lti_tool.usecases import shared_audit_sharing as sharing
from lti_tool.usecases.awards import AwardPage
from lti_tool.usecases.shared_audit_views import ReaderPage, SharedAudit
from lti_tool.web.access import house, link_token, visit


def add_for_tutor(blueprint: Blueprint) -> None:
    """Give the tutor's blueprint the page of an audit, below a mentor's record."""
    at = "/mentors/<enrolment_id>/audits/<pack_id:shared_audit_id>"
    blueprint.add_url_rule(at, "shared_audit", for_tutor)


def add_for_link(blueprint: Blueprint) -> None:
    """Give the pages behind an e-mailed link the page of an audit."""
    blueprint.add_url_rule("/audits/<pack_id:shared_audit_id>", "shared_audit", for_link)


def for_tutor(enrolment_id: str, shared_audit_id: str) -> str:
    """The newest complete round and the plan, for the link tutor of the record."""
    page = sharing.tutor_page(house(), visit(), enrolment_id, shared_audit_id)
    return _html("tutor/shared_audit.html", page, enrolment_id=enrolment_id)


def for_link(shared_audit_id: str) -> str:
    """The same for the PCM, while their link can be answered."""
    page = sharing.link_page(house(), link_token(), shared_audit_id)
    return _html("coordinator/shared_audit.html", page)


def _html(template: str, page: ReaderPage, **more: str) -> str:
    return render_template(
        template, page=page, picture=page.picture, audit=page.picture.audit, **more
    )


def told_to_tutor(page: AwardPage) -> tuple[SharedAudit, ...]:
    """What a record page tells its link tutor about the audits that the award asks for."""
    if not _asks_for_one(page):
        return ()
    return sharing.shared_with_tutor(house(), visit(), page.enrolment_id)


def told_by_link(page: AwardPage) -> tuple[SharedAudit, ...]:
    """What the page behind an e-mailed link tells about them."""
    return sharing.shared_by_link(house(), link_token()) if _asks_for_one(page) else ()


def _asks_for_one(page: AwardPage) -> bool:
    return any(audit.shared for audit in page.award.audits)
