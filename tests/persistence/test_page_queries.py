"""How much a page asks of the database: little, and no more when there are more mentors.

Pages are found through the URL map, so that a new one is held to this without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule as Route

from lti_tool.web.access import Rule

from ..audited import write_pack
from ..usecases.watching import Queries
from ..web.story import AWARD, Person, Story

MOST = 20
MORE_MENTORS = 7
KNOWN = {
    "award_id": AWARD,
    "module_id": "west-london/entry-1",
    "section_id": "welcome",
    "audit_id": "self-check",
    "shared_audit_id": "national-standards/rag",
    "group_id": "ST1",
}
NOT_OF_THIS_AWARD = {
    *("tutor.shared_audit", "tutor.portfolio", "office.portfolio", "office.panel"),
    *("mentor.application", "mentor.briefings", "mentor.handing_in", "mentor.practice"),
    *("mentor.overview", "office.preview_report"),
}
"""Pages about something that the award here does not ask for; the walks of the house count them."""


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path, packs=(write_pack(tmp_path / "packs"),))
    yield story
    story.house.units.engine.dispose()


def pages(story: Story, part: str, enrolment_id: str) -> list[str]:
    """The addresses, below the launch, of all that this part may open about one mentor or many."""
    known = {**KNOWN, "enrolment_id": enrolment_id}
    routes = story.app.url_map.iter_rules()
    return [path for route in routes if (path := _path(route, part, known))]


def _path(route: Route, part: str, known: dict[str, str]) -> str | None:
    inside = route.rule.startswith("/l/") and "GET" in (route.methods or set())
    blueprint = route.endpoint.partition(".")[0]
    if not inside or blueprint not in {part, "visitor"} or route.endpoint in NOT_OF_THIS_AWARD:
        return None
    if not route.arguments <= {"handle", *known}:
        return None
    built = route.build({"handle": "HERE", **{k: known[k] for k in route.arguments & set(known)}})
    assert built is not None
    return built[1].removeprefix("/l/HERE")


def asked(story: Story, person: Person, path: str) -> int:
    person.get(path)  # what is noted once (a page reached, a score told) is noted now
    with Queries(story.house.units.engine) as seen:
        answer = person.get(path, follow_redirects=False)
    assert answer.status_code in {200, 302, 303}, f"{path}: {answer.status}"
    return seen.count


@pytest.mark.parametrize("part", ["mentor", "tutor", "office"])
def test_a_page_asks_a_bounded_number_of_queries_however_many_mentors_there_are(
    story: Story, part: str
) -> None:
    story.vouch_for_the_school()
    mentor, tutor, office = story.mentor(), story.tutor(), story.office()
    reader = {"mentor": mentor, "tutor": tutor, "office": office}[part]
    enrolment_id = story.ready_to_issue(mentor, tutor)
    story.issue(office, enrolment_id)
    paths = pages(story, part, enrolment_id)
    assert len(paths) >= 3
    few = {path: asked(story, reader, path) for path in paths}
    assert max(few.values()) <= MOST, few
    for number in range(MORE_MENTORS):
        other = story.mentor(f"other-{number}", name=f"Other {number}")
        story.self_check(other)
        story.ask_pcm(other)
    assert {path: asked(story, reader, path) for path in paths} == few


def test_the_rules_of_access_name_the_parts_that_are_counted(story: Story) -> None:
    rules: dict[str, Rule] = story.app.extensions["access_rules"]
    assert {"mentor", "tutor", "office", "visitor"} <= set(rules)
