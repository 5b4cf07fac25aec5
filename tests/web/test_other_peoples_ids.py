"""Every address of a mentor's things, asked for by another mentor: not there, and nothing changed.

The addresses come from the tool's own map, so that a new one with an id of these is held to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from lti_tool.domain.facts import Mentored
from lti_tool.persistence.audits import PlanStep
from lti_tool.persistence.models import db
from lti_tool.persistence.portfolio import PortfolioExport, PortfolioFile, PortfolioItem
from lti_tool.persistence.records import FactRow, SigningRequest
from lti_tool.persistence.study import QuizAttempt

from ..evidence_pack import pdf
from .evidence import send_file
from .story import Story
from .west_london import MASTERY, RAG, Mastery

MODULE = "west-london/mastery-3"
PLACES = {"award_id": MASTERY, "module_id": MODULE, "shared_audit_id": RAG}
IDS: dict[str, Any] = {
    "item_id": PortfolioItem,
    "file_id": PortfolioFile,
    "export_id": PortfolioExport,
    "step_id": PlanStep,
    "request_id": SigningRequest,
    "attempt_id": QuizAttempt,
}
CHANGES_WITH_EVERY_REQUEST = {"launch_sessions"}


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path)
    story.vouch_for_the_school()
    yield story
    story.house.units.engine.dispose()


def owner(story: Story) -> Mastery:
    """A mentor with something of every kind."""
    nadia = Mastery(story)
    nadia.rates_and_reviews()
    step = {"target": "Listen longer", "action": "Count to ten", "standard": "ST1"}
    nadia.posts(nadia.mentor, f"/audits/{RAG}/plan", step)
    nadia.sends("/mentoring", {"first": "2025-09-01", "goes_on": "yes"})
    send_file(nadia.mentor, "plan.pdf", pdf())
    nadia.sends("/portfolio/exports", {"kind": "zip"})
    nadia.sends(f"/modules/{MODULE}/quiz")
    nadia.is_linked()
    return nadia


def ids(story: Story) -> dict[str, str]:
    """The id of one thing of each kind."""
    with story.house.units.reading() as unit:
        found = {name: unit.session.scalars(select(kind.id)).first() for name, kind in IDS.items()}
        mentored = select(FactRow.id).where(FactRow.kind == Mentored.__name__)
        found["fact_id"] = unit.session.scalars(mentored).first()
    assert all(found.values()), found
    return {name: str(one) for name, one in found.items()}


def everything(story: Story) -> dict[str, list[str]]:
    """Every row of every table."""
    with story.house.units.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in db.metadata.sorted_tables
            if table.name not in CHANGES_WITH_EVERY_REQUEST
        }


def addresses(story: Story, known: dict[str, str]) -> list[tuple[str, str]]:
    """Method and path of all that a mentor may ask for by one of these ids."""
    rules = (r for r in story.app.url_map.iter_rules() if r.endpoint.startswith("mentor."))
    return sorted(
        (method, path(rule, {**PLACES, **known}))
        for rule in rules
        if rule.arguments & set(known) and rule.arguments <= {"handle", *PLACES, *known}
        for method in {"GET", "POST"} & (rule.methods or set())
    )


def path(rule: Rule, values: dict[str, str]) -> str:
    built = rule.build({"handle": "HERE", **{k: values[k] for k in rule.arguments - {"handle"}}})
    assert built is not None
    return built[1].removeprefix("/l/HERE")


def test_another_mentors_things_are_not_there_and_stay_as_they_are(story: Story) -> None:
    owner(story)
    known = ids(story)
    tom = Mastery(story, "tom")
    before = everything(story)
    asked = addresses(story, known)
    sent = {"first": "2025-09-02", "goes_on": "yes", "kind": "zip"}
    answers = {
        f"{method} {at}": tom.mentor.get(at) if method == "GET" else tom.posts(tom.mentor, at, sent)
        for method, at in asked
    }
    assert len(asked) > 20
    assert {
        at: one.status for at, one in answers.items() if one.status_code not in {404, 409}
    } == {}
    assert everything(story) == before
