"""Everything that a mentor can do here, when no link said what to begin with."""

from __future__ import annotations

from flask import render_template

from lti_tool.usecases import (
    awards,
    evaluation_lists,
    module_cards,
    shared_audits,
    training_sessions,
)
from lti_tool.web.access import house, visit
from lti_tool.web.mentor.base import blueprint


@blueprint.get("/mine")
def home() -> str:
    """The awards on offer, and the modules that count towards them."""
    cards = awards.award_cards(house(), visit())
    near = {card.award.id for card in cards if card.near}
    groups = module_cards.module_groups(house(), visit(), [card.award for card in cards])
    return render_template(
        "mentor/home.html",
        cards=cards,
        audits=shared_audits.audit_cards(
            house(), visit(), [card.award for card in cards if card.enrolled]
        ),
        evaluations=evaluation_lists.for_mentor(
            house(), visit(), [card.award.id for card in cards if card.enrolled]
        ),
        sessions=training_sessions.sessions_to_come(house(), visit()),
        others=[card for card in cards if not card.near],
        groups=[group for group in groups if group.award.id in near],
        other_groups=[group for group in groups if group.award.id not in near],
    )
