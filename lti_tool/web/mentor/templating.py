"""What the player's templates need beyond the values they are given."""

from __future__ import annotations

import re

from lti_tool.domain.modules import Html, Scenario, Step
from lti_tool.usecases.study import SavedAnswer
from lti_tool.web.mentor.base import blueprint

_HEADING = re.compile(r"(</?h)([2-4])>")
_TERM = re.compile(
    r'<button type="button" class="term" popovertarget="(term-[^"]+)">(.*?)</button>', re.DOTALL
)
_PAGE = re.compile(r'href="/modules/[^"]*/sections/([^"]+)"')
_SHEET = re.compile(r'<a href="/modules/[^"]*/takeaways/[^"]*">(.*?)</a>', re.DOTALL)


@blueprint.app_template_global()
def story_path(block: Scenario, saved: SavedAnswer | None) -> list[str]:
    """The ids of the steps gone; the first step alone where the story has changed since."""
    known = {step.id for step in block.steps}
    path = saved.response.get("path") if saved else None
    if isinstance(path, list) and path and all(step in known for step in path):
        return path
    return [block.start]


@blueprint.app_template_global()
def story_steps(block: Scenario) -> list[Step]:
    """The steps in the order in which a reader on paper meets them, the first one first."""
    order = [block.start]
    for step_id in order:
        ahead = (choice.next for choice in block.step(step_id).choices)
        order.extend(step for step in dict.fromkeys(ahead) if step not in order)
    return [block.step(step_id) for step_id in order]


@blueprint.app_template_filter()
def printed(html: Html) -> Html:
    """The same text for paper: headings one rank lower, and links to what is on the paper itself.

    No address of the visit may stand in it: it is saved and handed round.
    """
    lower = _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) + 1}>", html)
    terms = _TERM.sub(r'<a class="term" href="#\1">\2</a>', lower)
    return Html(_SHEET.sub(r"\1", _PAGE.sub(r'href="#p-\1"', terms)))
