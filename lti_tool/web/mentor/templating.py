"""What the player's templates need beyond the values they are given."""

from __future__ import annotations

from lti_tool.domain.modules import Html, Scenario
from lti_tool.usecases.study import SavedAnswer
from lti_tool.web.mentor.base import blueprint


@blueprint.app_template_global()
def story_path(block: Scenario, saved: SavedAnswer | None) -> list[str]:
    """The ids of the steps gone; the first step alone where the story has changed since."""
    known = {step.id for step in block.steps}
    path = saved.response.get("path") if saved else None
    if isinstance(path, list) and path and all(step in known for step in path):
        return path
    return [block.start]


@blueprint.app_template_filter()
def scrollable(html: Html) -> Html:
    """The same text; a table too wide for the page scrolls by itself, also by keyboard.

    An empty corner of a table is no heading: screen readers would announce one without words.
    """
    begun = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table'
    tables = html.replace("<table", begun).replace("</table>", "</table></div>")
    return Html(tables.replace('<th scope="col"></th>', "<td></td>"))
