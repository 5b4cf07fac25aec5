"""Learn: a module's contents, its pages one by one, and the page that says it is done."""

from __future__ import annotations

import hmac

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lti_tool.domain.modules import Module, Reflection
from lti_tool.domain.requirements import ModuleCompletion
from lti_tool.domain.schemes import Award
from lti_tool.usecases import awards, study
from lti_tool.usecases.gradebook_news import gradebook_news
from lti_tool.web import notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.links import action_url
from lti_tool.web.mentor.mentions import references_in, terms_in
from lti_tool.web.mentor.rendering import player_html


@blueprint.get("/modules/<pack_id:module_id>")
def module(module_id: str) -> str:
    """What the module is about, how far the mentor is, and where to go on."""
    view = study.module_page(house(), visit(), module_id)
    return player_html("mentor/module.html", view=view, module=view.module)


@blueprint.get("/modules/<pack_id:module_id>/sections/<section_id>")
def section(module_id: str, section_id: str) -> str:
    """One page of the module."""
    return section_html(module_id, section_id)


def section_html(
    module_id: str,
    section_id: str,
    *,
    block_id: str = "",
    errors: dict[str, str] | None = None,
    typed: MultiDict[str, str] | None = None,
) -> str:
    """A section's page; with ``errors`` where an answer to ``block_id`` did not fit."""
    view = study.open_section(house(), visit(), module_id, section_id)
    return player_html(
        "mentor/section.html",
        view=view,
        module=view.module,
        quiz=_quiz(view),
        here=view.progress.sections[view.number - 1],
        cited=references_in(view.module, view.section),
        terms=terms_in(view.module, view.section),
        keep=keep_key(view.module),
        problem={"block": block_id, "errors": errors or {}, "typed": typed or MultiDict()},
    )


def _quiz(view: study.SectionView) -> study.QuizPage | None:
    if view.section != view.module.quiz_section:
        return None
    return study.quiz_page(house(), visit(), view.module.id)


def keep_key(module: Module) -> str:
    """The name under which this person's unsent answers wait in the browser.

    Laptops are shared: it is another for every person, and tells nobody who that is.
    """
    about = f"keep:{visit().person_id}:{module.id}".encode()
    return hmac.new(house().secret_key.encode(), about, "sha256").hexdigest()[:20]


@blueprint.post("/modules/<pack_id:module_id>/sections/<section_id>/finish")
def finish(module_id: str, section_id: str) -> Response:
    """The mentor reached the page's end: on to the next one, or to the module's end."""
    progress = study.finish_section(house(), visit(), module_id, section_id)
    view = study.module_page(house(), visit(), module_id)
    _, following = view.module.neighbours(section_id)
    open_here = any(p.missing for p in progress.sections if p.section.id == section_id)
    if following is not None:
        says = "still_open" if open_here else None
        return notices.go("mentor.section", says, module_id=module_id, section_id=following.id)
    if progress.complete:
        return notices.go("mentor.module_done", module_id=module_id)
    return notices.go("mentor.module", "not_complete", module_id=module_id)


@blueprint.get("/modules/<pack_id:module_id>/done")
def module_done(module_id: str) -> str | Response:
    """What the finished module counted for, and what comes next."""
    view = study.module_page(house(), visit(), module_id)
    if view.completed_at is None:
        return notices.go("mentor.module", "not_complete", module_id=module_id)
    return player_html(
        "mentor/module_done.html",
        view=view,
        module=view.module,
        news=gradebook_news(house(), visit(), module_id),
        cards=_cards(view),
        reflections=_reflections(view.module),
    )


def _cards(view: study.ModuleView) -> list[tuple[awards.AwardCard, list[str], str]]:
    """The awards that the module counts towards: which rows it serves, and what is next."""
    counted = {award_id for award_id, _ in view.counts_for}
    return [
        (
            card,
            _rows_served(card.award, view.module),
            action_url(card.award.id, card.next_step.action),
        )
        for card in awards.award_cards(house(), visit())
        if card.award.id in counted
    ]


def _rows_served(award: Award, module: Module) -> list[str]:
    """The titles of the award's rows that ask for the module."""
    return [
        criterion.title
        for criterion in award.criteria
        if any(
            isinstance(one, ModuleCompletion) and one.module == module.id
            for one in criterion.requirements
        )
    ]


def _reflections(module: Module) -> list[Reflection]:
    """Those that a mentor who has finished the module has written."""
    return [
        block
        for section in module.sections
        for block in section.activities
        if isinstance(block, Reflection) and block.counts
    ]
