"""Everything that a mentor can do here, when no link said what to begin with."""

from __future__ import annotations

from flask import render_template

from lti_tool.usecases import awards, study
from lti_tool.usecases.study import ModuleView
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/mine")
def home() -> str:
    """The awards on offer, and the modules that count towards them."""
    cards = awards.award_cards(house(), visit())
    return render_template("mentor/home.html", cards=cards, modules=_modules(cards))


def _modules(cards: tuple[awards.AwardCard, ...]) -> list[ModuleView]:
    ids = dict.fromkeys(module for card in cards for module in card.award.modules())
    return [study.module_page(house(), visit(), module_id) for module_id in ids]
