"""What the mentor does, row by row: their notes, what each row evidences, what is known of it."""

from __future__ import annotations

from flask import render_template

from lti_tool.errors import NotFound
from lti_tool.usecases.reflection_reading import reflections_for_record
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.entered import entered


@blueprint.get("/awards/<pack_id:award_id>/overview")
def overview(award_id: str) -> str:
    """The page, where the award has one."""
    page = entered(award_id)
    if page.overview is None:
        raise NotFound("This award has no such page. Its own page shows what it asks for.")
    return render_template(
        "mentor/overview.html",
        page=page,
        award=page.award,
        written=reflections_for_record(house(), visit(), page.enrolment_id),
    )
