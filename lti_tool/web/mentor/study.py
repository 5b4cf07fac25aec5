"""Learn: a module's contents, its pages one by one, and the page that says it is done."""

from __future__ import annotations

import hmac

from flask import render_template
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from lti_tool.domain.modules import Module
from lti_tool.usecases import awards, study
from lti_tool.web import notices
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint
from lti_tool.web.mentor.links import action_url


@blueprint.get("/modules/<pack_id:module_id>")
def module(module_id: str) -> str:
    """What the module is about, how far the mentor is, and where to go on."""
    view = study.module_page(house(), visit(), module_id)
    return render_template("mentor/module.html", view=view, module=view.module)


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
    return render_template(
        "mentor/section.html",
        view=view,
        module=view.module,
        quiz=_quiz(view),
        cited=_cited(view),
        keep=keep_key(view.module),
        problem={"block": block_id, "errors": errors or {}, "typed": typed or MultiDict()},
    )


def _quiz(view: study.SectionView) -> study.QuizPage | None:
    if view.section != view.module.quiz_section:
        return None
    return study.quiz_page(house(), visit(), view.module.id)


def _cited(view: study.SectionView) -> list[object]:
    """The references that the page's links lead to."""
    words = repr(view.section.blocks)
    return [ref for ref in view.module.references if f"#ref-{ref.id}" in words]


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
    counted = {award_id for award_id, _ in view.counts_for}
    cards = [
        (card, action_url(card.award.id, card.next_step.action))
        for card in awards.award_cards(house(), visit())
        if card.award.id in counted
    ]
    return render_template("mentor/module_done.html", view=view, module=view.module, cards=cards)
