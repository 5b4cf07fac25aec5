"""Evaluations in every state that a page can show, in the scheme of a lead mentor."""

from __future__ import annotations

from pathlib import Path

from lti_tool.domain.evaluations import EvaluationForm
from lti_tool.usecases import mentor_gaps, school_reports
from lti_tool.usecases.school_reports import Asked

from ..usecases.auditing import Auditor
from ..web.evaluating import Walk
from ..web.story import Person, Story

AWARD = "exeter/lead-mentor"
TRAINING, SUPPORT = "exeter/induction-and-training", "exeter/mentor-support"
PLACEMENT, SCHOOLS = "exeter/placement", "exeter/university-support"


def answers_to(form: EvaluationForm) -> dict[str, str]:
    """The strongest point of every scale, and some words."""
    return {
        line.name: question.scale[-1] if question.scale else "It went well."
        for question, line in form.lines()
    }


def evaluates(story: Story, lead: Person, tutor: Person) -> dict[str, str]:
    """Rounds that are open, closed, shown and too few to show; the links that people were sent."""
    walk = Walk(Path(), story, AWARD)
    trainees = answers_to(story.house.library.evaluation(PLACEMENT))
    shown = walk.opens(PLACEMENT)
    for link in walk.asks(shown, *(f"t{n}@uni.example" for n in range(5))):
        assert walk.by_link(link, trainees).status_code == 200
    walk.closes(shown)
    few = walk.opens(PLACEMENT, placement="Second placement")
    (closed,) = walk.asks(few, "late@uni.example")
    walk.closes(few)
    still_open = walk.opens(PLACEMENT, placement="Third placement")
    (asked,) = walk.asks(still_open, "now@uni.example")
    school = walk.opens(SCHOOLS, placement="")
    (itec,) = walk.asks(school, "itec@oakfield.example")
    walk.by_link(itec, answers_to(story.house.library.evaluation(SCHOOLS)))
    walk.asks(school, "another@oakfield.example")
    walk.opens(TRAINING, placement="")
    rates(walk, lead, tutor)
    trains(walk, story)
    reports(walk)
    return {"to evaluate": asked, "evaluated": itec, "too late to evaluate": closed}


def rates(walk: Walk, lead: Person, tutor: Person) -> None:
    """The tutor writes about the lead mentor, who replies."""
    round_id = walk.opens(SUPPORT)
    form = walk.house.library.evaluation(SUPPORT)
    sent = {f"answer-{name}": value for name, value in answers_to(form).items()}
    at = f"/tutor/mentors/{walk.enrolment_id(lead)}/evaluations/{round_id}"
    assert tutor.post(at, {"revision": "0", "step": "send", **sent}).status_code == 200
    page = lead.get("/evaluations").text
    rating = next(path for path in page.split('"') if "/ratings/" in path)
    lead.post(rating.removeprefix(lead.root), {"reply": "I shall ask more."})


def trains(walk: Walk, story: Story) -> None:
    """A table of gaps, a session that is planned and one that is called off."""
    for n in range(5):
        mentor = story.mentor(f"rates-{n}", name=f"Rater {n}")
        Auditor(story.house, mentor.visit).completes("Red")
    for view in mentor_gaps.audits_with_gaps(story.house):
        mentor_gaps.make_table(story.house, walk.office.visit, view.id)
    for n in range(2):
        given = {"title": f"Session {n}", "day": "2026-12-10", "place": "Library"}
        walk.office.post("/office/training/new", {**given, "write_id": str(n)})
    page = walk.office.get("/office/training").text
    off = next(path for path in page.split('"') if path.endswith("/call-off"))
    walk.office.post(off.removeprefix(walk.office.root))


def reports(walk: Walk) -> None:
    """Two reports to the lead mentor's school: one with its PDF."""
    visit = walk.office.visit
    (school,) = school_reports.reports_page(walk.house, visit).schools[:1]
    asked = Asked("exeter", school.key, 2026)
    for write_id in ("first", "second"):
        made = school_reports.make_report(walk.house, visit, asked, write_id=write_id)
    keep = school_reports.render(walk.house, made)
    with walk.house.units.writing() as unit:
        keep(unit)
